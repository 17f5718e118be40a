"""Promise goods to documents, keep or free the promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from heyi.apps.inventory.errors import StockShort
from heyi.apps.inventory.models import Balance, Reservation
from heyi.apps.inventory.services import moves, places
from heyi.apps.inventory.services.balances import store
from heyi.apps.masterdata import public as masterdata
from heyi.core.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document line that wants goods."""

    line_id: int
    product_id: int
    quantity: Decimal


@transaction.atomic(savepoint=False)
def reserve(wanted: Iterable[Wanted], *, source: str, company_id: int, actor: Actor) -> list[Reservation]:
    """Promise all lines of a document or none: StockShort names every product that is short, with figures.

    Services and goods that are not kept in stock need no promise and get none.
    """
    wanted = list(wanted)
    goods = masterdata.goods(w.product_id for w in wanted)
    lines = [w for w in wanted if goods[w.product_id].is_stocked and w.quantity > 0]
    if not lines:
        return []
    place = places.warehouse(company_id)
    balances = moves.lock_pairs([(w.product_id, place.pk) for w in lines])
    _refuse_short(lines, balances, place.pk, goods)
    for line in lines:
        balances[line.product_id, place.pk].reserved += line.quantity
    store(balances.values(), "reserved")
    rows = [
        Reservation(
            company_id=company_id,
            product_id=line.product_id,
            location=place,
            quantity=line.quantity,
            source=source,
            line_id=line.line_id,
            created_by_id=actor.employee_id,
        )
        for line in lines
    ]
    return list(Reservation.objects.bulk_create(rows))


def _refuse_short(
    lines: list[Wanted],
    balances: dict[tuple[int, int], Balance],
    place_id: int,
    goods: dict[int, masterdata.Goods],
) -> None:
    total: dict[int, Decimal] = {}
    for line in lines:
        total[line.product_id] = total.get(line.product_id, Decimal(0)) + line.quantity
    short: list[dict[str, Any]] = []
    for product_id, quantity in sorted(total.items()):
        balance = balances.get((product_id, place_id))
        available = balance.available if balance is not None else Decimal(0)
        if quantity > available and not (balance is not None and balance.may_be_negative):
            short.append(
                {
                    "product": {"id": product_id, "label": goods[product_id].name},
                    "wanted": str(quantity.normalize()),
                    "available": str(available.normalize()),
                }
            )
    if short:
        from django.utils.translation import gettext as _

        told = "; ".join(
            _("%(product)s: %(wanted)s wanted, %(available)s available")
            % {"product": s["product"]["label"], "wanted": _plain(s["wanted"]), "available": _plain(s["available"])}
            for s in short
        )
        raise StockShort(told.replace("%", "%%"), extra={"shortages": short})


def _plain(text: str) -> str:
    return format(Decimal(text), "f")


@transaction.atomic
def release(*, source: str, line_ids: Iterable[int] | None = None) -> Decimal:
    """Free what is still promised to a document (or to some of its lines); returns the freed quantity."""
    rows = Reservation.objects.filter(source=source)
    if line_ids is not None:
        rows = rows.filter(line_id__in=list(line_ids))
    open_rows = list(rows.order_by("product_id", "location_id", "pk"))
    balances = moves.lock_pairs([(r.product_id, r.location_id) for r in open_rows])
    freed = Decimal(0)
    for row in list(rows.select_for_update().order_by("product_id", "location_id", "pk")):
        balances[row.product_id, row.location_id].reserved -= row.quantity
        freed += row.quantity
        row.delete()
    store(balances.values(), "reserved")
    return freed


@transaction.atomic
def consume(quantities: dict[int, Decimal], *, source: str) -> None:
    """Goods of these lines leave: their promises shrink by what goes."""
    rows = list(Reservation.objects.filter(source=source, line_id__in=quantities))
    balances = moves.lock_pairs([(r.product_id, r.location_id) for r in rows])
    for row in Reservation.objects.select_for_update().filter(pk__in=[r.pk for r in rows]).order_by("pk"):
        used = min(row.quantity, quantities[row.line_id])
        balances[row.product_id, row.location_id].reserved -= used
        row.quantity -= used
        if row.quantity:
            row.save(update_fields=["quantity"])
        else:
            row.delete()
    store(balances.values(), "reserved")
