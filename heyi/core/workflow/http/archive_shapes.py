"""Answers about the archive; docs/guide/api.md, section 5."""

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label
from heyi.core.workflow.schemas import Subject


class ArchiveRow(TypedDict):
    """An archived case; its page is ``/workflow/cases/{case_id}`` as before."""

    case_id: int
    title: str
    process: str
    process_label: str
    state: str
    initiator: Label
    subject: Subject | None
    started_at: str
    ended_at: str
    archived_at: str


class ArchivePage(TypedDict):
    rows: list[ArchiveRow]
    next: str | None


class PlannedMove(TypedDict):
    process: str
    cases: int


class PlannedRemoval(TypedDict):
    """``cases`` go, ``held`` stay because of a legal hold."""

    process: str
    month: str
    cases: int
    held: int


class ArchivePlan(TypedDict):
    archived: list[PlannedMove]
    removed: list[PlannedRemoval]


class ArchiveAct(TypedDict):
    """``digest`` is the SHA-256 over the seals of its cases, ``hash`` over this line and the one before."""

    seq: int
    kind: str
    month: str | None
    cases: int
    digest: str
    at: str
    actor: str
    reason: str
    hash: str


class ArchiveActs(TypedDict):
    rows: list[ArchiveAct]


class RetentionRule(TypedDict):
    """Days after the end (null: never archived), and months after it (0: never removed)."""

    process: str
    archive_after: int | None
    keep_months: int


class RetentionRules(TypedDict):
    rows: list[RetentionRule]


class LegalHold(TypedDict):
    id: int
    case: int | None
    process: str
    resource: str
    record: int | None
    reason: str
    since: str
    by: str
    released_at: str | None
    released_by: str
    release_reason: str


class LegalHolds(TypedDict):
    rows: list[LegalHold]
