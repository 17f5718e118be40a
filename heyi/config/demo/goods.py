"""Products with suppliers, prices and stock; later on what is bought when stock runs low."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from stdnum.cn import uscc

from heyi.apps.inventory import public as inventory
from heyi.apps.inventory.models import Balance, Location
from heyi.apps.inventory.services import moves, opening, places
from heyi.apps.masterdata.models import Category, Party, PriceList, PriceListItem, Product, Shipper, Unit
from heyi.apps.masterdata.services import parties
from heyi.config.demo.catalogue import CATEGORIES, PRODUCTS, PROMOTED, SUPPLIERS
from heyi.config.demo.story import TAKEOVER, Story
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save

BREAKS = ((0, "0.98"), (20, "0.95"), (100, "0.90"))
SHIPPERS = (("SF", "顺丰速运"), ("DBL", "德邦物流"), ("KYE", "跨越速运"))
RESTOCKS = (225, 180, 140, 100, 60, 30, 12)


@dataclass
class Goods:
    """The catalogue as it is stored, by code."""

    products: dict[str, Product] = field(default_factory=dict)
    aims: dict[int, Decimal] = field(default_factory=dict)
    """To how much stock of a product is filled up, by product id."""

    @property
    def all(self) -> list[Product]:
        return list(self.products.values())


def plan(story: Story) -> Goods:
    """Master data and opening stock on the day of the takeover, then a purchase every few weeks."""
    goods = Goods()
    buyer, keeper = story.staff.employees["buyer"], story.staff.employees["warehouse"]
    first = story.moment(TAKEOVER, 8)
    story.plan(first, buyer, lambda actor: _catalogue(story, goods, actor))
    story.plan(first, story.staff.employees["manager"], lambda actor: _general_prices(story, goods, actor))
    story.plan(story.moment(TAKEOVER, 8.5), keeper, lambda actor: _opening(story, goods, actor))
    for days in RESTOCKS:
        story.plan(story.moment(days, 8), keeper, lambda actor: _fill_up(goods, actor))
    story.plan(story.moment(1, 17), buyer, lambda actor: _safety(goods, actor))
    return goods


def credit_code(story: Story, region: str) -> str:
    """A 统一社会信用代码 with both of its check digits right: GB 11714 in positions 9-17, GB 32100 at the end."""
    body = f"{story.chance.randrange(10**7):07}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    organisation = "M" + body
    total = sum(weight * int(char, 36) for weight, char in zip(weights, organisation, strict=True))
    check = "0X987654321"[total % 11]
    text = f"91{region}{organisation}{check}"
    return text + str(uscc.calc_check_digit(text))


def _catalogue(story: Story, goods: Goods, actor: Actor) -> None:
    units = {unit.code: unit for unit in Unit.objects.filter(company_id=actor.company_id)}
    units["pcs"] = units.get("pcs") or save(Unit(code="pcs", name="件"), actor=actor)
    suppliers: dict[str, list[Party]] = {}
    for name, short, city, region, category in SUPPLIERS:
        data = {
            "name": name, "short_name": short, "city": city, "is_supplier": True, "country": "中国", "currency": "CNY",
            "credit_code": credit_code(story, region), "code": f"S{sum(map(len, suppliers.values())) + 1:03}",
        }  # fmt: skip
        suppliers.setdefault(category, []).append(parties.create(data, actor=actor))
    for code, name in SHIPPERS:
        save(Shipper(code=code, name=name), actor=actor)
    for code, label in CATEGORIES:
        shelf = save(Category(code=code, name=label), actor=actor)
        for row in PRODUCTS[code]:
            product = _product(story, row, shelf, actor)
            product.unit, product.supplier = units[row[3]], story.chance.choice(suppliers[code])
            goods.products[row[0]] = save(product, actor=actor)


def _product(story: Story, row: tuple[str, str, str, str, str], category: Category, actor: Actor) -> Product:
    code, name, specification, _unit, price = row
    listed, service = Decimal(price), category.code == "SV"
    share = Decimal(story.chance.randrange(52, 70)) / 100
    return Product(
        code=code,
        name=name,
        specification=specification,
        category=category,
        list_price=listed,
        floor_price=(listed * Decimal("0.82")).quantize(Decimal("0.01")),
        cost=(listed * share).quantize(Decimal("0.01")),
        tax_rate=Decimal("0.06") if service else Decimal("0.13"),
        is_stocked=not service,
        safety_stock=Decimal(0) if service else _aim(listed) // 6,
    )


def _aim(price: Decimal) -> Decimal:
    """How much is kept of something at this price."""
    for limit, quantity in ((100, 900), (500, 480), (1000, 260), (3000, 120), (10000, 48), (30000, 14)):
        if price < limit:
            return Decimal(quantity)
    return Decimal(8)


def _prices(name: str, goods: Goods, factor: Decimal, since: date, actor: Actor, party_id: int | None = None) -> None:
    listing = save(PriceList(name=name, party_id=party_id, valid_from=since), actor=actor)
    position = 0
    for code in PROMOTED:
        for quantity, share in BREAKS:
            position += 1
            price = (goods.products[code].list_price * Decimal(share) * factor).quantize(Decimal("0.01"))
            row = PriceListItem(
                price_list=listing,
                position=position,
                product=goods.products[code],
                min_quantity=Decimal(quantity),
                price=price,
            )
            save(row, actor=actor)


def _general_prices(story: Story, goods: Goods, actor: Actor) -> None:
    since = date(story.day(TAKEOVER).year, 1, 1)
    _prices(f"{since.year} 年标准价格表", goods, Decimal(1), since, actor)


def own_prices(story: Story, goods: Goods, party: Party, actor: Actor) -> None:
    """A framework agreement with one customer: five per cent below the general list."""
    since = story.day(TAKEOVER) + timedelta(days=1)
    _prices(f"{party.short_name or party.name}框架协议价", goods, Decimal("0.95"), since, actor, party.pk)


def _opening(story: Story, goods: Goods, actor: Actor) -> None:
    for product in goods.all:
        if product.is_stocked:
            aim = goods.aims[product.pk] = _aim(product.list_price)
            quantity = (aim * story.chance.randrange(75, 130) / 100).quantize(Decimal(1))
            opening.create({"product_id": product.pk, "quantity": quantity}, actor=actor)


def _receive(wanted: dict[int, Decimal], note: str, actor: Actor) -> None:
    """Goods come in from suppliers."""
    if wanted:
        supplier = places.edge(actor.company_id, Location.Kind.SUPPLIER)
        house = places.warehouse(actor.company_id)
        entries = [moves.Entry(product, supplier, house, amount, note=note) for product, amount in wanted.items()]
        moves.post(entries, actor=actor)


def _fill_up(goods: Goods, actor: Actor) -> None:
    """Whatever has fallen below half of its aim is bought again."""
    free = inventory.available(goods.aims, company_id=actor.company_id)
    wanted = {
        pk: aim - free.get(pk, Decimal(0)) for pk, aim in goods.aims.items() if free.get(pk, Decimal(0)) < aim / 2
    }
    _receive(wanted, "采购入库", actor)


def receive_missing(goods: Goods, wanted: dict[int, Decimal], actor: Actor) -> None:
    """An express purchase of what an order needs beyond the stock."""
    free = inventory.available(wanted, company_id=actor.company_id)
    short = {
        pk: quantity - free.get(pk, Decimal(0)) + goods.aims[pk] // 4
        for pk, quantity in wanted.items()
        if pk in goods.aims and quantity > free.get(pk, Decimal(0))
    }
    _receive(short, "加急采购入库", actor)


def _safety(goods: Goods, actor: Actor) -> None:
    """The buyer raises the safety stock of the five products of which least is left: they are below it now."""
    rows = Balance.objects.filter(product_id__in=goods.aims).select_related("product").order_by("pk")
    scarce = sorted(rows, key=lambda row: (row.available / goods.aims[row.product_id], row.product_id))[:5]
    for row in scarce:
        row.product.safety_stock = max(row.product.safety_stock, row.available + max(Decimal(4), row.available // 4))
        save(row.product, actor=actor)
