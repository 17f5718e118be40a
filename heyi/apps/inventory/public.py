"""What apps above may ask of the stock."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, Sum

from heyi.apps.inventory.models import Balance, Reservation
from heyi.apps.inventory.services.deliveries import Document, cancel_open, delivered, on_delivered, prepare
from heyi.apps.inventory.services.reservations import Wanted, release, reserve

__all__ = [
    "Document",
    "Wanted",
    "available",
    "cancel_open",
    "delivered",
    "on_delivered",
    "prepare",
    "promised",
    "release",
    "reserve",
]


def promised(source: str) -> Decimal:
    """How much is reserved for a document, over all its lines."""
    return Reservation.objects.filter(source=source).aggregate(total=Sum("quantity"))["total"] or Decimal(0)


def available(product_ids: Iterable[int], *, company_id: int) -> dict[int, Decimal]:
    """On hand less reserved, by product, over the company's own warehouses; products without stock are left out."""
    rows = Balance.objects.filter(company_id=company_id, product_id__in=list(product_ids))
    sums = rows.values("product_id").annotate(total=Sum(F("on_hand") - F("reserved")))
    return {row["product_id"]: row["total"] for row in sums}
