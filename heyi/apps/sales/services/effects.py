"""What approving an order does to goods and money. Lock order: order, customer's party, stock balances."""

from datetime import date, timedelta
from decimal import Decimal

from heyi.apps.crm import public as crm
from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata import public as masterdata
from heyi.apps.receivables import public as receivables
from heyi.apps.receivables.public import Due, Source
from heyi.apps.sales.errors import GoodsHaveMoved, RateMissing
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import amounts
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.days import day_in
from heyi.core.resources.saving import save
from heyi.kit import money


def take(order: Order, *, actor: Actor) -> None:
    """Check credit, promise the goods, prepare their delivery, open the claim. Any refusal leaves nothing behind."""
    terms, day = crm.terms(order.customer_id), day_in(order.company.time_zone)
    order.rate = _rate(order, day)
    _check_credit(order, order.total, terms, day)
    promise(order, terms.party_id, actor=actor)
    source = Source("sales.order", order.pk, str(order), order.company_id, order.owner_id, order.department_id)
    receivables.open_claim(
        terms.party_id,
        order.total,
        currency=order.currency,
        rate=order.rate,
        dues=dues(order, terms.credit_days, day),
        source=source,
        actor=actor,
        on=day,
    )


def _rate(order: Order, day: date) -> Decimal:
    """The rate of the day of approval, fixed from then on (crm rule 22)."""
    rate = masterdata.rate_on(order.currency, day, company_id=order.company_id, own=order.company.currency)
    if rate is None:
        raise RateMissing(currency=order.currency, on=day.isoformat())
    return rate


def dues(order: Order, credit_days: int, start: date) -> list[Due]:
    """Equal instalments, one each credit period from a day on, that add up exactly."""
    days = order.credit_days if order.credit_days is not None else credit_days
    count = order.instalment_count
    parts = money.spread(order.total, [Decimal(1)] * count, places=money.currency_decimals(order.currency))
    return [Due(start + timedelta(days=days * (n + 1)), part) for n, part in enumerate(parts) if part > 0]


def promise(order: Order, party_id: int, *, actor: Actor) -> None:
    """Reserve what is still to be delivered, and prepare its delivery note."""
    wanted = [
        inventory.Wanted(line.pk, line.product_id, line.quantity - line.delivered)
        for line in order.lines.order_by("position")
        if line.quantity > line.delivered
    ]
    inventory.reserve(wanted, source=order.source, company_id=order.company_id, actor=actor)
    place = ", ".join(
        part for part in (order.ship_name, order.ship_address, order.ship_city, order.ship_country) if part
    )
    document = inventory.Document(
        "sales.order", order.pk, str(order), order.company_id, party_id, place[:400], order.required_on
    )
    inventory.prepare(document, wanted, actor=actor)


def _check_credit(order: Order, amount: Decimal, terms: crm.CustomerTerms, day: date) -> None:
    """The customer's limit must bear ``amount`` more, in the order's currency at its own rate."""
    receivables.check(
        terms.party_id,
        money.round_money(amount * (order.rate or Decimal(1))),
        terms.credit_limit,
        company_id=order.company_id,
        currency=order.company.currency,
        today=day,
        used_for=str(order),
    )


def stop_deliveries(order: Order, *, actor: Actor) -> None:
    """Free the promises, cancel the note that has not gone out, and ask no money for what will not be delivered."""
    _end_deliveries(order, actor=actor)
    lines = list(order.lines.order_by("position"))
    receivables.lower("sales.order", order.pk, amounts.undelivered(order, lines), actor=actor)
    _set_payment(order)


def _end_deliveries(order: Order, *, actor: Actor) -> None:
    inventory.release(source=order.source)
    inventory.cancel_open("sales.order", order.pk, actor=actor)


def resume_deliveries(order: Order, *, actor: Actor) -> None:
    """Check credit for what is asked for again, ask for it, and promise what is left. An order that never had effects
    (one of the past) has nothing to resume and is refused by its state.
    """
    terms = crm.terms(order.customer_id)
    _check_credit(order, receivables.taken_off("sales.order", order.pk), terms, day_in(order.company.time_zone))
    receivables.restore("sales.order", order.pk, actor=actor)
    promise(order, terms.party_id, actor=actor)
    _set_payment(order)


def take_back(order: Order, *, actor: Actor) -> None:
    """Undo an approval of which nothing has been delivered or paid."""
    if order.lines.filter(delivered__gt=0).exists():
        raise GoodsHaveMoved
    _end_deliveries(order, actor=actor)
    receivables.void("sales.order", order.pk, actor=actor)


def follow_deliveries(order_id: int, *, actor: Actor) -> None:
    """Goods went out or came back: the lines and the delivery state follow, in the same transaction."""
    order = Order.objects.for_update(order_id)
    delivered = inventory.delivered("sales.order", order.pk)
    lines = list(order.lines.order_by("pk"))
    for line in lines:
        amount = delivered.get(line.pk, Decimal(0))
        if amount != line.delivered:
            line.delivered = amount
            save(line, actor=actor)
    order.delivery_status = progress(
        sum((line.delivered for line in lines), Decimal(0)), sum((line.quantity for line in lines), Decimal(0))
    )
    if order.delivery_status == Order.Progress.FULL and order.shipped_on is None:
        order.shipped_on = day_in(order.company.time_zone)
    save(order, actor=actor)
    publish("sales.order.delivery_changed", order, actor=actor)


def follow_payments(order_id: int, *, actor: Actor) -> None:
    """Money was matched or taken back: the payment state follows, in the same transaction."""
    order = Order.objects.for_update(order_id)
    _set_payment(order)
    save(order, actor=actor)
    publish("sales.order.payment_changed", order, actor=actor)


def _set_payment(order: Order) -> None:
    """Paid in full means that nothing is asked for any more, be it paid or given up."""
    paid = receivables.settled("sales.order", order.pk)
    left = receivables.outstanding("sales.order", order.pk)
    order.payment_status = Order.Progress.NONE if paid <= 0 and left > 0 else progress(paid, paid + left)


def progress(done: Decimal, whole: Decimal) -> str:
    """None, part, full or over."""
    if done <= 0:
        return Order.Progress.NONE
    if done < whole:
        return Order.Progress.PART
    return Order.Progress.FULL if done == whole else Order.Progress.OVER
