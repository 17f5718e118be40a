"""Keep what a check found: since when each record breaks its rule, and since when it does not any more.

As the owner of the database, who alone sees every company. The check itself reads one moment and changes nothing; what it
saw is stored afterwards, by one recorder at a time.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor, system
from heyi.core.access.work import declare
from heyi.core.audit import invariants
from heyi.core.audit.invariants import Breach, Finding
from heyi.core.audit.models import CheckFinding, CheckRun
from heyi.core.org.models import Company
from heyi.core.resources.saving import save, save_new
from heyi.kit.errors import Conflict

LIMIT = 1000
"""So many findings of one rule are kept for a company, and as many that concern the whole installation."""
KEPT = timedelta(days=400)
"""How long checks and findings that are gone stay."""
LOCK = 418209

Key = tuple[str, bool, str]
"""Rule, whether it concerns the whole installation, record."""


class CheckInProgress(Conflict):
    """Two recorders at once would each take the other's findings for new ones."""

    code = "check_in_progress"
    title = _("Another check is being recorded at this moment.")


@dataclass(frozen=True)
class Look:
    """What was to be seen at one moment: each rule with its first rows, and all records that break it up to the limit."""

    at: datetime
    findings: list[Finding]
    breaches: dict[str, list[Breach]]


def record(trigger: str) -> list[Finding]:
    """Ask every rule and keep the answers in every company. CheckInProgress while another one does."""
    with _alone():
        look = _look()
        with transaction.atomic():
            for company_id in Company.objects.order_by("pk").values_list("pk", flat=True):
                _keep(look, system(company_id, "check"), trigger)
    return look.findings


def recorded_since(moment: datetime, trigger: str) -> bool:
    """Whether a check of this kind has been kept since then."""
    return CheckRun.objects.filter(trigger=trigger, started_at__gte=moment).exists()


@contextmanager
def _alone() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise CheckInProgress
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _look() -> Look:
    with invariants.snapshot():
        at = timezone.now()
        findings = invariants.examine_all()
        broken = {finding.code for finding in findings if finding.count}
        found = {
            rule.code: invariants.breaches(rule, limit=LIMIT) for rule in invariants.registered() if rule.code in broken
        }
    return Look(at, findings, found)


def _keep(look: Look, actor: Actor, trigger: str) -> None:
    """The company's part: what concerns it, and what concerns the whole installation."""
    declare(actor, verb="audit.check.record")
    seen: dict[Key, Breach] = {}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for rule, rows in look.breaches.items():
        mine = [row for row in rows if row.company_id in (None, actor.company_id)]
        seen |= {(rule, row.company_id is None, row.record): row for row in mine}
        totals = {row.company_id: row.total for row in mine}
        if mine:
            counts[rule] = [sum(totals.values()), len(mine)]
    _compare(seen, [finding.code for finding in look.findings], look.at, actor)
    run = CheckRun(trigger=trigger, started_at=look.at, rules=len(look.findings), counts=dict(counts))
    run.company_id, run.ended_at = actor.company_id, timezone.now()
    save(run, actor=actor)
    CheckRun.objects.filter(company_id=actor.company_id, started_at__lt=look.at - KEPT).delete()
    CheckFinding.objects.filter(company_id=actor.company_id, gone_at__lt=look.at - KEPT).delete()


def _compare(seen: dict[Key, Breach], asked: list[str], at: datetime, actor: Actor) -> None:
    """What was there stays since when it was; what is missing is gone; what is new, or back, begins a line of its own.

    Findings of rules that this release does not ask any more are left as they are: nobody looked.
    """
    mine = CheckFinding.objects.filter(company_id=actor.company_id, gone_at=None, rule__in=asked)
    known = {(row.rule, row.whole, row.record): row for row in mine}
    gone = [row.pk for key, row in known.items() if key not in seen]
    CheckFinding.objects.filter(pk__in=gone).update(gone_at=at)
    still = [row for key, row in known.items() if key in seen]
    CheckFinding.objects.filter(pk__in=[row.pk for row in still]).update(last_seen_at=at)
    changed = [row for row in still if row.detail != seen[row.rule, row.whole, row.record].detail]
    for row in changed:
        row.detail = seen[row.rule, row.whole, row.record].detail
    CheckFinding.objects.bulk_update(changed, ["detail"], batch_size=500)
    fresh = [_finding(key, row, at, actor) for key, row in seen.items() if key not in known]
    save_new(fresh, actor=actor)


def _finding(key: Key, row: Breach, at: datetime, actor: Actor) -> Any:
    rule, whole, record_name = key
    return CheckFinding(
        company_id=actor.company_id,
        rule=rule,
        whole=whole,
        record=record_name,
        detail=row.detail,
        first_seen_at=at,
        last_seen_at=at,
    )
