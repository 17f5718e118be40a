"""Past cases once more, by another version of their process: who would have been asked, what would have come of it.

The same engine runs in memory: recorded decisions at recorded moments on recorded content, and where the rules of a step
are those of then, the people who were asked then, so that an organization that has changed since is no difference. New
steps ask today's organization and are approved. Nothing is written, no document reacts, nobody is told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow import commands as c
from heyi.core.workflow.approval.finding import Question
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.approval.resolve import Resolution, Voter
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services.recorded import Recorded, Shown
from heyi.core.workflow.state import LIVE_STATES, CaseState, Task
from heyi.core.workflow.step import Step
from heyi.core.workflow.store.memory import MemoryStore
from heyi.kit.errors import Problem

MOST_EXTRA = 100
#: Acts that say something or look at something, and change no way.
SILENT = frozenset({
    "comment", "cc", "urge", "release", "claim", "retime", "migrate", "cover", "suspend", "resume",
    "sla_at_risk", "sla_breached",
    "stalled", "overdue", "too_late", "urged",
})  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """What became of one case: ``same``, or what is different, or why it could not be replayed."""

    case_id: int
    title: str
    differences: list[dict[str, Any]] = field(default_factory=list)
    left_out: str = ""

    @property
    def same(self) -> bool:
        """Whether nothing is different."""
        return not self.differences and not self.left_out


class Then(Organization):
    """The organization; where the rules of a step have not changed, as it answered when the case ran."""

    def __init__(self, case: Recorded, old: Graph, new: Graph) -> None:
        super().__init__()
        self.answers = {node: list(found) for node, found in case.asked.items()}
        self.unchanged = {
            node.id
            for node in new.nodes.values()
            if node.id in old.nodes and old.nodes[node.id].approval == node.approval
        }

    def answered(self, question: Question) -> Resolution | None:
        """The people of then, in the order of the steps; None where they are to be found anew."""
        if question.node not in self.unchanged or not self.answers.get(question.node):
            return None
        shown = self.answers[question.node].pop(0)
        voters = tuple(Voter(*one) for one in shown)
        return Resolution(voters, not voters, [{"step": "recorded"}])


@dataclass(frozen=True, slots=True)
class Replayer(Engine):
    """An engine whose documents are what they were."""

    values: Any = None

    def step(self, state: CaseState, actor: Actor) -> Step:
        """The workbench, with the content of the round."""
        made = Engine.step(self, state, actor)
        made.read_values = self.values
        return made


def replay(case: Recorded, old: Graph, new: Graph) -> Outcome:
    """One case by another version."""
    outcome = Outcome(case.id, case.title)
    try:
        run = _Run(case, old, new)
        run.drive()
    except _LeftOut as reason:
        outcome.left_out = str(reason)
        return outcome
    except Problem as problem:
        outcome.differences = [{"kind": "refused", "node": "", "was": "", "is": problem.code}]
        return outcome
    outcome.differences = compare(case.shown, run.shown(), case.state, run.case.state)
    return outcome


class _LeftOut(Exception):
    """A case holds an act that a replay does not know."""


class _Run:
    def __init__(self, case: Recorded, old: Graph, new: Graph) -> None:
        self.recorded = case
        self.now = case.started_at
        self.round = 1
        self.store = MemoryStore()
        self.store.publish(case.process, new)
        self.engine = Replayer(
            self.store,
            Then(case, old, new),
            lambda: self.now,
            values=lambda: case.content.get(self.round, {}),
            imagined=True,
        )
        self.actor = Actor(
            user_id=0, employee_id=case.initiator_id, name="", company_id=case.company_id,
            company_ids=(case.company_id,), department_id=case.department_id, language="en",
        )  # fmt: skip
        state = self.engine.start(
            case.resource, None, actor=self.actor, process=case.process, variables=case.variables, choices=case.choices
        )
        self.case_id = state.case.id
        self.moved = 0

    @property
    def case(self) -> Any:
        return self.store.cases[self.case_id].case

    def open(self) -> list[Task]:
        return [one for one in self.store.cases[self.case_id].tables["tasks"].values() if one.state == "open"]

    def drive(self) -> None:
        """Every recorded act that still has its place; between them, steps that are new are approved."""
        for act in self.recorded.acts:
            if act.name in SILENT:
                continue
            self.now = act.at
            if act.name != "withdraw":
                self._fill(act.node, act.person)
            self._do(act)
        self._fill("", None, to_the_end=self.recorded.state not in LIVE_STATES)
        waits = self.store.cases[self.case_id].tables["subscriptions"].values()
        if any(one.state == "open" and one.data.get("kind") == "operation" for one in waits):
            raise _LeftOut("operation")  # what it did then is not done again, and what came of it is not known

    def _do(self, act: Any) -> None:
        if act.name == "withdraw":
            self._perform(c.Withdraw(case_id=self.case_id), self.recorded.initiator_id)
            return
        task = next((one for one in self.open() if one.node == act.node and one.assignee_id == act.person), None)
        if task is None:
            return
        who = act.by or act.person
        match act.name:
            case "approve":
                self._perform(c.Approve(task_id=task.id), who)
            case "reject":
                self._perform(c.Reject(task_id=task.id), who)
            case "return":
                self._perform(c.Return(task_id=task.id, targets=tuple(act.target.split()), then=act.then), who)
            case "resubmit":
                self.round += 1
                self._perform(c.Resubmit(task_id=task.id), who)
            case "transfer":
                self._perform(c.Transfer(task_id=task.id, to=int(act.target)), who)
            case _:
                raise _LeftOut(act.name)

    def _fill(self, node: str, person: int | None, *, to_the_end: bool = False) -> None:
        """Approve what nobody has ever decided, as long as the next recorded act is not possible yet."""
        while self.case.state in LIVE_STATES:
            tasks = self.open()
            if any(one.node == node and one.assignee_id == person for one in tasks):
                return
            extra = [one for one in tasks if to_the_end or not self.recorded.knows(one.node, one.assignee_id)]
            if not extra or self.moved >= MOST_EXTRA:
                return
            self.moved += 1
            self._perform(c.Approve(task_id=extra[0].id), extra[0].assignee_id or 0)

    def _perform(self, command: c.Command, person: int) -> None:
        self.engine.perform(command, actor=replace(self.actor, employee_id=person))

    def shown(self) -> list[Shown]:
        """The steps of the new run, as those of the old one are shown."""
        tables = self.store.cases[self.case_id].tables
        steps = [one for _, one in sorted(tables["activations"].items()) if one.kind == Kind.USER_TASK]
        return [
            Shown(one.node, _people(tables["tasks"].values(), one.id), one.outcome)
            for one in steps
            if one.state != "active"
        ]


def _people(tasks: Any, activation: int) -> tuple[int, ...]:
    asked = {
        (one.holders[0] if one.holders else one.assignee_id)
        for one in tasks
        if one.activation_id == activation and one.assignee_id
    }
    return tuple(sorted(asked))


def compare(was: Sequence[Shown], now: Sequence[Shown], state: str, ended: str) -> list[dict[str, Any]]:
    """What is different between two runs: steps that went or came, other people, another outcome, another end."""
    found: list[dict[str, Any]] = []
    before, after = _by_node(was), _by_node(now)
    for node in dict.fromkeys([*before, *after]):
        old, new = before.get(node, []), after.get(node, [])
        added, removed = new[len(old) :], old[len(new) :]
        found += [{"kind": "added", "node": node, "was": "", "is": _said(one.people)} for one in added]
        found += [{"kind": "removed", "node": node, "was": _said(one.people), "is": ""} for one in removed]
        found += [change for pair in zip(old, new, strict=False) for change in _differs(node, *pair)]
    if state != ended and state not in LIVE_STATES:
        found.append({"kind": "end", "node": "", "was": state, "is": ended})
    return found


def _differs(node: str, was: Shown, now: Shown) -> list[dict[str, Any]]:
    if was.people != now.people:
        return [{"kind": "people", "node": node, "was": _said(was.people), "is": _said(now.people)}]
    if was.outcome != now.outcome:
        return [{"kind": "outcome", "node": node, "was": was.outcome, "is": now.outcome}]
    return []


def _by_node(steps: Sequence[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for one in steps:
        found.setdefault(one.node, []).append(one)
    return found


def _said(people: Sequence[int]) -> str:
    return " ".join(str(one) for one in people)


def report(outcomes: Sequence[Outcome], hours: Mapping[str, float]) -> dict[str, Any]:
    """All cases together: how many are the same, what kinds of differences there are, and what steps that came or went
    cost or save, in hours, by how long those steps took on average."""
    different = [one for one in outcomes if one.differences]
    kinds = Counter(change["kind"] for one in different for change in one.differences)
    cost = sum(
        hours.get(change["node"], 0.0) * {"added": 1, "removed": -1}.get(change["kind"], 0)
        for one in different
        for change in one.differences
    )
    return {
        "cases": len(outcomes), "same": sum(one.same for one in outcomes), "kinds": dict(kinds), "hours": round(cost, 1),
        "different": [{"case": one.case_id, "title": one.title, "differences": one.differences} for one in different],
        "left_out": [{"case": one.case_id, "title": one.title, "reason": one.left_out} for one in outcomes if one.left_out],
    }  # fmt: skip
