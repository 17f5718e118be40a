"""Customers: one form for the party and what it is to us; claim, return, transfer."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.apps.crm.errors import AlreadyClaimed, StillBusy
from heyi.apps.crm.models import Customer, Opportunity, Stage
from heyi.apps.masterdata import public as masterdata
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee
from heyi.core.resources.saving import save

PARTY_FIELDS = (
    "name", "short_name", "code", "credit_code", "tax_number", "phone", "fax", "email", "website", "country",
    "region", "city", "address", "postal_code", "language", "currency",
)  # fmt: skip


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Customer:
    """A new customer with its party, or the customer side of a party that is there already (``party``)."""
    party_data = {name: data.pop(name) for name in PARTY_FIELDS if name in data}
    party_id = data.pop("party", None) or data.pop("party_id", None)
    if party_id is None:
        party_id = masterdata.create_party({**party_data, "is_customer": True}, actor=actor)
    else:
        masterdata.update_party(party_id, {**party_data, "is_customer": True}, actor=actor)
    customer = Customer(**data, party_id=party_id, received_at=timezone.now())
    return save(customer, actor=actor)


@transaction.atomic
def update(customer_id: int, data: dict[str, Any], *, actor: Actor) -> Customer:
    """Change a customer, and its party where party fields are among the changes."""
    customer = Customer.objects.for_update(customer_id)
    party_data = {name: data.pop(name) for name in PARTY_FIELDS if name in data}
    if party_data:
        masterdata.update_party(customer.party_id, party_data, actor=actor)
        customer.party.refresh_from_db()
    for name, value in data.items():
        setattr(customer, name, value)
    return save(customer, actor=actor)


@transaction.atomic
def claim(customer_id: int, *, actor: Actor) -> Customer:
    """Take a customer out of the pool (领取). Of two people who click at once one gets it; the other is told who."""
    customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.claim", customer)
    if customer.owner_id is not None:
        raise AlreadyClaimed(name=str(customer), owner=str(customer.owner))
    customer.owner_id, customer.department_id = actor.employee_id, actor.department_id
    customer.received_at = timezone.now()
    save(customer, actor=actor)
    publish("crm.customer.claimed", customer, actor=actor)
    return customer


@transaction.atomic
def return_to_pool(customer_id: int, *, actor: Actor, reason: str = "") -> Customer:
    """Give a customer back to the pool (退回公海); not while opportunities are open (crm rule 4)."""
    customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.return_to_pool", customer)
    if Opportunity.objects.filter(customer=customer, stage__outcome=Stage.Outcome.OPEN).exists():
        raise StillBusy(name=str(customer))
    former = customer.owner_id
    customer.owner = customer.next_follow_up_at = None
    save(customer, actor=actor)
    publish("crm.customer.returned", customer, actor=actor, data={"former_owner": former, "reason": reason})
    return customer


@transaction.atomic
def transfer(customer_id: int, *, actor: Actor, owner: int, with_opportunities: bool = True) -> Customer:
    """Give a customer to another owner (转移), with the open opportunities of the former one if wished (crm rule 32)."""
    customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.transfer", customer)
    receiver = Employee.objects.get(pk=owner)
    former = customer.owner_id
    customer.owner, customer.department, customer.received_at = receiver, receiver.department, timezone.now()
    save(customer, actor=actor)
    if with_opportunities:
        rows = Opportunity.objects.filter(customer=customer, stage__outcome=Stage.Outcome.OPEN, owner_id=former)
        for opportunity in rows.select_for_update(of=("self",)).order_by("pk"):
            opportunity.owner, opportunity.department = receiver, receiver.department
            save(opportunity, actor=actor)
    publish("crm.customer.transferred", customer, actor=actor, data={"former_owner": former, "owner": receiver.pk})
    return customer
