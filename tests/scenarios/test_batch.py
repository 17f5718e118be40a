"""Several decisions at once: each on its own, so that one that has become stale leaves the others standing."""

import pytest

from heyi.apps.sales.models import Order
from heyi.core.workflow.models import Decision
from tests import trade

pytestmark = pytest.mark.django_db
OPINION = {"opinion": "按框架协议，同意"}


@pytest.fixture
def five(cast, api):
    """Five orders that wait for the manager."""
    goods = trade.product(cast, api, "G1", stock="100")
    buyer = trade.customer(api)
    orders = [trade.order(api, buyer, (goods, "2")) for _ in range(5)]
    for one in orders:
        trade.act(api("sales"), one, "submit")
    return orders


def statuses(cast, orders) -> list[str]:
    cast.system()
    return [Order.objects.get(pk=one["id"]).status for one in orders]


def test_of_five_the_stale_one_is_refused_with_its_reason_and_four_stand(cast, api, five):
    rows = api("manager").get("workflow/inbox", box="todo").data["rows"]
    assert {row["kind"] for row in rows} == {"approve"}
    (stale,) = (row["case_id"] for row in rows if row["subject"]["id"] == five[2]["id"])
    assert api("sales").post(f"workflow/cases/{stale}/withdraw", {}).status_code == 200
    waiting = [row["task_id"] for row in rows]
    answers = {
        task: api("manager").post(f"workflow/tasks/{task}/approve", OPINION, key=f"b-{task}") for task in waiting
    }
    refused = {task for task, answer in answers.items() if answer.status_code != 200}
    assert refused == {row["task_id"] for row in rows if row["case_id"] == stale}
    (one,) = refused
    assert answers[one].status_code == 409
    assert answers[one].data["title"]
    assert statuses(cast, five) == ["in_approval", "in_approval", "draft", "in_approval", "in_approval"]
    assert set(trade.tasks(api, "finance")) == {one["id"] for one in five if one is not five[2]}
    cast.system()
    assert Decision.objects.filter(opinion=OPINION["opinion"]).count() == 4


def test_the_same_keys_sent_again_decide_nothing_again(cast, api, five):
    waiting = trade.tasks(api, "manager").values()
    for _time in range(2):
        for task in waiting:
            assert api("manager").post(f"workflow/tasks/{task}/approve", OPINION, key=f"b-{task}").status_code == 200
    cast.system()
    assert Decision.objects.filter(action="approve").count() == 5


def test_what_is_to_be_corrected_says_so(api, five):
    trade.decide(api, "manager", five[0], "return", {"opinion": "价格再确认"})
    rows = api("sales").get("workflow/inbox", box="todo").data["rows"]
    assert [(row["subject"]["id"], row["kind"]) for row in rows] == [(five[0]["id"], "resubmit")]


@pytest.mark.parametrize(
    ("language", "labels"), [("en", ["Customer", "Total", "Owner"]), ("zh-Hans", ["客户", "合计", "负责人"])]
)
def test_the_summary_is_labelled_in_the_language_of_its_reader(cast, api, five, language, labels):
    assert api("manager").patch("me", {"language": language}).status_code == 200
    row = api("manager").get("workflow/inbox", box="todo").data["rows"][0]
    assert [one["label"] for one in row["summary"]] == labels
    seen = api("manager").get(f"workflow/cases/{row['case_id']}").data
    assert [one["label"] for one in seen["summary"]] == labels
