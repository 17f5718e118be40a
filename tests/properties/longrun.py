"""Many random processes, in several processes of the machine: ``python -m tests.properties.longrun [COUNT [SEED]]``.

Prints the seeds, how the runs ended, how often each element was reached, and each difference with the smallest process
that still shows it. The exit status is 1 when there was one.
"""

import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.properties.driving import Outcome, Pair
from tests.properties.graphs import process_of
from tests.properties.notation import smallest, written

CHUNK = 500
MOST_SHOWN = 10


@dataclass
class Summary:
    """What many runs came to."""

    graphs: int = 0
    elements: int = 0
    acts: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    different: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome, elements: int) -> None:
        """One more run."""
        self.graphs += 1
        self.elements += elements
        self.acts += len(outcome.acts)
        self.ends["different" if outcome.difference else outcome.how] += 1
        self.passed += outcome.passed
        if outcome.difference:
            self.different.append(outcome.seed)

    def merge(self, other: "Summary") -> None:
        """What another process found."""
        self.graphs, self.elements = self.graphs + other.graphs, self.elements + other.elements
        self.acts += other.acts
        self.ends += other.ends
        self.passed += other.passed
        self.different += other.different

    def text(self) -> str:
        """For people."""
        ends = ", ".join(f"{how} {count}" for how, count in self.ends.most_common())
        passed = ", ".join(f"{what} {count}" for what, count in self.passed.most_common())
        return (
            f"{self.graphs} graphs, {self.elements} elements, {self.acts} acts, {len(self.different)} differences\n"
            f"  ended as: {ends}\n  reached: {passed}"
        )


def compare(seeds: Iterable[int]) -> Summary:
    """Run some seeds."""
    summary = Summary()
    for seed in seeds:
        process = process_of(seed)
        summary.add(Pair(process, seed).run(), len(process.elements))
    return summary


def explained(seed: int) -> str:
    """The smallest process of a seed that still differs in the same way, with what was done to it."""

    def kind(outcome: Outcome) -> str:
        return outcome.difference.partition(":")[0]

    process = process_of(seed)
    wanted = kind(Pair(process, seed).run())
    small = smallest(process, lambda one: kind(Pair(one, seed).run()) == wanted)
    outcome = Pair(small, seed).run()
    return f"seed {seed}: {outcome.difference}\nafter {'; '.join(outcome.acts)}\n{written(small)}\n"


def _chunk(first: int) -> Summary:
    return compare(range(first, first + CHUNK))


def run(count: int, first: int = 0) -> Summary:
    """So many seeds from the first on, on all processors."""
    total = Summary()
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        for part in pool.imap_unordered(_chunk, range(first, first + count, CHUNK)):
            total.merge(part)
    return total


def main() -> int:
    """The command."""
    count, first = [*(int(one) for one in sys.argv[1:3]), *(100_000, 0)[len(sys.argv[1:3]) :]]
    began = time.monotonic()
    total = run(count, first)
    print(f"seeds {first} to {first + total.graphs - 1}, {time.monotonic() - began:.0f} s")
    print(total.text())
    for seed in total.different[:MOST_SHOWN]:
        print(explained(seed))
    return 1 if total.different else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    import django

    django.setup()
    sys.exit(main())
