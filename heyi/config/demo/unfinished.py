"""What is still open today: drafts, orders that wait for their approvers, and one that was refused and given up."""

from decimal import Decimal

from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata.models import Product
from heyi.apps.sales.services import orders
from heyi.config.demo import deciding
from heyi.config.demo.customers import OF_SALES, STRICT, Client
from heyi.config.demo.goods import Goods
from heyi.config.demo.orders import Sale, creating, rows_of, submitting
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor


def plan(story: Story, goods: Goods, clients: list[Client]) -> None:
    """Drafts, and orders that wait for the manager: one in order, one short of stock, one above the credit limit."""
    sales, other = clients[0], next(c for c in clients[OF_SALES:] if c.owner is not None and c.returned is None)
    small = [("SN-PT20", 6, Decimal(0)), ("SV-CAL1", 10, Decimal(0))]
    for client, hour, note in ((sales, 15, ""), (clients[2], 16, "等客户确认量程"), (other, 15.5, "")):
        draft = Sale(client, rows_of(story), client.credit_days, note=note)
        story.plan(story.moment(1, hour), client.owner, creating(goods, draft))
    waiting = (
        (0, Sale(other, small, other.credit_days)),
        (0, Sale(clients[3], [("", 0, Decimal(0))], clients[3].credit_days, note="客户急用，需确认现货")),
        (0, Sale(clients[STRICT], [("FM-MS25", 2, Decimal(0))], 30, note="新签大单，客户希望沿用原账期")),
        (1, Sale(clients[6], small, clients[6].credit_days)),
        (2, Sale(other, [("FM-MS25", 4, Decimal(0))], other.credit_days, note="二期项目首批")),
    )
    for number, (decided, sale) in enumerate(waiting):
        if not sale.rows[0][0]:
            story.plan(story.moment(1, 13), sale.client.owner, _too_much(goods, sale))
        story.plan(story.moment(1, 13.5 + number / 10), sale.client.owner, creating(goods, sale))
        story.plan(story.moment(1, 14 + number / 10), sale.client.owner, submitting(sale))
        deciding.plan(story, goods, sale, 1, 14 + number / 10, upto=decided)
    dropped, owner = Sale(clients[4], rows_of(story), 30), clients[4].owner
    story.plan(story.moment(33, 10), owner, creating(goods, dropped))
    story.plan(story.moment(33, 11), owner, submitting(dropped))
    refusal = deciding.refusing(dropped, "毛利低于底线，请与客户重新商定价格后再提交。")
    story.plan(story.moment(32, 15), story.staff.employees["manager"], refusal)
    story.plan(story.moment(26, 10), owner, lambda actor: _cancel(dropped, actor))


def _too_much(goods: Goods, sale: Sale) -> Act:
    """Asks for three more than there are, of the product where that costs least."""

    def act(actor: Actor) -> None:
        stocked = [product for product in goods.all if product.pk in goods.aims]
        free = inventory.available([product.pk for product in stocked], company_id=actor.company_id)
        cost = {product.code: (free.get(product.pk, Decimal(0)) + 3) * product.list_price for product in stocked}
        code = min(cost, key=lambda found: (cost[found], found))
        product: Product = goods.products[code]
        sale.rows[0] = (code, int(free.get(product.pk, Decimal(0))) + 3, Decimal(0))

    return act


def _cancel(sale: Sale, actor: Actor) -> None:
    orders.cancel(sale.id, actor=actor)
