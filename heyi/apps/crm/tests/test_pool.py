"""The pool: one winner, honest limits, nothing for those who may not."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from heyi.apps.crm.errors import AlreadyClaimed
from heyi.apps.crm.models import Customer, Pool, PoolEntry
from heyi.apps.crm.services import customers, pool
from heyi.core.access.models import Share
from heyi.core.access.work import unit_of_work
from heyi.core.events.models import Event
from heyi.core.org import actors
from heyi.core.org.services import companies, people


@pytest.fixture
def customer(api):
    return api("sales").post("crm/customers", {"name": "蓝天科技有限公司"}).data


@pytest.fixture
def pooled(api, customer):
    assert api("sales").post(f"crm/customers/{customer['id']}/return_to_pool", {"reason": "放弃"}).status_code == 200
    return f"crm/customers/{customer['id']}"


def rules(cast, **limits):
    cast.system()
    Pool.objects.filter(company=cast.company).update(**limits)


class TestClaim:
    def test_gives_the_customer_to_who_asks_first_and_tells_the_second_who(self, api, cast, pooled):
        taken = api("colleague").post(f"{pooled}/claim")
        assert taken.data["owner"]["label"] == "赵同事"
        late = api("manager").post(f"{pooled}/claim")
        assert (late.status_code, late.data["code"]) == (409, "already_claimed")
        assert "赵同事" in late.data["title"]
        cast.system()
        assert list(PoolEntry.objects.order_by("pk").values_list("act", flat=True)) == ["return", "claim"]
        assert Event.objects.filter(name="crm.customer.claimed").count() == 1

    def test_of_somebody_elses_customer_is_answered_as_unseen(self, api, cast, customer):
        assert api("colleague").post(f"crm/customers/{customer['id']}/claim").status_code == 404
        assert api("stranger").post(f"crm/customers/{customer['id']}/claim").status_code == 404
        cast.system()
        assert not PoolEntry.objects.exists()

    def test_is_refused_to_those_who_only_look(self, api, pooled):
        assert api("finance").post(f"{pooled}/claim").status_code == 403
        assert api("warehouse").post(f"{pooled}/claim").status_code == 404

    def test_giving_back_does_not_give_the_days_claim_back(self, api, cast, pooled):
        rules(cast, daily_limit=1)
        assert api("colleague").post(f"{pooled}/claim").status_code == 200
        assert api("colleague").post(f"{pooled}/return_to_pool").status_code == 200
        again = api("colleague").post(f"{pooled}/claim")
        assert (again.status_code, again.data["code"]) == (409, "claim_limit")
        assert api("sales").post(f"{pooled}/claim").status_code == 200

    def test_the_former_owner_waits_for_the_cool_down(self, api, cast, pooled):
        rules(cast, cool_down_days=3)
        assert api("sales").post(f"{pooled}/claim").data["code"] == "cooling_down"
        assert api("colleague").post(f"{pooled}/claim").status_code == 200


class TestHoldingCap:
    def test_holds_for_claim_create_and_transfer(self, api, cast, pooled):
        other = api("manager").post("crm/customers", {"name": "红海贸易有限公司"}).data
        rules(cast, holding_cap=1)
        assert api("colleague").post(f"{pooled}/claim").status_code == 200
        assert api("colleague").post("crm/customers", {"name": "白云制造有限公司"}).data["code"] == "holding_full"
        colleague = cast.employees["colleague"].pk
        moved = api("manager").post(f"crm/customers/{other['id']}/transfer", {"owner": colleague})
        assert (moved.status_code, moved.data["code"]) == (409, "holding_full")
        cast.system()
        assert Customer.objects.filter(owner_id=colleague).count() == 1


class TestAssignAndTransfer:
    def test_a_manager_assigns_from_the_pool_and_a_seller_may_not(self, api, cast, pooled):
        colleague = cast.employees["colleague"].pk
        assert api("sales").post(f"{pooled}/assign", {"owner": colleague}).status_code == 403
        done = api("manager").post(f"{pooled}/assign", {"owner": colleague})
        assert done.data["owner"]["id"] == colleague
        assert api("manager").post(f"{pooled}/assign", {"owner": colleague}).data["code"] == "already_claimed"

    def test_transfer_takes_the_open_opportunities_along(self, api, cast, customer):
        chance = api("sales").post("crm/opportunities", {"name": "年度采购", "customer": customer["id"]}).data
        colleague = cast.employees["colleague"].pk
        path = f"crm/customers/{customer['id']}"
        assert api("sales").post(f"{path}/transfer", {"owner": colleague}).status_code == 403
        assert api("manager").post(f"{path}/transfer", {"owner": colleague}).status_code == 200
        assert api("colleague").get(f"crm/opportunities/{chance['id']}").data["owner"]["id"] == colleague
        assert api("sales").get(path).status_code == 404

    def test_an_edit_cannot_change_the_owner(self, api, cast, customer):
        answer = api("sales").patch(f"crm/customers/{customer['id']}", {"owner": cast.employees["colleague"].pk})
        assert (answer.status_code, answer.data["errors"][0]["path"]) == (422, "owner")


class TestReturn:
    def test_is_refused_while_opportunities_are_open(self, api, cast, customer):
        api("sales").post("crm/opportunities", {"name": "年度采购", "customer": customer["id"]})
        answer = api("sales").post(f"crm/customers/{customer['id']}/return_to_pool")
        assert (answer.status_code, answer.data["code"]) == (409, "still_busy")
        cast.system()
        assert Customer.objects.get(pk=customer["id"]).owner_id == cast.employees["sales"].pk
        assert not PoolEntry.objects.exists()


class TestTeam:
    def test_a_member_reads_until_the_day_and_writes_only_if_told_so(self, api, cast, customer):
        path = f"crm/customers/{customer['id']}"
        colleague = cast.employees["colleague"].pk
        assert api("colleague").get(path).status_code == 404
        tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
        body = {"employee": colleague, "expires_at": tomorrow}
        assert api("sales").post(f"{path}/add_member", body).status_code == 200
        assert api("colleague").get(path).status_code == 200
        assert api("colleague").patch(path, {"note": "x"}).status_code == 403
        api("sales").post(f"{path}/add_member", {"employee": colleague, "writable": True})
        assert api("colleague").patch(path, {"note": "x"}).status_code == 200
        cast.system()
        assert Share.objects.filter(resource="crm.customer", record_id=customer["id"]).count() == 1
        Share.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert api("colleague").get(path).status_code == 404

    def test_a_removed_member_sees_nothing_any_more(self, api, cast, customer):
        path = f"crm/customers/{customer['id']}"
        colleague = cast.employees["colleague"].pk
        api("sales").post(f"{path}/add_member", {"employee": colleague})
        api("sales").post(f"{path}/remove_member", {"employee": colleague})
        assert api("colleague").get(path).status_code == 404


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Commits are real here; what they leave goes with the database of this run."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_of_two_who_claim_at_once_exactly_one_wins(committed):
    """Row locks, not luck: both stand before the row at the same time, ten times over."""
    with transaction.atomic():
        company = companies.found("抢客公司", "qiangke")
        system = companies.acting_for(company)
        root = companies.root_department(company.pk)
        users = []
        for name in ("race_one", "race_two"):
            user = people.open_account(name, name=name, password=None, email=f"{name}@example.com")
            people.hire(name=name, number=name, department=root, actor=system, user=user, role_codes=("sales",))
            users.append(user.pk)
        rows = [customers.create({"name": f"客户{n}"}, actor=system).pk for n in range(10)]
    results: list[str] = []

    def run(user_id: int, barrier: threading.Barrier, customer_id: int) -> None:
        try:
            barrier.wait(timeout=20)
            with transaction.atomic():
                actor = actors.load(user_id)
                with unit_of_work(actor):
                    pool.claim(customer_id, actor=actor)
            results.append("won")
        except AlreadyClaimed:
            results.append("lost")
        finally:
            connection.close()

    for customer_id in rows:
        barrier = threading.Barrier(2)
        threads = [threading.Thread(target=run, args=(user, barrier, customer_id)) for user in users]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert sorted(results) == ["lost"] * 10 + ["won"] * 10
    with unit_of_work(system):
        assert not Customer.objects.filter(pk__in=rows, owner=None).exists()
        assert PoolEntry.objects.filter(customer_id__in=rows, act="claim").count() == 10
