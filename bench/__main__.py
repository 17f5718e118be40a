"""`python -m bench [--quick] [--only 8,12] [--sizes 10000,100000]`: measure, print the table, keep the results."""

import argparse
import importlib
import sys
import time
import traceback

from bench import data, peers, report
from bench.context import Context
from bench.ground import Ground
from bench.measure import not_measured

ROWS = {
    "1": "steps", "2": "steps", "3": "history", "4": "votes", "5": "votes", "6": "steps", "7": "approvals",
    "8": "lists", "9": "records", "10": "orders", "11": "search", "12": "empty", "13": "history", "14": "timers",
    "15": "browser", "16": "group",
}  # fmt: skip

SLOW = ("3", "13")
"""Left out of a quick run."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a subset that ends in five minutes")
    parser.add_argument("--only", default="", help="rows of the table of goals, for example 1,8,12")
    parser.add_argument("--sizes", default="", help="customers, for example 10000,100000,1000000")
    options = parser.parse_args()
    wanted = [row for row in options.only.split(",") if row] or [
        row for row in ROWS if row not in SLOW or not options.quick
    ]
    unknown = set(wanted) - set(ROWS)
    if unknown:
        parser.error(f"there is no row {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    sizes = tuple(int(text) for text in options.sizes.split(",") if text)
    sizes = sizes or ((10_000,) if options.quick else (10_000, 100_000, 1_000_000))
    started, broken = time.monotonic(), list[str]()
    with Ground() as ground:
        postgresql = ground.postgresql()
        context = Context(ground, sizes, seconds=1.5 if options.quick else 5.0, rounds=3, quick=options.quick)
        for module in dict.fromkeys(ROWS[row] for row in wanted):
            began = time.monotonic()
            try:
                importlib.import_module(f"bench.rows.{module}").measure(context)
            except Exception as error:  # the others are measured all the same
                traceback.print_exc()
                broken.append(module)
                numbers = ", ".join(row for row in wanted if ROWS[row] == module)
                context.add(not_measured(numbers, module, f"it broke: {type(error).__name__}"))
            print(f"    {module}: {time.monotonic() - began:.0f} s", flush=True)
    missed = [figure for figure in context.figures if figure.met is False]
    facts = {"sizes": sizes, "quick": options.quick, "rows": wanted, "rounds": context.rounds, "seed": data.SEED}
    facts |= {"command": " ".join(["python -m bench", *sys.argv[1:]]), "postgresql": postgresql}
    path = report.write(context.figures, {**facts, "peers": peers.versions()})
    print(f"{len(context.figures)} figures, {len(missed)} missed, {time.monotonic() - started:.0f} s; {path}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
