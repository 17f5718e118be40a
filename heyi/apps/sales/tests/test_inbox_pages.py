"""The boxes of the inbox, page after page, with and without a search: together they are the whole box in its order."""

import pytest

from tests import trade

pytestmark = pytest.mark.django_db


def paged(client, box, size, **more):
    found, cursor = [], ""
    while cursor is not None:
        page = client.get("workflow/inbox", box=box, limit=size, cursor=cursor, **more).data
        assert len(page["rows"]) <= size
        found += [(row["case_id"], row["task_id"]) for row in page["rows"]]
        cursor = page["next"]
    return found


def test_pages_of_every_box_are_the_box(api, cast):
    gauge, buyer = trade.product(cast, api, "G", stock="100"), trade.customer(api)
    sales, manager = api("sales"), api("manager")
    orders = [trade.order(api, buyer, (gauge, "1")) for _number in range(5)]
    numbers = [trade.act(sales, order, "submit")["number"] for order in orders]
    waiting = paged(manager, "todo", 200)
    for _case, task in waiting[:3]:
        assert manager.post(f"workflow/tasks/{task}/approve", {}).status_code == 200
    boxes = {"todo": (manager, 2), "done": (manager, 3), "mine": (sales, 5), "cc": (sales, 0)}
    for box, (client, count) in boxes.items():
        whole = paged(client, box, 200)
        assert len(whole) == count, box
        assert paged(client, box, 1) == paged(client, box, 2) == whole, box
    assert len(paged(sales, "mine", 1, q=numbers[0])) == 1
    assert paged(sales, "mine", 1, q="没有的") == []
