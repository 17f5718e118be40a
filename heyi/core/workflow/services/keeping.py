"""Where a case is kept: in the tables of running cases, or in the archive. Reading asks here, and sees no difference."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection

from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.workflow import models
from heyi.core.workflow.errors import CaseArchived
from heyi.core.workflow.functions import INTERVENE, OPERATE, VIEW
from heyi.core.workflow.store.archive import ArchiveStore
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.subjects import find_subject
from heyi.kit.errors import NotFound, Problem

M = TypeVar("M", bound=Any)
#: Whoever reads an ended case holds this until the end of their transaction, whoever moves it takes it for themselves.
READING = "SELECT pg_advisory_xact_lock_shared(hashtextextended('workflow.case:' || %s, 0))"
#: Read only when somebody asks for them: most of what an archived case weighs.
HEAVY = ("entries", "subscriptions", "incidents", "steps")


def in_both(running: str, archived: str, *, latest: str) -> str:
    """One query over the tables of running cases and over the archive (rows ``r``, which must still be there), the latest
    ``%(most)s`` by a column that both have. Each side is bounded by itself, so that its index can serve the order."""
    there = "AND EXISTS (SELECT 1 FROM workflow_seal l WHERE l.case_id = r.id AND l.left_in IS NULL)"
    order = f"ORDER BY {latest} DESC LIMIT %(most)s"
    return f"({running} {order}) UNION ALL ({archived} {there} {order}) {order}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A case with the store that has its rows. ``archived_at`` is None for those that are not in the archive."""

    case: models.Case
    store: PostgresStore
    archived_at: datetime | None = None

    def rows(self, model: type[M]) -> list[M]:
        """Its rows of one table, in their order."""
        return self.store.rows(model, self.case.pk)


def find(case_id: int, *, company_id: int | None = None) -> Kept | None:
    """The case, wherever it is, if the reader's companies have it. An ended one stays where it is until the end of the
    transaction: what is read about it one after the other belongs together.
    """
    case = models.Case.objects.filter(pk=case_id).first()
    if case is None or case.ended_at is not None:
        with connection.cursor() as cursor:
            cursor.execute(READING, [case_id])
        case = models.Case.objects.filter(pk=case_id).first()
    found = Kept(case, PostgresStore()) if case is not None else in_archive(case_id)
    return found if found and company_id in (None, found.case.company_id) else None


def in_archive(case_id: int) -> Kept | None:
    """An archived case. Its seal tells the time by which its partition is found."""
    seal = models.Seal.objects.filter(case_id=case_id, left_in=None).first()
    if seal is None:
        return None
    rows = models.Archived.objects.filter(pk=case_id, closed_at=seal.closed_at, company_id=seal.company_id)
    kept = rows.defer(*HEAVY).first()
    return None if kept is None else opened(kept)


def opened(kept: models.Archived) -> Kept:
    """A row of the archive as a case."""
    store = ArchiveStore(kept)
    return Kept(store.rows(models.Case, kept.pk)[0], store, kept.archived_at)


def absent(case_id: int, actor: Actor) -> Problem:
    """Why nothing can be done to a case that is not among the running ones: it is archived, or it is not there for this
    person."""
    kept = in_archive(case_id)
    if kept is None:
        return NotFound()
    case, me = kept.case, actor.employee_id
    takes_part = me is not None and kept.store.is_participant(case.pk, me)
    if takes_part or any(actor.can_in(one, case.company_id) for one in (VIEW, INTERVENE, OPERATE)):
        assert kept.archived_at is not None  # noqa: S101  it is in the archive
        return CaseArchived(extra={"archived_at": kept.archived_at.isoformat(timespec="seconds")})
    return NotFound()


def opens(case: models.Case | models.Archived, actor: Actor, takes_part: Callable[[], bool]) -> bool:
    """Whether somebody may open a case: who may see all, who takes part, and whoever may see the document."""
    if any(actor.can_in(one, case.company_id) for one in (VIEW, INTERVENE)) or takes_part():
        return True
    subject = find_subject(case.resource)
    may_view = subject.may_view if subject else None
    return may_view is not None and case.record_id is not None and may_view(case.record_id, actor)


def names_of(people: set[int]) -> dict[int, str]:
    """The names of people by id."""
    return dict(Employee.objects.filter(pk__in=people).values_list("pk", "name"))
