"""What a case's tables and log tell of how it went: the content of each round, the acts in their order, who was asked."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson

from heyi.core.workflow import models
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services.keeping import Kept
from heyi.core.workflow.subjects import find_subject
from heyi.kit.errors import Problem

NUMBER = re.compile(r"-?\d+\.\d+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
DECIDING = {"approve", "reject", "return", "resubmit", "transfer"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One step as it went: who was asked first, and what came of it."""

    node: str
    people: tuple[int, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Act:
    """One recorded act. ``person`` is whose task it was, ``by`` who acted in their place."""

    name: str
    at: datetime
    node: str = ""
    person: int | None = None
    by: int | None = None
    target: str = ""
    then: str = ""


@dataclass(slots=True)
class Recorded:
    """One case as it went. ``asked`` are the voters of each step in the order in which it was reached."""

    id: int
    title: str
    company_id: int
    process: str
    resource: str
    initiator_id: int
    department_id: int | None
    state: str
    started_at: datetime
    variables: Mapping[str, Any]
    choices: Mapping[str, list[int]]
    content: dict[int, dict[str, Any]]
    acts: list[Act] = field(default_factory=list)
    asked: dict[str, list[list[tuple[int, int | None, int, bool, bool]]]] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    decided: set[tuple[str, int | None]] = field(default_factory=set)

    def knows(self, node: str, person: int | None) -> bool:
        """Whether this person ever decided at this step."""
        return (node, person) in self.decided


def recorded(kept: Kept, title: str) -> Recorded:
    """A case from its rows, wherever they are, under the title that its reader may know."""
    case, entries = kept.case, kept.rows(models.Entry)
    first = entries[0].changes["case"][0] if entries else {}
    tasks = {row.pk: row for row in kept.rows(models.Task)}
    found = Recorded(
        case.pk, title, case.company_id, case.process, case.resource, case.initiator_id, case.department_id,
        case.state, case.started_at, _initial(first.get("variables", {})), first.get("choices", {}), _content(kept),
    )  # fmt: skip
    for activation in (one for one in kept.rows(models.Activation) if one.kind == Kind.USER_TASK):
        mine = [task for task in tasks.values() if task.activation_id == activation.pk]
        if not any(step["step"] in ("returned", "taken_back") for step in activation.derivation):
            found.asked.setdefault(activation.node, []).append(list(_voters(mine)))
        if activation.state != "active":
            people = {(one.holders[0] if one.holders else one.assignee_id) for one in mine if one.assignee_id}
            found.shown.append(Shown(activation.node, tuple(sorted(people)), activation.outcome))
    found.acts = [act for entry in entries[1:] for act in _acts(entry, tasks)]
    found.decided = {(act.node, act.person) for act in found.acts}
    return found


def _initial(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Without what the engine itself has set in the very first step."""
    return {name: value for name, value in variables.items() if name != "outcome"}


def _voters(tasks: Iterable[models.Task]) -> Iterator[tuple[int, int | None, int, bool, bool]]:
    """Whom the rules had found: signers that were added, and those to whom it was handed on, are the acts' doing."""
    for task in sorted(tasks, key=lambda one: one.pk):
        own = not ({"gate", "added_by", "series", "beside"} & task.origin.keys()) and not task.holders
        if own and task.assignee_id and task.kind in ("approve", "handle") and "taken_back" not in task.origin:
            standing = (task.origin.get("weight", 1), task.origin.get("veto", False), task.origin.get("chair", False))
            yield (task.assignee_id, task.delegate_id, *standing)


def _acts(entry: models.Entry, tasks: Mapping[int, models.Task]) -> Iterator[Act]:
    made = [one for one in entry.changes.get("decisions", ()) if one["actor_id"] is not None]
    if entry.act in DECIDING and made:
        one = made[0]
        task = tasks[one["task_id"]]
        then = _then(entry) if one["action"] == "return" else ""
        by = one["actor_id"] if one["actor_id"] != task.assignee_id else None
        target = _receiver(entry, one) if one["action"] == "transfer" else one["target"]
        yield Act(one["action"], entry.at, task.node, task.assignee_id, by, str(target), then)
    else:
        yield Act(entry.act, entry.at)


def _receiver(entry: models.Entry, decision: Mapping[str, Any]) -> int:
    new = [one for one in entry.changes.get("tasks", ()) if decision["actor_id"] in one["holders"]]
    return int(new[0]["assignee_id"]) if new else 0


def _then(entry: models.Entry) -> str:
    for row in entry.changes.get("activations", ()):
        if "return" in row["data"]:
            return str(row["data"]["return"].get("then") or "")
    return ""


def _content(kept: Kept) -> dict[int, dict[str, Any]]:
    """What was submitted in each round, with exact numbers and days again: canonical JSON writes them as text."""
    kinds, rows = _kinds(kept.case), kept.rows(models.Snapshot)
    return {row.round: {n: _typed(v, kinds.get(n)) for n, v in orjson.loads(row.data).items()} for row in rows}


def _kinds(case: models.Case) -> dict[str, Any]:
    """The document as it is now tells which fields are numbers; without it texts that look like ones are."""
    subject = find_subject(case.resource)
    if subject is None or case.record_id is None:
        return {}
    try:
        return dict(subject.snapshot(case.record_id))
    except Problem:
        return {}


def _typed(value: Any, like: Any = None) -> Any:
    if isinstance(value, list):
        first = like[0] if isinstance(like, list) and like else None
        return [_typed(one, first) for one in value]
    if isinstance(value, dict):
        inside = like if isinstance(like, Mapping) else {}
        return {name: _typed(one, inside.get(name)) for name, one in value.items()}
    if not isinstance(value, str) or isinstance(like, str):
        return value
    if isinstance(like, Decimal) or NUMBER.fullmatch(value):
        return Decimal(value)
    return date.fromisoformat(value) if DAY.fullmatch(value) else value
