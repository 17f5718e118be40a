"""Archived cases are found by number, title, time and process, by those who could see them before."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from heyi.core.access.actor import Actor
from heyi.core.access.permissions import DESIGNED
from heyi.core.workflow.functions import INTERVENE, VIEW
from heyi.core.workflow.models import Archived, Seal
from heyi.core.workflow.services.keeping import names_of, opens
from heyi.core.workflow.services.titles import title_for
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.subjects import subjects
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCursor
from heyi.kit.paging import decode_cursor, encode_cursor

SORT = ("-closed_at", "-id")
#: So many rows are looked at for one page: of those that only the document opens, each document is asked.
LOOKED_AT = 400
COLUMNS = (
    "id", "closed_at", "archived_at", "version_id", "digest", "process", "title", "subject_label", "resource",
    "record_id", "state", "initiator_id", "started_at", "ended_at", "participants", "company_id",
)  # fmt: skip


def page(
    *,
    actor: Actor,
    q: str = "",
    process: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str = "",
    limit: int = 50,
) -> dict[str, Any]:
    """A page of archived cases that ended in a period, newest first: ``{"rows", "next"}``. ``q`` is part of the title or of the
    document's number, or a case's own number. Whoever may not know a field that the title repeats does not find by it.

    A page can have fewer rows than asked for, and still be followed by another one.
    """
    limit = max(1, min(limit, 200))
    rows = _matching(actor, q, process, since, until, cursor)
    found: list[Archived] = []
    last: Any = None
    looked = 0
    for row in rows.only(*COLUMNS)[: LOOKED_AT + 1]:
        if len(found) == limit or looked == LOOKED_AT:
            mark = (
                encode_cursor((last.closed_at, last.pk), sort=SORT, secret=settings.SECRET_KEY.encode())
                if last
                else None
            )
            return {"rows": _shown(found, actor), "next": mark}
        looked, last = looked + 1, row
        if _may_see(row, actor) and _may_find(row, q, actor):
            found.append(row)
    return {"rows": _shown(found, actor), "next": None}


def _matching(
    actor: Actor, q: str, process: str, since: datetime | None, until: datetime | None, cursor: str
) -> QuerySet[Archived]:
    """Whoever may see all cases of a company, and those who took part, are asked in the query; documents afterwards."""
    everything = [one for one in actor.company_ids if actor.can_in(VIEW, one) or actor.can_in(INTERVENE, one)]
    opening = [name for name, subject in subjects().items() if subject.may_view is not None]
    mine = Q(participants__contains=[actor.employee_id or 0])
    designed = Q(resource__startswith=DESIGNED)
    mine |= Q(company_id__in=everything) | Q(Q(resource__in=opening) | designed, record_id__isnull=False)
    rows = Archived.objects.filter(mine, company_id__in=actor.company_ids).order_by("-closed_at", "-pk")
    # What a company has removed is there for nobody, also before its partition is dropped.
    rows = rows.filter(pk__in=Seal.objects.filter(left_in=None).values("case_id"))
    if q:
        number = Q(pk=int(q)) if q.isascii() and q.isdigit() and len(q) < 16 else Q()
        rows = rows.filter(Q(title__icontains=q) | Q(subject_label__icontains=q) | number)
    rows = rows.filter(process=process) if process else rows
    rows = rows.filter(closed_at__gte=since) if since else rows
    rows = rows.filter(closed_at__lt=until) if until else rows
    if cursor:
        try:
            at, last = decode_cursor(cursor, sort=SORT, secret=settings.SECRET_KEY.encode())
        except InvalidCursor as error:
            raise Malformed.at("cursor", "bad_cursor", str(error.message)) from error
        rows = rows.filter(Q(closed_at__lt=at) | Q(closed_at=at, pk__lt=last))
    return rows


def _may_see(row: Archived, actor: Actor) -> bool:
    """As for the case itself."""
    return opens(row, actor, lambda: actor.employee_id in row.participants)


def _may_find(row: Archived, q: str, actor: Actor) -> bool:
    """A search by the title tells of it, so it counts only for those to whom it is shown."""
    if not q:
        return True
    title = title_for(actor, row.resource, row.title, row.subject_label)
    return any(q.casefold() in text.casefold() for text in (title, row.subject_label)) or q == str(row.pk)


def _shown(rows: list[Archived], actor: Actor) -> list[dict[str, Any]]:
    names, store = names_of({row.initiator_id for row in rows}) if rows else {}, PostgresStore()
    return [
        {
            "case_id": row.pk, "title": title_for(actor, row.resource, row.title, row.subject_label),
            "process": row.process, "process_label": store.graph(row.version_id, row.digest).label(actor.language),
            "state": row.state, "initiator": {"id": row.initiator_id, "label": names.get(row.initiator_id, "")},
            "subject": {"resource": row.resource, "id": row.record_id, "label": row.subject_label}
            if row.record_id else None,
            "started_at": row.started_at.isoformat(), "ended_at": row.ended_at.isoformat(),
            "archived_at": row.archived_at.isoformat(),
        }
        for row in rows
    ]  # fmt: skip
