"""Fields of the document, changed by whoever decides about it (rules 40 and 41, row E5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any

import orjson

from heyi.core.workflow.approval.rules import EDITABLE, Approval, FieldRight
from heyi.core.workflow.commands.base import case_of, claimed, label_of, own_task, same_content
from heyi.core.workflow.errors import ActionNotOffered, FieldChanged, FieldNotYours
from heyi.core.workflow.running import data
from heyi.core.workflow.state import Edit
from heyi.core.workflow.step import Notice, Step
from heyi.core.workflow.subjects import canonical, digest, without
from heyi.kit.errors import Malformed

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class EditFields:
    """Change the fields that the step lets its people change. ``seen`` is what stood in each of them when it was read: its
    version. Somebody else's change of the same field is a conflict that shows both; changes of other fields stay.

    A column of lines (``lines.price``) is the list of its values, one for each row that there is.

    What was decided before stays decided, on the content that it was about; conditions ahead read the new values.
    """

    task_id: int
    values: Mapping[str, Any]
    seen: Mapping[str, Any]
    act: str = "edit"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """All of it, or nothing."""
        task = own_task(step, self.task_id, action="edit")
        if step.state.case.is_reversal:  # what was approved is not edited by who decides whether it is taken back
            raise ActionNotOffered
        claimed(step, task)
        rights = (step.graph.nodes[task.node].approval or Approval()).fields
        if not self.values or len(self.values) > MOST or self.values.keys() != self.seen.keys():
            raise Malformed.at("fields", "length", f"1-{MOST}")
        refused = [name for name in self.values if rights.get(name) not in EDITABLE]
        if refused:
            raise FieldNotYours(field=label_of(step, refused[0]), extra={"fields": refused})
        same_content(step)
        read = _with_columns(_content(step), self.values)
        before = _plain(read)
        unknown = [name for name in self.values if name not in before]
        if unknown and step.write_values is not None:
            raise FieldNotYours(field=label_of(step, unknown[0]), extra={"fields": unknown})
        self._compare(step, read, before, frozenset(name for name, one in rights.items() if one == FieldRight.HIDDEN))
        self._write(step, rights)
        text = canonical(_content(step))
        after = orjson.loads(text)
        case = step.state.case
        if step.write_values is not None:
            case.snapshot_hash = digest(text)
        changes = [
            {"field": name, "old": before.get(name), "new": after.get(name)}
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)
        ]
        author, number = step.actor.employee_id or 0, step.state.number()
        step.state.append(Edit(number, task.id, task.node, author, step.at, case.round, changes, digest(text), text))
        step.notices.append(Notice("workflow.case.edited", data={"node": task.node}))

    def _compare(self, step: Step, read: Mapping[str, Any], before: Mapping[str, Any], hidden: frozenset[str]) -> None:
        """Rule 41: what was read must still be there."""
        read, before = without(read, hidden), without(before, hidden)
        stale = [name for name, seen in self.seen.items() if not _same(read.get(name), seen)]
        if not stale:
            return
        edits = step.store.edits(step.state.case.id)
        made = {change["field"]: edit for edit in edits for change in edit.changes}
        people = step.directory.people({made[name].author_id for name in stale if name in made})
        conflicts = []
        for name in stale:
            edit = made.get(name)
            by = people.get(edit.author_id) if edit else None
            conflicts.append({
                "field": name, "yours": self.values[name], "theirs": before.get(name), "seen": self.seen[name],
                "by": {"id": by.id, "label": by.label} if by else None, "at": edit.at.isoformat() if edit else None,
            })  # fmt: skip
        raise FieldChanged(field=label_of(step, stale[0]), extra={"conflicts": conflicts})

    def _write(self, step: Step, rights: Mapping[str, FieldRight]) -> None:
        if step.write_values is not None:
            step.write_values(self.values, rights)
        else:
            case = step.state.case
            case.variables = {**case.variables, **data.stored_all(self.values)}
        step.known_values = None


def _content(step: Step) -> Mapping[str, Any]:
    """The document; where there is none, the variables of the case."""
    return step.read_values() if step.write_values is not None else data.restored_all(step.state.case.variables)


def _with_columns(content: Mapping[str, Any], names: Iterable[str]) -> Mapping[str, Any]:
    """The content with the columns of its lines that are named, too."""
    found = dict(content)
    for name in names:
        lines, dot, column = name.partition(".")
        rows = content.get(lines)
        if dot and isinstance(rows, list):
            found[name] = [row.get(column) for row in rows]
    return found


def _same(value: Any, seen: Any) -> bool:
    """Whether a value is the one that was read; a number or moment is, however it is written, and nothing if it is left out."""
    if isinstance(value, Mapping) and isinstance(seen, Mapping):
        return all(_same(value.get(name), seen.get(name)) for name in value.keys() | seen.keys())
    if isinstance(value, list) and isinstance(seen, list):
        return len(value) == len(seen) and all(map(_same, value, seen))
    if isinstance(value, (time, datetime)) and isinstance(seen, str):
        try:
            return type(value).fromisoformat(seen) == value
        except ValueError:
            return False
    if isinstance(value, (Decimal, int)) and not isinstance(value, bool) and not isinstance(seen, bool):
        try:
            return Decimal(str(seen)) == value
        except ArithmeticError:
            return False
    return _plain({"": value}) == _plain({"": seen})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As a reader gets them: exact numbers and days as text."""
    found: dict[str, Any] = orjson.loads(canonical(values))
    return found
