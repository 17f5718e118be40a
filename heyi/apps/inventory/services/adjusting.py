"""Correct what is on hand: what was found, lost or broken, as a movement from or to gain and loss."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.apps.inventory.models import Balance, Location
from heyi.apps.inventory.services import moves, places
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.kit.errors import Malformed


@transaction.atomic
def adjust(balance_id: int, *, actor: Actor, quantity: Decimal, reason: str) -> Balance:
    """Add ``quantity`` to what is on hand, or take it off when it is negative; never "set to" (crm rule 27).

    Goods that are promised cannot be taken off: NegativeStock.
    """
    balance: Balance = Balance.objects.visible_to(actor).get_visible(balance_id)
    scoping.require(actor, "inventory.balance.adjust", balance)
    if quantity == 0:
        raise Malformed.at("quantity", "is_zero", _("Must not be 0."))
    loss = places.edge(balance.company_id, Location.Kind.LOSS)
    here = balance.location
    origin, destination = (loss, here) if quantity > 0 else (here, loss)
    entry = moves.Entry(
        balance.product_id, origin, destination, abs(quantity), source=f"stock:{balance.pk}", note=reason[:300]
    )
    moves.post([entry], actor=actor)
    balance.refresh_from_db()
    publish("inventory.balance.adjusted", balance, actor=actor, data={"quantity": str(quantity), "reason": reason})
    return balance
