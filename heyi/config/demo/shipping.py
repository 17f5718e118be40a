"""What leaves the warehouse: whole, in two parts, or only partly so far."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from heyi.apps.inventory.models import Delivery
from heyi.apps.inventory.services import deliveries
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor

if TYPE_CHECKING:
    from heyi.config.demo.orders import Sale

CARRIERS = (("顺丰速运", "SF"), ("德邦物流", "DPK"), ("跨越速运", "KY"))


def plan(story: Story, sale: "Sale", days: int, number: int) -> None:
    """Every seventh order goes in two parts, every eleventh has only gone in part until today."""
    keeper = story.staff.employees["warehouse"]
    first = days - 2 - story.chance.randrange(5)
    partly, twice = number % 11 == 5, number % 7 == 2
    if first < 1:
        return
    carrier, prefix = story.chance.choice(CARRIERS)
    tracking = f"{prefix}{story.chance.randrange(10**12):012}"
    story.plan(story.moment(first, 16), keeper, shipping(sale, carrier, tracking, half=partly or twice))
    if twice and not partly and first > 9:
        story.plan(story.moment(first - 8, 16), keeper, shipping(sale, carrier, tracking + "2", half=False))


def shipping(sale: "Sale", carrier: str, tracking: str, *, half: bool) -> Act:
    """Ship what the open note says, or half of each line."""

    def act(actor: Actor) -> None:
        note = Delivery.objects.filter(
            source_resource="sales.order", source_id=sale.id, status=Delivery.Status.READY
        ).first()
        if note is None:
            return
        deliveries.ship(
            note.pk,
            actor=actor,
            quantities=_half(note) if half else None,
            carrier=carrier,
            tracking_number=tracking,
        )

    return act


def _half(note: Delivery) -> list[dict[str, Any]] | None:
    """Half of each line, rounded down; the whole when that is nothing."""
    rows: list[dict[str, Any]] = [
        {"line": line.pk, "quantity": line.quantity // 2} for line in note.lines.order_by("position")
    ]
    return rows if any(row["quantity"] > Decimal(0) for row in rows) else None
