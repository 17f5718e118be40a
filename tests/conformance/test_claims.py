"""What docs/apps/workflow-conformance.md claims of the engine: every row is there, and every test that it names runs.

The lists in ``claimed`` are those of the design and of the standards, so that no row can be left out quietly.
"""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tests.conformance.claimed import BEYOND, FEATURES, PATTERNS, RULES, TABLE_2_3, TABLE_2_4

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/apps/workflow-conformance.md"
NEAR = "heyi/core/workflow/tests/"
STATUS = {"done", "partly", "not yet", "yes", "no"}
ELEMENTS = (*TABLE_2_3, *TABLE_2_4, *BEYOND)
LISTS = {"Rule": RULES, "WCP": PATTERNS}
WHAT = {"Id": "What", "Rule": "What", "WCP": "Pattern", "Element": "Element"}


@cache
def rows() -> list[tuple[str, dict[str, str]]]:
    """Every row of every table that has a status, with the first heading of its first column."""
    found: list[tuple[str, dict[str, str]]] = []
    heads: list[str] = []
    for line in PAGE.read_text("utf-8").splitlines():
        if not line.startswith("|"):
            heads = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not heads:
            heads = cells
        elif set(line) - set("|- ") and "Shown by" in heads:
            assert len(cells) == len(heads), line
            found.append((heads[0], dict(zip(heads, cells, strict=True))))
    return found


def named(table: str) -> dict[str, str]:
    """What the rows of the tables with this heading are about, in order."""
    found = [(row[table], row[WHAT[table]]) for kind, row in rows() if kind == table]
    assert len(dict(found)) == len(found), f"{table}: a row stands there twice"
    return dict(found)


def status(row: dict[str, str]) -> str:
    return row.get("Status") or row["Does it"]


def shown_by(row: dict[str, str]) -> list[str]:
    """Ids of pytest, relative to the project."""
    ids = re.findall(r"`([^`]+)`", row["Shown by"])
    assert " ".join(f"`{one}`" for one in ids) == row["Shown by"], row
    return [one if "/" in one else f"{NEAR}{one}" for one in ids]


@cache
def functions(path: str) -> dict[str, str]:
    """Every test of a file by its id within the file, with what says that it is not run (usually nothing)."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    whole = _left_out([one.value for one in tree.body if isinstance(one, ast.Assign) and _marks(one)])
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found[node.name] = whole or _not_run(node)
        elif isinstance(node, ast.ClassDef):
            around = whole or _left_out(node.decorator_list)
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    found[f"{node.name}::{inner.name}"] = around or _not_run(inner)
    return found


def _marks(node: ast.Assign) -> bool:
    return any(isinstance(one, ast.Name) and one.id == "pytestmark" for one in node.targets)


def _left_out(marks: list[ast.expr]) -> str:
    text = " ".join(ast.unparse(mark) for mark in marks)
    found = re.search(r"\bmark\.(?:skip|skipif|xfail)\b", text)
    return found[0] if found else ""


def _not_run(test: ast.FunctionDef) -> str:
    """A mark, or a test that begins by giving up."""
    called = _left_out(test.decorator_list)
    first = test.body[1] if ast.get_docstring(test) and len(test.body) > 1 else test.body[0]
    given_up = isinstance(first, ast.Expr) and re.match(r"pytest\.(skip|xfail|fail)\(", ast.unparse(first))
    return called or ("gives up" if given_up else "")


def faults(row: dict[str, str]) -> list[str]:
    """What is wrong with one row."""
    word, found = status(row), []
    if word not in STATUS:
        found.append(f"“{word}” is no status")
    if word in ("done", "yes") and not shown_by(row):
        found.append("nothing shows it")
    if word == "partly" and not (row.get("Missing") or row.get("Remark") or row.get("How")):
        found.append("what is missing is not said")
    for one in shown_by(row):
        path, _colons, name = one.partition("::")
        if not (ROOT / path).is_file() or name not in functions(path):
            found.append(f"there is no {one}")
        elif functions(path)[name]:
            found.append(f"{one} is not run: {functions(path)[name]}")
    return found


def test_every_row_of_the_design_and_of_the_standards_is_there_once_and_in_order() -> None:
    numbered = {kind: {str(at): what for at, what in enumerate(rows_, 1)} for kind, rows_ in LISTS.items()}
    for kind, expected in {"Id": FEATURES, "Element": {one: one for one in ELEMENTS}, **numbered}.items():
        assert list(named(kind).items()) == list(expected.items())


def test_what_is_claimed_is_shown_by_tests_that_run(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = {row[kind]: found for kind, row in rows() if (found := faults(row))}
    assert wrong == {}
    with capsys.disabled():
        for kind in ("Element", "Id", "Rule", "WCP"):
            counted = Counter(status(row) for found, row in rows() if found == kind)
            print(f"\n  {kind}: {', '.join(f'{count} {word}' for word, count in counted.most_common())}", end="")


def test_each_row_of_the_executable_class_and_each_pattern_has_a_test_of_its_own() -> None:
    for kind, row in rows():
        if kind == "WCP":
            assert f"test_wcp_{int(row['WCP']):02d}_" in row["Shown by"], row
        elif kind == "Element" and row["Element"] in (*TABLE_2_3, *TABLE_2_4):
            assert shown_by(row), row


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"Status": "done", "Shown by": ""}, "nothing shows it"),
        ({"Status": "ready", "Shown by": ""}, "no status"),
        ({"Status": "partly", "Shown by": "", "Missing": ""}, "what is missing"),
        ({"Status": "done", "Shown by": "`test_patterns.py::TestBasic::test_wcp_99_flight`"}, "there is no"),
        ({"Status": "done", "Shown by": "`test_patterns.py::test_wcp_01_sequence`"}, "there is no"),
    ],
)
def test_a_claim_without_ground_is_found(cells: dict[str, str], says: str) -> None:
    assert [one for one in faults(cells) if says in one]


def test_a_test_that_is_left_out_shows_nothing() -> None:
    for text in ("@pytest.mark.skip\ndef test_a(): ...", "@pytest.mark.xfail(strict=True)\ndef test_a(): ...",
                 "def test_a():\n    pytest.skip('later')"):  # fmt: skip
        (node,) = ast.parse(text).body
        assert isinstance(node, ast.FunctionDef)
        assert _not_run(node), text
    (fine,) = ast.parse("def test_a():\n    assert True").body
    assert isinstance(fine, ast.FunctionDef)
    assert not _not_run(fine)
