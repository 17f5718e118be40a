"""How the demo's orders are approved: the manager, finance, and the general manager where the process asks for her."""

from decimal import Decimal
from typing import TYPE_CHECKING

from heyi.apps.crm.models import Customer
from heyi.apps.crm.services import customers
from heyi.apps.sales.models import Order, OrderLine
from heyi.config.demo import goods as stock
from heyi.config.demo.goods import Goods
from heyi.config.demo.story import Act, Story
from heyi.core.access.actor import Actor
from heyi.core.workflow.commands import Approve, Command, Reject
from heyi.core.workflow.models import Task
from heyi.core.workflow.services.cases import act as perform

if TYPE_CHECKING:
    from heyi.config.demo.orders import Sale

SAID = {
    "manager": ("同意", "价格在授权范围内，同意。", "老客户，同意按此执行。", "同意，注意跟进交期。"),
    "finance": ("同意", "额度内，同意。", "账期已核对，同意。", "信用情况正常。"),
    "boss": ("同意", "同意，重点项目，请仓库优先保障。", "可以，注意回款进度。"),
}
WAY = (("manager", 0.5), ("finance", 1.25), ("boss", 2))


def plan(story: Story, goods: Goods, sale: "Sale", days: int, hour: float, upto: int = 3) -> None:
    """The first ``upto`` of those who may be asked say yes, each where a task waits for them, on that working day."""
    for person, later in WAY[:upto]:
        moment = story.moment(days, hour + later)
        opinion = story.chance.choice(SAID[person])
        story.plan(moment, story.staff.employees["warehouse"], supplying(goods, sale))
        story.plan(moment, story.staff.employees[person], agreeing(sale, opinion))


def supplying(goods: Goods, sale: "Sale") -> Act:
    """The warehouse sees to it that there is enough before it is decided."""

    def act(actor: Actor) -> None:
        if Order.objects.filter(pk=sale.id, status=Order.Status.IN_APPROVAL).exists():
            wanted: dict[int, Decimal] = {}
            for line in OrderLine.objects.filter(order_id=sale.id):
                wanted[line.product_id] = wanted.get(line.product_id, Decimal(0)) + line.quantity
            stock.receive_missing(goods, wanted, actor)

    return act


def agreeing(sale: "Sale", opinion: str) -> Act:
    """Yes, if this person is asked. With the last yes the order is approved and its customer is an active one."""

    def act(actor: Actor) -> None:
        task = waiting(sale.id, actor)
        if task is not None:
            _perform(Approve(task_id=task, opinion=opinion), actor)
            if Order.objects.filter(pk=sale.id, status=Order.Status.APPROVED).exists():
                awaken(sale.client.id, actor)

    return act


def refusing(sale: "Sale", opinion: str) -> Act:
    """No: the order is its owner's draft again."""

    def act(actor: Actor) -> None:
        task = waiting(sale.id, actor)
        if task is not None:
            _perform(Reject(task_id=task, opinion=opinion), actor)

    return act


def waiting(order_id: int, actor: Actor) -> int | None:
    """The task about this order that waits for the actor."""
    rows = Task.objects.filter(case__resource="sales.order", case__record_id=order_id, state=Task.State.OPEN)
    return rows.filter(assignee_id=actor.employee_id).values_list("pk", flat=True).first()


def awaken(customer_id: int, actor: Actor) -> None:
    """Whoever has bought is an active customer."""
    if Customer.objects.filter(pk=customer_id, status=Customer.Status.PROSPECT).exists():
        customers.update(customer_id, {"status": Customer.Status.ACTIVE}, actor=actor)


def _perform(command: Command, actor: Actor) -> None:
    perform(command, actor=actor)
