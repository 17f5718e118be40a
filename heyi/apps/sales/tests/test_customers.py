"""What orders and money add to a customer: promises in its list, figures at its head, and a hold against recycling."""

from datetime import timedelta

import pytest
from django.utils import timezone

from heyi.apps.crm.models import Customer, FollowUp
from heyi.apps.crm.services import recycling
from heyi.apps.receivables.models import Instalment
from heyi.core.org.days import today
from tests import trade

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(api):
    return trade.customer(api)


def overview(api, buyer, who="sales"):
    return api(who).get(f"crm/customers/{buyer['id']}/overview")


def test_the_promise_list_holds_each_kind_late_ones_marked_and_forgets_what_is_done(api, cast, buyer):
    gauge = trade.product(cast, api, "G", stock="100")
    day = today(cast.company.pk)
    chance = {"name": "在谈", "customer": buyer["id"], "amount": "10.00", "expected_close_on": f"{day}"}
    made = api("sales").post("crm/opportunities", chance).data
    said = {
        "customer": buyer["id"],
        "content": "电话沟通了选型",
        "next_at": f"{timezone.now() + timedelta(days=2):%FT%TZ}",
    }
    assert api("sales").post("crm/follow-ups", said).status_code == 201
    order = trade.approved(api, buyer, (gauge, "1"), required_on=f"{day + timedelta(days=5)}", credit_days=10)
    cast.system()
    Instalment.objects.update(due_on=day - timedelta(days=1))
    FollowUp.objects.update(happened_at=timezone.now() - timedelta(days=3))
    told = overview(api, buyer).data
    kinds = [(row["kind"], row["late"]) for row in told["promises"]]
    assert kinds == [("instalment", True), ("close", False), ("follow_up", False), ("delivery", False)]
    assert told["promises"][3]["id"] == order["id"]
    assert (told["money"]["balance"], told["money"]["overdue"], told["money"]["overdue_days"]) == (
        "113.00",
        "113.00",
        1,
    )
    api("sales").post(f"crm/opportunities/{made['id']}/lose", {"lost_reason": "价格"})
    assert "close" not in [row["kind"] for row in overview(api, buyer).data["promises"]]


def test_it_is_for_those_who_see_the_customer_and_money_for_those_who_may_know_it(api, buyer):
    assert overview(api, buyer, "colleague").status_code == 404
    assert overview(api, buyer, "stranger").status_code == 404
    assert overview(api, buyer, "warehouse").status_code == 404
    assert overview(api, buyer, "finance").data["money"]["balance"] == "0.00"


def test_orders_under_way_and_unpaid_money_keep_a_customer_from_being_recycled(api, cast, buyer):
    gauge = trade.product(cast, api, "G", stock="100")
    order = trade.order(api, buyer, (gauge, "1"))
    cast.system()
    Customer.objects.update(received_at=timezone.now() - timedelta(days=400), last_follow_up_at=None)
    assert recycling.held([buyer["id"]]) == set()
    trade.act(api("sales"), order, "submit")
    cast.system()
    assert recycling.held([buyer["id"]]) == {buyer["id"]}
