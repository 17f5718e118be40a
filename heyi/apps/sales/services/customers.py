"""What orders and money have to say of a customer: what is still owed to it and by it, and why it must keep its owner."""

from typing import Any

from heyi.apps.crm import public as crm
from heyi.apps.receivables import public as receivables
from heyi.apps.sales.models import Order
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.org.days import today
from heyi.core.org.models import Company

OPEN = (Order.Status.IN_APPROVAL, Order.Status.APPROVED)


def held(customer_ids: list[int]) -> set[int]:
    """Customers with orders in approval or under way, or with money to pay: they are not recycled (crm rule 3)."""
    busy = Order.objects.filter(customer_id__in=customer_ids, status__in=OPEN)
    parties = crm.parties_of(customer_ids)
    owing = receivables.indebted(parties.values())
    return set(busy.values_list("customer_id", flat=True)) | {pk for pk, party in parties.items() if party in owing}


def promises(customer_id: int, party_id: int, actor: Actor) -> list[crm.Promise]:
    """Goods that are to be delivered and instalments that are to be paid."""
    rows = Order.objects.filter(scoping.visible(actor, Order), customer_id=customer_id, status=Order.Status.APPROVED)
    undelivered = rows.exclude(delivery_status__in=("full", "over")).filter(required_on__isnull=False)
    found = [
        crm.Promise("delivery", order.required_on, order.number, "sales.order", order.pk, str(order.owner or ""))
        for order in undelivered.select_related("owner").order_by("required_on")[:50]
        if order.required_on is not None
    ]
    return found + [_instalment(due) for due in receivables.open_instalments(party_id, actor=actor)]


def _instalment(due: receivables.OpenInstalment) -> crm.Promise:
    return crm.Promise(
        "instalment", due.due_on, due.label, "receivables.claim", due.claim_id, due.owner, str(due.open), due.currency
    )


def money(customer_id: int, party_id: int, actor: Actor) -> dict[str, Any] | None:
    """What the customer owes, what of it is late, and how much of its credit is taken; None without access to it."""
    if not actor.can("receivables.claim.view"):
        return None
    terms = crm.terms(customer_id)
    used = receivables.exposure(party_id, company_id=actor.company_id, today=today(actor.company_id))
    return {
        "currency": Company.objects.values_list("currency", flat=True).get(pk=actor.company_id),
        "balance": str(used.open_claims),
        "overdue_days": used.overdue_days,
        "overdue": str(used.overdue),
        "exposure": str(used.total),
        "limit": None if terms.credit_limit is None else str(terms.credit_limit),
    }
