"""Leads become customers in one step (crm rule 1): existing, new or nothing for each of three; once; and they stay."""

import threading

import pytest
from django.db import connection, transaction

from heyi.apps.crm.models import Customer, FollowUp, Lead, Opportunity
from heyi.apps.crm.services import leads
from heyi.apps.masterdata.models import Contact, IdentityKey, Party
from heyi.core.access.work import unit_of_work
from heyi.core.events.models import Event
from heyi.core.org import actors

BODY = {
    "name": "绿洲环保科技有限公司",
    "contact_name": "周工",
    "phone": "13911112222",
    "source": "展会",
    "campaign": "上海环博会",
    "need": "污水站在线监测",
}


@pytest.fixture
def lead(api):
    made = api("sales").post("crm/leads", BODY)
    assert made.status_code == 201, made.data
    return f"crm/leads/{made.data['id']}"


def counts(cast):
    cast.system()
    return tuple(model.objects.count() for model in (Party, Customer, Contact, Opportunity))


class TestConvert:
    def test_makes_customer_contact_and_opportunity_and_the_lead_stays_with_its_source(self, api, cast, lead):
        done = api("sales").post(f"{lead}/convert", {"opportunity_name": "监测项目", "amount": "88000.00"})
        assert done.status_code == 200, done.data
        assert (done.data["status"], done.data["source"]) == ("converted", "展会")
        customer = api("sales").get(f"crm/customers/{done.data['customer']['id']}").data
        assert (customer["name"], customer["source"], customer["owner"]["label"]) == (BODY["name"], "展会", "林晓雯")
        chance = api("sales").get(f"crm/opportunities/{done.data['opportunity']['id']}").data
        assert (chance["name"], chance["amount"], chance["customer"]["id"]) == ("监测项目", "88000.00", customer["id"])
        assert counts(cast) == (1, 1, 1, 1)
        assert Contact.objects.get().phone == BODY["phone"]
        assert IdentityKey.objects.get(kind="phone").family == f"party:{customer['party']['id']}"
        assert Event.objects.filter(name="crm.lead.converted").count() == 1

    def test_a_second_click_returns_the_first_result(self, api, cast, lead):
        first = api("sales").post(f"{lead}/convert", {}).data
        second = api("sales").post(f"{lead}/convert", {"opportunity_name": "另一个"})
        assert second.status_code == 200
        for name in ("customer", "contact", "opportunity", "converted_at"):
            assert second.data[name] == first[name]
        assert counts(cast) == (1, 1, 1, 1)

    def test_joins_what_exists_and_leaves_out_what_is_not_wanted(self, api, cast, lead):
        customer = api("sales").post("crm/customers", {"name": "绿洲集团"}).data
        chance = api("sales").post("crm/opportunities", {"name": "已有商机", "customer": customer["id"]}).data
        body = {
            "account_choice": "existing",
            "customer": customer["id"],
            "contact_choice": "skip",
            "opportunity_choice": "existing",
            "opportunity": chance["id"],
        }
        done = api("sales").post(f"{lead}/convert", body).data
        assert (done["customer"]["id"], done["contact"], done["opportunity"]["id"]) == (
            customer["id"],
            None,
            chance["id"],
        )
        assert counts(cast) == (1, 1, 0, 1)
        again = api("sales").post("crm/leads", {**BODY, "name": "绿洲分部", "phone": "13911113333"}).data
        joined = api("sales").post(f"crm/leads/{again['id']}/convert", body)
        assert joined.data["opportunity"]["id"] == chance["id"]

    @pytest.mark.parametrize(
        ("body", "path"),
        [
            ({"account_choice": "existing"}, "customer"),
            ({"contact_choice": "existing"}, "contact"),
            ({"opportunity_choice": "existing"}, "opportunity"),
            ({"account_choice": "skip"}, "account_choice"),
        ],
    )
    def test_refuses_what_cannot_be_names_the_place_and_writes_nothing(self, api, cast, lead, body, path):
        refused = api("sales").post(f"{lead}/convert", body)
        assert (refused.status_code, refused.data["errors"][0]["path"]) == (422, path)
        assert counts(cast) == (0, 0, 0, 0)
        assert Lead.objects.get().status == "new"

    def test_nothing_at_all_is_no_conversion_and_an_invalid_lead_has_none(self, api, cast, lead):
        nothing = dict.fromkeys(("account_choice", "contact_choice", "opportunity_choice"), "skip")
        assert api("sales").post(f"{lead}/convert", nothing).data["code"] == "nothing_to_convert"
        assert api("sales").post(f"{lead}/discard", {"invalid_reason": "空号"}).status_code == 200
        assert api("sales").post(f"{lead}/convert", {}).data["code"] == "lead_not_open"
        assert api("sales").post(f"{lead}/revive").data["status"] == "working"

    def test_when_the_opportunity_fails_there_is_no_customer_either(self, api, cast, lead):
        refused = api("sales").post(f"{lead}/convert", {"amount": "-5.00"})
        assert refused.status_code >= 400
        assert counts(cast) == (0, 0, 0, 0)
        assert IdentityKey.objects.filter(resource="crm.lead", kind="phone").exists()

    def test_follow_ups_are_the_customers_by_link_and_not_copied(self, api, cast, lead):
        number = int(lead.rpartition("/")[2])
        said = api("sales").post("crm/follow-ups", {"lead": number, "content": "电话沟通了监测方案"})
        assert said.status_code == 201, said.data
        done = api("sales").post(f"{lead}/convert", {}).data
        rows = api("sales").get("crm/follow-ups", filter=["customer", "eq", done["customer"]["id"]]).data["rows"]
        assert [row["id"] for row in rows] == [said.data["id"]]
        cast.system()
        assert FollowUp.objects.count() == 1
        assert Customer.objects.get().last_follow_up_at is not None
        leads_of = api("sales").get("crm/leads", filter=["customer", "eq", done["customer"]["id"]]).data["rows"]
        assert [row["id"] for row in leads_of] == [number]

    def test_is_for_those_who_own_the_lead(self, api, cast, lead):
        assert api("colleague").post(f"{lead}/convert", {}).status_code == 404
        assert api("finance").post(f"{lead}/convert", {}).status_code == 403
        assert api("stranger").post(f"{lead}/convert", {}).status_code == 404
        assert counts(cast) == (0, 0, 0, 0)

    def test_a_converted_lead_is_read_and_not_edited(self, api, lead):
        api("sales").post(f"{lead}/convert", {})
        assert api("sales").get(lead).data["campaign"] == "上海环博会"
        assert api("sales").patch(lead, {"name": "x"}).status_code == 409
        assert api("sales").post(f"{lead}/move", {"status": "working"}).status_code == 409


class TestMove:
    def test_goes_between_open_states_and_not_past_the_verbs(self, api, lead):
        assert api("sales").post(f"{lead}/move", {"status": "qualified"}).data["status"] == "qualified"
        assert api("sales").post(f"{lead}/move", {"status": "new"}).data["status"] == "new"
        for closed in ("converted", "invalid"):
            assert api("sales").post(f"{lead}/move", {"status": closed}).data["code"] == "use_convert"
        assert api("sales").get(lead).data["status"] == "new"


def test_two_who_convert_at_once_get_one_result(committed):
    names = ("sales", "manager")
    with unit_of_work(actors.load(committed.employees["sales"].user_id)) as actor:
        made = [leads.create({"name": f"线索{n}有限公司", "contact_name": "某人"}, actor=actor).pk for n in range(5)]
    results: list[tuple[int, int, int]] = []

    def run(name: str, barrier: threading.Barrier, pk: int) -> None:
        try:
            barrier.wait(timeout=20)
            with transaction.atomic():
                actor = actors.load(committed.employees[name].user_id)
                with unit_of_work(actor):
                    found = leads.convert(pk, actor=actor)
                    results.append((found.customer_id, found.contact_id, found.opportunity_id))
        finally:
            connection.close()

    for pk in made:
        barrier = threading.Barrier(2)
        threads = [threading.Thread(target=run, args=(name, barrier, pk)) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert (len(results), len(set(results))) == (10, 5)
    with unit_of_work(actors.load(committed.employees["boss"].user_id)):
        assert Customer.objects.count() == Opportunity.objects.count() == Contact.objects.count() == 5
