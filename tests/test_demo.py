"""The demo company is made by the services that people use, only once, and what it tells adds up."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F, Sum
from django.utils import timezone

from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity
from heyi.apps.inventory.models import Balance, Move, Reservation
from heyi.apps.masterdata.models import Party, Product
from heyi.apps.receivables import selectors
from heyi.apps.receivables.models import Claim, Instalment, Receipt
from heyi.apps.sales.models import Order
from heyi.config import demo
from heyi.core.access.actor import Actor
from heyi.core.access.work import declare
from heyi.core.org import actors
from heyi.core.org.models import Employee, User
from heyi.core.workflow.models import Task
from heyi.kit import identity

pytestmark = pytest.mark.django_db


def acting(username: str) -> Actor:
    """The demo's person, declared to PostgreSQL."""
    actor = actors.load(User.objects.get(username=username).pk)
    assert actor is not None, username
    declare(actor)
    return actor


def test_the_demo_tells_one_story_that_adds_up():
    marks: list[tuple[int, int]] = []
    demo.create(progress=lambda done, total: marks.append((done, total)))
    smooth(marks)
    everybody_can_act()
    boss = acting("boss")
    there_is_enough_to_see()
    orders_agree_with_claims()
    stock_agrees_with_movements()
    ageing_agrees_with_the_ledger(boss)
    everything_in_approval_waits_for_somebody()
    sales_sees_her_own_and_not_her_colleagues()
    count = User.objects.count()
    demo.create(progress=lambda done, total: None)
    assert User.objects.count() == count


def smooth(marks: list[tuple[int, int]]) -> None:
    assert marks[-1] == (100, 100)
    values = [done for done, _total in marks]
    assert values[0] == 20
    assert all(1 <= later - earlier <= 5 for earlier, later in pairwise(values))


def everybody_can_act() -> None:
    for person in demo.PEOPLE:
        actor = acting(person.username)
        seen = Employee.objects.filter(company_id__in=actor.company_ids).count()
        assert (seen == 1) == (person.username == "stranger")
        if person.username == "stranger":
            assert not Party.objects.exists()


@timezone.override(ZoneInfo("Asia/Shanghai"))  # the company's day, which is another than the server's each evening
def there_is_enough_to_see() -> None:
    today = timezone.localdate()
    assert Product.objects.count() >= 60
    converted = Lead.objects.filter(status="converted").count()
    assert converted >= 1
    assert (Customer.objects.count(), Customer.objects.filter(owner=None).count()) == (120 + converted, 8)
    assert FollowUp.objects.count() >= 350
    assert Opportunity.objects.count() >= 75
    assert {"open", "won", "lost"} <= set(Opportunity.objects.values_list("stage__outcome", flat=True))
    assert not Opportunity.objects.filter(stage__outcome="lost", lost_reason="").exists()
    assert Order.objects.count() >= 180
    states = Counter(Order.objects.values_list("status", flat=True))
    assert states["draft"] == 3
    assert states["in_approval"] == 5
    assert set(Order.objects.values_list("delivery_status", flat=True)) >= {"none", "part", "full"}
    assert set(Order.objects.values_list("payment_status", flat=True)) >= {"none", "part", "full"}
    assert not Order.objects.filter(ordered_on__gt=today).exists()
    assert Balance.objects.filter(on_hand__lt=F("product__safety_stock")).count() >= 3
    for party in Party.objects.exclude(credit_code=""):
        assert identity.credit_code(party.credit_code) == party.credit_code
    sales = acting("sales")
    own = Customer.objects.filter(owner_id=sales.employee_id)
    for due in ({"next_follow_up_at__date": today}, {"next_follow_up_at__date__lt": today}):
        assert own.filter(**due).count() >= 3
    assert own.filter(next_follow_up_at__date__gt=today).count() >= 3
    acting("boss")


def orders_agree_with_claims() -> None:
    open_orders = Order.objects.filter(status="approved")
    claims = {claim.source_id: claim.amount for claim in Claim.objects.filter(voided_on=None)}
    assert claims == {order.pk: order.total for order in open_orders}
    for order in Order.objects.annotate(net=Sum("lines__net"), tax=Sum("lines__tax")):
        assert (order.net_amount, order.tax_amount) == (order.net, order.tax)
        assert order.status == "draft" or order.number
    for claim in Claim.objects.annotate(parts=Sum("instalments__amount")):
        assert claim.amount == claim.parts


def stock_agrees_with_movements() -> None:
    for balance in Balance.objects.all():
        came = Move.objects.filter(product=balance.product_id, destination=balance.location_id)
        went = Move.objects.filter(product=balance.product_id, origin=balance.location_id)
        assert balance.on_hand == total(came, "quantity") - total(went, "quantity")
        promised = Reservation.objects.filter(product=balance.product_id, location=balance.location_id)
        assert balance.reserved == total(promised, "quantity")


def ageing_agrees_with_the_ledger(boss: Actor) -> None:
    (told,) = selectors.ageing(boss, as_of=timezone.localdate())["totals"]
    owed = total(Instalment.objects.filter(claim__voided_on=None), F("amount") - F("settled"))
    advances = total(Receipt.objects.all(), F("amount") - F("allocated"))
    assert advances > 0
    assert told["total"] == owed - advances
    assert all(told[name] > 0 for name in selectors.BUCKETS), told


def everything_in_approval_waits_for_somebody() -> None:
    for order in Order.objects.filter(status="in_approval"):
        tasks = Task.objects.filter(case__resource="sales.order", case__record_id=order.pk, state="open")
        assert tasks.exclude(assignee=None).exists(), order
    manager = acting("manager")
    waiting = Task.objects.filter(state="open", assignee_id=manager.employee_id)
    kinds = Counter(key.split("_")[0] for key in waiting.values_list("case__resource", flat=True))
    assert kinds == {"sales.order": 3, "paper.leave": 1, "paper.expense": 1}
    acting("boss")


def sales_sees_her_own_and_not_her_colleagues() -> None:
    sales = acting("sales")
    for model in (Customer, Order, Opportunity):
        owners = set(model.objects.visible_to(sales).values_list("owner_id", flat=True))
        assert owners - {None} == {sales.employee_id}, model
        assert model.objects.exclude(owner_id=sales.employee_id).exists()
    won_over = Lead.objects.filter(status="converted", customer__owner_id=sales.employee_id).count()
    assert Customer.objects.visible_to(sales).exclude(owner=None).count() == 14 + won_over
    assert not Order.objects.visible_to(sales).filter(owner=None).exists()


def total(rows: object, what: object) -> Decimal:
    return rows.aggregate(found=Sum(what))["found"] or Decimal(0)  # type: ignore[attr-defined]
