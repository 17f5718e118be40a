"""What one should know of a customer at a glance: what was promised, in one list by date, its money, its files.

crm knows the next follow-ups and the closing of opportunities; apps above add what they know.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity, Stage
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.files import storing
from heyi.core.org.days import today
from heyi.core.org.models import Company


@dataclass(frozen=True, slots=True)
class Promise:
    """``kind`` names it for the page (``follow_up``, ``delivery`` …); ``amount`` in ``currency`` where it is money."""

    kind: str
    on: date
    label: str
    resource: str
    id: int
    owner: str | None = None
    amount: str | None = None
    currency: str | None = None
    late: bool = False


Source = Callable[[int, int, Actor], list[Promise]]
Part = Callable[[int, int, Actor], Any]
_sources: list[Source] = []
_parts: dict[str, Part] = {}


def register_promises(source: Source) -> None:
    """``source(customer_id, party_id, actor)`` gives what the actor may see of an app's open promises; closing the object
    ends its promise.
    """
    _sources.append(source)


def register_overview(name: str, part: Part) -> None:
    """``part(customer_id, party_id, actor)`` under that name; None where the actor may not know it."""
    _parts[name] = part


def of(customer_id: int, *, actor: Actor) -> dict[str, Any]:
    """Promises, files and what apps above tell of a customer whom the actor sees; NotFound otherwise."""
    scoping.seen(actor, Customer, customer_id)
    customer = Customer.objects.select_related("party", "owner").get(pk=customer_id)
    told = {name: part(customer.pk, customer.party_id, actor) for name, part in _parts.items()}
    return {"promises": _promises(customer, actor), "files": _files(customer, actor), **told}


def _promises(customer: Customer, actor: Actor) -> list[dict[str, Any]]:
    """By date; what is before today (a follow-up: before this moment) is late."""
    found = [*_follow_ups(customer, actor), *_opportunities(customer, actor)]
    for source in _sources:
        found += source(customer.pk, customer.party_id, actor)
    day = today(customer.company_id)
    rows = [
        {**asdict(promise), "on": promise.on.isoformat(), "late": promise.late or promise.on < day} for promise in found
    ]
    return sorted(rows, key=lambda row: (row["on"], row["kind"], row["id"]))


def _files(customer: Customer, actor: Actor) -> list[dict[str, Any]]:
    """The customer's own, and by link those of the leads and opportunities that the actor sees."""
    leads = Lead.objects.filter(scoping.visible(actor, Lead), customer=customer).values_list("pk", flat=True)
    chances = Opportunity.objects.filter(scoping.visible(actor, Opportunity), customer=customer)
    records = {
        "crm.customer": [customer.pk],
        "crm.lead": list(leads),
        "crm.opportunity": list(chances.values_list("pk", flat=True)),
    }
    return storing.of_records(records, actor=actor)


def _follow_ups(customer: Customer, actor: Actor) -> list[Promise]:
    rows = FollowUp.objects.filter(scoping.visible(actor, FollowUp), customer=customer, next_at__isnull=False)
    zone = ZoneInfo(Company.objects.values_list("time_zone", flat=True).get(pk=customer.company_id))
    now = timezone.now()
    return [
        Promise(
            "follow_up",
            row.next_at.astimezone(zone).date(),
            row.content[:80],
            "crm.followup",
            row.pk,
            str(customer.owner or row.created_by or ""),
            late=row.next_at < now,
        )
        for row in rows.filter(next_outcome="").select_related("created_by").order_by("next_at")[:50]
        if row.next_at is not None
    ]


def _opportunities(customer: Customer, actor: Actor) -> list[Promise]:
    rows = Opportunity.objects.filter(
        scoping.visible(actor, Opportunity), customer=customer, stage__outcome=Stage.Outcome.OPEN
    )
    rows = rows.filter(expected_close_on__isnull=False).select_related("owner").order_by("expected_close_on")
    return [
        Promise(
            "close",
            row.expected_close_on,
            row.name,
            "crm.opportunity",
            row.pk,
            str(row.owner) if row.owner else None,
            str(row.amount),
            row.currency,
        )
        for row in rows[:50]
        if row.expected_close_on is not None
    ]
