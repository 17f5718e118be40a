"""Runs test files of the DMN Technology Compatibility Kit: each names a model, cases with inputs, and results."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from heyi.core.workflow.dmn.elements import Element, bare
from heyi.core.workflow.dmn.errors import NotSupported
from heyi.core.workflow.dmn.files import MAX_ELEMENTS, read_file
from heyi.core.workflow.dmn.model import Model
from heyi.core.workflow.dmn.nodes import Kind
from heyi.core.workflow.dmn.work import Outcome
from heyi.core.workflow.feel.operators import equal
from heyi.core.workflow.feel.values import Value, write
from heyi.core.workflow.feel.written import read_date, read_date_time, read_duration, read_time
from heyi.core.workflow.parser.xml import XSI, parse
from heyi.kit.errors import Problem

_NUMBERS = frozenset({"decimal", "double", "integer", "float", "int", "long"})
_MOMENTS = {
    "date": read_date,
    "dateTime": read_date_time,
    "time": read_time,
    **dict.fromkeys(("duration", "dayTimeDuration", "yearMonthDuration"), read_duration),
}
_CLOSE = Decimal("1e-8")


class Verdict(StrEnum):
    """What came of a test."""

    PASS = "pass"  # noqa: S105 a verdict, no password
    FAIL = "fail"
    NOT_SUPPORTED = "not supported"


@dataclass(frozen=True, slots=True)
class Result:
    """One expected result: of which test file and case (`number` in the file), of which node, and what came out."""

    file: str
    number: int
    case: str
    node: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many of one thing passed, failed and could not be run."""

    passed: int
    failed: int
    not_supported: int

    @property
    def run(self) -> int:
        """Passed and failed."""
        return self.passed + self.failed

    @classmethod
    def of(cls, verdicts: list[Verdict]) -> "Totals":
        """Counted."""
        counts = (verdicts.count(verdict) for verdict in (Verdict.PASS, Verdict.FAIL, Verdict.NOT_SUPPORTED))
        return cls(*counts)


def run_folder(folder: Path) -> Iterator[Result]:
    """Every expected result of every test file below a folder, in the order of the paths."""
    for path in sorted(folder.rglob("*.xml")):
        yield from run_file(path)


def by_case(results: list[Result]) -> dict[tuple[str, int], Verdict]:
    """The verdict of each case: it passes when all its results do, and fails when one does."""
    cases: dict[tuple[str, int], list[Verdict]] = {}
    for result in results:
        cases.setdefault((result.file, result.number), []).append(result.verdict)
    ranks = list(Verdict)
    return {key: Verdict.FAIL if Verdict.FAIL in found else max(found, key=ranks.index) for key, found in cases.items()}


def run_file(path: Path) -> Iterator[Result]:
    """Every expected result of one test file; nothing for a file that holds no test cases."""
    try:
        root = parse(path.read_bytes(), elements=MAX_ELEMENTS)
    except (Problem, OSError) as error:
        yield Result(path.stem, 0, "", "", Verdict.FAIL, _reason(error))
        return
    if bare(root) != "testCases":
        return
    named = next((part.text for part in root if bare(part) == "modelName"), None)
    model: Model | None = None
    problem = ""
    try:
        model = read_file(path.parent / Path(named or "").name)
    except (Problem, OSError) as error:
        problem = _reason(error)
    for number, case in enumerate((part for part in root if bare(part) == "testCase"), 1):
        label = case.get("id") or str(number)
        for wanted in (part for part in case if bare(part) == "resultNode"):
            node = wanted.get("name") or ""
            if model is None:
                yield Result(path.stem, number, label, node, Verdict.FAIL, problem)
            else:
                yield Result(path.stem, number, label, node, *_judge(model, case, wanted))


def _judge(model: Model, case: Element, wanted: Element) -> tuple[Verdict, str]:
    expected = written_value(wanted)
    try:
        outcome, found = _decide(model, case, wanted)
    except NotSupported as error:
        return Verdict.NOT_SUPPORTED, str(error)
    except (Problem, RecursionError) as error:
        return Verdict.FAIL, _reason(error)
    if agrees(found, expected):
        return Verdict.PASS, ""
    if any(note.code == "external_function" for note in outcome.diagnostics):
        return Verdict.NOT_SUPPORTED, "external function"
    notes = "; ".join(f"{note.code} {note.detail}" for note in outcome.diagnostics[:3])
    return Verdict.FAIL, f"{write(found, inner=True)} instead of {write(expected, inner=True)} {notes}".strip()


def _decide(model: Model, case: Element, wanted: Element) -> tuple[Outcome, Value]:
    """The outcome, and what of it the result node is about."""
    node = wanted.get("name") or ""
    name = case.get("invocableName") or node
    outcome = model.decide(name, _inputs(model, case))
    several = isinstance(outcome.value, dict) and name != node and model.named[name].kind is Kind.SERVICE
    if several and len(model.named[name].outputs) > 1:
        return outcome, outcome.value.get(node)
    return outcome, outcome.value


def _inputs(model: Model, case: Element) -> dict[str, Value]:
    """The inputs of a case, without those that the model does not know: some files share their cases."""
    function = model.named.get(case.get("invocableName") or "")
    if function is not None and function.kind is Kind.KNOWLEDGE and function.function is not None:
        known = {name for name, _of in function.function.parameters}
    else:
        known = {node.name for node in model.nodes.values()}
    given = {}
    for part in case:
        name, space = part.get("name") or "", part.get("namespace")
        if bare(part) == "inputNode" and name in known:
            given[f"{{{space}}}{name}" if space else name] = written_value(part)
    return given


def written_value(element: Element) -> Value:
    """The value that a test file writes."""
    for inner in element:
        kind = bare(inner)
        if kind == "value":
            return _simple(inner)
        if kind == "list":
            return (
                None if inner.get(f"{{{XSI}}}nil") == "true" else [written_value(item) for item in inner if bare(item)]
            )
        if kind == "expected":
            return written_value(inner)
    parts = [inner for inner in element if bare(inner) == "component"]
    return {part.get("name") or "": written_value(part) for part in parts} if parts else None


def _simple(element: Element) -> Value:
    if element.get(f"{{{XSI}}}nil") == "true":
        return None
    text, kind = element.text or "", (element.get(f"{{{XSI}}}type") or "string").rpartition(":")[2]
    if kind in _NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() in ("true", "1")
    reader = _MOMENTS.get(kind)
    return reader(text.strip()) if reader else text


def agrees(found: Value, wanted: Value) -> bool:
    """Equal; numbers to 8 places, as results of roots and logarithms are written."""
    if isinstance(found, Decimal) and isinstance(wanted, Decimal):
        return abs(found - wanted) <= _CLOSE * max(Decimal(1), abs(wanted))
    if isinstance(found, list) and isinstance(wanted, list):
        return len(found) == len(wanted) and all(agrees(a, b) for a, b in zip(found, wanted, strict=True))
    if isinstance(found, dict) and isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(agrees(found[key], wanted[key]) for key in wanted)
    return equal(found, wanted) is True


def _reason(error: Exception) -> str:
    places = "; ".join(f"{part.path}: {part.message}" for part in getattr(error, "errors", ()))
    return f"{error} {places}".strip()
