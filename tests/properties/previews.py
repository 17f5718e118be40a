"""The chain that is shown before submission against the case that follows: random processes, organizations, submitters.

Everybody who is asked approves, in a random order, now and then by a stand-in; nobody changes the form; whom a choice asks
for is chosen at the submission. Compared is what the preview claims surely: that the step is reached, with which people,
and (where all who are asked act before anybody who is asked afterwards) after and before which others. A step that is
reached and was not shown at all counts as a claim that failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from heyi.core.workflow.approval.rules import (
    Approval,
    ApproverRule,
    AsOf,
    Duplicates,
    EmptyRule,
    FieldRight,
    Purpose,
    RejectPolicy,
    RuleKind,
    SelfRule,
    Standing,
    VoteMode,
)
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.commands.claim import Claim
from heyi.core.workflow.conditions import feel
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.errors import CaseInTrouble
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.matrices import Table
from heyi.core.workflow.parser.model import Document, Kind
from heyi.core.workflow.services.foreseeing import Foresight, foresee
from heyi.core.workflow.state import LIVE_STATES, PER_CASE, Task
from heyi.core.workflow.store.memory import MemoryStore
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.random_models import random_model
from heyi.core.workflow.tests.world import FakeDirectory, actor
from heyi.kit.errors import Problem
from tests.properties.cases.processes import BELOW, VARIABLES, text_of

PEOPLE = range(1, 61)
MOST_ACTS, MOST_REACHED = 400, 120
Key = tuple[str, str]
ROLES = ("finance", "legal", "clerk", "auditor")


@dataclass
class Compared:
    """What many cases came to. ``wrong`` are the differences with their seeds."""

    cases: int = 0
    refused: int = 0
    endless: int = 0
    claimed: int = 0
    equal: int = 0
    unknown: int = 0
    ordered: int = 0
    wrong: list[str] = field(default_factory=list)

    def merge(self, other: "Compared") -> None:
        """What others found."""
        for name in ("cases", "refused", "endless", "claimed", "equal", "unknown", "ordered"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong

    def text(self) -> str:
        """For people."""
        share = 100 * self.equal / max(self.claimed, 1)
        return (
            f"{self.cases} cases ({self.refused} refused at the start, {self.endless} never ended), "
            f"{self.claimed} steps claimed, {self.equal} equal "
            f"({share:.3f} %), {self.unknown} marked as unknown, order compared in {self.ordered} cases"
        )


def organization(draw: Random) -> FakeDirectory:
    """Sixty people, some of them gone, with managers, roles, heads, members, groups, a matrix and stand-ins."""
    found = FakeDirectory()
    found.chain = {one: draw.randint(1, one - 1) for one in PEOPLE if one > 1 and draw.random() < 0.95}
    found.inactive = set(draw.sample(PEOPLE, draw.choice([0, 0, 3, 12])))
    found.roles = {name: draw.sample(PEOPLE, draw.choice([0, 1, 1, 2, 4])) for name in ROLES}
    found.heads = draw.sample(PEOPLE, draw.randint(0, 3))
    found.members = {name: draw.sample(PEOPLE, draw.randint(0, 3)) for name in ("1", "sales")}
    found.groups = {"ring": draw.sample(PEOPLE, draw.randint(0, 3))}
    found.admins = draw.sample(PEOPLE, draw.randint(1, 2))
    rows = ({"departments": [], "cells": {"total": "> 500"}, "people": draw.sample(PEOPLE, 2)},
            {"departments": [100], "cells": {}, "people": draw.sample(PEOPLE, 1)})  # fmt: skip
    found.matrices = {"buying": Table(1, ("total",), rows)}
    found.delegates = {one: draw.choice(PEOPLE) for one in draw.sample(PEOPLE, draw.choice([0, 0, 5, 20]))}
    return found


def rule(draw: Random, nodes: list[str]) -> ApproverRule:
    """One way to find people; ``nodes`` are the steps whose handlers may be asked."""
    kind = draw.choice([one for one in RuleKind if one != RuleKind.CHOICE or draw.random() < 0.5])
    match kind:
        case RuleKind.PERSON:
            return ApproverRule(kind, people=tuple(draw.sample(PEOPLE, draw.randint(1, 3))))
        case RuleKind.ROLE | RuleKind.POST:
            return ApproverRule(kind, name=draw.choice(ROLES))
        case RuleKind.MANAGERS:
            limits = {"path": "total", "limits": (100, 1000)} if draw.random() < 0.4 else {}
            return ApproverRule(kind, level=draw.randint(1, 4), until=draw.choice(["", "finance"]), **limits)  # type: ignore[arg-type]
        case RuleKind.MANAGER | RuleKind.DEPARTMENT_HEAD:
            return ApproverRule(kind, level=draw.randint(1, 3), shift=draw.random() < 0.2)
        case RuleKind.DEPARTMENT:
            return ApproverRule(kind, name=draw.choice(["", "sales"]))
        case RuleKind.GROUP | RuleKind.MATRIX:
            return ApproverRule(kind, name="ring" if kind == RuleKind.GROUP else "buying")
        case RuleKind.FORM_PERSON | RuleKind.FORM_DEPARTMENT_HEAD:
            return ApproverRule(kind, path=draw.choice(["owner", "lines[].owner"]))
        case RuleKind.HANDLER:
            return ApproverRule(kind, name=draw.choice(nodes))
        case RuleKind.EXPRESSION:
            return ApproverRule(kind, text="if total > 500 then owner else [21, 22]")
        case _:
            preset = tuple(draw.sample(PEOPLE, 1)) if kind == RuleKind.CHOICE and draw.random() < 0.5 else ()
            return ApproverRule(kind, people=preset)


def approval(draw: Random, nodes: list[str]) -> Approval:
    """Some way to approve."""
    rules = tuple(rule(draw, nodes) for _ in range(draw.choice([1, 1, 1, 2])))
    made = Approval(
        rules=rules, mode=draw.choice(list(VoteMode)), reject=draw.choice(list(RejectPolicy)),
        empty=draw.choice(list(EmptyRule)), self_rule=draw.choice(list(SelfRule)),
        duplicates=draw.choice(list(Duplicates)), delegation=draw.random() < 0.8, sod=draw.choice(["", "", "", "pay"]),
        purpose=draw.choices([Purpose.APPROVE, Purpose.HANDLE, Purpose.INFORM], [16, 1, 1])[0],
        fields={"total": FieldRight.WRITE} if draw.random() < 0.04 else {}, blind=draw.random() < 0.1,
        standings=(Standing(RuleKind.ROLE, (), "clerk", 2),) if draw.random() < 0.2 else (),
    )  # fmt: skip
    made = replace(made, organization=AsOf.START if draw.random() < 0.2 else AsOf.NOW)
    return replace(made, claim=made.mode == VoteMode.ANY and draw.random() < 0.3)


def documents(draw: Random, seed: int) -> tuple[list[Document], dict[str, Any]]:
    """A process, what it may call, and the values with which its case begins."""
    values: dict[str, Any] = {"total": draw.choice([50, 400, 5000]), "owner": draw.choice(PEOPLE)}
    values["lines"] = [{"owner": draw.choice(PEOPLE)} for _ in range(draw.randint(0, 3))]
    if draw.random() < 0.4:
        texts = [drawn(text_of(draw)), drawn(BELOW, "below")]
        values |= VARIABLES
    else:
        model = random_model(seed, wrong=0.1, rewired=0.2, depth=draw.choice([1, 2, 3]))
        texts = [drawn(model.text())]
        for offered in model.choices.values():
            values |= draw.choice(offered)
        values |= {name: 1 for name in values if _ends_a_loop(model, name)}
    return [_staffed(one, draw) for one in texts], values


def _ends_a_loop(model: Any, name: str) -> bool:
    """A loop that is not left would never end, as nobody changes the form."""
    return any(condition == f"{name} = 0" for _, _, condition in model.flows) and any(
        source == name and condition == "default" for source, _, condition in model.flows
    )


def _staffed(document: Document, draw: Random) -> Document:
    made = []
    for process in document.processes:
        nodes = [one.id for one in process.elements if one.kind == Kind.USER_TASK] or ["none"]
        elements = tuple(
            replace(one, approval=approval(draw, nodes)) if one.kind == Kind.USER_TASK else one
            for one in process.elements
        )
        made.append(replace(process, elements=elements))
    return Document(document.root, tuple(made))


class Trial:
    """One submitter with one process in one organization."""

    def __init__(self, seed: int) -> None:
        self.seed, self.draw = seed, Random(seed)  # noqa: S311  no secret
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        self.store, self.directory = MemoryStore(), organization(self.draw)
        self.engine = Engine(self.store, self.directory, self.clock)
        made, self.values = documents(self.draw, seed)
        for document in made:
            for process in document.processes:
                digest = digest_of(f"{process.id} {seed}")
                self.store.publish(process.id, compile_process(process, digest, feel))
        self.key = made[0].processes[0].id
        self.submitter = actor(self.draw.choice([one for one in PEOPLE if one not in self.directory.inactive]))
        self.waves: list[set[Key]] = []
        self.endless = False

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def begin(self) -> dict[str, Any]:
        return {"resource": "", "record_id": None, "process": self.key, "variables": self.values}

    def foreseen(self) -> Foresight:
        """Before the submission, without choices."""
        return foresee(self.engine, actor=self.submitter, **self.begin())

    def play(self) -> dict[Key, set[int]]:
        """Afterwards: who was really asked where, in waves or in any order."""
        active = [one for one in PEOPLE if one not in self.directory.inactive]
        asks = [
            one.id for one in self.store.definitions[self.key].graph.nodes.values()
            if one.approval and any(rule.kind == RuleKind.CHOICE and not rule.people for rule in one.approval.rules)
        ]  # fmt: skip
        choices = {name: [self.draw.choice(active)] for name in asks if self.draw.random() < 0.8}
        self.engine.start(actor=self.submitter, choices=choices, **self.begin())
        in_waves = self.draw.random() < 0.5
        seen = set(self.asked())
        self.waves = [seen] if in_waves else []
        for _ in range(MOST_ACTS):
            tasks = self.open()
            if not tasks:
                break
            if sum(len(one.tables["activations"]) for one in self.store.cases.values()) > MOST_REACHED:
                self.endless = True
                break
            if not in_waves:
                self.approve(self.draw.choice(tasks))
                continue
            for task in self.draw.sample(tasks, len(tasks)):
                if any(one.id == task.id for one in self.open()):
                    self.approve(task)
            self.waves.append(set(self.asked()) - seen)
            seen = set(self.asked())
        return self.asked()

    def open(self) -> list[Task]:
        kept = [one for one in self.store.cases.values() if one.case.state in LIVE_STATES]
        rows = (task for one in kept for task in one.tables["tasks"].values())
        return [task for task in rows if task.state == "open" and not task.held and task.assignee_id]

    def approve(self, task: Task) -> None:
        by = task.delegate_id if task.delegate_id and self.draw.random() < 0.5 else task.assignee_id
        who, kept = actor(by or 0), self.store.cases[task.id // PER_CASE]
        wanted = self.store.graph(kept.case.version_id, kept.case.digest).nodes[task.node].approval
        if wanted and wanted.claim and not kept.tables["activations"][task.activation_id].data.get("claimed"):
            self.engine.perform(Claim(task_id=task.id), actor=who)
        try:
            self.engine.perform(Approve(task_id=task.id), actor=who)
        except Problem:  # who has decided a step that is kept apart from this one meanwhile: the case waits there
            kept.tables["tasks"][task.id].held = "nobody"

    def asked(self) -> dict[Key, set[int]]:
        """Who was asked at each step; nobody where the system passed it."""
        found: dict[Key, set[int]] = {}
        for kept in self.store.cases.values():
            for row in kept.tables["activations"].values():
                if row.kind in (Kind.USER_TASK.value, "inform"):
                    people = found.setdefault((kept.case.process, row.node), set())
                    if row.kind == "inform":
                        result = next((one["found"] for one in row.derivation if one["step"] == "result"), [])
                        people |= {one["id"] for one in result}
            for task in kept.tables["tasks"].values():
                if task.assignee_id and task.kind != "resubmit":
                    found[kept.case.process, task.node].add(task.assignee_id)
        return found


def compare(seed: int) -> Compared:
    """One case."""
    trial, found = Trial(seed), Compared(cases=1)
    try:
        sight = trial.foreseen()
    except CaseInTrouble:
        found.refused = 1
        return found
    try:
        real = trial.play()
    except CaseInTrouble:
        found.claimed += 1
        found.wrong.append(f"seed {seed}: a submission that was shown as possible was refused")
        return found
    if trial.endless:  # tokens that multiply in a loop: there is no end to compare
        found.endless = 1
        return found
    for difference in _differences(trial, sight, real, found):
        found.wrong.append(f"seed {seed}: {difference}")
    return found


def _differences(trial: Trial, sight: Foresight, real: dict[Key, set[int]], found: Compared) -> Iterator[str]:
    shown = {(one.process, one.node.id): one for one in sight.steps}
    beyond = {(trial.key, one["node"]) for one in sight.beyond}
    found.unknown += len(beyond - shown.keys()) + sum(not one.sure for one in sight.steps)
    late = {key: number for number, wave in enumerate(trial.waves) for key in wave}
    found.ordered += bool(trial.waves)
    before: Key | None = None
    for key, step in shown.items():
        if not step.sure:
            continue
        found.claimed += 1
        if real.get(key) != set(step.people):
            yield f"{key[1]} was shown with {sorted(step.people)}, asked were {sorted(real[key]) if key in real else '-'}"
        elif before is not None and late.get(before, 0) > late.get(key, 0):
            yield f"{before[1]} was shown before {key[1]}"
        else:
            found.equal += 1
        before = key
    for key in real.keys() - shown.keys() - beyond:
        found.claimed += 1
        yield f"{key[1]} was reached and had not been shown"
