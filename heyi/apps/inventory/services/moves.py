"""Post movements. Balances are locked in the order (product, location), so that two postings never wait for each other
in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from heyi.apps.inventory.errors import AlreadyReversed, NegativeStock
from heyi.apps.inventory.models import Balance, Location, Move
from heyi.apps.inventory.services.balances import store
from heyi.core.access.actor import Actor
from heyi.core.org.days import today


@dataclass(frozen=True, slots=True)
class Entry:
    """One movement to post."""

    product_id: int
    origin: Location
    destination: Location
    quantity: Decimal
    source: str = ""
    note: str = ""
    reverses_id: int | None = None


@transaction.atomic
def post(entries: Iterable[Entry], *, actor: Actor, on: date | None = None) -> list[Move]:
    """Post all or none. NegativeStock when any own location would go below zero, now or on any day since ``on``."""
    items = list(entries)
    if not items:
        return []
    company_id = items[0].origin.company_id
    now = today(company_id)
    day = on or now
    balances = lock_balances(items, company_id=company_id)
    for item in items:
        for place, sign in ((item.origin, -1), (item.destination, 1)):
            balance = balances.get((item.product_id, place.pk))
            if balance is not None:
                balance.on_hand += sign * item.quantity
    moves = [
        Move(
            company_id=item.origin.company_id,
            product_id=item.product_id,
            origin=item.origin,
            destination=item.destination,
            quantity=item.quantity,
            on=day,
            source=item.source,
            note=item.note,
            reverses_id=item.reverses_id,
            created_by_id=actor.employee_id,
        )
        for item in items
    ]
    _refuse_negative(balances, day)
    Move.objects.bulk_create(moves)
    store(balances.values(), "on_hand")
    if day < now:
        _refuse_negative_since(balances, day)
    return moves


def lock_balances(entries: list[Entry], *, company_id: int) -> dict[tuple[int, int], Balance]:
    """The balances of all own locations that the entries touch, made where missing, locked in one order."""
    wanted = sorted(
        {
            (entry.product_id, place.pk): place
            for entry in entries
            for place in (entry.origin, entry.destination)
            if place.kind == Location.Kind.INTERNAL
        }.items()
    )
    Balance.objects.bulk_create(
        [
            Balance(company_id=company_id, product_id=key[0], location_id=key[1], may_be_negative=place.allow_negative)
            for key, place in wanted
        ],
        ignore_conflicts=True,
    )
    return lock_pairs([key for key, _place in wanted])


def lock_pairs(pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Balance]:
    """Lock the balances of these (product, location) pairs, ascending."""
    products = {product for product, _location in pairs}
    locations = {location for _product, location in pairs}
    rows = (
        Balance.objects.select_for_update(of=("self",), no_key=True)
        .filter(product_id__in=products, location_id__in=locations)
        .order_by("product_id", "location_id")
    )
    wanted = set(pairs)
    return {key: row for row in rows if (key := (row.product_id, row.location_id)) in wanted}


def _refuse_negative(balances: dict[tuple[int, int], Balance], day: date) -> None:
    for balance in balances.values():
        if not balance.may_be_negative and (balance.on_hand < 0 or balance.on_hand < balance.reserved):
            raise NegativeStock(product=str(balance.product), on=day.isoformat())


_RUNNING = """
SELECT on_day, total FROM (
  SELECT m.on AS on_day,
         sum(CASE WHEN m.destination_id = %(location)s THEN m.quantity ELSE -m.quantity END)
           OVER (ORDER BY m.on, m.id ROWS UNBOUNDED PRECEDING) AS total,
         lead(m.on) OVER (ORDER BY m.on, m.id) AS next_day
    FROM inventory_move m
   WHERE m.product_id = %(product)s AND (m.origin_id = %(location)s OR m.destination_id = %(location)s)
) running
WHERE on_day >= %(day)s AND total < 0 AND (next_day IS NULL OR next_day > on_day)
ORDER BY on_day LIMIT 1
"""


def _refuse_negative_since(balances: dict[tuple[int, int], Balance], day: date) -> None:
    """A back-dated movement must leave every later day at zero or above (crm rule 25)."""
    with connection.cursor() as cursor:
        for (product, location), balance in balances.items():
            if balance.may_be_negative:
                continue
            cursor.execute(_RUNNING, {"product": product, "location": location, "day": day})
            row = cursor.fetchone()
            if row is not None:
                raise NegativeStock(product=str(balance.product), on=row[0].isoformat())


@transaction.atomic
def reverse(move_id: int, *, actor: Actor, note: str = "") -> Move:
    """Undo a movement by its opposite, once. The balances are locked before it is asked whether that has happened."""
    move = Move.objects.select_related("origin", "destination").get(pk=move_id)
    entry = Entry(
        move.product_id,
        move.destination,
        move.origin,
        move.quantity,
        source=move.source,
        note=note,
        reverses_id=move.pk,
    )
    lock_balances([entry], company_id=move.company_id)
    if Move.objects.filter(reverses=move).exists():
        raise AlreadyReversed
    return post([entry], actor=actor)[0]
