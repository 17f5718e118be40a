"""Opportunities: stages follow each other without gaps, closing is final until reopened, a reason for losing is owed."""

from decimal import Decimal

import pytest

from heyi.apps.crm.models import Opportunity, Stage, StageStay
from heyi.core.events.models import Event


@pytest.fixture
def chance(api):
    customer = api("sales").post("crm/customers", {"name": "蓝天科技有限公司"}).data
    body = {"name": "年度采购", "customer": customer["id"], "amount": "1000.00", "expected_close_on": "2099-05-20"}
    return api("sales").post("crm/opportunities", body).data


def stages(cast, outcome="open"):
    cast.system()
    return list(Stage.objects.filter(company=cast.company, outcome=outcome).order_by("position"))


def assert_stays_are_contiguous(cast, opportunity_id):
    cast.system()
    stays = list(StageStay.objects.filter(opportunity_id=opportunity_id).order_by("entered_at", "pk"))
    assert [stay.left_at for stay in stays[:-1]] == [stay.entered_at for stay in stays[1:]]
    assert stays[-1].left_at is None
    return [stay.stage.outcome for stay in stays]


def test_moving_follows_the_stages_probability_and_keeps_history(api, cast, chance):
    second = stages(cast)[1]
    moved = api("sales").post(f"crm/opportunities/{chance['id']}/move", {"stage": second.pk})
    assert moved.status_code == 200, moved.data
    assert Decimal(moved.data["probability"]) == second.probability
    assert assert_stays_are_contiguous(cast, chance["id"]) == ["open", "open"]


def test_a_pinned_probability_survives_a_move_and_not_the_win(api, cast, chance):
    path = f"crm/opportunities/{chance['id']}"
    assert api("sales").patch(path, {"probability": "0.42"}).status_code == 200
    moved = api("sales").post(f"{path}/move", {"stage": stages(cast)[2].pk})
    assert Decimal(moved.data["probability"]) == Decimal("0.42")
    assert Decimal(api("sales").post(f"{path}/win").data["probability"]) == 1


def test_won_is_told_once_and_cannot_be_moved_until_reopened(api, cast, chance):
    path = f"crm/opportunities/{chance['id']}"
    assert api("sales").post(f"{path}/win").data["outcome"] == "won"
    again = api("sales").post(f"{path}/win")
    assert (again.status_code, again.data["code"]) == (409, "stage_closed")
    assert api("sales").post(f"{path}/move", {"stage": stages(cast)[0].pk}).status_code == 409
    reopened = api("sales").post(f"{path}/reopen")
    assert (reopened.data["outcome"], reopened.data["closed_on"]) == ("open", None)
    assert assert_stays_are_contiguous(cast, chance["id"]) == ["open", "won", "open"]
    assert Event.objects.filter(name="crm.opportunity.won").count() == 1


def test_losing_needs_a_reason(api, cast, chance):
    path = f"crm/opportunities/{chance['id']}/lose"
    assert api("sales").post(path, {}).data["errors"][0]["path"] == "lost_reason"
    assert api("sales").post(path, {"lost_reason": "价格"}).data["lost_reason"] == "价格"
    assert assert_stays_are_contiguous(cast, chance["id"]) == ["open", "lost"]


def test_others_neither_see_nor_move_it(api, cast, chance):
    target = stages(cast)[1].pk
    for name in ("colleague", "stranger", "warehouse"):
        assert api(name).post(f"crm/opportunities/{chance['id']}/move", {"stage": target}).status_code == 404, name
    assert api("finance").post(f"crm/opportunities/{chance['id']}/move", {"stage": target}).status_code == 403
    cast.system()
    assert Opportunity.objects.get(pk=chance["id"]).stage_id == chance["stage"]["id"]


def test_the_forecast_weighs_open_ones_and_sets_the_overdue_apart(api, cast, chance):
    customer = chance["customer"]["id"]
    late = {"name": "过期", "customer": customer, "amount": "50.00", "expected_close_on": "2020-01-01"}
    api("sales").post("crm/opportunities", late)
    told = api("sales").get("crm/forecast").data
    assert told["months"] == [{"currency": "CNY", "amount": "1000.00", "weighted": "100.00", "month": "2099-05"}]
    assert told["overdue"] == [{"currency": "CNY", "amount": "50.00", "weighted": "5.00"}]
    api("sales").post(f"crm/opportunities/{chance['id']}/lose", {"lost_reason": "价格"})
    assert api("sales").get("crm/forecast").data["months"] == []
