"""A party that is a customer is seen by those who see the customer, on every path; a supplier by grants of its own."""

from typing import Any

import pytest

from heyi.apps.crm.models import Customer
from heyi.apps.masterdata.models import Contact, Party, PriceList
from heyi.core.access import explaining, scoping
from heyi.core.resources.saving import save

pytestmark = pytest.mark.django_db
PEOPLE = ("sales", "colleague", "manager", "finance", "warehouse", "buyer", "boss", "employee", "admin", "stranger")
SECRET = "蓝天"


@pytest.fixture
def world(cast: Any, api: Any) -> dict[str, Any]:
    """The customer of a colleague, one in the pool, a supplier, a customer that is a supplier too; contacts of each."""
    hers = api("colleague").post("crm/customers", {"name": "蓝天科技有限公司", "phone": "021-62341234"}).data
    pooled = api("colleague").post("crm/customers", {"name": "公海仪表有限公司"}).data
    assert api("colleague").post(f"crm/customers/{pooled['id']}/return_to_pool", {}).status_code == 200
    both = api("colleague").post("crm/customers", {"name": "两用阀门有限公司"}).data
    actor = cast.system()
    supplier = save(Party(name="红日钢材有限公司", is_supplier=True), actor=actor)
    Party.objects.filter(pk=both["party"]["id"]).update(is_supplier=True)
    parties = {
        "hers": hers["party"]["id"],
        "pooled": pooled["party"]["id"],
        "both": both["party"]["id"],
        "supplier": supplier.pk,
    }
    contacts = {
        name: save(Contact(party_id=pk, name=f"联系{name}", phone="13800001111"), actor=actor).pk
        for name, pk in parties.items()
    }
    return {"customer": hers["id"], "parties": parties, "contacts": contacts}


def _seen(api: Any, path: str, ids: dict[str, int]) -> set[str]:
    rows = api.get(path, limit=200).data.get("rows", [])
    return {name for name, pk in ids.items() if pk in {row["id"] for row in rows}}


EXPECTED = {
    "sales": {"pooled"},
    "colleague": {"hers", "pooled", "both"},
    "manager": {"hers", "pooled", "both"},
    "finance": {"hers", "pooled", "both", "supplier"},
    "boss": {"hers", "pooled", "both", "supplier"},
    "admin": {"hers", "pooled", "both", "supplier"},
    "warehouse": {"both", "supplier"},
    "buyer": {"both", "supplier"},
    "employee": set(),
    "stranger": set(),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_person_sees_exactly_the_parties_and_contacts_of_their_customers_and_suppliers(
    cast: Any, api: Any, world: dict[str, Any], person: str
) -> None:
    client = api(person)
    assert _seen(client, "masterdata/parties", world["parties"]) == EXPECTED[person]
    assert _seen(client, "masterdata/contacts", world["contacts"]) == EXPECTED[person]
    for kind in ("parties", "contacts"):
        for name, pk in world[kind].items():
            wanted = 200 if name in EXPECTED[person] else 404
            assert client.get(f"masterdata/{kind}/{pk}").status_code == wanted, (kind, name)


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_explained_is_what_is_shown_for_every_person_and_party(
    cast: Any, world: dict[str, Any], person: str
) -> None:
    for verb in ("view", "update"):
        for kind, model in (("parties", Party), ("contacts", Contact)):
            for pk in world[kind].values():
                cast.system()
                record = model.objects.filter(pk=pk).first()
                found = explaining.explain(cast.employees[person], f"{model._meta.label_lower}.{verb}", record)
                actor = cast.actor(person)
                shown = scoping.is_visible(actor, record) and scoping.is_visible(actor, record, verb)
                assert found.allowed == shown, (kind, verb, record, found.reasons)


def test_the_explanation_names_the_customer_as_the_way(cast: Any, world: dict[str, Any]) -> None:
    cast.system()
    party = Party.objects.get(pk=world["parties"]["hers"])
    for person, sentence in (
        ("colleague", "It belongs to a record that they reach"),
        ("sales", "It belongs to no record that they reach"),
        ("buyer", "It does not count here: this record is seen with its"),
    ):
        found = explaining.explain(cast.employees[person], "masterdata.party.view", party)
        assert any(sentence in reason.text for reason in found.reasons), (person, found.reasons)


class TestUnseen:
    """The name of an unseen party comes out of no side door, and it cannot be named."""

    def test_search_options_sums_and_export_say_nothing_of_it(self, api: Any, world: dict[str, Any]) -> None:
        sales = api("sales")
        for path, params in (
            ("search", {"q": SECRET}),
            ("masterdata/parties", {"q": SECRET, "count": "true"}),
            ("masterdata/parties/options", {"q": SECRET}),
            ("masterdata/contacts/options", {"q": "联系hers"}),
            ("masterdata/parties/aggregate", {"group": "is_customer"}),
            ("masterdata/contacts/aggregate", {"group": "party"}),
            ("masterdata/contacts", {"filter": ["party", "eq", world["parties"]["hers"]]}),
        ):
            answer = sales.get(path, **params)
            assert answer.status_code in (200, 404, 422), path
            assert SECRET not in answer.content.decode(), path
            assert "联系hers" not in answer.content.decode(), path

    def test_it_cannot_be_named_in_a_contact_a_price_list_or_a_follow_up(self, api: Any, world: dict[str, Any]) -> None:
        sales, before = api("sales"), Contact.objects.count()
        party, contact = world["parties"]["hers"], world["contacts"]["hers"]
        assert sales.post("masterdata/contacts", {"name": "内线", "party": party}).status_code == 422
        assert sales.post("crm/customers", {"name": "抢", "party": party}).status_code in (403, 422)
        mine = sales.post("crm/customers", {"name": "自己的客户"}).data["id"]
        named = sales.post("crm/follow-ups", {"customer": mine, "contact": contact, "content": "x", "kind": "call"})
        assert named.status_code == 422
        assert sales.post("sales/orders", {"customer": world["customer"], "lines": []}).status_code == 422
        assert sales.patch(f"masterdata/contacts/{contact}", {"name": "改"}, version=1).status_code == 404
        assert Contact.objects.count() == before
        assert Customer.objects.filter(party_id=party).count() == 1

    def test_the_prices_of_an_unseen_customer_are_unseen_too(self, cast: Any, api: Any, world: dict[str, Any]) -> None:
        actor = cast.system()
        everybody = save(PriceList(name="标准价", currency="CNY"), actor=actor)
        special = save(PriceList(name="协议价", currency="CNY", party_id=world["parties"]["hers"]), actor=actor)
        lists = {"everybody": everybody.pk, "special": special.pk}
        assert _seen(api("sales"), "masterdata/price-lists", lists) == {"everybody"}
        assert _seen(api("colleague"), "masterdata/price-lists", lists) == {"everybody", "special"}


class TestShares:
    def test_a_team_member_sees_the_party_and_its_contacts_until_they_leave_the_team(
        self, cast: Any, api: Any, world: dict[str, Any]
    ) -> None:
        path = f"crm/customers/{world['customer']}"
        member = {"employee": cast.employees["sales"].pk}
        assert api("colleague").post(f"{path}/add_member", member).status_code == 200
        assert _seen(api("sales"), "masterdata/parties", world["parties"]) == {"hers", "pooled"}
        assert _seen(api("sales"), "masterdata/contacts", world["contacts"]) == {"hers", "pooled"}
        contact = f"masterdata/contacts/{world['contacts']['hers']}"
        assert api("sales").patch(contact, {"title": "经理"}, version=1).status_code == 403
        assert api("colleague").post(f"{path}/remove_member", member).status_code == 200
        assert _seen(api("sales"), "masterdata/parties", world["parties"]) == {"pooled"}

    def test_an_editing_team_member_keeps_the_contacts_too(self, cast: Any, api: Any, world: dict[str, Any]) -> None:
        member = {"employee": cast.employees["sales"].pk, "writable": True}
        assert api("colleague").post(f"crm/customers/{world['customer']}/add_member", member).status_code == 200
        contact = f"masterdata/contacts/{world['contacts']['hers']}"
        assert api("sales").patch(contact, {"title": "经理"}, version=1).status_code == 200


def test_a_customer_that_is_deleted_leaves_a_party_that_is_none(cast: Any, api: Any, world: dict[str, Any]) -> None:
    fresh = api("admin").post("crm/customers", {"name": "一次性客户"}).data
    assert api("admin").delete(f"crm/customers/{fresh['id']}", version=fresh["version"]).status_code == 204
    cast.system()
    assert not Party.objects.get(pk=fresh["party"]["id"]).is_customer


def test_whoever_may_not_see_a_match_learns_only_that_it_exists(api: Any) -> None:
    body = {"name": "绿洲科技有限公司", "credit_code": "91110000600037341L"}
    assert api("colleague").post("crm/customers", body).status_code == 201
    refused = api("sales").post("crm/customers", {**body, "name": "别的名字"})
    assert refused.status_code == 409
    assert "绿洲" not in refused.content.decode()
    assert [(match["id"], match["label"]) for match in refused.data["matches"]] == [(None, None)]
