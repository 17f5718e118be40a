"""The public pool: claim, return, assign; and the limits that hold however a customer comes to its owner.

Locks are taken in one order: the customer, then its new owner, so that two ways of getting customers at once cannot
both use the last free place (crm rules 5 and 6).
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from heyi.apps.crm.errors import AlreadyClaimed, ClaimLimit, CoolingDown, HoldingFull, NoOwner, StillBusy
from heyi.apps.crm.models import Customer, FollowUp, Opportunity, Pool, PoolEntry, Stage
from heyi.apps.crm.services import follow_ups
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.models import Company, Employee
from heyi.core.resources.saving import save
from heyi.kit.errors import Denied, NotFound

# Somebody whose page still shows the pool as it was so long ago counts as having raced.
RACE_SECONDS = 60
GIVEN_BACK = (PoolEntry.Act.RETURN, PoolEntry.Act.RECYCLE)


@transaction.atomic
def claim(customer_id: int, *, actor: Actor) -> Customer:
    """Take a customer out of the pool (领取). Of two people who click at once one gets it; the other is told who."""
    customer = _free(customer_id, actor)
    scoping.require(actor, "crm.customer.claim", customer)
    if actor.employee_id is None:
        raise Denied
    make_room(actor.employee_id, customer.company_id)
    _check_claim(customer, actor.employee_id)
    _hand(customer, Employee.objects.get(pk=actor.employee_id), PoolEntry.Act.CLAIM, actor)
    publish("crm.customer.claimed", customer, actor=actor)
    return customer


@transaction.atomic
def assign(customer_id: int, *, actor: Actor, owner_id: int) -> Customer:
    """Give a customer of the pool to somebody (分配). It is no claim of theirs, but it counts for what they hold."""
    customer = _free(customer_id, actor)
    scoping.require(actor, "crm.customer.assign", customer)
    receiver = Employee.objects.get(pk=owner_id)
    make_room(receiver.pk, customer.company_id)
    _hand(customer, receiver, PoolEntry.Act.ASSIGN, actor)
    publish("crm.customer.assigned", customer, actor=actor, data={"owner": receiver.pk})
    return customer


@transaction.atomic
def return_to_pool(customer_id: int, *, actor: Actor, reason: str = "") -> Customer:
    """Give a customer back to the pool (退回公海); not while opportunities are open (crm rule 4)."""
    customer: Customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.return_to_pool", customer)
    if customer.owner_id is None:
        raise NoOwner(name=str(customer))
    if Opportunity.objects.filter(customer=customer, stage__outcome=Stage.Outcome.OPEN).exists():
        raise StillBusy(name=str(customer))
    former = customer.owner_id
    customer.owner = customer.next_follow_up_at = None
    save(customer, actor=actor)
    follow_ups.close_promises(customer=customer, outcome=FollowUp.Outcome.DROPPED, actor=actor)
    record(customer, PoolEntry.Act.RETURN, None, former, actor, reason)
    publish("crm.customer.returned", customer, actor=actor, data={"former_owner": former, "reason": reason})
    return customer


@transaction.atomic
def protect(customer_id: int, *, actor: Actor) -> Customer:
    """Keep a customer from automatic recycling (锁定)."""
    return _set_protected(customer_id, True, "protect", actor)


@transaction.atomic
def release(customer_id: int, *, actor: Actor) -> Customer:
    """Let automatic recycling count again (解锁)."""
    return _set_protected(customer_id, False, "release", actor)


def _set_protected(customer_id: int, protected: bool, verb: str, actor: Actor) -> Customer:
    customer: Customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, f"crm.customer.{verb}", customer)
    if customer.owner_id is None:
        raise NoOwner(name=str(customer))
    customer.is_protected = protected
    save(customer, actor=actor)
    return customer


def make_room(employee_id: int, company_id: int) -> None:
    """Refuse when the person holds as many customers as the cap allows; until the end of the transaction nobody else
    can give them one.
    """
    pool = default_pool(company_id)
    if pool is None or pool.holding_cap is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"crm.holding:{employee_id}"])
    if Customer.objects.filter(company_id=company_id, owner_id=employee_id).count() >= pool.holding_cap:
        raise HoldingFull(name=Employee.objects.get(pk=employee_id).name, cap=str(pool.holding_cap))


def record(
    customer: Customer,
    act: str,
    employee_id: int | None,
    former_id: int | None,
    actor: Actor,
    reason: str = "",
    *,
    rule: Pool | None = None,
) -> None:
    """Write one change of hands."""
    entry = PoolEntry(
        company_id=customer.company_id,
        customer=customer,
        act=act,
        employee_id=employee_id,
        former_owner_id=former_id,
        reason=reason[:300],
        rule=rule,
    )
    save(entry, actor=actor)


def default_pool(company_id: int) -> Pool | None:
    """The rules for customers that name no pool."""
    return Pool.objects.filter(company_id=company_id, is_default=True).first()


def _free(customer_id: int, actor: Actor) -> Customer:
    """The locked customer if nobody owns it. Who saw it in the pool and lost the race is told who was first, although
    the customer has just left their sight; anybody else learns nothing.
    """
    seen = Customer.objects.visible_to(actor).filter(pk=customer_id).exists()
    customer: Customer = Customer.objects.for_update(customer_id)
    if customer.owner_id is None and seen:
        return customer
    moments_ago = timezone.now() - timedelta(seconds=RACE_SECONDS)
    left = PoolEntry.objects.filter(customer=customer, former_owner=None, created_at__gte=moments_ago).exists()
    if seen or (left and actor.can("crm.customer.claim") and customer.company_id == actor.company_id):
        raise AlreadyClaimed(name=str(customer), owner=str(customer.owner))
    raise NotFound


def _check_claim(customer: Customer, employee_id: int) -> None:
    pool = customer.pool or default_pool(customer.company_id)
    if pool is None:
        return
    mine = PoolEntry.objects.filter(company_id=customer.company_id)
    if pool.daily_limit is not None:
        today = mine.filter(employee_id=employee_id, act=PoolEntry.Act.CLAIM, created_at__gte=_midnight(customer))
        if today.count() >= pool.daily_limit:
            raise ClaimLimit(limit=str(pool.daily_limit))
    if pool.cool_down_days:
        since = timezone.now() - timedelta(days=pool.cool_down_days)
        if mine.filter(
            customer=customer, former_owner_id=employee_id, act__in=GIVEN_BACK, created_at__gt=since
        ).exists():
            raise CoolingDown(days=str(pool.cool_down_days))


def _midnight(customer: Customer) -> datetime:
    """When the company's day began (crm rule 38)."""
    zone = ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=customer.company_id))
    return datetime.combine(timezone.now().astimezone(zone).date(), time.min, tzinfo=zone)


def _hand(customer: Customer, receiver: Employee, act: str, actor: Actor) -> None:
    customer.owner, customer.department, customer.received_at = receiver, receiver.department, timezone.now()
    save(customer, actor=actor)
    record(customer, act, receiver.pk, None, actor)
