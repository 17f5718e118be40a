"""What the last check found, for one reader: which records they may open, and whose figures they may know."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Min, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.audit import invariants, nights, schemas
from heyi.core.audit.models import CheckFinding, CheckRun
from heyi.core.resources import options, registry

SHOWN = 20
RUNS = 14


def show(actor: Actor, *, gone: bool = False) -> schemas.Checkup:
    """The company the reader acts for; with ``gone`` what has been mended instead of what does not hold now."""
    newest = list(CheckRun.objects.filter(company_id=actor.company_id).order_by("-started_at")[:RUNS])
    runs, now = [_run(run) for run in newest], timezone.now()
    counts = newest[0].counts if newest and not gone else {}
    return {
        "last": runs[0] if runs else None,
        "next_at": _moment(nights.following(now, settings.DEFAULT_TIME_ZONE)),
        "late": bool(newest) and now - newest[0].started_at > nights.LATE,
        "rules": _rules(actor, counts, gone=gone),
        "runs": runs,
    }


def _rules(actor: Actor, counts: dict[str, list[int]], *, gone: bool) -> list[schemas.CheckupRule]:
    wanted = Q(company_id=actor.company_id, gone_at__isnull=not gone)
    counted = CheckFinding.objects.filter(wanted).values("rule").annotate(kept=Count("pk"), since=Min("first_seen_at"))
    kept = {row["rule"]: row for row in counted}
    titles = {rule.code: str(rule.title) for rule in invariants.registered()}
    rows = _first_of_each(wanted, "-gone_at" if gone else "first_seen_at")
    opened = _opened([row for found in rows.values() for row in found], actor)
    return [
        {
            "code": code,
            "title": titles.get(code, _("This release does not ask this any more.")),
            "records": max(counts.get(code, [0])[0], kept[code]["kept"]),
            "kept": kept[code]["kept"],
            "since": _moment(kept[code]["since"]),
            "found": [_found(row, opened, actor) for row in rows[code]],
        }
        for code in sorted(kept, key=lambda code: (len(code), code))
    ]


def _first_of_each(wanted: Q, order: str) -> dict[str, list[CheckFinding]]:
    """The findings of each rule that the page shows."""
    keys = ("-whole", order, "pk")
    place = Window(RowNumber(), partition_by="rule", order_by=keys)
    found: dict[str, list[CheckFinding]] = defaultdict(list)
    for row in CheckFinding.objects.filter(wanted).annotate(place=place).filter(place__lte=SHOWN).order_by(*keys):
        found[row.rule].append(row)
    return found


def _found(row: CheckFinding, opened: dict[str, schemas.CheckupRecord], actor: Actor) -> schemas.CheckupFinding:
    key, _id = _parts(row.record)
    opens = opened.get(row.record)
    told = row.whole or (opens is not None and not actor.field_rules.get(key))
    return {
        "id": row.pk,
        "record": row.record,
        "kind": _kind(key),
        "whole": row.whole,
        "detail": row.detail if told else "",
        "opens": opens,
        "first_seen_at": _moment(row.first_seen_at),
        "last_seen_at": _moment(row.last_seen_at),
        "gone_at": _moment(row.gone_at) if row.gone_at else None,
    }


def _opened(rows: Iterable[CheckFinding], actor: Actor) -> dict[str, schemas.CheckupRecord]:
    """Of the records in findings those that the reader may open, by name; one question for each kind."""
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        key, record_id = _parts(row.record)
        if record_id is not None:
            ids[key].add(record_id)
    found: dict[str, schemas.CheckupRecord] = {}
    for key, wanted in ids.items():
        model: Any = registry.get(key).model
        there = model._default_manager.filter(scoping.visible(actor, model), pk__in=wanted)
        for record_id, label in options.labels(model, set(there.values_list("pk", flat=True)), actor).items():
            found[f"{key}:{record_id}"] = {"resource": key, "record": {"id": record_id, "label": label}}
    return found


def _parts(record: str) -> tuple[str, int | None]:
    """``sales.order:12`` is a record that can be opened; whatever else a rule names is not."""
    key, _colon, number = record.partition(":")
    if number.isascii() and number.isdigit() and len(number) < 19 and key in _keys():
        return key, int(number)
    return key, None


def _keys() -> set[str]:
    return {resource.key for resource in registry.every()}


def _kind(key: str) -> str:
    return str(registry.get(key).model._meta.verbose_name) if key in _keys() else ""


def _run(run: CheckRun) -> schemas.CheckupRun:
    return {
        "started_at": _moment(run.started_at),
        "ended_at": _moment(run.ended_at),
        "trigger": cast(Any, run.trigger),
        "rules": run.rules,
        "broken": run.broken,
    }


def _moment(moment: datetime) -> str:
    return moment.astimezone(timezone.get_default_timezone()).isoformat().replace("+00:00", "Z")
