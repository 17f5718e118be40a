"""Delivery notes: prepare, ship in whole or in part, take back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from heyi.apps.inventory.errors import NothingToShip, OverDelivery
from heyi.apps.inventory.models import Delivery, DeliveryLine, Location
from heyi.apps.inventory.services import moves, places, reservations
from heyi.apps.inventory.services.reservations import Wanted
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.numbering import next_number
from heyi.core.org.days import today
from heyi.core.resources.saving import save, save_new


@dataclass(frozen=True, slots=True)
class Document:
    """The document behind a delivery, as its app names it."""

    resource: str
    id: int
    label: str
    company_id: int
    party_id: int
    address: str = ""
    planned_on: date | None = None

    @property
    def source(self) -> str:
        """The name under which its goods are reserved and moved."""
        return f"{self.resource}:{self.id}"


@transaction.atomic(savepoint=False)
def prepare(document: Document, lines: Iterable[Wanted], *, actor: Actor) -> Delivery | None:
    """A delivery note for what is still open; None when nothing is."""
    wanted = [line for line in lines if line.quantity > 0]
    if not wanted:
        return None
    delivery = Delivery(
        company_id=document.company_id,
        number=next_number("inventory.delivery", actor=actor),
        source_resource=document.resource,
        source_id=document.id,
        source_label=document.label,
        party_id=document.party_id,
        location=places.warehouse(document.company_id),
        planned_on=document.planned_on,
        address=document.address,
    )
    save(delivery, actor=actor)
    rows = [
        DeliveryLine(
            company_id=document.company_id,
            delivery=delivery,
            position=position,
            source_line_id=line.line_id,
            product_id=line.product_id,
            quantity=line.quantity,
        )
        for position, line in enumerate(wanted, start=1)
    ]
    save_new(rows, actor=actor)
    publish("inventory.delivery.prepared", delivery, actor=actor)
    return delivery


@transaction.atomic
def ship(
    delivery_id: int,
    *,
    actor: Actor,
    quantities: list[dict[str, Any]] | None = None,
    shipped_on: date | None = None,
    carrier: str = "",
    tracking_number: str = "",
) -> Delivery:
    """Send the goods: all that is on the note, or per line ``{"line", "quantity"}``. What stays open comes on a new note.

    Goods leave the warehouse and their promises in the same transaction.
    """
    delivery = Delivery.objects.visible_to(actor).for_update(delivery_id)
    scoping.require(actor, "inventory.delivery.ship", delivery)
    delivery.transition("ship")
    lines = list(delivery.lines.select_related("product").order_by("position"))
    going = _going(lines, quantities)
    source = f"{delivery.source_resource}:{delivery.source_id}"
    reservations.consume({line.source_line_id: going[line.pk] for line in lines if going[line.pk]}, source=source)
    customers = places.edge(delivery.company_id, Location.Kind.CUSTOMER)
    entries = [
        moves.Entry(line.product_id, delivery.location, customers, going[line.pk], source=line.move_source)
        for line in lines
        if going[line.pk] and line.product.is_stocked
    ]
    day = shipped_on or today(delivery.company_id)
    moves.post(entries, actor=actor, on=day)
    rest: list[Wanted] = []
    for line in lines:
        left = line.quantity - going[line.pk]
        if left > 0:
            rest.append(Wanted(line.source_line_id, line.product_id, left))
        if going[line.pk]:
            line.shipped, line.quantity = going[line.pk], going[line.pk]
            save(line, actor=actor)
        else:
            line.delete()
    delivery.shipped_on, delivery.carrier, delivery.tracking_number = day, carrier, tracking_number
    save(delivery, actor=actor)
    publish("inventory.delivery.shipped", delivery, actor=actor)
    document = Document(
        delivery.source_resource, delivery.source_id, delivery.source_label, delivery.company_id,
        delivery.party_id, delivery.address, delivery.planned_on,
    )  # fmt: skip
    prepare(document, rest, actor=actor)
    _tell_source(delivery, actor)
    return delivery


def _going(lines: list[DeliveryLine], quantities: list[dict[str, Any]] | None) -> dict[int, Decimal]:
    """What goes of each line; more than the note says is refused, and so is nothing at all."""
    if quantities is None:
        going = {line.pk: line.quantity for line in lines}
    else:
        going = dict.fromkeys((line.pk for line in lines), Decimal(0))
        for item in quantities:
            if item["line"] not in going:
                raise OverDelivery
            going[item["line"]] += item["quantity"]
        if any(going[line.pk] > line.quantity or going[line.pk] < 0 for line in lines):
            raise OverDelivery
    if not any(going.values()):
        raise NothingToShip
    return going


@transaction.atomic
def take_back(delivery_id: int, *, actor: Actor, quantities: list[dict[str, Any]]) -> Delivery:
    """Goods come back (退货): into the warehouse, and off what counts as delivered."""
    delivery = Delivery.objects.visible_to(actor).for_update(delivery_id)
    scoping.require(actor, "inventory.delivery.take_back", delivery)
    if delivery.status != Delivery.Status.SHIPPED:
        delivery.transition("ship")
    lines = {line.pk: line for line in delivery.lines.select_related("product")}
    customers = places.edge(delivery.company_id, Location.Kind.CUSTOMER)
    entries = []
    for item in sorted(quantities, key=lambda found: found["line"]):
        line = lines.get(item["line"])
        if line is None or item["quantity"] <= 0 or line.returned + item["quantity"] > line.shipped:
            raise OverDelivery
        line.returned += item["quantity"]
        save(line, actor=actor)
        if line.product.is_stocked:
            source = line.move_source
            entries.append(moves.Entry(line.product_id, customers, delivery.location, item["quantity"], source=source))
    if not quantities:
        raise NothingToShip
    moves.post(entries, actor=actor)
    publish("inventory.delivery.returned", delivery, actor=actor)
    _tell_source(delivery, actor)
    return delivery


@transaction.atomic
def cancel_open(resource: str, document_id: int, *, actor: Actor) -> None:
    """The document has ended: notes that have not gone out go no more."""
    rows = Delivery.objects.filter(source_resource=resource, source_id=document_id, status=Delivery.Status.READY)
    for delivery in rows.select_for_update().order_by("pk"):
        delivery.transition("cancel")
        save(delivery, actor=actor)


def delivered(resource: str, document_id: int) -> dict[int, Decimal]:
    """What has gone out and not come back, by line of the document."""
    rows = DeliveryLine.objects.filter(
        delivery__source_resource=resource, delivery__source_id=document_id, delivery__status=Delivery.Status.SHIPPED
    )
    sums = rows.values("source_line_id").annotate(total=Sum(F("shipped") - F("returned")))
    return {row["source_line_id"]: row["total"] for row in sums}


_listeners: dict[str, Any] = {}


def on_delivered(resource: str, update: Any) -> None:
    """The app of the document registers ``update(document_id, *, actor)``: its delivery status changes in the very
    transaction in which the goods go, not a moment later.
    """
    _listeners[resource] = update


def _tell_source(delivery: Delivery, actor: Actor) -> None:
    update = _listeners.get(delivery.source_resource)
    if update is not None:
        update(delivery.source_id, actor=actor)
