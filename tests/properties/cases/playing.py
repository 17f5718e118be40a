"""Play one path: acts, refusals and faults in turn, everything looked at after each, and then on to the end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from heyi.core.workflow.errors import CaseInTrouble
from heyi.core.workflow.state import CaseState, as_dict
from heyi.core.workflow.store.difference import dumps
from heyi.core.workflow.store.memory import Kept
from heyi.kit.errors import Problem
from tests.properties.cases.acting import Doing, Play
from tests.properties.cases.holding import hold, must

ACTS, LAST = 18, 260
FAULTY = 0.12
DONE = "done"
POINTS = ("number", "add", "touch", "append")


class Fault(Exception):
    """The machine fails here."""


@dataclass
class Result:
    """What many paths came to. ``broken`` are what did not hold, with how to play it again."""

    paths: int = 0
    steps: int = 0
    faults: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def merge(self, other: "Result") -> None:
        """What others found."""
        self.paths, self.steps, self.faults = (
            self.paths + other.paths,
            self.steps + other.steps,
            self.faults + other.faults,
        )
        for name in ("acts", "refusals", "ends", "kinds"):
            getattr(self, name).update(getattr(other, name))
        self.broken += other.broken

    def text(self) -> str:
        """For people."""
        refused = sum(self.refusals.values())
        return (
            f"{self.paths} paths, {self.steps} steps ({refused} refused in {len(self.refusals)} ways, {self.faults} faults), "
            f"{len(self.acts)} acts, ended: {dict(self.ends.most_common())}, elements {len(self.kinds)}, "
            f"broken: {len(self.broken)}"
        )


def path(seed: int, number: int, result: Result, *, several: bool = False) -> None:
    """One path through one process; ``several``: what is returned may be returned to several steps at once."""
    play = Play(seed, number, several=several)
    result.paths += 1
    trail: list[str] = []
    try:
        play.start()
    except CaseInTrouble:
        result.ends["refused at the start"] += 1
        return
    try:
        _look(play, {})
        for _ in range(ACTS):
            _step(play, play.choose(), result, trail)
        _finish(play, result, trail)
    except Exception as error:
        shown = "\n    ".join(trail[-12:])
        result.broken.append(
            f"seed {seed} path {number}: {type(error).__name__}: {error}\n    {shown}\n    {play.text}"
        )
    for kept in play.cases:
        result.kinds.update({one.kind for one in kept.tables["activations"].values()})


def _finish(play: Play, result: Result, trail: list[str]) -> None:
    for _ in range(LAST):
        doing = play.usual()
        if doing is None:
            break
        answer = _step(play, doing, result, trail, calm=True)
        must(answer == DONE, f"on the way to the end {doing[0]} was answered {answer}")
    for kept in play.cases:
        must(kept.case.ended_at is not None, f"case {kept.case.id} never ends: {play.trial.active()}")
        result.ends[kept.case.state] += 1


def _step(play: Play, doing: Doing, result: Result, trail: list[str], *, calm: bool = False) -> str:
    """One act; nothing has changed when it was refused or failed, and everything holds when it was done."""
    kept = deepcopy(play.trial.store.cases)
    play.trial.now += timedelta(seconds=1)
    result.steps += 1
    trail.append(f"{doing[0]} by {doing[1].employee_id}")
    if not calm and play.draw.random() < FAULTY:
        with failing(play.draw.choice(POINTS), play.draw.randint(1, 6)):
            answer = _tried(play, doing, result)
    else:
        answer = _tried(play, doing, result)
    if answer != DONE:
        trail[-1] += f" {answer}"
        must(same(play.trial.store.cases, kept), f"{answer} has changed something")
        return answer
    play.trial._deliver()
    _look(play, kept)
    return answer


def _tried(play: Play, doing: Doing, result: Result) -> str:
    try:
        play.trial.engine.perform(doing[0], actor=doing[1])
    except Fault:
        result.faults += 1
        return "fault"
    except Problem as refusal:
        must(400 <= refusal.status < 500, f"{doing[0]} was answered {refusal.status} {refusal.code}")
        result.refusals[f"{refusal.status} {refusal.code}"] += 1
        return f"{refusal.status} {refusal.code}"
    result.acts[doing[0].act] += 1
    return DONE


def _look(play: Play, before: dict[int, Kept]) -> None:
    for number, kept in play.trial.store.cases.items():
        earlier = before.get(number)
        if earlier is None or earlier.case.entries != kept.case.entries:
            hold(play.trial.store, kept, earlier)


def same(one: dict[int, Kept], other: dict[int, Kept]) -> bool:
    """Whether all rows of all cases are the same."""
    return digest(one) == digest(other)


def digest(cases: dict[int, Kept]) -> str:
    """Everything in words."""
    return dumps([
        [as_dict(kept.case), [[as_dict(row) for row in rows.values()] for rows in kept.tables.values()],
         [[as_dict(row) for row in rows] for rows in kept.appended.values()], len(kept.entries)]
        for kept in cases.values()
    ])  # fmt: skip


@contextmanager
def failing(name: str, after: int) -> Iterator[None]:
    """The n-th time that a step changes something of that kind, the machine fails instead."""
    usual, left = getattr(CaseState, name), [after]

    def counted(self: CaseState, *facts: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise Fault
        return usual(self, *facts)

    setattr(CaseState, name, counted)
    try:
        yield
    finally:
        setattr(CaseState, name, usual)
