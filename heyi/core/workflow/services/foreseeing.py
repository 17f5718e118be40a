"""The way of a case before it begins, by really running it in memory: the same engine, the same organization, everybody
approves (workflow.md rule 40).

What depends on who decides first is found by running it in several orders: only what all of them agree on is sure. Nothing
is written, nobody is told and the document does not react.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.rules import Approval, RuleKind
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.commands.claim import Claim
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.graph import Graph, Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services.paths import Ahead, to_be_chosen
from heyi.core.workflow.state import LIVE_STATES, Activation, CaseState, Incident, Task
from heyi.core.workflow.step import Step
from heyi.core.workflow.store.memory import MemoryStore
from heyi.core.workflow.store.protocol import Published, Store
from heyi.kit.errors import Problem

MOST_STEPS = 60
#: Of a process that never ends, or in which tokens multiply, so much is looked at.
MOST_REACHED = 150
#: A user task asks, or (知会) lets people read.
ASKING = frozenset({Kind.USER_TASK.value, "inform"})
Key = tuple[str, str]


@dataclass(slots=True)
class Foreseen:
    """A step that is reached: by whom, found how, and whether it is sure to be so while nobody changes anything."""

    process: str
    node: Node
    people: tuple[int, ...]
    derivation: Sequence[Mapping[str, Any]]
    sure: bool = True


@dataclass(slots=True)
class Foresight:
    """The steps in the order in which they are reached first, what went wrong on the way, and what may come behind
    something that nobody foresees (a message, a moment): ``beyond``, as a static walk sees it.
    """

    steps: list[Foreseen] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    beyond: list[dict[str, Any]] = field(default_factory=list)


class Stage(MemoryStore):
    """Cases in memory, processes and decisions from where they are kept."""

    def __init__(self, source: Store) -> None:
        super().__init__()
        self.source = source

    def published(self, process: str, company_id: int) -> Published | None:
        """Also when no case may begin now: what is asked is who would be asked."""
        found = self.source.published(process, company_id)
        return replace(found, suspended={}) if found is not None else None

    def graph(self, version_id: int, digest: str) -> Graph:
        """Of the source."""
        return self.source.graph(version_id, digest)

    def rules(self, key: str, company_id: int) -> Any:
        """Of the source."""
        return self.source.rules(key, company_id)


@dataclass(frozen=True, slots=True)
class Imagining(Engine):
    """An engine without a document that reacts."""

    def _react(self, step: Step) -> None:
        """Nothing has happened."""


def foresee(engine: Engine, *, actor: Actor, **begin: Any) -> Foresight:
    """What ``engine.start(actor=actor, **begin)`` would lead to. Raises what that would raise."""
    first = _Run(engine, actor, begin)
    first.drive(lambda tasks: tasks[0])
    found = first.found()
    if first.several:
        draw = Random(0)  # noqa: S311  an order, no secret
        for order in (lambda tasks: tasks[-1], draw.choice):
            other = _Run(engine, actor, begin, stand_ins=True)
            other.drive(order)
            _agree(found, other.found())
    sight = Foresight(list(found.values()), first.troubles())
    first.beyond(sight)
    return sight


def _agree(found: dict[Key, Foreseen], other: Mapping[Key, Foreseen]) -> None:
    for key, step in found.items():
        same = key in other and set(other[key].people) == set(step.people) and other[key].sure
        step.sure = step.sure and same
    found.update({key: replace(step, sure=False) for key, step in other.items() if key not in found})


class _Run:
    """One order of acts. ``several`` tells that at some moment more than one could act, or somebody in another's place."""

    def __init__(self, engine: Engine, actor: Actor, begin: Mapping[str, Any], *, stand_ins: bool = False) -> None:
        self.store = Stage(engine.store)
        self.engine = Imagining(self.store, engine.directory, engine.clock, calendars=engine.calendars, imagined=True)
        self.actor, self.stand_ins = actor, stand_ins
        self.several = False
        self.doubtful: set[int] = set()
        self.order: list[Activation] = []
        self.noted: set[int] = set()
        self.case_id = self.engine.start(actor=actor, **begin).case.id
        self._note(changed=False)

    def drive(self, order: Callable[[list[Task]], Task]) -> None:
        """Until nobody is asked any more, or somebody cannot approve as it is (a field to fill in)."""
        changed = False
        for _ in range(MOST_STEPS):
            tasks = self._open()
            if not tasks or len(self.noted) > MOST_REACHED:
                return
            self.several = self.several or len(tasks) > 1 or tasks[0].delegate_id is not None
            task = order(tasks)
            approval = self._approval(task)
            changed = changed or approval.asks_for_input
            try:
                self._approve(task, approval)
            except Problem:
                return
            self._note(changed=changed)

    def _open(self) -> list[Task]:
        live = [kept for kept in self.store.cases.values() if kept.case.state in LIVE_STATES]
        return [
            task
            for kept in live
            for task in kept.tables["tasks"].values()
            if task.state == "open" and not task.held and task.assignee_id
        ]  # fmt: skip

    def _approve(self, task: Task, approval: Approval) -> None:
        by = task.delegate_id if self.stand_ins and task.delegate_id else task.assignee_id
        actor = replace(self.actor, employee_id=by)
        if approval.claim and not self._kept(task.id).tables["activations"][task.activation_id].data.get("claimed"):
            self.engine.perform(Claim(task_id=task.id), actor=actor)
        self.engine.perform(Approve(task_id=task.id), actor=actor)

    def _kept(self, number: int) -> Any:
        return self.store.cases[number // 1_000_000]

    def _approval(self, row: Task | Activation) -> Approval:
        return self._node(row).approval or Approval()

    def _node(self, row: Task | Activation | Incident) -> Node:
        case = self._kept(row.id).case
        return self.store.graph(case.version_id, case.digest).nodes[row.node]

    def _note(self, *, changed: bool) -> None:
        """What has been reached by this act; behind a step that changes the document nothing is sure."""
        for kept in self.store.cases.values():
            for row in kept.tables["activations"].values():
                if row.id in self.noted:
                    continue
                self.noted.add(row.id)
                if row.kind in ASKING:
                    self.order.append(row)
                    if changed or self._depends(row, kept.case.choices):
                        self.doubtful.add(row.id)

    def _depends(self, row: Activation, choices: Mapping[str, list[int]]) -> bool:
        """On a choice that has not been made; or on who has decided elsewhere by then, behind a step that does: how long that
        one takes, if it asks anybody at all, says who comes first."""
        node, approval = self._node(row), self._approval(row)
        if to_be_chosen(node, choices):
            return True
        others = bool(approval.sod) or any(rule.kind == RuleKind.HANDLER for rule in approval.rules)
        return others and bool(self.doubtful)

    def found(self) -> dict[Key, Foreseen]:
        """Each step once, where it is reached first, with all who are asked there."""
        steps: dict[Key, Foreseen] = {}
        for row in self.order:
            key = (self._kept(row.id).case.process, row.node)
            people, sure = self._asked(row), row.id not in self.doubtful
            step = steps.setdefault(key, Foreseen(key[0], self._node(row), (), row.derivation))
            step.people = tuple(dict.fromkeys((*step.people, *people)))
            step.sure = step.sure and sure
        return steps

    def _asked(self, row: Activation) -> tuple[int, ...]:
        """Whoever got a task: in turn (依次) the last may not be needed any more. 知会: whoever was found."""
        if row.kind == Kind.USER_TASK.value:
            tasks = self._kept(row.id).tables["tasks"].values()
            return tuple(one.assignee_id for one in tasks if one.activation_id == row.id and one.assignee_id)
        result: list[dict[str, Any]] = next((one["found"] for one in row.derivation if one["step"] == "result"), [])
        return tuple(one["id"] for one in result)

    def troubles(self) -> list[dict[str, Any]]:
        """Incidents; that nobody is found where people are still to be chosen is none."""
        return [
            {"node": one.node, "code": one.code, "message": one.message}
            for kept in self.store.cases.values()
            for one in kept.tables["incidents"].values()
            if not to_be_chosen(self._node(one), kept.case.choices)
        ]  # fmt: skip

    def beyond(self, sight: Foresight) -> None:
        """Where people are still to be chosen, and behind whatever still waits, by the flows."""
        kept = self.store.cases[self.case_id]
        if kept.case.state not in LIVE_STATES:
            return
        step = self.engine.step(CaseState(kept.case), self.actor)
        seen = {one.node.id for one in sight.steps if one.process == kept.case.process}
        live = {token.node for token in kept.tables["tokens"].values() if token.state == "live"}
        ahead = Ahead(step, sure=False, seen=seen)
        for name in sorted(live - seen):
            if step.graph.nodes[name].kind == Kind.USER_TASK:
                ahead.meet(step.graph.nodes[name])
        sight.beyond = ahead.walk(step.graph.nodes[name] for name in sorted(live))
        sight.warnings += ahead.warnings
