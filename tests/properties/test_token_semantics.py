"""The engine does with every random process what the naive interpreter of the standard does.

``HEYI_GRAPHS`` says how many processes (``tests.properties.longrun`` runs many on all processors), ``HEYI_SEED`` where
the seeds begin.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest

from heyi.core.workflow import reach
from heyi.core.workflow.behaviors import complex_gateway, parallel_gateway
from heyi.core.workflow.commands import Command
from heyi.core.workflow.errors import CaseInTrouble
from heyi.core.workflow.parser.model import Process
from heyi.core.workflow.running import scopes, settling, throwing, waiting
from heyi.core.workflow.store.memory import MemoryStore
from heyi.core.workflow.trying.trial import somebody
from tests.properties.choices import Choices
from tests.properties.driving import Pair, Real
from tests.properties.graphs import process_of
from tests.properties.longrun import compare, explained

GRAPHS, FIRST = int(os.environ.get("HEYI_GRAPHS", "3000")), int(os.environ.get("HEYI_SEED", "0"))
PARTS = 4
REACHED = {
    "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "task", "userTask", "serviceTask",
    "receiveTask", "subProcess", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    "complexGateway", "parallel join", "inclusive join", "complex reset", "boundary", "boundary beside", "handler",
    "handler beside", "terminate", "many", "loop",
}  # fmt: skip


@pytest.mark.parametrize("part", range(PARTS))
def test_every_token_is_where_the_standard_puts_it_after_every_act(part: int) -> None:
    seeds = range(FIRST + part, FIRST + GRAPHS, PARTS)
    summary = compare(seeds)
    print(f"every {PARTS}th seed from {FIRST + part}: {summary.text()}")
    assert not summary.different, "\n".join(explained(seed) for seed in summary.different[:3])
    if len(seeds) >= 700:
        assert set(summary.passed) >= REACHED, "the random processes reach every element"
        assert set(summary.ends) >= {"ended", "deadlock", "trouble", "waiting", "busy_loop"}


class Stored(Real):
    """As the engine is used: a store that copies, transactions, the log."""

    def __init__(self, process: Process, choices: Choices) -> None:
        super().__init__(process, choices)
        self.whole = MemoryStore()
        self.whole.publish(process.id, self.graph)
        object.__setattr__(self.engine, "store", self.whole)

    def act(self, command: Command, person: int = 1) -> None:
        self.engine.perform(command, actor=somebody(person))
        self._look()

    def start(self) -> None:
        self.engine.start("", None, actor=somebody(), process="trial")
        self._look()

    def _look(self) -> None:
        state = self.whole.lock(1)
        assert state is not None
        self.state = state
        tasks = self.whole.cases[1].tables["tasks"]
        self.store.open_tasks = {number: task for number, task in tasks.items() if task.state == "open"}


def test_what_the_comparison_leaves_out_of_the_engine_changes_nothing() -> None:
    compared = 0
    for seed in range(FIRST, FIRST + 120):
        pair = Pair(process_of(seed), seed)
        pair.real = Stored(pair.process, Choices(seed))
        outcome = pair.run()
        if outcome.difference.startswith(f"exception {CaseInTrouble.__name__}"):
            continue  # trouble in the very first step refuses the submission
        assert not outcome.difference, f"seed {seed}: {outcome.difference}"
        compared += 1
    assert compared > 60


def _counting(step: Any, token: Any, node: Any) -> Any:
    here = [one for one in scopes.inside(step, token.scope) if one.node == node.id]
    return here[: len(node.incoming)] if len(here) >= len(node.incoming) else None


def _no_exception(step: Any, node: Any, scope: int, empty: Any, marked: Any) -> bool:
    others = settling._elsewhere(step, node, scope)
    return any(settling._can_come(step, token, flow) for token in others for flow in empty)


def _any_scope(step: Any, node: Any, scope: int) -> Any:
    return [token for token in step.state.live_tokens() if token.node != node.id]


def _first_that_fits(step: Any, nodes: Any, fits: Callable[[Any], bool]) -> Any:
    return next((node for node in nodes for trap in node.traps if fits(trap)), None)


MISTAKES: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "a parallel join counts its tokens": (parallel_gateway, "_one_of_each", _counting),
    "an inclusive join never waits": (settling, "_more_comes", lambda *_: False),
    "an inclusive join waits for tokens that can come by a marked flow": (settling, "_more_comes", _no_exception),
    "a join waits for tokens of other scopes": (settling, "_elsewhere", _any_scope),
    "a join does not see through links": (reach, "_other_ends", lambda *_: []),
    "a deadlock goes unseen": (settling, "_deadlock", lambda *_: False),
    "the second phase of a complex gateway is left out": (complex_gateway, "late", lambda *_: []),
    "an error takes the first catcher": (throwing, "best", _first_that_fits),
    "a wait is heard once only": (waiting, "_spend", lambda step, row, node: step.unsubscribe(row, "done")),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_engine_is_found_and_shown_small(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, name, wrong = MISTAKES[mistake]
    monkeypatch.setattr(place, name, wrong)
    found = next((seed for seed in range(20_000) if compare([seed]).different), None)
    assert found is not None
    text = explained(found)
    print(text)
    assert text.count("\n") < 40
