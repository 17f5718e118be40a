"""The state of one case in memory while a step runs: what was loaded, what was made, what was changed.

Ids of tokens, activations and tasks are ``case id x 1,000,000 + n`` with a counter on the case: known before anything
is written, the same when a case is replayed, and exact in a browser (below 2^53).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

PER_CASE = 1_000_000

#: A bound that lies behind every activation: "the whole past of that token".
EVER = PER_CASE * 10**10

RUNNING, RETURNED = "running", "returned"
APPROVED, REJECTED, WITHDRAWN = "approved", "rejected", "withdrawn"
TERMINATED, ARCHIVED, VOIDED, REVERTED = "terminated", "archived", "voided", "reverted"
LIVE_STATES = frozenset({RUNNING, RETURNED})
#: Subscriptions that stand beside a case and hold nothing up: what could be undone, limits of time, and
#: urging that waits for the end of somebody's rest.
STANDING = frozenset({"compensation", "sla", "urge"})


@dataclass(slots=True)
class Case:
    """One running or ended process (流程实例). ``decided`` counts this round's human decisions; ``entries`` the log.

    A case that a call activity began knows the case above it, the activation there that waits for it (0: nobody does),
    and the one at the top, whose row is locked for all of them.
    ``suspended`` is who stopped it, when and why; ``pending`` an administrator's act that waits for a second one; ``sla``
    whether it is ``on_time``, ``at_risk`` or ``breached`` (empty: nothing says how long it may take). ``identity`` is as
    whom it was submitted: post, unit and company, with ``assignment_id`` for a concurrent post. ``is_reversal``: it decides
    whether the approval of the case above it is taken back (rule 22), and is about the same document. ``organization`` is what
    the organization answered for each step 按发起时组织 (``approval.keeping``).
    """

    id: int
    company_id: int
    version_id: int
    process: str
    digest: str
    title: str
    initiator_id: int
    department_id: int | None
    resource: str
    record_id: int | None
    started_at: datetime
    subject_label: str = ""
    state: str = RUNNING
    round: int = 1
    snapshot_hash: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, list[int]] = field(default_factory=dict)
    summary: list[dict[str, Any]] = field(default_factory=list)
    decided: int = 0
    incidents: int = 0
    numbers: int = 0
    entries: int = 0
    log_hash: str = ""
    ended_at: datetime | None = None
    root_id: int = 0
    parent_id: int = 0
    parent_activation: int = 0
    depth: int = 0
    suspended: dict[str, Any] = field(default_factory=dict)
    pending: dict[str, Any] = field(default_factory=dict)
    sla: str = ""
    identity: dict[str, Any] = field(default_factory=dict)
    is_reversal: bool = False
    organization: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Token:
    """Where the case is. ``parents`` are ``[token id, bound]``: the pasts of those tokens up to activations below the
    bound belong to this token's past. ``splits`` are the split activations that it was born in, outermost first.
    ``local`` are values that only this token and what runs inside its activity know (the item of a loop).
    """

    id: int
    node: str
    flow: str = ""
    state: str = "live"
    scope: int = 0
    splits: list[int] = field(default_factory=list)
    parents: list[list[int]] = field(default_factory=list)
    activation_id: int = 0
    incident_id: int = 0
    local: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Activation:
    """One activation of a node by a token: a user task with its votes, a split, a join with what it consumed."""

    id: int
    node: str
    kind: str
    token_id: int
    round: int
    entered_at: datetime
    state: str = "active"
    outcome: str = ""
    scope: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    derivation: list[dict[str, Any]] = field(default_factory=list)
    ended_at: datetime | None = None


@dataclass(slots=True)
class Task:
    """What one person is asked. ``delegate_id`` may act for the assignee; ``holders`` is the chain of transfers; ``held`` says
    what an open task waits for before anybody may act on it; ``identity`` is as whom the assignee is asked.
    """

    id: int
    activation_id: int
    node: str
    kind: str
    assignee_id: int | None
    arrived_at: datetime
    round: int
    delegate_id: int | None = None
    state: str = "open"
    holders: list[int] = field(default_factory=list)
    origin: dict[str, Any] = field(default_factory=dict)
    urged: int = 0
    urged_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    held: str = ""
    identity: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Decision:
    """What was decided on a task, by whom, on which content. Never changed. ``actor_id`` None is the system. ``identity`` is as
    whom they acted; its member ``for`` is as whom the one was asked in whose place it was.
    """

    task_id: int
    action: str
    actor_id: int | None
    decided_at: datetime
    round: int
    node: str
    on_behalf_of_id: int | None = None
    opinion: str = ""
    target: str = ""
    reason: str = ""
    snapshot_hash: str = ""
    identity: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Subscription:
    """What a case waits for besides people, and what could still be undone.

    ``kind`` is ``message``, ``signal``, ``timer``, ``conditional``, ``work``, ``compensation``, ``sla``
    or ``urge``; ``node`` is where it
    goes on. The wait ends with its activation (0: the case). ``scope`` is the sub-process in which it was set up.
    """

    id: int
    kind: str
    node: str
    activation_id: int
    scope: int
    opened_at: datetime
    name: str = ""
    key: str = ""
    state: str = "open"
    due_at: datetime | None = None
    data: dict[str, Any] = field(default_factory=dict)
    ended_at: datetime | None = None


@dataclass(slots=True)
class Incident:
    """Something that an administrator must look at; the token stays where it is."""

    id: int
    token_id: int
    node: str
    code: str
    message: str
    opened_at: datetime
    resolved_at: datetime | None = None


@dataclass(slots=True)
class Note:
    """A comment beside the decisions, or the reason of an act on the whole case (``act``). ``people`` are called by @, or whom
    the act is about. ``files`` came with it: ``{"id", "name", "size", "type", "sha256"}``; a ``secret`` one (密) is for those
    who have not decided yet (rule 43).
    """

    id: int
    author_id: int
    body: str
    at: datetime
    task_id: int | None = None
    act: str = ""
    people: list[int] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    secret: bool = False


@dataclass(slots=True)
class Copy:
    """抄送: somebody who reads along. ``hops`` is how often it was passed on until it came to them (传阅); 0: not at all."""

    employee_id: int
    by_id: int | None
    at: datetime
    note: str = ""
    hops: int = 0


@dataclass(slots=True)
class Snapshot:
    """What was submitted: canonical JSON and its SHA-256, one for each round."""

    round: int
    sha256: str
    data: str
    taken_at: datetime


@dataclass(slots=True)
class Edit:
    """痕迹: what somebody changed while deciding: ``{"field", "old", "new"}`` for each field, and the whole new content as
    canonical JSON with its SHA-256, about which is decided from now on.
    """

    id: int
    task_id: int
    node: str
    author_id: int
    at: datetime
    round: int
    changes: list[dict[str, Any]]
    sha256: str
    data: str


@dataclass(slots=True)
class Entry:
    """One line of the case's log: an act, who did it, and every change of rows that it made."""

    seq: int
    act: str
    actor_id: int | None
    actor: str
    at: datetime
    changes: dict[str, list[dict[str, Any]]]
    previous: str
    hash: str = ""


Row = Token | Activation | Task | Subscription | Incident
TABLES: dict[str, type[Any]] = {
    "tokens": Token, "activations": Activation, "tasks": Task, "subscriptions": Subscription, "incidents": Incident,
}  # fmt: skip
APPENDED: dict[str, type[Any]] = {
    "decisions": Decision,
    "notes": Note,
    "copies": Copy,
    "snapshots": Snapshot,
    "edits": Edit,
}
_TABLE_OF = {kind: name for name, kind in {**TABLES, **APPENDED}.items()}


def as_dict(row: Any) -> dict[str, Any]:
    """A row as plain values; its lists and dicts are the row's own."""
    return {item.name: getattr(row, item.name) for item in fields(row)}


@dataclass(slots=True)
class CaseState:
    """A locked case with its live rows, and the difference that the step has made so far. ``recalled`` are readers from whom
    their unread copy was taken back: the only rows that go away; the log keeps that they were there. ``moved`` is the way
    ``before`` and ``after`` an act that changed it, which the log alone keeps.
    """

    case: Case
    tokens: dict[int, Token] = field(default_factory=dict)
    activations: dict[int, Activation] = field(default_factory=dict)
    tasks: dict[int, Task] = field(default_factory=dict)
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    incidents: dict[int, Incident] = field(default_factory=dict)
    new: dict[str, dict[int, Any]] = field(default_factory=lambda: {name: {} for name in TABLES})
    changed: dict[str, dict[int, Any]] = field(default_factory=lambda: {name: {} for name in TABLES})
    appended: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in APPENDED})
    recalled: list[int] = field(default_factory=list)
    moved: dict[str, Any] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    complete_activations: set[int] = field(default_factory=set)

    def number(self) -> int:
        """The next id of this case."""
        self.case.numbers += 1
        return self.case.id * PER_CASE + self.case.numbers

    def add(self, row: Row) -> None:
        """A row that did not exist before."""
        table = table_of(row)
        self.new[table][row.id] = row
        getattr(self, table)[row.id] = row

    def touch(self, row: Row) -> None:
        """A row that was changed; those that are new anyway are written as they end."""
        table = table_of(row)
        getattr(self, table)[row.id] = row
        if row.id not in self.new[table]:
            self.changed[table][row.id] = row

    def append(self, row: Decision | Note | Copy | Snapshot | Edit) -> None:
        """A row that is never changed again."""
        self.appended[_TABLE_OF[type(row)]].append(row)

    def live_tokens(self) -> Iterator[Token]:
        """Tokens that still count, in the order of their birth."""
        return (token for _, token in sorted(self.tokens.items()) if token.state == "live")

    def open_subscriptions(self, kind: str = "") -> list[Subscription]:
        """What is still waited for, oldest first."""
        rows = (row for _, row in sorted(self.subscriptions.items()))
        return [row for row in rows if row.state == "open" and kind in ("", row.kind)]

    def open_tasks(self, activation_id: int) -> list[Task]:
        """The tasks of an activation that nobody has decided; complete only after ``Store.load_tasks``."""
        rows = (task for _, task in sorted(self.tasks.items()))
        return [task for task in rows if task.activation_id == activation_id and task.state == "open"]


def table_of(row: Row) -> str:
    """The name of the table that holds a row."""
    return _TABLE_OF[type(row)]
