"""Export a list as a file: the same rows, fields and masks as the list itself shows, page by page, in the background."""

import csv
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.jobs import progress, results
from heyi.core.jobs.models import Job
from heyi.core.org import actors
from heyi.core.resources import listing, registry, sheets
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.modes import shown
from heyi.kit.errors import Denied, Malformed, NotFound, Problem, TooLarge

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MEMBERS = {"format", "filter", "sort", "columns", "q"}
MAX_SHEET_ROWS = 1_048_575
PAGE = 500
TELL_EACH = 0.5
"""Seconds between two notes of progress."""


class TooManyRows(TooLarge):
    code = "too_many_rows"
    title = gettext_lazy("A worksheet holds at most 1,048,575 rows. Choose CSV, or narrow the list.")


def ask(resource: Resource, body: Any, actor: Actor) -> Job:
    """Queue an export of the actor's list; what the list would refuse is refused now."""
    scoping.require(actor, resource.permission("export"))
    if not isinstance(body, dict) or set(body) - MEMBERS:
        raise Malformed.at("", "unknown_field", gettext_lazy("There is no such field here."))
    kind = body.get("format", "xlsx")
    if kind not in FORMATS:
        raise Malformed.at("format", "invalid", gettext_lazy("This is not one of the choices."))
    question = asked(body)
    listing.rows_for(resource, question, actor)
    listing.sort_keys(resource, question.sort, actor)
    params = {
        "resource": resource.key,
        "format": kind,
        "filter": question.filter,
        "sort": question.sort,
        "columns": question.columns,
        "q": question.q,
    }
    job = progress.ask("export", params, actor=actor)
    publish(f"{resource.key}.exported", job, actor=actor, data=params)
    from heyi.core.resources.jobs import export

    export.defer(job_id=job.pk, company_id=job.company_id)
    return job


def asked(body: dict[str, Any]) -> listing.Query:
    """The list's question from ``filter``, ``sort``, ``columns`` and ``q``, each as text or as JSON."""
    wanted = body.get("filter")
    filter_ = wanted if isinstance(wanted, str) else orjson.dumps(wanted).decode() if wanted else ""
    query = body.get("q") or ""
    if not isinstance(query, str) or "\x00" in query:
        raise Malformed.at("q", "not_text", gettext_lazy("This must be text."))
    return listing.Query(filter=filter_, sort=_names(body, "sort"), columns=_names(body, "columns"), q=query[:200])


def _names(body: dict[str, Any], member: str) -> str:
    found = body.get(member) or ""
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return ",".join(found)
    if not isinstance(found, str):
        raise Malformed.at(member, "not_list", gettext_lazy("This must be a list."))
    return found


def run(job_id: int, company_id: int) -> None:
    """Write the file of a queued export. Rights are looked at again for every page: who lost them gets no more."""
    job = progress.begin(job_id, company_id)
    if job is None:
        return
    try:
        with translation.override(_actor(job).language):
            _attempt(job)
    except Denied as problem:
        progress.fail(job, problem)


def give_up(job_id: int, company_id: int) -> None:
    """The last attempt has failed for a reason of ours."""
    job = progress.begin(job_id, company_id)
    if job is not None:
        progress.fail(job, Problem())


def _attempt(job: Job) -> None:
    try:
        _write(job)
    except Problem as problem:
        progress.fail(job, problem)


def _actor(job: Job) -> Actor:
    """Whoever asked, as they are now; opens row-level security for them in the running transaction."""
    with transaction.atomic():
        actor = actors.load(int(job.params["user"]), company_id=job.company_id)
    if actor is None or actor.employee_id != job.employee_id:
        raise Denied
    return actor


def _write(job: Job) -> None:
    try:
        resource = registry.get(job.params["resource"])
    except KeyError as error:
        raise NotFound from error
    kind = job.params["format"]
    actor = _actor(job)
    fields = _columns(resource, job, actor)
    zone = ZoneInfo(actor.time_zone)
    rows = _rows(resource, job, fields)
    title = str(resource.model._meta.verbose_name_plural)

    def fill(path: Path) -> None:
        if kind == "csv":
            _write_csv(path, fields, rows, zone)
        else:
            sheets.write(path, title, fields, rows, zone)

    stamp = datetime.now(zone).strftime("%Y%m%d-%H%M")
    name = f"{title}-{stamp}.{kind}"
    file, expires_at = results.write(name, FORMATS[kind], fill)
    from heyi.core.jobs.jobs import discard

    with transaction.atomic():
        progress.finish(job, file=file, expires_at=expires_at)
        discard.configure(schedule_at=expires_at).defer(job_id=job.pk, company_id=job.company_id)


def _columns(resource: Resource, job: Job, actor: Actor) -> list[F]:
    """The fields of the file: those of the list that the actor gets anything of."""
    names = [name.strip() for name in job.params["columns"].split(",") if name.strip()] or list(resource.list)
    visible = shown(actor, resource)
    unwritten = ("lines", "json")
    chosen = dict.fromkeys(name for name in names if name in visible)
    return [
        visible[name]
        for name in list(chosen)[: listing.MAX_COLUMNS]
        if visible[name].kind not in unwritten and not visible[name].options.get("virtual")
    ]


def _rows(resource: Resource, job: Job, fields: list[F]) -> Iterator[dict[str, Any]]:
    """The list's own pages, each in a transaction of its own, with notes of progress in between."""
    cursor, done, total, told = "", 0, None, 0.0
    names = ",".join(field.name for field in fields)
    params = job.params
    while True:
        question = listing.Query(
            filter=params["filter"],
            sort=params["sort"],
            columns=names,
            q=params["q"],
            limit=PAGE,
            cursor=cursor,
            count=total is None,
        )
        with transaction.atomic():
            actor = _actor(job)
            scoping.require(actor, resource.permission("export"))
            page = orjson.loads(listing.page(resource, question, actor, "export"))
        if total is None:
            total = int(page["count"])
            if params["format"] == "xlsx" and total > MAX_SHEET_ROWS:
                raise TooManyRows
        yield from page["rows"]
        done += len(page["rows"])
        cursor = page["next"] or ""
        job.done, job.total = done, max(total, done)
        if cursor and time.monotonic() - told > TELL_EACH:
            progress.advance(job, job.done, job.total)
            told = time.monotonic()
        if not cursor:
            return


def _write_csv(path: Path, fields: list[F], rows: Iterator[dict[str, Any]], zone: ZoneInfo) -> None:
    """UTF-8 with a byte order mark, so that spreadsheet programs read Chinese; RFC 4180 line ends."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([sheets.quoted(str(field.label or field.name)) for field in fields])
        for row in rows:
            writer.writerow([_csv_cell(field, row.get(field.name), zone) for field in fields])


def _csv_cell(field: F, value: Any, zone: ZoneInfo) -> str:
    plain = sheets.plain(field, value, zone)
    if plain is None:
        return ""
    if isinstance(plain, bool):
        return _("Yes") if plain else _("No")
    if isinstance(plain, datetime):
        return plain.strftime("%Y-%m-%d %H:%M:%S")
    return sheets.quoted(plain) if isinstance(plain, str) else str(plain)
