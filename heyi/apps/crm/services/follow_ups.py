"""Follow-ups (跟进): what was said, and the promise to speak again."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.errors import TooLongAgo
from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.messages import sending
from heyi.core.org.models import Company
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed

BACK_DATED_HOURS = 168
"""So long afterwards a follow-up may still be entered; on a later day than it happened it is marked."""
LEAST_SAID = 4
"""Different letters or characters that say something; less is no follow-up but a tick (crm rule 37)."""
AHEAD = timedelta(minutes=5)
"""Clocks of browsers differ by so much; what happens later has not happened."""


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> FollowUp:
    """Record a contact with a customer or a lead. Its last and next dates follow at once, promises made before are kept
    by it or superseded, and a new one will be told to the owner when it is due.
    """
    scoping.require(actor, "crm.followup.create")
    customer, lead = _subjects(data, actor)
    now = timezone.now()
    follow_up = FollowUp(**{"happened_at": now, **{k: v for k, v in data.items() if v is not None}})
    follow_up.customer, follow_up.lead = customer, lead
    _check(follow_up, now, actor)
    follow_up.is_back_dated = _is_later_day(follow_up.happened_at, now, actor.company_id)
    before = _open_promises(customer, lead)
    save(follow_up, actor=actor)
    for promise in before:
        kept = promise.next_at is not None and follow_up.happened_at >= promise.next_at - timedelta(days=1)
        _close(promise, FollowUp.Outcome.DONE if kept else FollowUp.Outcome.SUPERSEDED, actor)
    for subject in (customer, lead):
        if subject is not None:
            _follow(subject, follow_up, actor)
    if follow_up.opportunity_id is not None:
        touch(follow_up.opportunity_id, follow_up.happened_at, actor)
    if follow_up.next_at is not None:
        _remember(follow_up)
    return follow_up


@transaction.atomic
def drop(follow_up_id: int, *, actor: Actor) -> FollowUp:
    """The promise is not needed any more."""
    follow_up: FollowUp = FollowUp.objects.visible_to(actor).for_update(follow_up_id)
    scoping.require(actor, "crm.followup.drop", follow_up)
    if follow_up.next_at is not None and not follow_up.next_outcome:
        _close(follow_up, FollowUp.Outcome.DROPPED, actor)
        for model, pk in ((Customer, follow_up.customer_id), (Lead, follow_up.lead_id)):
            subject = model.objects.for_update(pk) if pk else None
            if subject is not None and subject.next_follow_up_at == follow_up.next_at:
                subject.next_follow_up_at = None
                save(subject, actor=actor)
    return follow_up


def hand_over(lead: Lead, customer: Customer, *, actor: Actor) -> None:
    """A converted lead's follow-ups are its customer's too: the same rows, so nothing is told twice."""
    for follow_up in FollowUp.objects.filter(lead=lead).select_for_update(of=("self",)).order_by("pk"):
        follow_up.customer = customer
        save(follow_up, actor=actor)
    newest = FollowUp.objects.filter(lead=lead).order_by("-happened_at").first()
    if newest is not None:
        _follow(customer, newest, actor)


def close_promises(*, actor: Actor, outcome: str, customer: Customer | None = None, lead: Lead | None = None) -> None:
    """Nobody is going to speak to them again."""
    for promise in _open_promises(customer, lead):
        _close(promise, outcome, actor)


def touch(opportunity_id: int, at: datetime, actor: Actor) -> None:
    """Something happened with the opportunity: the clock of standing still begins anew."""
    opportunity = Opportunity.objects.for_update(opportunity_id)
    if opportunity.last_activity_at is None or at > opportunity.last_activity_at:
        opportunity.last_activity_at = at
        save(opportunity, actor=actor)


def due_key(follow_up_id: int) -> str:
    """Under which the owner is told once that the promise is due."""
    return f"crm.follow_up_due:{follow_up_id};"


def _subjects(data: dict[str, Any], actor: Actor) -> tuple[Customer | None, Lead | None]:
    """Locked, lead first: the same order as a conversion."""
    lead = customer = None
    if lead_id := data.pop("lead_id", None):
        lead = Lead.objects.visible_to(actor).for_update(lead_id)
    customer_id = data.pop("customer_id", None) or (lead.customer_id if lead is not None else None)
    if customer_id:
        customer = Customer.objects.visible_to(actor).for_update(customer_id)
    if lead is None and customer is None:
        raise Malformed.at("customer", "required", _("Please fill this in."))
    return customer, lead


def _check(follow_up: FollowUp, now: datetime, actor: Actor) -> None:
    if follow_up.happened_at > now + AHEAD:
        raise Malformed.at("happened_at", "in_the_future", _("This has not happened yet."))
    if len({char for char in follow_up.content if char.isalnum()}) < LEAST_SAID:
        raise Malformed.at("content", "too_little", _("Please say in a few words what was said."))
    if follow_up.happened_at < now - timedelta(hours=BACK_DATED_HOURS) and not actor.is_system:
        raise TooLongAgo(hours=str(BACK_DATED_HOURS))


def _is_later_day(happened_at: datetime, now: datetime, company_id: int) -> bool:
    zone = ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=company_id))
    return happened_at.astimezone(zone).date() < now.astimezone(zone).date()


def _open_promises(customer: Customer | None, lead: Lead | None) -> list[FollowUp]:
    rows = FollowUp.objects.filter(next_at__isnull=False, next_outcome="")
    rows = rows.filter(customer=customer) if customer is not None else rows.filter(lead=lead)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def _close(promise: FollowUp, outcome: str, actor: Actor) -> None:
    promise.next_outcome, promise.next_closed_at = outcome, timezone.now()
    save(promise, actor=actor)
    sending.withdraw(due_key(promise.pk), actor=actor)


def _follow(subject: Customer | Lead, follow_up: FollowUp, actor: Actor) -> None:
    if subject.last_follow_up_at is None or follow_up.happened_at > subject.last_follow_up_at:
        subject.last_follow_up_at = follow_up.happened_at
        subject.next_follow_up_at = follow_up.next_at if not follow_up.next_outcome else None
        save(subject, actor=actor)
        if isinstance(subject, Customer):
            sending.withdraw(f"crm.recycle_soon:{subject.pk};", actor=actor)


def _remember(follow_up: FollowUp) -> None:
    from heyi.apps.crm.jobs import remind

    job = remind.configure(schedule_at=follow_up.next_at)
    job.defer(follow_up_id=follow_up.pk, company_id=follow_up.company_id)
