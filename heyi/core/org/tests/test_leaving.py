"""Nobody leaves a gap: what hangs on a person is named, and goes to a successor or keeps them here."""

from typing import Any

import pytest
from django.db import transaction

from heyi.core.access.models import ApiKey
from heyi.core.access.services import keys
from heyi.core.audit import invariants
from heyi.core.org.errors import StillHolds
from heyi.core.org.models import Department, Employee
from heyi.core.org.services import people
from tests import trade

pytestmark = pytest.mark.django_db


def _broken(code: str) -> int:
    return sum(found.count for found in invariants.examine_all() if found.code == code)


def test_what_hangs_on_somebody_is_named_and_nothing_is_changed(cast: Any, api: Any) -> None:
    api("manager").post("crm/customers", {"name": "蓝天科技有限公司"})
    path = f"org/employees/{cast.employees['manager'].pk}"
    held = {one["name"]: one["count"] for one in api("hr").get(f"{path}/holdings").data["holdings"]}
    assert held == {"reports": 2, "departments": 1, "customers": 1}
    refused = api("hr").post(f"{path}/leave", {})
    assert (refused.status_code, refused.data["code"]) == (409, "still_holds")
    assert {one["name"]: one["count"] for one in refused.data["holdings"]} == held
    cast.system()
    assert Employee.objects.get(pk=cast.employees["manager"].pk).status == "active"
    assert Employee.objects.get(pk=cast.employees["sales"].pk).manager_id == cast.employees["manager"].pk


def test_a_successor_takes_everything_over_in_one_step(cast: Any, api: Any) -> None:
    manager, colleague = cast.employees["manager"], cast.employees["colleague"]
    customer = api("manager").post("crm/customers", {"name": "蓝天科技有限公司"}).data["id"]
    answer = api("hr").post(f"org/employees/{manager.pk}/leave", {"successor": colleague.pk})
    assert answer.status_code == 200, answer.data
    assert api("colleague").get(f"crm/customers/{customer}").data["owner"]["id"] == colleague.pk
    cast.system()
    assert Employee.objects.get(pk=cast.employees["sales"].pk).manager_id == colleague.pk
    assert Employee.objects.get(pk=colleague.pk).manager_id == cast.employees["boss"].pk
    assert Department.objects.get(pk=cast.departments["sales"].pk).head_id == colleague.pk
    assert (_broken("I41"), _broken("I29")) == (0, 0)


def test_open_to_dos_go_along_or_hold_them_back(cast: Any, api: Any) -> None:
    made = trade.order(api, trade.customer(api), (trade.product(cast, api, "G1", stock="5"), "1"))
    trade.act(api("sales"), made, "submit")
    manager, boss = cast.employees["manager"], cast.employees["boss"]
    actor = cast.system()
    with pytest.raises(StillHolds) as refusal, transaction.atomic():
        people.leave(manager.pk, actor=actor)
    assert "tasks" in {one["name"] for one in refusal.value.extra["holdings"]}
    people.leave(manager.pk, actor=actor, successor_id=boss.pk)
    assert len(api("boss").get("workflow/inbox", box="todo").data["rows"]) == 1
    assert _broken("I29") == 0


class TestSuspending:
    def test_a_suspended_person_is_out_at_once_and_keeps_what_is_theirs(self, cast: Any, api: Any) -> None:
        sales, who = api("sales"), cast.employees["sales"]
        keys.make(who.user_id, "script")
        customer = sales.post("crm/customers", {"name": "蓝天科技有限公司"}).data["id"]
        assert api("hr").post(f"org/employees/{who.pk}/suspend", {}).status_code == 200
        assert sales.get("me").status_code == 401
        assert not ApiKey.objects.filter(user_id=who.user_id, revoked_at=None).exists()
        assert api("manager").get(f"crm/customers/{customer}").data["owner"]["id"] == who.pk
        cast.system()
        assert _broken("I41") == 0

    def test_whoever_comes_back_signs_in_again_with_the_old_keys_dead(self, cast: Any, api: Any) -> None:
        who = cast.employees["sales"]
        keys.make(who.user_id, "script")
        assert api("hr").post(f"org/employees/{who.pk}/suspend", {}).status_code == 200
        assert api("hr").post(f"org/employees/{who.pk}/resume", {}).status_code == 200
        who.user.refresh_from_db()
        assert api("sales").get("me").status_code == 200
        assert not ApiKey.objects.filter(user_id=who.user_id, revoked_at=None).exists()

    def test_only_those_who_may_do_it(self, cast: Any, api: Any) -> None:
        path = f"org/employees/{cast.employees['sales'].pk}"
        for verb in ("suspend", "leave", "resume"):
            assert api("manager").post(f"{path}/{verb}", {}).status_code == 403
        cast.system()
        assert Employee.objects.get(pk=cast.employees["sales"].pk).status == "active"
