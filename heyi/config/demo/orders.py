"""Two years of orders: those of the former system kept as past, the later ones played from draft to payment."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from heyi.apps.crm.models import Customer
from heyi.apps.crm.services import customers
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import orders
from heyi.config.demo import deciding, money, shipping, talks
from heyi.config.demo.customers import OF_SALES, STRICT, Client
from heyi.config.demo.goods import Goods
from heyi.config.demo.story import TAKEOVER, Act, Story
from heyi.core.access.actor import Actor

PAST, RECENT = 105, 78
OLDEST = 725


@dataclass
class Sale:
    """An order as planned. ``rows`` are (product code, quantity, discount)."""

    client: Client
    rows: list[tuple[str, int, Decimal]]
    credit_days: int
    instalments: int = 1
    chance: talks.Chance | None = None
    note: str = ""
    id: int = 0


def plan(story: Story, goods: Goods, clients: list[Client]) -> None:
    """All orders with their deliveries and payments."""
    buyers = [c for n, c in enumerate(clients) if c.owner is not None and c.returned is None and n != STRICT]
    _past(story, goods, buyers)
    for number in range(RECENT):
        days = 4 + (TAKEOVER - 12) * (RECENT - 1 - number) // RECENT
        _recent(story, goods, _sale(story, buyers, days, number), days, number)
    story.plan(story.moment(2, 18), None, _resting)


def _sale(story: Story, buyers: list[Client], days: int, number: int) -> Sale:
    """Somebody who was a customer by then buys something; every fifth order is the demo salesperson's."""
    chance = story.chance
    known = [client for client in buyers if client.since < story.moment(days + 1)]
    known = known[: OF_SALES - 1] if number % 5 == 0 else known
    client = chance.choices(known, [{"a": 5, "b": 2}.get(c.level, 1) for c in known])[0]
    return Sale(client, rows_of(story), client.credit_days, chance.choices((1, 2, 3), (7, 2, 1))[0])


def rows_of(story: Story) -> list[tuple[str, int, Decimal]]:
    """Some products in quantities that are usual at their price."""
    from heyi.config.demo.catalogue import PRODUCTS

    chance = story.chance
    every = [row for rows in PRODUCTS.values() for row in rows]
    rows = []
    for code, _name, _specification, _unit, price in chance.sample(every, chance.choice((1, 2, 2, 3, 3, 4))):
        most = next(
            (n for limit, n in ((100, 160), (500, 60), (1000, 24), (5000, 10), (12000, 4)) if float(price) < limit), 2
        )
        quantity = chance.randrange(max(1, most // 4), most + 1)
        rows.append((code, quantity, Decimal(chance.choice(("0", "0", "0", "0.02", "0.05")))))
    return rows


def _past(story: Story, goods: Goods, buyers: list[Client]) -> None:
    """What the former system knew: numbered and closed, without goods or claims."""
    old = [client for client in buyers if client.since == story.moment(TAKEOVER, 9)]
    ages = sorted((story.chance.randrange(TAKEOVER + 12, OLDEST) for _index in range(PAST)), reverse=True)
    for number, age in enumerate(ages, start=1):
        sale = _sale(story, old, TAKEOVER - 2, number)
        story.plan(story.moment(TAKEOVER, 14), None, _keeping(story, goods, sale, age, number))


def _keeping(story: Story, goods: Goods, sale: Sale, age: int, number: int) -> Act:
    def act(actor: Actor) -> None:
        day = story.day(age)
        data = _data(goods, sale) | {
            "ordered_on": day,
            "shipped_on": day + timedelta(days=story.chance.randrange(4, 12)),
            "external_number": f"HD{day:%Y%m}{number:04}",
            "owner_id": sale.client.owner.pk if sale.client.owner else None,
        }
        made = orders.create(data, actor=actor)
        orders.record(made.pk, actor=actor)
        deciding.awaken(sale.client.id, actor)

    return act


def _data(goods: Goods, sale: Sale) -> dict[str, Any]:
    city = sale.client.city
    rows = [
        {"product_id": goods.products[code].pk, "quantity": Decimal(quantity), "discount": discount}
        for code, quantity, discount in sale.rows
    ]
    return {
        "customer_id": sale.client.id,
        "contact_id": sale.client.contacts[0],
        "opportunity_id": sale.chance.id if sale.chance else None,
        "credit_days": sale.credit_days,
        "instalment_count": sale.instalments,
        "ship_name": sale.client.name,
        "ship_city": city.name,
        "ship_region": city.region,
        "ship_address": f"{city.roads[0]}{sale.client.party_id % 900 + 10}号",
        "ship_postal_code": city.postal,
        "note": sale.note,
        "lines": rows,
    }


def creating(goods: Goods, sale: Sale, required: timedelta = timedelta(days=14)) -> Act:
    """The owner writes the order."""

    def act(actor: Actor) -> None:
        from django.utils import timezone

        data = _data(goods, sale) | {"required_on": timezone.localdate() + required}
        sale.id = orders.create(data, actor=actor).pk

    return act


def submitting(sale: Sale) -> Act:
    """The owner hands it in."""

    def act(actor: Actor) -> None:
        orders.submit(sale.id, actor=actor)

    return act


def _recent(story: Story, goods: Goods, sale: Sale, days: int, number: int) -> None:
    """From the opportunity, when there was one, to the last payment; what lies ahead has not happened."""
    owner = sale.client.owner
    hour = 9 + number % 4
    if number % 4 == 1:
        sale.chance = _won(story, sale, days)
    story.plan(story.moment(days, hour), owner, creating(goods, sale))
    story.plan(story.moment(days, hour + 0.5), owner, submitting(sale))
    deciding.plan(story, goods, sale, days, hour + 0.5)
    shipping.plan(story, sale, days, number)
    money.plan(story, sale, story.moment(days, hour + 2), number)


def _won(story: Story, sale: Sale, days: int) -> talks.Chance | None:
    """The opportunity before the order, if the customer was known long enough."""
    before = days + 15 + story.chance.randrange(20)
    if sale.client.since >= story.moment(before):
        return None
    found, owner = talks.Chance(sale.client), sale.client.owner
    amount = Decimal(story.chance.randrange(10, 160)) * 1000
    story.plan(story.moment(before, 10.5), owner, talks.opening(story, found, amount, timedelta(days=-days)))
    for position, ago in ((1, before - 4), (2, before - 9), (3, days + 4)):
        story.plan(story.moment(ago, 11), owner, talks.moving(found, position))
    story.plan(story.moment(days, 8.5), owner, talks.winning(found))
    return found


def _resting(actor: Actor) -> None:
    """Customers of the former system who never ordered: some of them rest."""
    busy = set(Order.objects.filter(company_id=actor.company_id).values_list("customer_id", flat=True))
    rows = Customer.objects.filter(company_id=actor.company_id, owner__isnull=False).order_by("pk")
    for customer in rows:
        if customer.pk not in busy and customer.pk % 3 == 0:
            customers.update(customer.pk, {"status": Customer.Status.DORMANT}, actor=actor)
