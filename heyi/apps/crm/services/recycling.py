"""Automatic recycling (自动回收, crm rules 3 and 4): whom nobody spoke to for too long, everybody may have.

The clock begins at the later of the day when the owner got the customer and the last follow-up by a human being; days
are calendar days of the company. Recycled on the day after the last one of the rule. Not recycled are: what is
protected, what has open opportunities, and what an app above holds (open orders, unpaid money).
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from heyi.apps.crm.models import Customer, FollowUp, Opportunity, Pool, PoolEntry, RecycleRun, Stage
from heyi.apps.crm.services import follow_ups, pool
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.messages import sending
from heyi.core.org.days import today
from heyi.core.org.models import Company
from heyi.core.resources.saving import save

Hold = Callable[[list[int]], set[int]]
_holds: list[Hold] = []
HOUR = 2
"""When the night's run begins, in the company's time."""


def register_hold(hold: Hold) -> None:
    """``hold(customer_ids)`` gives those that must stay with their owners for now."""
    _holds.append(hold)


def run(*, actor: Actor, on: date | None = None) -> RecycleRun:
    """Look through the company's customers once for the day: warn, and recycle. A second run of the day does nothing."""
    day = on or today(actor.company_id)
    begun, fresh = RecycleRun.objects.get_or_create(company_id=actor.company_id, on=day)
    if not fresh:
        return begun
    rules = {rule.pk: rule for rule in Pool.objects.filter(company_id=actor.company_id)}
    default = next((rule for rule in rules.values() if rule.is_default), None)
    zone = _zone(actor.company_id)
    for customer_id, pool_id, level, since in _owned(actor.company_id):
        rule = rules.get(pool_id or 0) or default
        days = getattr(rule, f"recycle_days_{level}") if rule else None
        if rule is None or not days:
            continue
        left = days - (day - since.astimezone(zone).date()).days
        if left < 0:
            begun.recycled += _recycle(customer_id, rule, days, since, actor)
        elif left < rule.warn_days:
            begun.warned += _warn(customer_id, day + timedelta(days=left + 1), actor)
    begun.save()
    return begun


def next_run(company_id: int, *, after: datetime | None = None) -> datetime:
    """The next night's moment in the company's time."""
    zone = _zone(company_id)
    now = (after or timezone.now()).astimezone(zone)
    moment = datetime.combine(now.date(), time(HOUR), tzinfo=zone)
    return moment if moment > now else datetime.combine(now.date() + timedelta(days=1), time(HOUR), tzinfo=zone)


def held(ids: list[int]) -> set[int]:
    """Those of the customers that are excluded now."""
    found = set(
        Opportunity.objects.filter(customer_id__in=ids, stage__outcome=Stage.Outcome.OPEN).values_list(
            "customer_id", flat=True
        )
    )
    return found.union(*(hold(ids) for hold in _holds))


def _owned(company_id: int, only: int | None = None) -> list[tuple[int, int | None, str, datetime]]:
    # Without any date the clock begins when the record was made: an empty field never recycles anybody.
    since = Greatest(Coalesce("received_at", "created_at"), "last_follow_up_at")
    rows = Customer.objects.filter(company_id=company_id, owner__isnull=False, is_protected=False)
    rows = rows if only is None else rows.filter(pk=only)
    return list(rows.annotate(since=since).order_by("pk").values_list("pk", "pool_id", "level", "since"))


def _recycle(customer_id: int, rule: Pool, days: int, since: datetime, actor: Actor) -> int:
    """Under the customer's lock everything is looked at again: a follow-up of this moment saves it."""
    customer: Customer = Customer.objects.for_update(customer_id)
    now = _owned(actor.company_id, customer_id)
    if not now or now[0][3] != since or held([customer_id]):
        return 0
    former: int = customer.owner_id or 0
    reason = _("No follow-up for %(days)s days (%(rule)s)") % {"days": days, "rule": rule.name}
    customer.owner, customer.next_follow_up_at, customer.pool = None, None, rule
    save(customer, actor=actor)
    follow_ups.close_promises(customer=customer, outcome=FollowUp.Outcome.DROPPED, actor=actor)
    pool.record(customer, PoolEntry.Act.RECYCLE, None, former, actor, reason, rule=rule)
    sending.withdraw(f"crm.recycle_soon:{customer.pk};", actor=actor)
    sending.notify(
        [former],
        "crm.recycled",
        {"customer": str(customer), "days": days},
        actor=actor,
        dedupe=f"crm.recycled:{customer.pk};{today(actor.company_id)}",
    )
    publish("crm.customer.recycled", customer, actor=actor, data={"former_owner": former, "rule": rule.pk})
    return 1


def _warn(customer_id: int, on: date, actor: Actor) -> int:
    customer = Customer.objects.select_related("party").get(pk=customer_id)
    if customer.owner_id is None or held([customer_id]):
        return 0
    told = sending.notify(
        [customer.owner_id],
        "crm.recycle_soon",
        {"customer": str(customer), "on": on.isoformat()},
        actor=actor,
        resource="crm.customer",
        record_id=customer.pk,
        dedupe=f"crm.recycle_soon:{customer.pk};{on.isoformat()}",
    )
    return len(told)


def _zone(company_id: int) -> ZoneInfo:
    return ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))
