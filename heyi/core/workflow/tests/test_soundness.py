"""Soundness says what really happens: verdicts on random processes against every execution of them in the engine."""

import time
from collections import Counter

import pytest

from heyi.core.workflow.graph import compile_process
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.net import Net
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.model import Document
from heyi.core.workflow.parser.soundness import Exploration
from heyi.core.workflow.tests.playing import play
from heyi.core.workflow.tests.random_models import BLOCKS, WITH_EVENTS, drawn_model, random_model

MODELS = {"gateways": (BLOCKS, 110), "events": (WITH_EVENTS, 70)}
STOPS = {"deadlock", "piles_up", "never_ends"}


def errors(document: Document) -> set[str]:
    return {one.code for one in lint(document) if one.is_error}


@pytest.mark.parametrize("of", MODELS)
def test_sound_means_that_no_execution_stops_and_a_deadlock_is_one_that_some_execution_reaches(of: str) -> None:
    kinds, count = MODELS[of]
    verdicts: Counter[str] = Counter()
    for number in range(count):
        model = random_model(number, kinds=kinds)
        document = drawn_model(model.text())
        found = errors(document)
        played = play(document, model.choices, most=70)
        if not found:
            verdicts["sound"] += 1
            assert "deadlock" not in played.incidents, f"model {number} stops"
            assert not played.silent, f"model {number} has tokens left that wait for nobody"
            assert played.ended, f"model {number} never ends"
            if played.complete:
                waiting = {name for name, kind in model.nodes.items() if kind == "user"}
                assert waiting <= played.passed, f"model {number} has tasks that never come"
        elif "deadlock" in found:
            verdicts["deadlock"] += 1
            assert "deadlock" in played.incidents or not played.complete, f"model {number} never stops"
        else:
            verdicts["other"] += 1
    print(f"\n{count} random processes with {of}: {dict(verdicts)}")  # noqa: T201
    assert verdicts["sound"] >= 20
    assert verdicts["deadlock"] >= 3


def test_leaving_out_orders_that_lead_to_the_same_changes_no_verdict() -> None:
    states: Counter[str] = Counter()
    for number in range(80):
        document = drawn_model(random_model(number, depth=3).text())
        process = document.process
        assert process is not None
        if any(one.is_error and one.code in ("unreachable", "double_id") for one in lint(document)):
            continue
        net = Net(compile_process(process, ""), Layout(process), "", {})
        full, reduced = Exploration(net, 1_500, reduced=False), Exploration(net, 1_500, reduced=True)
        if full.complete and reduced.complete:
            told = [{one.code for one in explored.findings()} & STOPS for explored in (full, reduced)]
            assert bool(told[0]) == bool(told[1]), f"model {number}"
            states.update(full=len(full.came_from), reduced=len(reduced.came_from), models=1)
    print(f"\n{dict(states)}")  # noqa: T201
    assert states["models"] >= 40
    assert states["reduced"] < states["full"]


DEADLOCKS = {
    "a join of alternatives": 'start s; xor g; user a; user b; and j; end e; s -> g; g -> a if "x"; g -> b default; a -> j;'
    " b -> j; j -> e",
    "a branch that an event ends": "start s; and f; user a; user b; boundary t on=b timer=P1D; and j; end e; end n; s -> f;"
    " f -> a -> j; f -> b -> j; t -> n; j -> e",
    "inside a sub-process": 'start s; sub box { start i; xor g; user a; user b; and j; end k; i -> g; g -> a if "x";'
    " g -> b default; a -> j; b -> j; j -> k }; end e; s -> box -> e",
    "two starts and one join": "start s; start t message=m; user a; user b; and j; end e; s -> a -> j; t -> b -> j; j -> e",
    "inclusive joins that wait for each other": "start s; user go; and fork; or j1; or j2; and f1; and f2; end e;"
    " s -> go -> fork; fork -> j1; fork -> j2; j1 -> f1; j2 -> f2; f1 -> j2; f2 -> j1; f1 -> e;"
    " f2 -> e",
    "a complex join that asks for too much": 'start s; and f; user a; user b; complex j activation="activationCount > 2";'
    " end e; s -> f; f -> a -> j; f -> b -> j; j -> e",
}


@pytest.mark.parametrize("text", DEADLOCKS.values(), ids=DEADLOCKS.keys())
def test_a_deadlock_is_named_with_its_join(text: str) -> None:
    found = [one for one in lint(drawn_model(text)) if one.code == "deadlock"]
    assert found
    assert {one.element[0] for one in found} == {"j"}


SOUND = {
    "a terminating end takes what still runs": "start s; and f; user a; user b; and j; user c; end t terminate; end e; s -> f;"
    " f -> a -> t; f -> b -> j; f -> c -> j; j -> e",
    "an inclusive join after a branch that may end": "start s; and f; user a; user b; boundary t on=b timer=P1D; or j; end e;"
    " end n; s -> f; f -> a -> j; f -> b -> j; t -> n; j -> e",
    "a cycle that only an event of its sub-process ends": "start s; sub box { start i; xor m; catch wait timer=P1D; i -> m;"
    " m -> wait -> m }; boundary stop on=box message=stop; user a; end e; s -> box -> a -> e; stop -> a",
    "conditions that exclude each other and are joined inclusively": 'start s; or f; user a; user b; or j; end e; s -> f;'
    ' f -> a if "x > 3"; f -> b if "x <= 3"; a -> j; b -> j; j -> e',
    "two of three": 'start s; and f; user a; user b; user c; complex j activation="activationCount >= 2"; user d; end e;'
    " s -> f; f -> a -> j; f -> b -> j; f -> c -> j; j -> d -> e",
}  # fmt: skip


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_what_looks_wrong_and_is_sound_raises_no_alarm(text: str) -> None:
    assert not errors(drawn_model(text))


def test_a_part_that_no_condition_leads_to_is_found() -> None:
    text = 'start s; xor g; user a; user b; end e; s -> g; g -> a if "x > 5 and x < 3"; g -> b default; a -> e; b -> e'
    found = {(one.element, one.code) for one in lint(drawn_model(text))}
    assert ("g_a", "never_taken") in found
    assert ("a", "never_runs") in found


def test_after_a_sub_process_that_always_fails_nothing_runs() -> None:
    text = (
        "start s; sub box { start i; user a; end bad error=E; i -> a -> bad }; boundary x on=box error=E; user fix; user b;"
        " end e; s -> box -> b -> e; x -> fix -> e"
    )
    assert {one.element for one in lint(drawn_model(text)) if one.code == "never_runs"} == {"b"}


def test_tokens_that_pile_up_in_a_cycle_are_found() -> None:
    text = "start s; xor m; user a; and f; user b; end e; s -> m -> a -> f; f -> m; f -> b -> e"
    assert errors(drawn_model(text)) & {"never_ends", "piles_up"}


def test_rule_29_branches_that_meet_without_a_join_are_a_warning_at_the_place() -> None:
    text = "start s; and f; user a; user b; xor m; user c; end e; s -> f; f -> a -> m; f -> b -> m; m -> c -> e"
    found = [one for one in lint(drawn_model(text)) if one.code == "not_synchronized"]
    assert [(one.element, one.is_error) for one in found] == [("m", False)]
    harmless = "start s; and f; user a; user b; end e; s -> f; f -> a -> e; f -> b -> e"
    assert not lint(drawn_model(harmless))


def test_large_structured_processes_are_checked_at_once() -> None:
    parts = ["start s; user first; end e; and f; and j; s -> first -> f; j -> e"]
    for number in range(40):
        n = str(number)
        parts.append(
            f'xor g{n}; user a{n}; user b{n}; xor m{n}; f -> g{n}; g{n} -> a{n} if "x{n} > 0"; g{n} -> b{n} default;'
            f" a{n} -> m{n}; b{n} -> m{n}; m{n} -> j"
        )
    began = time.monotonic()
    assert not lint(drawn_model(";".join(parts)))
    assert time.monotonic() - began < 10
    broken = ";".join(parts).replace("b7 -> m7", "b7 -> lost; end lost")
    assert errors(drawn_model(broken)) == {"deadlock"}


def test_many_branches_at_once_are_no_problem_and_no_false_alarm() -> None:
    branches = "".join(f"; user a{number}; f -> a{number} -> j" for number in range(250))
    began = time.monotonic()
    assert not lint(drawn_model(f"start s; and f; and j; end e; s -> f; j -> e{branches}"))
    assert not lint(drawn_model(f"start s; and f; xor j; end e; s -> f; j -> e{branches}"))
    assert time.monotonic() - began < 20


def test_what_is_too_entangled_gets_a_warning_and_no_verdict() -> None:
    names = [f"u{number}" for number in range(14)]
    parts = ["start s; and f; xor m; end e; s -> f; xor out; m -> out; out -> e default"]
    parts += [f'user {name}; out -> {name} if "w = {place}"; {name} -> m' for place, name in enumerate(names)]
    parts += [f"user v{place}; f -> v{place} -> m" for place in range(9)]
    found = lint(drawn_model(";".join(parts)))
    assert "too_large" in {one.code for one in found}
    assert not any(one.is_error for one in found)
