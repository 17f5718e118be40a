"""The map from OWASP ASVS 5.0.0 to what we have: docs/security/asvs.csv answers every requirement of levels 1 and 2.

It holds the ids of the standard and our own words. ``test``: the named tests assert it; ``manual``: the named page says
how it is; ``n/a``: why it does not concern us; ``open``: what is missing.
"""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Requirements of level 1 and of level 2 in each chapter of the standard.
CHAPTERS = {
    "V1": (8, 19), "V2": (4, 7), "V3": (8, 11), "V4": (2, 8), "V5": (4, 5), "V6": (13, 22), "V7": (6, 12), "V8": (4, 3),
    "V9": (4, 3), "V10": (5, 24), "V11": (3, 11), "V12": (3, 6), "V13": (1, 12), "V14": (2, 7), "V15": (3, 10),
    "V16": (0, 16), "V17": (0, 7),
}  # fmt: skip
ID = re.compile(r"V\d{1,2}(\.\d{1,2}){2}")


@cache
def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs/security/asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _tests(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_requirement_of_both_levels_stands_there_once_and_in_order():
    ids = [row["requirement"] for row in _rows()]
    assert all(ID.fullmatch(one) for one in ids)
    assert ids == sorted(set(ids), key=lambda one: [int(part) for part in one[1:].split(".")])
    found = Counter((row["requirement"].split(".")[0], row["level"]) for row in _rows())
    assert {name: (found[name, "1"], found[name, "2"]) for name in CHAPTERS} == CHAPTERS
    assert (sum(one for one, _two in CHAPTERS.values()), len(ids)) == (70, 253)


def test_every_answer_leads_somewhere(capsys):
    for row in _rows():
        place = f"{row['requirement']}: {row['answer']}"
        assert row["about"], place
        assert row["where"], place
        if row["answer"] == "test":
            for name in row["where"].split(" "):
                path, _colons, test = name.partition("::")
                assert test in _tests(path), f"{place}: there is no {name}"
        elif row["answer"] == "manual":
            assert (ROOT / row["where"]).exists(), place
        else:
            assert row["answer"] in ("n/a", "open"), place
    counted = Counter(row["answer"] for row in _rows())
    with capsys.disabled():
        print(
            f"\n  ASVS 5.0.0, levels 1 and 2: {len(_rows())} requirements, {counted['test']} by tests,"
            f" {counted['manual']} by a page, {counted['n/a']} not applicable, {counted['open']} open"
        )
