"""What the engine needs of a store. Every call but ``transaction`` happens inside a transaction."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from heyi.core.workflow.dmn import Model
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.state import Activation, CaseState, Copy, Decision, Edit, Subscription, Task, Token


@dataclass(frozen=True, slots=True)
class Published:
    """A version that new cases are started on, unless its process is ``suspended`` (by whom, when and why)."""

    version_id: int
    process: str
    graph: Graph
    suspended: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """Every token, activation, task and decision of a case, ended ones included; only undoing needs it."""

    tokens: dict[int, Token] = field(default_factory=dict)
    activations: dict[int, Activation] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    decisions: dict[int, Decision] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A copy, and when it was read; None: not yet."""

    copy: Copy
    read_at: datetime | None


class Store(Protocol):
    """Cases with their rows."""

    def transaction(self) -> AbstractContextManager[object]:
        """Everything inside is kept together or not at all."""
        ...

    def published(self, process: str, company_id: int) -> Published | None:
        """The version in force of a process."""
        ...

    def graph(self, version_id: int, digest: str) -> Graph:
        """The graph of a running case's version."""
        ...

    def rules(self, key: str, company_id: int) -> Model | None:
        """The decision model in force."""
        ...

    def new_case_id(self) -> int:
        """An id for a case that is about to be written."""
        ...

    def lock(self, case_id: int, task_id: int | None = None) -> CaseState | None:
        """Lock a case until the end of the transaction and load its live rows, and one task in whatever state. A case
        that was called is locked by the one at the top, so that those above and below can follow without waiting."""
        ...

    def load_tasks(self, state: CaseState, activation_id: int) -> None:
        """Load the open tasks of an activation, unless that has been done."""
        ...

    def guard(self) -> AbstractContextManager[object]:
        """What fails inside leaves everything before it as it was (a savepoint)."""
        ...

    def child_of(self, case_id: int, activation_id: int) -> int | None:
        """The running case that an activation called."""
        ...

    def reversal_of(self, case_id: int) -> int | None:
        """The running case that decides whether the approval of this one is taken back."""
        ...

    def decision_of(self, task_id: int) -> Decision | None:
        """The decision on a task."""
        ...

    def task(self, case_id: int, task_id: int) -> Task:
        """A task in whatever state. KeyError when the case has no such task."""
        ...

    def subscription(self, case_id: int, subscription_id: int) -> Subscription | None:
        """A wait of a case in whatever state; None when the case never had it."""
        ...

    def commented_since(self, case_id: int, at: datetime) -> list[int]:
        """Who has commented on a case, or edited its document, since a moment."""
        ...

    def approvals(self, case_id: int, round_: int, people: Iterable[int], activation_id: int | None) -> list[Decision]:
        """Approvals that these people gave themselves in a round, in one activation or in all."""
        ...

    def is_participant(self, case_id: int, employee_id: int) -> bool:
        """Whether somebody initiated, was asked, stands in, or got a copy."""
        ...

    def is_party(self, case_id: int, employee_id: int) -> bool:
        """Whether somebody initiated, was asked, or stands in: whether they do more than read along."""
        ...

    def readers(self, case_id: int) -> list[Reading]:
        """Everybody who reads along, in the order in which they got it."""
        ...

    def edits(self, case_id: int) -> list[Edit]:
        """Everything that was changed while deciding, oldest first."""
        ...

    def running_case_of(self, resource: str, record_id: int) -> int | None:
        """The case in which a document is now."""
        ...

    def material_of(self, case_id: int, round_: int) -> str:
        """The canonical snapshot of a round, as it was edited last."""
        ...

    def history(self, case_id: int) -> History:
        """Everything that ever was in a case."""
        ...

    def write(self, state: CaseState) -> None:
        """Write the difference."""
        ...
