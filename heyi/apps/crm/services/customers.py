"""Customers: one form for the party and what it is to us; transfer to another owner."""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from heyi.apps.crm.models import Customer, Opportunity, PoolEntry, Stage
from heyi.apps.crm.services import pool
from heyi.apps.masterdata import public as masterdata
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee
from heyi.core.resources.saving import save
from heyi.core.resources.writing import StillUsed

PARTY_FIELDS = (
    "name", "short_name", "code", "credit_code", "tax_number", "phone", "fax", "email", "website", "country",
    "region", "city", "address", "postal_code", "language", "currency", "duplicate_reason",
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
    holder = customer.owner_id or actor.employee_id
    if holder is not None:
        pool.make_room(holder, actor.company_id)
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
def delete(customer_id: int, *, actor: Actor) -> None:
    """The party stays, as one that is no customer."""
    customer = Customer.objects.for_update(customer_id)
    try:
        customer.delete()
    except (ProtectedError, RestrictedError) as error:
        raise StillUsed from error
    masterdata.update_party(customer.party_id, {"is_customer": False}, actor=actor)


@transaction.atomic
def transfer(customer_id: int, *, actor: Actor, owner_id: int, with_opportunities: bool = True) -> Customer:
    """Give a customer to another owner (转移), with the open opportunities of the former one if wished (crm rule 32)."""
    customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.transfer", customer)
    receiver = Employee.objects.get(pk=owner_id)
    former = customer.owner_id
    if receiver.pk != former:
        pool.make_room(receiver.pk, customer.company_id)
    customer.owner, customer.department, customer.received_at = receiver, receiver.department, timezone.now()
    save(customer, actor=actor)
    if with_opportunities:
        rows = Opportunity.objects.filter(customer=customer, stage__outcome=Stage.Outcome.OPEN, owner_id=former)
        for opportunity in rows.select_for_update(of=("self",)).order_by("pk"):
            opportunity.owner, opportunity.department = receiver, receiver.department
            save(opportunity, actor=actor)
    pool.record(customer, PoolEntry.Act.TRANSFER, receiver.pk, former, actor)
    publish("crm.customer.transferred", customer, actor=actor, data={"former_owner": former, "owner": receiver.pk})
    return customer


def tell(party_ids: list[int], actor: Actor) -> dict[int, masterdata.Told]:
    """What the duplicate check may say of parties: of customers by the customer's own visibility, of others by theirs."""
    told = dict.fromkeys(party_ids, masterdata.Told())
    rows = Customer.objects.filter(party_id__in=party_ids).select_related("party", "owner", "department")
    customers = list(rows)
    seen = set(rows.filter(scoping.visible(actor, Customer)).values_list("pk", flat=True))
    claimable = actor.can("crm.customer.claim")
    for customer in customers:
        in_pool = customer.owner_id is None
        department = customer.department.name if customer.department else None
        if customer.pk in seen:
            owner = str(customer.owner) if customer.owner else None
            told[customer.party_id] = masterdata.Told(
                customer.party.name, "crm.customer", customer.pk, owner, department, in_pool, in_pool and claimable
            )
        else:
            told[customer.party_id] = masterdata.Told(department=department, in_pool=in_pool)
    ours = {customer.party_id for customer in customers}
    told |= masterdata.tell_parties([pk for pk in party_ids if pk not in ours], actor)
    return told
