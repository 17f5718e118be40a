"""Customers pay: most of them about when they should, some late, some only in part, some in advance."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from heyi.apps.receivables.models import Instalment, Receipt
from heyi.apps.receivables.services import receipts
from heyi.config.demo.customers import OF_SALES, Client
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor
from heyi.kit.money import round_money

if TYPE_CHECKING:
    from heyi.config.demo.orders import Sale


def plan(story: Story, sale: "Sale", approved: datetime, number: int) -> None:
    """Each instalment about its due day; every tenth order is not paid at all, another tenth only to two fifths."""
    chance = story.chance
    if number % 10 == 3:
        return
    slow = number % 10 == 8
    for position in range(1, sale.instalments + 1):
        due = approved + timedelta(days=sale.credit_days * position)
        paid = due + timedelta(days=chance.randrange(-6, 9))
        day = paid.date() - timedelta(days=max(0, paid.weekday() - 4))
        share = Decimal("0.4") if slow else Decimal(1)
        if not slow or position == 1:
            story.plan(story.at(day, 15.5), story.staff.employees["finance"], paying(story, sale, position, share))


def advances(story: Story, clients: list[Client]) -> None:
    """Five customers have paid before their orders are there."""
    finance = story.staff.employees["finance"]
    for number, client in enumerate((clients[5], *clients[OF_SALES + 2 : OF_SALES + 10 : 2])):
        if client.owner is not None and client.returned is None:
            amount = Decimal(story.chance.randrange(5, 60)) * 1000
            story.plan(story.moment(3 + 3 * number, 14), finance, _advance(story, client, amount))


def paying(story: Story, sale: "Sale", position: int, share: Decimal) -> Act:
    """Finance records the receipt and matches it to this instalment."""

    def act(actor: Actor) -> None:
        row = Instalment.objects.filter(
            claim__source_resource="sales.order", claim__source_id=sale.id, claim__voided_on=None, position=position
        ).first()
        if row is None:
            return
        amount = round_money(row.open * share)
        receipt = _receive(story, sale.client, amount, "", actor)
        receipts.allocate(receipt.pk, actor=actor, allocations=[{"instalment": row.pk, "amount": amount}])

    return act


def _advance(story: Story, client: Client, amount: Decimal) -> Act:
    def act(actor: Actor) -> None:
        _receive(story, client, amount, "预付款，待匹配订单", actor)

    return act


def _receive(story: Story, client: Client, amount: Decimal, note: str, actor: Actor) -> Receipt:
    """Money in the bank, counted for the customer's owner."""
    from django.utils import timezone

    draft = story.chance.random() < 0.15
    data = {
        "party_id": client.party_id,
        "on": timezone.localdate(),
        "currency": "CNY",
        "amount": amount,
        "method": Receipt.Method.DRAFT if draft else Receipt.Method.TRANSFER,
        "reference": f"{timezone.localdate():%y%m%d}{story.chance.randrange(10**8):08}",
        "note": note,
        "owner_id": client.owner.pk if client.owner else None,
    }
    return receipts.create(data, actor=actor)
