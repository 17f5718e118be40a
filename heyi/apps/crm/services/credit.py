"""Credit terms are finance's to set, not the seller's."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.models import Customer
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed


@transaction.atomic
def set_credit(customer_id: int, *, actor: Actor, credit_days: int, credit_limit: Decimal | None = None) -> Customer:
    """A limit in the company's currency (none: no limit) and the days that customers have to pay."""
    customer = Customer.objects.visible_to(actor).for_update(customer_id)
    scoping.require(actor, "crm.customer.set_credit", customer)
    if (credit_limit is not None and credit_limit < 0) or not 0 <= credit_days <= 3650:
        raise Malformed.at("credit_limit", "out_of_range", _("The number is out of range."))
    customer.credit_limit, customer.credit_days = credit_limit, credit_days
    save(customer, actor=actor)
    publish("crm.customer.credit_set", customer, actor=actor)
    return customer
