"""Opportunities: stages follow each other without gaps, closing is final until reopened, a reason for losing is owed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from heyi.apps.crm.models import Opportunity, Pipeline, Stage, StageStay
from heyi.apps.masterdata.models import ExchangeRate
from heyi.core.events.models import Event
from heyi.core.org.days import today
from heyi.core.resources.saving import save


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


class TestClosingByTheBackDoor:
    """Losing owes a reason and winning its permission, by whichever way an opportunity comes into the stage (rule 7)."""

    @pytest.mark.parametrize("way", ["move", "patch"])
    def test_into_lost_without_a_reason_is_refused(self, api, cast, chance, way):
        (lost,) = stages(cast, "lost")
        path = f"crm/opportunities/{chance['id']}"
        sales = api("sales")
        asked = {"stage": lost.pk}
        refused = sales.post(f"{path}/move", asked) if way == "move" else sales.patch(path, asked)
        assert (refused.status_code, refused.data["errors"][0]["path"]) == (422, "lost_reason")
        assert sales.get(path).data["outcome"] == "open"
        assert assert_stays_are_contiguous(cast, chance["id"]) == ["open"]

    def test_a_move_into_a_closing_stage_is_the_verb(self, api, cast, chance):
        (lost,), (won,) = stages(cast, "lost"), stages(cast, "won")
        path = f"crm/opportunities/{chance['id']}"
        api("sales").patch(path, {"probability": "0.42"})
        done = api("sales").post(f"{path}/move", {"stage": lost.pk, "lost_reason": "价格"}).data
        assert (done["outcome"], Decimal(done["probability"]), done["lost_reason"]) == ("lost", 0, "价格")
        api("sales").post(f"{path}/reopen")
        done = api("sales").post(f"{path}/move", {"stage": won.pk}).data
        assert (done["outcome"], Decimal(done["probability"]), done["lost_reason"]) == ("won", 1, "")
        assert Event.objects.filter(name="crm.opportunity.won").count() == 1
        assert Event.objects.filter(name="crm.opportunity.lost").count() == 1

    def test_a_probability_that_is_let_go_follows_the_stage_again(self, api, cast, chance):
        path = f"crm/opportunities/{chance['id']}"
        api("sales").patch(path, {"probability": "0.42"})
        freed = api("sales").patch(path, {"is_pinned": False})
        assert Decimal(freed.data["probability"]) == stages(cast)[0].probability
        moved = api("sales").post(f"{path}/move", {"stage": stages(cast)[2].pk}).data
        assert Decimal(moved["probability"]) == stages(cast)[2].probability

    def test_another_pipelines_stage_is_refused(self, api, cast, chance):
        actor = cast.system()
        other = save(Pipeline(company=cast.company, name="渠道"), actor=actor)
        stage = save(Stage(company=cast.company, pipeline=other, name="报备", position=1), actor=actor)
        path = f"crm/opportunities/{chance['id']}"
        assert api("sales").post(f"{path}/move", {"stage": stage.pk}).data["code"] == "other_pipeline"
        body = {"name": "渠道单", "customer": chance["customer"]["id"], "stage": stage.pk}
        made = api("sales").post("crm/opportunities", body).data
        assert made["pipeline"]["label"] == "渠道"


class TestForecast:
    def test_counts_what_was_won_whole_in_its_month_and_adds_up_in_the_companys_currency(self, api, cast, chance):
        actor = cast.system()
        save(ExchangeRate(currency="USD", on=date(2020, 1, 1), rate=Decimal("7")), actor=actor)
        customer = chance["customer"]["id"]
        for name, more in (
            ("美元单", {"currency": "USD", "expected_close_on": "2099-05-01"}),
            ("欧元单", {"currency": "EUR", "expected_close_on": "2099-05-01"}),
            ("没有日期", {}),
        ):
            api("sales").post("crm/opportunities", {"name": name, "customer": customer, "amount": "100.00", **more})
        won = api("sales").post("crm/opportunities", {"name": "赢了", "customer": customer, "amount": "300.00"}).data
        api("sales").post(f"crm/opportunities/{won['id']}/win")
        told = api("sales").get("crm/forecast").data
        month = f"{today(cast.company.pk):%Y-%m}"
        assert told["won"] == [{"currency": "CNY", "amount": "300.00", "weighted": "300.00", "month": month}]
        assert [row["currency"] for row in told["months"]] == ["CNY", "EUR", "USD"]
        assert told["undated"] == [{"currency": "CNY", "amount": "100.00", "weighted": "10.00"}]
        assert told["base"]["months"] == {"amount": "1700.00", "weighted": "170.00"}
        assert told["base"]["without_rate"] == ["EUR"]
        assert api("colleague").get("crm/forecast").data["won"] == []


def test_it_is_stalled_when_nothing_was_done_and_a_follow_up_ends_that(api, cast, chance):
    path = f"crm/opportunities/{chance['id']}"
    assert api("sales").get(path).data["stalled_days"] is None
    cast.system()
    Opportunity.objects.update(last_activity_at=timezone.now() - timedelta(days=20))
    api("sales").patch(path, {"note": "改备注不算"})
    assert api("sales").get(path).data["stalled_days"] == 20
    said = {"customer": chance["customer"]["id"], "opportunity": chance["id"], "content": "电话确认了交期"}
    assert api("sales").post("crm/follow-ups", said).status_code == 201
    assert api("sales").get(path).data["stalled_days"] is None
