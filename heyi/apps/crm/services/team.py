"""The team of a customer (团队成员): colleagues who may read or edit it beyond their roles, until a day."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.models import Customer
from heyi.core.access import scoping, shares
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.kit.errors import Malformed

KEY = "crm.customer"


@transaction.atomic
def add_member(
    customer_id: int, *, actor: Actor, employee: int, writable: bool = False, expires_at: datetime | None = None
) -> Customer:
    """Let a colleague into the team; somebody who is in it already gets the new terms."""
    customer = _mine(customer_id, actor, "add_member")
    if writable:
        # Nobody opens for editing what they may only read.
        scoping.require(actor, "crm.customer.update", customer)
    if expires_at is not None and expires_at <= timezone.now():
        raise Malformed.at("expires_at", "in_the_past", _("This moment has passed."))
    source = _source(customer_id, employee)
    shares.close(KEY, customer_id, source=source)
    shares.open_to(
        customer, [employee], reason="team", actor=actor, source=source, writable=writable, expires_at=expires_at
    )
    publish("crm.customer.member_added", customer, actor=actor, data={"employee": employee, "writable": writable})
    return customer


@transaction.atomic
def remove_member(customer_id: int, *, actor: Actor, employee: int) -> Customer:
    """Take a colleague out of the team; who is not in it stays out."""
    customer = _mine(customer_id, actor, "remove_member")
    shares.close(KEY, customer_id, source=_source(customer_id, employee))
    publish("crm.customer.member_removed", customer, actor=actor, data={"employee": employee})
    return customer


def _mine(customer_id: int, actor: Actor, verb: str) -> Customer:
    customer: Customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, f"crm.customer.{verb}", customer)
    return customer


def _source(customer_id: int, employee_id: int) -> str:
    return f"crm.team:{customer_id}:{employee_id}"
