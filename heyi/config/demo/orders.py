"""Two years of orders: those of the former system kept as past, the later ones played from draft to payment."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from heyi.apps.crm.models import Customer
from heyi.apps.crm.services import customers
from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata.models import Product
from heyi.apps.sales.models import Order, OrderLine
from heyi.apps.sales.services import orders
from heyi.config.demo import goods as stock
from heyi.config.demo import money, shipping, talks
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
    _unfinished(story, goods, clients)
    story.plan(story.moment(2, 18), None, _resting)


def _sale(story: Story, buyers: list[Client], days: int, number: int) -> Sale:
    """Somebody who was a customer by then buys something; every fifth order is the demo salesperson's."""
    chance = story.chance
    known = [client for client in buyers if client.since < story.moment(days + 1)]
    known = known[: OF_SALES - 1] if number % 5 == 0 else known
    client = chance.choices(known, [{"a": 5, "b": 2}.get(c.level, 1) for c in known])[0]
    return Sale(client, _rows(story), client.credit_days, chance.choices((1, 2, 3), (7, 2, 1))[0])


def _rows(story: Story) -> list[tuple[str, int, Decimal]]:
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
        _awaken(sale, actor)

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


def approving(sale: Sale) -> Act:
    """The manager agrees: goods are promised and the claim is open."""

    def act(actor: Actor) -> None:
        orders.approve(sale.id, actor=actor)
        _awaken(sale, actor)

    return act


def _awaken(sale: Sale, actor: Actor) -> None:
    if Customer.objects.filter(pk=sale.client.id, status=Customer.Status.PROSPECT).exists():
        customers.update(sale.client.id, {"status": Customer.Status.ACTIVE}, actor=actor)


def supplying(goods: Goods, sale: Sale) -> Act:
    """The warehouse sees to it that there is enough before the manager decides."""

    def act(actor: Actor) -> None:
        wanted: dict[int, Decimal] = {}
        for line in OrderLine.objects.filter(order_id=sale.id):
            wanted[line.product_id] = wanted.get(line.product_id, Decimal(0)) + line.quantity
        stock.receive_missing(goods, wanted, actor)

    return act


def _recent(story: Story, goods: Goods, sale: Sale, days: int, number: int) -> None:
    """From the opportunity, when there was one, to the last payment; what lies ahead has not happened."""
    staff, owner = story.staff.employees, sale.client.owner
    hour = 9 + number % 4
    if number % 4 == 1:
        sale.chance = _won(story, sale, days)
    story.plan(story.moment(days, hour), owner, creating(goods, sale))
    story.plan(story.moment(days, hour + 0.5), owner, submitting(sale))
    story.plan(story.moment(days, hour + 1.5), staff["warehouse"], supplying(goods, sale))
    approved = story.moment(days, hour + 2)
    story.plan(approved, staff["manager"], approving(sale))
    shipping.plan(story, sale, days, number)
    money.plan(story, sale, approved, number)


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


def _unfinished(story: Story, goods: Goods, clients: list[Client]) -> None:
    """Drafts, and orders that wait for the manager: one in order, one short of stock, one above the credit limit."""
    sales, other = clients[0], next(c for c in clients[OF_SALES:] if c.owner is not None and c.returned is None)
    small = [("SN-PT20", 6, Decimal(0)), ("SV-CAL1", 10, Decimal(0))]
    for client, hour, note in ((sales, 15, ""), (clients[2], 16, "等客户确认量程"), (other, 15.5, "")):
        draft = Sale(client, _rows(story), client.credit_days, note=note)
        story.plan(story.moment(1, hour), client.owner, creating(goods, draft))
    waiting = (
        Sale(other, small, other.credit_days),
        Sale(clients[3], [("FM-MS50", 1, Decimal(0))], clients[3].credit_days, note="客户急用，需确认现货"),
        Sale(clients[STRICT], [("FM-MS25", 4, Decimal(0))], 30, note="新签大单，客户希望沿用原账期"),
    )
    for number, sale in enumerate(waiting):
        if number == 1:
            story.plan(story.moment(1, 13), sale.client.owner, _too_much(goods, sale))
        story.plan(story.moment(1, 13.5 + number / 10), sale.client.owner, creating(goods, sale))
        story.plan(story.moment(1, 14 + number / 10), sale.client.owner, submitting(sale))
    dropped = Sale(clients[4], _rows(story), 30, note="客户项目暂停")
    story.plan(story.moment(33, 10), clients[4].owner, creating(goods, dropped))
    story.plan(story.moment(26, 10), clients[4].owner, lambda actor: _cancel(dropped, actor))


def _too_much(goods: Goods, sale: Sale) -> Act:
    """Asks for three more than there are."""

    def act(actor: Actor) -> None:
        product: Product = goods.products[sale.rows[0][0]]
        free = inventory.available([product.pk], company_id=actor.company_id).get(product.pk, Decimal(0))
        sale.rows[0] = (product.code, int(free) + 3, Decimal(0))

    return act


def _cancel(sale: Sale, actor: Actor) -> None:
    orders.cancel(sale.id, actor=actor)


def _resting(actor: Actor) -> None:
    """Customers of the former system who never ordered: some of them rest."""
    busy = set(Order.objects.filter(company_id=actor.company_id).values_list("customer_id", flat=True))
    rows = Customer.objects.filter(company_id=actor.company_id, owner__isnull=False).order_by("pk")
    for customer in rows:
        if customer.pk not in busy and customer.pk % 3 == 0:
            customers.update(customer.pk, {"status": Customer.Status.DORMANT}, actor=actor)
