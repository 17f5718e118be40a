"""One case in memory, as often as wanted in PostgreSQL, and what two acts must come to when one follows the other."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from django.utils import timezone

from heyi.core.workflow import commands as c
from heyi.core.workflow import models
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.services import paths, resting
from heyi.core.workflow.services.verifying import ROWS
from heyi.core.workflow.state import APPENDED, PER_CASE, TABLES, Entry, as_dict
from heyi.core.workflow.store.difference import dumps, entry_hash
from heyi.core.workflow.store.memory import Kept, MemoryStore
from heyi.core.workflow.store.protocol import Published
from heyi.kit.errors import Problem
from tests.faults.pairs.acts import Act, Desk, Doing
from tests.faults.pairs.papers import KEY, VARIABLES, People

MEMORY = 777
DONE = "done"
MOST = 120
NAMED = ("case_id", "task_id", "subscription_id", "incident_id")


class Stage:
    """A case in the engine's memory, which can be put back as it was. Call inside a transaction of the company."""

    def __init__(self, people: People, versions: list[models.Version]) -> None:
        self.people, store = people, MemoryStore()
        self.second, self.first, self.own = versions
        for name, version in ((KEY, self.first), (f"{KEY}2", self.second), (f"{KEY}3", self.own)):
            store.definitions[name] = Published(version.pk, KEY, graph_of(version.digest, version.xml))
        store.ids = iter(range(MEMORY, MEMORY + 1))  # type: ignore[assignment]
        # When people rest is asked of the same calendars, so that a run at night comes to the same.
        self.store, self.engine = store, Engine(store, Organization(), timezone.now, rest=resting.rest, way=paths.way)
        self.engine.start("", None, actor=people.actors["initiator"], process=KEY, variables=VARIABLES)

    @property
    def kept(self) -> Kept:
        return self.store.cases[MEMORY]

    @property
    def desk(self) -> Desk:
        second, own = (self.store.definitions[f"{KEY}{number}"] for number in (2, 3))
        return Desk(self.kept, self.people, second, own)

    def do(self, doing: Doing) -> str:
        """Perform it: ``done``, or how it was refused."""
        return answered(self.engine, doing)

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Whatever is done here is forgotten afterwards."""
        before = deepcopy(self.store.cases)
        try:
            yield
        finally:
            self.store.cases = before

    def log(self) -> str:
        """What has happened, without numbers and times that differ from case to case."""
        return told(MEMORY, self.kept.entries)


def answered(engine: Engine, doing: Doing) -> str:
    """Perform it: ``done``, or the class of its refusal."""
    try:
        engine.perform(doing[0], actor=doing[1])
    except Problem as refusal:
        return f"{refusal.status} {refusal.code}"
    return DONE


def told(case_id: int, entries: list[Entry]) -> str:
    """A log in comparable words. The rows that one act has changed have no order."""
    lines = [
        [one.act, one.actor_id, {name: sorted(rows, key=dumps) for name, rows in one.changes.items()}]
        for one in entries
    ]
    text = dumps(lines)
    text = re.sub(rf"\b{case_id}(\d{{6}})\b", r'"#\1"', text)
    text = re.sub(rf'"id":{case_id}\b', '"id":"#"', text)
    text = re.sub(r'"frozen":\d+', '"frozen":"T"', text)  # how much was left of a wait that was stopped
    return re.sub(r'"\d{4}-\d\d-\d\dT[^"]*"', '"T"', text)


def moved(doing: Doing, case_id: int) -> Doing:
    """The same act on a copy of the case."""
    command: Any = doing[0]
    facts: dict[str, Any] = {}
    for name in NAMED:
        value = getattr(command, name, None)
        if value and name in command.__dataclass_fields__:
            facts[name] = case_id if name == "case_id" else value % PER_CASE + case_id * PER_CASE
    if facts.get("task_id") and "case_id" in facts and not isinstance(command, c.Comment):
        del facts["case_id"]
    return replace(command, **facts), doing[1]


def copied(kept: Kept, company_id: int, case_id: int) -> None:
    """Write a copy of a case in memory, with its whole past, under another number."""
    tables = {**kept.tables, **{name: dict(enumerate(kept.appended[name])) for name in APPENDED}}
    whole = {name: [as_dict(row) for row in tables[name].values()] for name in (*TABLES, *APPENDED)}
    facts = {"case": as_dict(kept.case), "entries": [as_dict(one) for one in kept.entries], **whole}
    text = re.sub(rf"\b{MEMORY}(\d{{6}})\b", rf"{case_id}\1", dumps(facts))
    found = orjson.loads(re.sub(rf'"id":{MEMORY}\b', f'"id":{case_id}', text))
    entries = _chained(case_id, found.pop("entries"))
    case = {**found.pop("case"), "log_hash": entries[-1].hash}
    models.Case(company_id=company_id, **{k: v for k, v in case.items() if k != "company_id"}).save(force_insert=True)
    owner = {"case_id": case_id, "company_id": company_id}
    order = [
        "tokens",
        "activations",
        "tasks",
        *(name for name in ROWS if name not in ("tokens", "activations", "tasks")),
    ]
    for name in order:
        if found[name]:
            ROWS[name].objects.bulk_create([ROWS[name](**owner, **row) for row in found[name]])
    lines = [{("employee_id" if k == "actor_id" else k): v for k, v in as_dict(one).items()} for one in entries]
    models.Entry.objects.bulk_create([models.Entry(**owner, **line) for line in lines])


def _chained(case_id: int, lines: list[dict[str, Any]]) -> list[Entry]:
    made, previous = [], ""
    for line in lines:
        entry = Entry(**{**line, "at": datetime.fromisoformat(line["at"]), "previous": previous})
        entry.hash = previous = entry_hash(case_id, entry)
        made.append(entry)
    return made


def entries(case_id: int) -> list[Entry]:
    """The log of a case in PostgreSQL."""
    rows = models.Entry.objects.filter(case_id=case_id).order_by("seq")
    return [Entry(r.seq, r.act, r.employee_id, r.actor, r.at, r.changes, r.previous, r.hash) for r in rows]


def driven(stage: Stage) -> list[Doing]:
    """Go on until the case has ended, by the most usual acts; what was done. A case that stands still is an error."""
    made: list[Doing] = []
    for _ in range(MOST):
        if stage.kept.case.ended_at is not None:
            return made
        doing = _next(stage)
        made.append(doing)
        answer = stage.do(doing)
        assert answer == DONE, f"{doing[0]} was answered {answer}"
    raise AssertionError("it never comes to an end")


def _next(stage: Stage) -> Doing:
    kept, desk = stage.kept, stage.desk
    if kept.case.suspended:
        return desk.on_case("admin", c.Resume)
    values = kept.case.variables
    if not (values.get("ready") and values.get("way")):
        return desk.on_case("", c.SetVariables, values={"ready": True, "way": 1})
    if kept.case.incidents:
        command = c.Skip if kept.tables["incidents"][desk.incident()].code == "work_failed" else c.Retry
        return desk.on_case("admin", command, incident_id=desk.incident(), opinion="on")
    actors = {one.employee_id: one for one in stage.people.actors.values()}
    for task in kept.tables["tasks"].values():
        if task.state == "open" and not task.held:
            command_ = _decision(kept, task)
            return command_, actors[task.assignee_id]
    rows = [one for one in kept.tables["subscriptions"].values() if one.state == "open"]
    assert rows, f"nothing is waited for in {kept.case}"
    if rows[0].kind == "work":
        return desk.on_case("", c.FinishWork, subscription_id=rows[0].id)
    return desk.on_case("", c.Deliver, subscription_id=rows[0].id)


def _decision(kept: Kept, task: Any) -> Any:
    if task.kind == "resubmit":
        return c.Resubmit(task_id=task.id)
    if task.kind == "reply":
        return c.Answer(task_id=task.id, opinion="fine")
    pooled = task.node in ("pool", "taken") and "gate" not in task.origin
    if pooled and kept.tables["activations"][task.activation_id].data.get("claimed") != task.id:
        return c.Claim(task_id=task.id)
    return c.Approve(task_id=task.id)


#: Until everything of the situations is possible.
BEFORE: tuple[Act, ...] = (
    lambda d: d.on_task("first", c.Approve),
    lambda d: d.on_task("four", c.Approve),
    lambda d: d.on_task("two", c.AddSigners, to=(d.people.id("beside"),), place="parallel"),
    lambda d: d.on_task("three", c.AddSigners, to=(d.people.id("before"),)),
    lambda d: d.on_task("five", c.Consult, to=(d.people.id("adviser"),), required=True),
    lambda d: d.on_task("taken_a", c.Claim),
)
AFTER: dict[str, Act] = {
    "returned": lambda d: d.on_task("one", c.Return, opinion="no"),
    "suspended": lambda d: d.on_case("admin", c.Suspend, opinion="stop"),
}


def prepared(people: People, versions: list[models.Version], situation: str) -> Stage:
    """The case as a situation wants it. Call inside a transaction of the company."""
    stage = Stage(people, versions)
    for act in (*BEFORE, *([AFTER[situation]] if situation in AFTER else [])):
        assert stage.do(act(stage.desk)) == DONE
    if situation == "approved":
        driven(stage)
    return stage
