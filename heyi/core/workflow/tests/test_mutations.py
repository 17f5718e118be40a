"""Broken processes are found: systematic mutations of sound ones, each really broken, and no alarm for the sound ones."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from heyi.core.workflow.parser.dialects import as_feel
from heyi.core.workflow.parser.lint import Finding, lint_process
from heyi.core.workflow.parser.model import Document, Kind, MultiInstance, Process, StandardLoop
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services.definitions import shipped
from heyi.core.workflow.tests import mutating_parts
from heyi.core.workflow.tests.mutating import OPERATORS, Operator, with_element, with_flow
from heyi.core.workflow.tests.playing import play
from heyi.core.workflow.tests.random_models import drawn_model
from heyi.core.workflow.tests.seeds import SEEDS, ready, seed

ROOT = Path(__file__).parents[4]
FILES = Path("shared") / "conformance" / "miwg"
LEAST_MUTANTS, LEAST_CAUGHT = 500, 0.98
#: Elements of the MIWG files about which an error is right although nothing is missing there: the models are sound as
#: drawings of how elements look, not as processes. The parallel gateway 2 joins a branch that begins at a boundary event
#: which need not come; the parallel gateway 7 joins a branch that an interrupting event ends, and is also reached from a
#: second start event that feeds only one of its branches. `test_the_deadlocks_of_the_reference_files_are_real` runs both.
REALLY_BROKEN = {
    ("B.2.0.bpmn", "_397c783e-ad6a-4cf3-8266-9b41962c83bd", "deadlock"),
    ("B.2.0.bpmn", "_df7727a0-f509-45eb-bb89-85753f439576", "deadlock"),
    # The way beside it has no condition and stands first, but is not the default: the premium service is never reached.
    ("C.3.0.bpmn", "_be893987-caec-4605-b078-bd96b7cd6c12", "never_taken"),
}
#: Expressions that are neither FEEL nor one of the languages that are read as FEEL (``parser.dialects``).
NOT_FEEL: dict[str, int] = {}
assert mutating_parts.NAMED, "importing it registers its operators"


def reference_files() -> list[Path]:
    """The files of the Model Interchange Working Group, beside the project."""
    for beside in (ROOT.parent, ROOT.parent.parent):
        if (beside / FILES).is_dir():
            return sorted((beside / FILES).glob("*.bpmn"))
    if os.environ.get("CI") == "true":
        pytest.fail("../shared/conformance/miwg is missing")
    return []


def processes() -> Iterator[tuple[str, Document, Process, dict[str, list[Any]] | None]]:
    """Every sound process: those of the tests with the values of their variables, those of the files without."""
    for name, (_, variables) in SEEDS.items():
        document = seed(name)
        assert document.process is not None
        yield name, document, document.process, variables
    for key, source in shipped().items():
        document = read(source.xml())
        assert document.process is not None
        yield key, document, document.process, None
    for path in reference_files():
        document = read(path.read_bytes())
        for process in document.processes:
            wrong = [one for one in lint_process(document, ready(process)) if one.is_error and not one.lacks]
            foreign = any(as_feel(flow.condition) != flow.condition for flow in process.flows)
            if process.elements and not wrong and not foreign:
                yield f"{path.stem} {process.id[:12]}", document, ready(process), None


def worlds(process: Process, variables: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """The values that a case may begin with, also of conditions that a mutation has put in."""
    free = sorted({flow.condition for flow in process.flows if flow.condition.rstrip("0123456789") == "way"})
    ways = {**variables, **{name: [True, False] for name in free}}
    return [dict(zip(ways, values, strict=True)) for values in product(*ways.values())][:16]


def goes_wrong(document: Document, how: str, variables: dict[str, list[Any]], usual: int) -> bool:
    """Whether some execution really does what the operator says."""
    assert document.process is not None
    for values in worlds(document.process, variables):
        played = play(document, {"": [values]}, most=60)
        if how == "deadlock" and "deadlock" in played.incidents:
            return True
        if how == "twice" and (played.most > usual or played.incidents & {"deadlock", "busy_loop"}):
            return True
    return False


def usually(document: Document, variables: dict[str, list[Any]]) -> int:
    """How often one element runs at most before anything is broken."""
    assert document.process is not None
    return max(play(document, {"": [values]}, most=60).most for values in worlds(document.process, variables))


def mutants(
    operator: Operator, document: Document, process: Process, variables: dict[str, list[Any]] | None
) -> Iterator[Document | None]:
    """What an operator makes of a process; None for one that is equivalent or cannot be decided."""
    if operator.tried and variables is None:
        return
    usual = -1
    for changed in operator.change(process):
        mutant = Document(document.root, (changed,))
        if operator.tried and variables is not None:
            usual = usually(document, variables) if usual < 0 else usual
            yield mutant if goes_wrong(mutant, operator.tried, variables, usual) else None
        else:
            yield mutant


def is_told(operator: Operator, found: list[Finding]) -> bool:
    """Whether the lint says what the operator asks for."""
    return any(one.code in operator.told for one in found)


def test_of_all_mutants_at_least_98_in_100_are_found() -> None:
    made: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    missed: list[str] = []
    seeds = 0
    for name, document, process, variables in processes():
        seeds += 1
        before = lint_process(document, process)
        for operator in (one for one in OPERATORS if not is_told(one, before)):  # files may lack that already
            for mutant in mutants(operator, document, process, variables):
                if mutant is None:
                    skipped[operator.name] += 1
                    continue
                made[operator.name] += 1
                if is_told(operator, lint_process(mutant, mutant.processes[0])):
                    caught[operator.name] += 1
                else:
                    missed.append(f"{operator.name}: {name}")
    lines = [
        f"{one.name:30} {made[one.name]:5} {caught[one.name]:5}  equivalent: {skipped[one.name]:3}  {one.why}"
        for one in OPERATORS
    ]
    total, found = sum(made.values()), sum(caught.values())
    print("\n" + "\n".join(lines))  # noqa: T201
    print(f"{seeds} sound processes, {len(OPERATORS)} operators, {total} mutants, {found} found ({found / total:.2%})")  # noqa: T201
    print("\n".join(missed[:40]))  # noqa: T201
    assert seeds >= 40
    assert total >= LEAST_MUTANTS
    assert found / total >= LEAST_CAUGHT
    for operator in OPERATORS:
        assert made[operator.name], f"{operator.name} breaks nothing"
        assert caught[operator.name] >= 0.9 * made[operator.name], operator.name


def test_whatever_a_file_says_the_lint_finds_words_for_it() -> None:
    draw = Random(1)  # noqa: S311  no secret
    refused = tried = 0
    for name in SEEDS:
        for _ in range(20):
            document = seed(name)
            assert document.process is not None
            process = document.process
            for _ in range(draw.randint(1, 5)):
                process = scrambled(process, draw)
            tried += 1
            refused += any(one.is_error for one in lint_process(Document(document.root, (process,)), process))
    print(f"\n{tried} scrambled processes, {refused} refused")  # noqa: T201
    assert refused > tried / 2


def scrambled(process: Process, draw: Random) -> Process:
    """One thing somewhere is something else: of any kind, in any place, about anything."""
    ids = [*(one.id for one in process.elements), *(one.id for one in process.flows), "", "nowhere"]
    if draw.random() < 0.3 and process.flows:
        end = draw.choice(["source", "target", "parent", "id", "condition"])
        return with_flow(process, draw.choice(process.flows), **{end: draw.choice(ids)})
    element = draw.choice(process.elements)
    events = tuple(event for one in process.elements for event in one.events)
    values: dict[str, Any] = {
        **{name: draw.choice(ids) for name in ("id", "attached_to", "default", "handler", "called", "completion")},
        **{name: draw.random() < 0.5 for name in ("interrupting", "by_event", "for_compensation", "asynchronous")},
        "kind": draw.choice(list(Kind)),
        "events": (draw.choice(events),) if events else (),
        "multi": MultiInstance(cardinality=draw.choice(ids)),
        "loop": StandardLoop(draw.choice(ids)),
        "approval": None,
        "work": None,
    }
    name = draw.choice(sorted(values))
    return with_element(process, element, **{name: values[name]})


def test_sound_and_shipped_processes_raise_no_alarm() -> None:
    errors = []
    sources = [*((name, seed(name)) for name in SEEDS), *((key, read(one.xml())) for key, one in shipped().items())]
    for name, document in sources:
        assert document.process is not None
        errors += [(name, one.element, one.code) for one in lint_process(document, document.process) if one.is_error]
    assert not errors


def test_in_the_reference_files_only_what_they_lack_is_an_error() -> None:
    if not reference_files():
        pytest.skip("the reference files are not beside the project")
    lacks: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    wrong: set[tuple[str, str, str]] = set()
    checked = 0
    for path in reference_files():
        document = read(path.read_bytes())
        for process in document.processes:
            checked += bool(process.elements)
            for one in lint_process(document, process) if process.elements else ():
                if one.lacks:
                    lacks[one.code] += 1
                elif one.code in ("not_feel", "bad_condition"):
                    foreign[path.name] += 1
                elif one.is_error:
                    wrong.add((path.name, one.element, one.code))
    print(f"\n{checked} processes; lacking: {dict(lacks)}; expressions in other languages: {dict(foreign)}")  # noqa: T201
    assert wrong == REALLY_BROKEN
    assert dict(foreign) == NOT_FEEL


@pytest.mark.parametrize(
    "text",
    [
        "user a; user b; boundary c on=b beside message=m; start s; and f; and j; end e; s -> f; f -> a -> j; f -> b -> j;"
        " c -> j; j -> e",
        "user a; user b; boundary c on=b message=m; start s; and f; and j; end e; end g; s -> f; f -> a -> j; f -> b -> j;"
        " c -> g; j -> e",
    ],
)
def test_the_deadlocks_of_the_reference_files_are_real(text: str) -> None:
    document = drawn_model(text)
    assert document.process is not None
    assert "deadlock" in {one.code for one in lint_process(document, document.process)}
    assert "deadlock" in play(document, {}, most=40).incidents
