"""Take over stock from an older system."""

from typing import Any

from django.db import transaction

from heyi.apps.inventory.models import Location, OpeningStock
from heyi.apps.inventory.services import moves, places
from heyi.core.access.actor import Actor
from heyi.core.org.days import today
from heyi.core.resources.saving import save


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> OpeningStock:
    """Record the opening quantity and post it from gain and loss; zero is recorded without a movement."""
    opening = OpeningStock(**{"on": today(actor.company_id), **{k: v for k, v in data.items() if v is not None}})
    if opening.location_id is None:
        opening.location = places.warehouse(actor.company_id)
    save(opening, actor=actor)
    if opening.quantity:
        loss = places.edge(opening.company_id, Location.Kind.LOSS)
        entry = moves.Entry(
            opening.product_id, loss, opening.location, opening.quantity, source=f"opening_stock:{opening.pk}"
        )
        moves.post([entry], actor=actor, on=opening.on)
    return opening
