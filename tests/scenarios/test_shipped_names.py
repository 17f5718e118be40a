"""What came with the system speaks the reader's language everywhere; what the company calls otherwise stays its own."""

import pytest

from heyi.apps.crm.models import Stage
from heyi.core.access.models import Role
from heyi.core.resources.saving import save
from tests import trade

pytestmark = pytest.mark.django_db
NAMES = {
    "zh-Hans": ("初步确认", "需求确认", "报价", "商务谈判", "赢单", "输单"),
    "zh-Hant": ("初步確認", "需求確認", "報價", "商務談判", "成交", "失單"),
    "en": ("Qualified", "Needs confirmed", "Quotation", "Negotiation", "Won", "Lost"),
}


@pytest.fixture
def opportunity(cast, api):
    buyer = trade.customer(api)
    made = api("sales").post("crm/opportunities", {"name": "年度采购", "customer": buyer["id"], "amount": "100"})
    assert made.status_code == 201, made.data
    return made.data


def reading(api, language, name="sales"):
    client = api(name)
    assert client.patch("me", {"language": language}).status_code == 200
    return client


@pytest.mark.parametrize("language", NAMES)
def test_stages_are_called_alike_in_lists_details_options_lanes_and_settings(api, opportunity, language):
    sales, first = reading(api, language), NAMES[language][0]
    (row,) = sales.get("crm/opportunities").data["rows"]
    shown = sales.get(f"crm/opportunities/{opportunity['id']}").data
    (lane,) = sales.get("crm/opportunities/aggregate", group="stage").data["rows"]
    assert {row["stage"]["label"], shown["stage"]["label"], lane["label"]} == {first}
    options = sales.get("crm/stages/options").data["rows"]
    assert {one["label"] for one in options} == set(NAMES[language])
    admin = reading(api, language, "admin")
    (pipeline,) = admin.get("crm/pipelines").data["rows"]
    lines = admin.get(f"crm/pipelines/{pipeline['id']}").data["stages"]
    assert tuple(line["name"] for line in lines) == NAMES[language]


def test_a_name_of_the_company_stays_as_it_was_written(cast, api, opportunity):
    actor = cast.system()
    stage = Stage.objects.get(pk=opportunity["stage"]["id"])
    stage.name = "首次拜访"
    save(stage, actor=actor)
    for language in NAMES:
        assert reading(api, language).get("crm/opportunities").data["rows"][0]["stage"]["label"] == "首次拜访"


def test_reading_in_another_language_writes_nothing(cast, api, opportunity):
    reading(api, "en").get(f"crm/opportunities/{opportunity['id']}")
    cast.system()
    assert Stage.objects.get(pk=opportunity["stage"]["id"]).name == "初步确认"


def test_shipped_roles_and_places_follow_too(cast, api):
    admin = reading(api, "en", "admin")
    rows = admin.get("access/roles", limit=100).data["rows"]
    assert "Finance" in {row["name"] for row in rows}
    finance = next(row["id"] for row in rows if row["name"] == "Finance")
    assert admin.get(f"access/roles/{finance}").data["label"] == "Finance"
    cast.system()
    assert Role.objects.get(pk=finance).name == "财务"
    places = reading(api, "en", "warehouse").get("inventory/locations").data["rows"]
    assert {row["name"] for row in places} == {"Main warehouse", "Customers", "Suppliers", "Gain / loss"}


@pytest.mark.parametrize("language", NAMES)
def test_they_are_found_by_what_the_reader_sees(api, opportunity, language):
    sales, second = reading(api, language), NAMES[language][1]
    assert [one["label"] for one in sales.get("crm/stages/options", q=second.upper()).data["rows"]] == [second]
    assert [row["name"] for row in sales.get("crm/stages", q=second).data["rows"]] == [second]
    assert sales.get("crm/stages/options", q="no such stage").data["rows"] == []
