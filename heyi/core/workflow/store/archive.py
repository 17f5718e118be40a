"""One archived case, read as if it stood in the tables: from the JSON of its rows, as they were."""

from datetime import datetime
from typing import Any, TypeVar

from heyi.core.workflow.models import (
    Activation,
    Archived,
    Case,
    Copy,
    Decision,
    Edit,
    Entry,
    Incident,
    Note,
    Snapshot,
    Subscription,
    Task,
    Token,
)
from heyi.core.workflow.state import Activation as ActivationState
from heyi.core.workflow.state import Decision as DecisionState
from heyi.core.workflow.state import Edit as EditState
from heyi.core.workflow.state import Task as TaskState
from heyi.core.workflow.state import Token as TokenState
from heyi.core.workflow.store.postgres import PostgresStore, reading, row_of
from heyi.core.workflow.store.protocol import History, Reading

M = TypeVar("M", bound=Any)
#: In which column of the archive the rows of each table are.
PLACES: dict[Any, str] = {
    Case: "kase", Token: "tokens", Activation: "activations", Task: "tasks", Subscription: "subscriptions",
    Incident: "incidents", Decision: "decisions", Note: "notes", Copy: "copies", Snapshot: "snapshots",
    Edit: "edits", Entry: "entries",
}  # fmt: skip


class ArchiveStore(PostgresStore):
    """What reading asks of a store, for this one case."""

    def __init__(self, kept: Archived) -> None:
        self.kept = kept

    def rows(self, model: type[M], case_id: int) -> list[M]:
        """The case's rows of one table, in their order."""
        return [revived(model, row) for row in getattr(self.kept, PLACES[model])]

    def is_participant(self, case_id: int, employee_id: int) -> bool:
        """Initiator, asked, stand-in, or reader."""
        return employee_id in self.kept.participants

    def material_of(self, case_id: int, round_: int) -> str:
        """The canonical snapshot of a round."""
        rows = [row for row in (*self.kept.snapshots, *self.kept.edits) if row["round"] == round_]
        return str(rows[-1]["data"]) if rows else "{}"

    def is_party(self, case_id: int, employee_id: int) -> bool:
        """Initiator, asked, or stand-in."""
        asked = {person for row in self.kept.tasks for person in (row["assignee_id"], row["delegate_id"])}
        return employee_id in asked | {self.kept.initiator_id}

    def readers(self, case_id: int) -> list[Reading]:
        """Everybody who read along."""
        return [reading(one) for one in self.kept.copies]

    def edits(self, case_id: int) -> list[EditState]:
        """Everything that was changed while deciding, oldest first."""
        return [row_of(EditState, one) for one in self.kept.edits]

    def history(self, case_id: int) -> History:
        """Everything that ever was in the case."""
        kept = self.kept
        return History(
            {one["id"]: row_of(TokenState, one) for one in kept.tokens},
            {one["id"]: row_of(ActivationState, one) for one in kept.activations},
            {one["id"]: row_of(TaskState, one) for one in kept.tasks},
            {one["task_id"]: row_of(DecisionState, one) for one in kept.decisions},
        )

    def decision_of(self, task_id: int) -> DecisionState | None:
        """The decision on a task."""
        return self.history(self.kept.pk).decisions.get(task_id)

    def task(self, case_id: int, task_id: int) -> TaskState:
        """A task in whatever state."""
        return self.history(case_id).tasks[task_id]

    def commented_since(self, case_id: int, at: datetime) -> list[int]:
        """The authors of newer notes."""
        return [one.author_id for one in self.rows(Note, case_id) if one.at >= at and not one.act]


def revived(model: type[M], row: dict[str, Any]) -> M:
    """A row as the model that it came from; columns that did not exist then have their defaults."""
    fields = model._meta.concrete_fields
    return model(**{one.attname: one.to_python(row[one.column]) for one in fields if one.column in row})
