"""Every execution of a small process: what the engine really does, for every order of acts and every choice."""

from collections import Counter, deque
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from heyi.core.workflow.commands import Deliver
from heyi.core.workflow.conditions import Compiler, feel
from heyi.core.workflow.errors import CaseInTrouble
from heyi.core.workflow.parser.model import GATEWAYS, Document, Kind
from heyi.core.workflow.trying.trial import Trial, case_of

#: What does something when a token comes, so that twice is too often.
ACTING = frozenset(Kind) - GATEWAYS - {Kind.START, Kind.END}
#: For a node that is completed: the values that may be given with it.
Choices = Mapping[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Played:
    """What some execution came to. ``most`` is how often one element ran at most in one case; ``complete`` says that all
    executions were tried."""

    incidents: set[str] = field(default_factory=set)
    ended: bool = False
    silent: bool = False
    passed: set[str] = field(default_factory=set)
    most: int = 0
    states: int = 0
    complete: bool = True


def play(document: Document, choices: Choices, *, most: int = 300, compiler: Compiler = feel) -> Played:
    """Breadth first; states in which the same tokens wait at the same places are tried once."""
    trial = Trial(document, compiler=compiler)
    played = Played()
    try:
        trial.start(variables=_start(choices))
    except CaseInTrouble as trouble:  # nobody may begin a case that stands still at once
        played.incidents.add(str(trouble.extra["reason"]))
        return played
    seen = {_signature(trial)}
    frontier = deque([deepcopy(trial.store.cases)])
    while frontier and len(seen) <= most:
        kept = frontier.popleft()
        trial.store.cases = kept
        _note(played, trial)
        for node, values in _acts(trial, choices):
            trial.store.cases = deepcopy(kept)
            _act(trial, node, values)
            signature = _signature(trial)
            if signature not in seen:
                seen.add(signature)
                frontier.append(trial.store.cases)
    played.states, played.complete = len(seen), not frontier
    return played


def _start(choices: Choices) -> dict[str, Any]:
    return {name: value for ways in choices.values() for name, value in ways[0].items()}


def _note(played: Played, trial: Trial) -> None:
    played.incidents |= set(trial.incidents())
    played.passed |= set(trial.passed())
    acted = [name for name in trial.passed() if trial.store.graph(trial.case.version_id, "").nodes[name].kind in ACTING]
    played.most = max(played.most, *Counter(acted).values(), 0)
    if trial.case.ended_at is not None:
        played.ended = True
        assert not trial.tokens(), "nothing lives on in an ended case"
    elif not trial.tasks() and not trial.waits() and not trial.incidents():
        played.silent = True


def _acts(trial: Trial, choices: Choices) -> list[tuple[str, dict[str, Any]]]:
    if trial.case.ended_at is not None or trial.incidents():
        return []
    nodes = sorted({task.node for task in trial.tasks()} | {row.node for row in trial.waits()})
    return [(node, values) for node in nodes for values in choices.get(node, [{}])]


def _act(trial: Trial, node: str, values: dict[str, Any]) -> None:
    row = next((one for one in trial.waits() if one.node == node), None)
    if row is None or row.kind == "work":
        trial.complete(node, values)
    else:
        trial.perform(Deliver(case_id=case_of(row.id), subscription_id=row.id, payload={}))


def _signature(trial: Trial) -> Any:
    places = sorted((token.node, token.flow, bool(token.activation_id), len(token.splits)) for token in trial.tokens())
    return trial.case.state, tuple(places), tuple(sorted(row.node for row in trial.waits()))
