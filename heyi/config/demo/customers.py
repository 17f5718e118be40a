"""The demo's customers: with whom they are, whom one calls there, and what they may owe."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from heyi.apps.crm.models import Customer
from heyi.apps.crm.services import credit, customers, pool
from heyi.apps.masterdata.models import Contact
from heyi.config.demo.goods import Goods, credit_code, own_prices
from heyi.config.demo.organization import GIVEN, SURNAMES
from heyi.config.demo.places import CITIES, ROOTS, SOURCES, TITLES, TRADES, WEIGHTS, City
from heyi.config.demo.story import TAKEOVER, Act, Story
from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.resources.saving import save

COUNT, OF_SALES, IN_POOL, TAKEN_OVER = 120, 14, 8, 78
STRICT = 1
"""The second customer of the demo's salesperson has a tight credit limit, which one of her orders passes."""


@dataclass
class Client:
    """A customer as planned, and what it became."""

    name: str
    short: str
    city: City
    industry: str
    owner: Employee | None
    level: str
    since: datetime
    credit_days: int
    limit: Decimal | None
    mail: str
    returned: datetime | None = None
    id: int = 0
    party_id: int = 0
    contacts: list[int] = field(default_factory=list)


def plan(story: Story, goods: Goods) -> list[Client]:
    """Everybody, the demo salesperson's own first and the public pool last."""
    clients = [_client(story, number, name) for number, name in enumerate(_names(story, COUNT))]
    finance = story.staff.employees["finance"]
    keyed = next(client for client in clients if client.level == "a" and client.owner)
    for client in clients:
        who = None if client.since == story.moment(TAKEOVER, 9) else client.owner
        story.plan(client.since, who, _creating(story, client))
        if client.limit is not None or client.credit_days != 30:
            story.plan(client.since, finance, _crediting(client))
        if client is keyed:
            story.plan(client.since, story.staff.employees["manager"], _pricing(story, goods, client))
        if client.returned is not None:
            story.plan(client.returned, client.owner, _returning(client))
    return clients


def _names(story: Story, count: int) -> list[tuple[City, str, str, str, str]]:
    """(city, whole name, short name, industry, mail domain), each name once."""
    chance = story.chance
    found: dict[str, tuple[City, str, str, str, str]] = {}
    while len(found) < count:
        city = chance.choices(CITIES, WEIGHTS)[0]
        (root, latin), (trade, industry) = chance.choice(ROOTS), chance.choice(TRADES)
        form = "股份有限公司" if chance.random() < 0.15 else "有限公司"
        short = f"{root}{trade[:2]}"
        if short not in found:
            found[short] = (city, f"{city.name}{root}{trade}{form}", short, industry, f"{latin}{len(found)}.example")
    return list(found.values())


def _client(story: Story, number: int, named: tuple[City, str, str, str, str]) -> Client:
    chance, sellers = story.chance, story.staff.sellers()
    city, name, short, industry, domain = named
    level = "a" if number % 7 == 0 else "b" if number % 3 == 0 else "c"
    pooled = number >= COUNT - IN_POOL
    others = sellers[1:]
    owner: Employee | None = sellers[0] if number < OF_SALES else others[number % len(others)]
    returned = None
    if pooled and number % 2:
        returned = story.moment(20 + 5 * (number % 8), 16)
    elif pooled:
        owner = None
    taken_over = pooled or number < OF_SALES - 2 or chance.random() < TAKEN_OVER / COUNT
    since = story.moment(TAKEOVER if taken_over else chance.randrange(75, TAKEOVER - 20), 9)
    limit = {"a": Decimal(3000000), "b": Decimal(1500000)}.get(level) if number % 2 == 0 else None
    days = {"a": 60, "b": 45}.get(level, 30) if limit else 30
    if number == STRICT:
        limit, days = Decimal(60000), 30
    return Client(name, short, city, industry, owner, level, since, days, limit, domain, returned)


def _creating(story: Story, client: Client) -> Act:
    def act(actor: Actor) -> None:
        chance, city = story.chance, client.city
        data: dict[str, Any] = {
            "name": client.name,
            "short_name": client.short,
            "credit_code": credit_code(story, city.code),
            "phone": f"{city.area}-{chance.randrange(5, 9)}{chance.randrange(10**6):06}{'' if len(city.area) == 4 else 0}",
            "email": f"info@{client.mail}",
            "country": "中国",
            "region": city.region,
            "city": city.name,
            "address": f"{chance.choice(city.roads)}{chance.randrange(8, 1800)}号",
            "postal_code": city.postal,
            "currency": "CNY",
            "level": client.level,
            "status": Customer.Status.PROSPECT,
            "source": chance.choice(SOURCES),
            "industry": client.industry,
        }
        if actor.is_system and client.owner is not None:
            data |= {"owner_id": client.owner.pk}
        made = customers.create(data, actor=actor)
        client.id, client.party_id = made.pk, made.party_id
        _contacts(story, client, actor)

    return act


def _contacts(story: Story, client: Client, actor: Actor) -> None:
    chance = story.chance
    for number, title in enumerate(chance.sample(TITLES, chance.randrange(1, 4))):
        contact = Contact(
            party_id=client.party_id,
            name=chance.choice(SURNAMES) + chance.choice(GIVEN),
            title=title,
            phone=f"1{chance.choice(('39', '36', '58', '86', '77'))}{chance.randrange(10**8):08}",
            email=f"c{number + 1}@{client.mail}",
            is_primary=number == 0,
            is_decision_maker=title in ("副总经理", "生产厂长", "技术总监", "采购经理"),
        )
        client.contacts.append(save(contact, actor=actor).pk)


def _crediting(client: Client) -> Act:
    def act(actor: Actor) -> None:
        credit.set_credit(client.id, actor=actor, credit_days=client.credit_days, credit_limit=client.limit)

    return act


def _pricing(story: Story, goods: Goods, client: Client) -> Act:
    def act(actor: Actor) -> None:
        own_prices(story, goods, Customer.objects.get(pk=client.id).party, actor)

    return act


def _returning(client: Client) -> Act:
    def act(actor: Actor) -> None:
        pool.return_to_pool(client.id, actor=actor, reason="三个月未能联系上客户")

    return act
