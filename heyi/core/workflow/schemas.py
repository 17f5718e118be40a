"""Answers about cases, tasks and processes; docs/guide/api.md, section 5."""

from datetime import datetime
from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Author, Change, Label, Tone
from heyi.core.workflow.http.identities import ActingAs, OwnPost
from heyi.core.workflow.http.picture_shapes import AttachedFile


class Subject(TypedDict):
    """The document that a case is about."""

    resource: str
    id: int
    label: str


class SummaryItem(TypedDict):
    label: str
    value: str


class InboxRow(TypedDict):
    """A task, or a case where no task is meant (``mine``, ``cc``). ``kind`` is what the task asks: ``approve``, ``handle``
    (办理), ``reply``, or ``resubmit`` a corrected document; empty where nothing is asked.
    """

    task_id: int | None
    kind: str
    case_id: int
    title: str
    process: str
    node: str
    initiator: Label
    subject: Subject | None
    summary: list[SummaryItem]
    arrived_at: str
    due_at: str | None
    urged: int
    state: str
    case_state: str
    sla: str


class InboxPage(TypedDict):
    rows: list[InboxRow]
    next: str | None


class InboxCounts(TypedDict):
    """To decide, to read, and own cases on their way."""

    todo: int
    cc: int
    mine: int


class StepPerson(TypedDict):
    """Somebody who is, was or will be asked; what they decided, and by whom it was done."""

    id: int | None
    label: str
    task_id: NotRequired[int]
    state: NotRequired[str]
    delegate: NotRequired[Label | None]
    decision: NotRequired[str | None]
    by: NotRequired[Label | None]
    at: NotRequired[datetime | None]
    opinion: NotRequired[str]
    reason: NotRequired[str]
    held: NotRequired[str]
    added_by: NotRequired[Label | None]
    asked_as: NotRequired[ActingAs | None]
    acted_as: NotRequired[ActingAs | None]


class Step(TypedDict):
    """A step of the path; ``sure`` is false where it rests on what is not known yet."""

    node: str
    name: str
    kind: Literal["start", "task", "end"]
    mode: str
    state: Literal["done", "current", "future", "skipped"]
    people: list[StepPerson]
    rule: str
    sure: bool


# A class cannot have a member called from.
ChangedFrom = TypedDict("ChangedFrom", {"from": str})


class CaseFact(TypedDict):
    """What an approver should know at this moment."""

    name: str
    label: str
    value: str
    tone: Tone
    hint: str
    changed: ChangedFrom | None


class Effect(TypedDict):
    """What approving changes; a blocked one says what would refuse the approval now."""

    name: str
    label: str
    before: str | None
    after: str | None
    blocked: bool


class TimelineEntry(TypedDict):
    """What somebody did; None is the system."""

    at: datetime
    by: Author | None
    action: str
    node: str
    name: str
    opinion: str
    on_behalf_of: Label | None
    reason: str
    target: str
    acted_as: NotRequired[ActingAs | None]
    on_behalf_as: NotRequired[ActingAs | None]
    mentions: list[Label]
    case: NotRequired[int | None]
    files: NotRequired[list[AttachedFile]]
    secret: NotRequired[bool]
    after_you: NotRequired[bool]


class CalledProcess(TypedDict):
    key: str
    label: str


class CalledCase(TypedDict):
    """A case that this one has called, or (``reversal``) that decides whether its approval is taken back. Where the reader may
    not open it (``opens``) its id is 0 and nobody is named."""

    id: int
    process: CalledProcess
    node: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    asked: list[Label]
    opens: bool
    reversal: bool


class FieldTrail(TypedDict):
    """痕迹: a field that somebody changed while deciding."""

    field: str
    label: str
    old: Any
    new: Any
    by: Label | None
    at: datetime
    node: str


class Reader(TypedDict):
    """Who reads along: who gave it to them (null: the process), how often it was passed on until then, and when they read it."""

    id: int
    label: str
    by: Label | None
    at: datetime
    note: str
    hops: int
    read_at: datetime | None
    recallable: bool


class Task(TypedDict):
    """``kind``: ``approve``, ``handle``, ``reply`` to a delegation or question, ``resubmit``. ``held`` says what an open task
    waits for: ``before`` (added signers), ``delegated``, ``consult``, ``claimed`` by a colleague; empty when it can be done.
    """

    id: int
    node: str
    name: str
    kind: str
    state: str
    assignee: Label | None
    delegate: Label | None
    round: int
    arrived_at: datetime
    due_at: datetime | None
    ended_at: datetime | None
    urged: int
    held: str
    added_by: Label | None
    asked_as: NotRequired[ActingAs | None]


class Target(TypedDict):
    """A step to which a task can be returned; ``together``: the others that the same return may open with it."""

    node: str
    label: str
    together: list[str]


class CaseAction(TypedDict):
    name: str
    enabled: bool
    reason: str
    targets: NotRequired[list[Target]]


class MoreAction(TypedDict):
    """A less usual act on the task ``task_id``: ``POST /workflow/tasks/{task_id}/{name}``."""

    name: str
    label: str
    task_id: int
    enabled: bool
    reason: str


class Halted(TypedDict):
    """Who suspended the case, when and why."""

    by: str
    at: str
    reason: str


class Pending(TypedDict):
    """An intervention that a second administrator has to confirm by ordering the same."""

    act: str
    by: str
    at: str
    opinion: str


class CaseWideAction(TypedDict):
    """An act on the whole case: ``POST /workflow/cases/{id}/{name}``."""

    name: str
    label: str
    enabled: bool
    reason: str


class Process(TypedDict):
    key: str
    label: str
    version: int


class Round(TypedDict):
    """The round before, and what has changed since."""

    round: int
    changes: list[Change]


class ApproverChoice(TypedDict):
    """Where the initiator, or whoever decides before, picks who is asked; ``anybody``: any colleague; ``preset``: who is
    asked when nobody is picked."""

    node: str
    label: str
    candidates: list[Label]
    anybody: bool
    preset: list[Label]
    min: int
    max: int | None


class SlaLimit(TypedDict):
    """How much time a case (empty ``node``) or a stage may take: hours of its budget, used and left as of now; ``state`` is
    ``on_time``, ``at_risk`` or ``breached``; ``paused``: why nothing is used now (``returned``, ``suspended``).
    """

    node: str
    name: str
    state: str
    budget: float
    used: float
    left: float
    breach_at: str | None
    working: bool
    paused: str
    ended_at: str | None


class Case(TypedDict):
    """One case as one person may see it. ``snapshot`` is the document that is decided about."""

    id: int
    title: str
    state: str
    round: int
    process: Process
    initiator: Label
    submitted_as: NotRequired[ActingAs | None]
    started_at: datetime
    ended_at: datetime | None
    archived_at: datetime | None
    subject: Subject | None
    summary: list[SummaryItem]
    snapshot: dict[str, Any]
    snapshot_hash: str
    changed_since: list[Change]
    previous_round: Round | None
    facts: list[CaseFact]
    effects: list[Effect]
    path: list[Step]
    tasks: list[Task]
    timeline: list[TimelineEntry]
    readers: list[Reader]
    edits: list[FieldTrail]
    called: list[CalledCase]
    caller: Label | None
    is_reversal: bool
    task: Task | None
    actions: list[CaseAction]
    more_actions: list[MoreAction]
    case_actions: list[CaseWideAction]
    suspended: Halted | None
    pending: Pending | None
    draft: str
    choices: list[ApproverChoice]
    field_modes: dict[str, str]
    sla: list[SlaLimit]
    troubled: bool


class Warned(TypedDict):
    """What stands in the way at a node."""

    node: str
    code: str
    message: str


class Preview(TypedDict):
    """Who would be asked if the document were submitted now. ``identities``: as which one it can be submitted (兼岗)."""

    path: list[Step]
    warnings: list[Warned]
    choices: list[ApproverChoice]
    identities: NotRequired[list[OwnPost]]


class WhyStep(TypedDict):
    title: str
    detail: str


class Why(TypedDict):
    """How the approver was found."""

    rule: str
    sentence: str
    steps: list[WhyStep]
    result: list[Label]
    asked_as: NotRequired[ActingAs | None]


class Phrases(TypedDict):
    """Sentences that somebody keeps for opinions."""

    texts: list[str]


class QuietTime(TypedDict):
    """When somebody is not urged: outside working hours (``calendar``), in ``hours`` of their own (local), or ``never``."""

    mode: Literal["calendar", "hours", "never"]
    start: str
    until: str


class BatchResult(TypedDict):
    """What became of one task."""

    id: int
    ok: bool
    problem: NotRequired[dict[str, Any]]


class Batch(TypedDict):
    results: list[BatchResult]
