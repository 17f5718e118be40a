"""What apps above may ask of customer relations."""

from dataclasses import dataclass
from decimal import Decimal

from heyi.apps.crm.models import Customer
from heyi.apps.crm.services.overview import Promise, register_overview, register_promises
from heyi.apps.crm.services.recycling import register_hold
from heyi.core.access import scoping
from heyi.core.access.actor import Actor

__all__ = [
    "CustomerTerms",
    "Promise",
    "parties_of",
    "register_hold",
    "register_overview",
    "register_promises",
    "terms",
    "terms_seen",
]


@dataclass(frozen=True, slots=True)
class CustomerTerms:
    """What a document needs to know of its customer."""

    id: int
    party_id: int
    name: str
    credit_limit: Decimal | None
    credit_days: int
    currency: str


def terms(customer_id: int) -> CustomerTerms:
    """The customer's party and credit terms. Row-level security holds; access to the document is the caller's question."""
    customer = Customer.objects.select_related("party", "company").get(pk=customer_id)
    return CustomerTerms(
        id=customer.pk,
        party_id=customer.party_id,
        name=customer.party.name,
        credit_limit=customer.credit_limit,
        credit_days=customer.credit_days,
        currency=customer.party.currency or customer.company.currency,
    )


def parties_of(customer_ids: list[int]) -> dict[int, int]:
    """The parties behind customers, by customer."""
    return dict(Customer.objects.filter(pk__in=customer_ids).values_list("pk", "party_id"))


def terms_seen(customer_id: int, *, actor: Actor) -> CustomerTerms | None:
    """The same for a customer whom the actor sees; None for any other."""
    seen = Customer.objects.filter(scoping.visible(actor, Customer), pk=customer_id).exists()
    return terms(customer_id) if seen else None
