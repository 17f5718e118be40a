"""The duplicate check (crm rule 2): strong keys block everywhere, names warn, and nobody learns what they may not see."""

import json
import threading
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection, transaction

from heyi.apps.masterdata.errors import PartyExists
from heyi.apps.masterdata.models import Contact, IdentityKey, Party
from heyi.apps.masterdata.services import duplicates, parties
from heyi.core.access.work import unit_of_work
from heyi.core.org import actors
from heyi.core.org.services import companies
from heyi.kit import tests as kit_tests

NAME, PHONE = "北京蓝天科技有限公司", "010-62345678"
CANARIES = ("蓝天", "金丝雀", "62345678", "canary", "赵同事")


@pytest.fixture
def known(api):
    """A customer of a colleague, with a person there."""
    body = {"name": NAME, "phone": PHONE, "email": "canary@lantian.example", "note": "金丝雀"}
    made = api("colleague").post("crm/customers", body).data
    person = {"party": made["party"]["id"], "name": "金丝雀", "phone": "13800138000"}
    assert api("colleague").post("masterdata/contacts", person).status_code == 201
    return made


def check(client, **values):
    return client.post("masterdata/duplicates", values)


class TestStrongKeys:
    @pytest.mark.parametrize(
        "body",
        [
            {"phone": "(010) 6234 5678"},
            {"phone": "+86-10-62345678"},
            {"email": "Canary@LanTian.example"},
            {"phone": "138 0013 8000"},  # the phone of a contact there
        ],
    )
    def test_block_customers_parties_and_leads_and_say_where(self, api, cast, known, body):
        for path, who in (("crm/customers", "sales"), ("crm/leads", "sales"), ("masterdata/parties", "buyer")):
            refused = api(who).post(path, {"name": "另一家公司", **body})
            assert (refused.status_code, refused.data["code"]) == (409, "party_exists"), path
            assert [error["path"] for error in refused.data["errors"]] == list(body)
        cast.system()
        assert not Party.objects.filter(name="另一家公司").exists()

    def test_block_a_change_as_well_and_leave_the_record_as_it_was(self, api, cast, known):
        other = api("sales").post("crm/customers", {"name": "红海贸易有限公司", "phone": "021-55556666"}).data
        refused = api("sales").patch(f"crm/customers/{other['id']}", {"phone": PHONE})
        assert (refused.status_code, refused.data["code"]) == (409, "party_exists")
        assert api("sales").get(f"crm/customers/{other['id']}").data["phone"] == "021-55556666"
        assert api("sales").patch(f"crm/customers/{other['id']}", {"note": "x"}).status_code == 200

    def test_are_free_again_when_the_record_gives_them_up(self, api, known):
        assert api("colleague").patch(f"crm/customers/{known['id']}", {"phone": ""}).status_code == 200
        assert api("sales").post("crm/customers", {"name": "另一家公司", "phone": PHONE}).status_code == 201

    def test_colleagues_at_one_company_may_share_a_switchboard(self, api, known):
        person = {"party": known["party"]["id"], "name": "第二人", "phone": PHONE}
        assert api("colleague").post("masterdata/contacts", person).status_code == 201

    def test_a_new_contact_elsewhere_is_refused(self, api, known):
        other = api("sales").post("crm/customers", {"name": "红海贸易有限公司"}).data
        person = {"party": other["party"]["id"], "name": "某人", "phone": "13800138000"}
        assert api("sales").post("masterdata/contacts", person).data["code"] == "party_exists"


class TestOverride:
    def test_is_for_those_who_may_and_say_why(self, api, cast, known):
        body = {"name": "蓝天控股", "phone": PHONE, "duplicate_reason": "集团共用总机"}
        assert api("sales").post("crm/customers", body).status_code == 403
        assert api("manager").post("crm/customers", {**body, "duplicate_reason": " "}).status_code == 409
        made = api("manager").post("crm/customers", body)
        assert made.status_code == 201, made.data
        cast.system()
        key = IdentityKey.objects.get(resource="masterdata.party", record_id=made.data["party"]["id"], kind="phone")
        assert (key.is_blocking, key.reason, key.created_by_id) == (False, "集团共用总机", cast.employees["manager"].pk)
        assert api("sales").post("crm/customers", {"name": "第三家", "phone": PHONE}).status_code == 409

    def test_never_holds_for_a_credit_code(self, api, known):
        code = "91110000600037341L"
        assert api("manager").post("crm/customers", {"name": "甲公司", "credit_code": code}).status_code == 201
        body = {"name": "乙公司", "credit_code": code, "duplicate_reason": "同一集团"}
        assert api("manager").post("crm/customers", body).data["code"] == "party_exists"


class TestWhileTyping:
    def test_tells_those_who_see_it_who_it_is(self, api, known):
        (found,) = check(api("colleague"), name="藍天科技（北京）有限公司", phone=PHONE).data["matches"]
        assert (found["strength"], found["by"]) == ("strong", ["phone", "name"])
        assert (found["resource"], found["id"], found["owner"]) == ("crm.customer", known["id"], "赵同事")

    def test_tells_others_only_that_it_exists_and_which_department_has_it(self, api, known):
        answer = check(api("sales"), name=NAME, phone=PHONE, email="canary@lantian.example")
        (found,) = answer.data["matches"]
        assert (found["department"], found["in_pool"]) == ("上海销售组", False)
        assert {found[name] for name in ("label", "resource", "id", "owner")} == {None}
        refused = api("sales").post("crm/customers", {"name": "某某", "phone": PHONE})
        for text in (json.dumps(answer.data, ensure_ascii=False), json.dumps(refused.data, ensure_ascii=False)):
            assert not [word for word in CANARIES if word in text]

    def test_offers_what_lies_in_the_pool_for_claiming(self, api, known):
        api("colleague").post(f"crm/customers/{known['id']}/return_to_pool")
        (found,) = check(api("sales"), name=NAME).data["matches"]
        assert (found["strength"], found["in_pool"], found["can_claim"]) == ("weak", True, True)
        assert found["id"] == known["id"]

    def test_a_record_is_no_duplicate_of_itself_and_leaving_out_tells_nothing(self, api, known):
        own = {"resource": "crm.customer", "id": known["id"]}
        assert check(api("colleague"), name=NAME, **own).data["matches"] == []
        assert len(check(api("sales"), name=NAME, **own).data["matches"]) == 1

    def test_finds_leads_and_not_those_found_invalid(self, api):
        lead = api("sales").post("crm/leads", {"name": "绿洲环保科技有限公司", "phone": "13911112222"}).data
        assert len(check(api("colleague"), phone="+86 139 1111 2222").data["matches"]) == 1
        assert check(api("colleague"), name="绿洲环保科技").data["matches"][0]["strength"] == "weak"
        api("sales").post(f"crm/leads/{lead['id']}/discard", {"invalid_reason": "空号"})
        assert check(api("colleague"), phone="13911112222").data["matches"] == []

    def test_other_companies_are_never_found(self, api, known):
        assert check(api("stranger"), name=NAME, phone=PHONE).data["matches"] == []

    def test_needs_the_permission_and_ends_trawling(self, api, known, monkeypatch):
        assert check(api("warehouse"), name=NAME).status_code == 403
        monkeypatch.setattr("heyi.apps.masterdata.api.PER_MINUTE", 3)
        client = api("sales")
        assert [check(client, name=NAME).status_code for _n in range(5)] == [200, 200, 200, 429, 429]
        assert check(api("colleague"), name=NAME).status_code == 200

    def test_refuses_what_it_does_not_know(self, api):
        assert check(api("sales"), fax="1").status_code == 422
        assert check(api("sales"), name="长" * 301).status_code == 422


def test_the_index_gives_every_pair_that_people_called_the_same(cast):
    """What `likeness` would call alike must come out of the database: nothing is lost on the way."""
    actor = cast.system()
    lines = (Path(kit_tests.__file__).parent / "company_names.txt").read_text("utf-8").splitlines()
    groups = [[name.strip() for name in line[2:].split("|")] for line in lines if line[:1] in "=!"]
    wrote: dict[str, list[str]] = defaultdict(list)
    for number, name in enumerate(dict.fromkeys(name for group in groups for name in group), start=1):
        holder = duplicates.Holder("masterdata.party", number, f"party:{number}", actor.company_id)
        duplicates.keep(holder, {"name": name}, actor=actor)
        wrote[name].append(f"party:{number}")
    found = wanted = 0
    for group in (
        group for line, group in zip((x for x in lines if x[:1] in "=!"), groups, strict=True) if line[0] == "="
    ):
        for one in group:
            families = duplicates.alike(one, actor.company_id)
            for other in group:
                if other != one:
                    wanted += 1
                    found += wrote[other][0] in families
    assert found / wanted >= 0.95, f"{found} of {wanted}"


def test_keys_go_with_their_records_and_are_made_again_for_old_ones(api, cast, known):
    from importlib import import_module

    from django.apps import apps

    cast.system()
    before = set(IdentityKey.objects.values_list("resource", "record_id", "kind", "value", "is_blocking"))
    IdentityKey.objects.all().delete()
    migration = import_module("heyi.apps.masterdata.migrations.0003_identity_keys")
    migration.keep_keys(apps, type("Editor", (), {"connection": connection}))
    cast.system()
    assert set(IdentityKey.objects.values_list("resource", "record_id", "kind", "value", "is_blocking")) == before
    person = Contact.objects.get(name="金丝雀")
    assert api("admin").delete(f"masterdata/contacts/{person.pk}").status_code in (204, 403, 404)
    actor = cast.system()
    from heyi.apps.masterdata.services import contacts

    if Contact.objects.filter(pk=person.pk).exists():
        contacts.delete(person.pk, actor=actor)
    assert not IdentityKey.objects.filter(resource="masterdata.contact").exists()


def test_of_two_who_enter_one_customer_at_once_one_has_it_and_the_other_is_told(committed):
    users = [committed.employees[name].user_id for name in ("sales", "colleague")]
    results: list[str] = []

    def run(user_id: int, barrier: threading.Barrier, number: int) -> None:
        try:
            barrier.wait(timeout=20)
            with transaction.atomic():
                actor = actors.load(user_id)
                with unit_of_work(actor):
                    body = {"name": f"同时{number}有限公司", "phone": f"1380000{number:04}"}
                    parties.create(body, actor=actor)
            results.append("made")
        except PartyExists as refusal:
            results.append("told" if refusal.extra["matches"] else "refused in silence")
        finally:
            connection.close()

    for number in range(6):
        barrier = threading.Barrier(2)
        threads = [threading.Thread(target=run, args=(user, barrier, number)) for user in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert sorted(results) == ["made"] * 6 + ["told"] * 6
    with unit_of_work(companies.acting_for(committed.company)):
        assert Party.objects.filter(name__startswith="同时").count() == 6
