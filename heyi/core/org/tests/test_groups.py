"""Groups of users (用户组): kept like any other record, with members for a time, and handed on when somebody leaves."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heyi.core.audit.models import AuditEntry
from heyi.core.org.models import Membership, UserGroup
from heyi.core.org.services import people

pytestmark = pytest.mark.django_db
PATH = "org/groups"


def made(cast: Any, api: Any, *names: str, who: str = "hr", **more: Any) -> Any:
    members = [{"employee": cast.employees[name].pk} for name in names]
    return api(who).post(PATH, {"name": "评审组", "code": "panel", "members": members, **more})


def members() -> list[int]:
    return list(Membership.objects.order_by("employee_id").values_list("employee_id", flat=True))


def test_it_is_kept_with_its_members_and_each_change_is_audited(cast: Any, api: Any) -> None:
    answer = made(cast, api, "finance", "warehouse")
    assert answer.status_code == 201, answer.data
    group = answer.data
    assert [one["employee"]["id"] for one in group["members"]] == [
        cast.employees[n].pk for n in ("finance", "warehouse")
    ]
    path = f"{PATH}/{group['id']}"
    rows = [{"id": group["members"][0]["id"], "employee": cast.employees["finance"].pk}]
    changed = api("hr").patch(path, {"members": rows}, version=group["version"])
    assert (changed.status_code, len(changed.data["members"])) == (200, 1)
    cast.system()
    assert members() == [cast.employees["finance"].pk]
    assert AuditEntry.objects.filter(resource="org.membership").count() >= 3, "two came, one went"


@pytest.mark.parametrize(("who", "status"), [("hr", 201), ("admin", 201), ("sales", 403), ("manager", 403)])
def test_only_who_manages_the_organization_makes_groups(cast: Any, api: Any, who: str, status: int) -> None:
    assert made(cast, api, "finance", who=who).status_code == status
    cast.system()
    assert UserGroup.objects.count() == (status == 201)


def test_another_company_neither_sees_it_nor_is_in_it(cast: Any, api: Any) -> None:
    group = made(cast, api, "finance").data["id"]
    assert api("stranger").get(f"{PATH}/{group}").status_code == 404
    assert made(cast, api, "stranger", code="other").status_code == 422
    assert made(cast, api, "finance").status_code in (409, 422), "the code is taken"


def test_the_last_day_is_not_before_the_first(cast: Any, api: Any) -> None:
    day = timezone.localdate()
    rows = [{"employee": cast.employees["finance"].pk, "starts_on": f"{day}", "ends_on": f"{day - timedelta(days=1)}"}]
    refused = api("hr").post(PATH, {"name": "评审组", "code": "panel", "members": rows})
    assert refused.status_code == 422
    cast.system()
    assert not UserGroup.objects.exists()


@pytest.mark.parametrize(
    ("successor", "left"), [("boss", ["boss", "finance"]), ("finance", ["finance"]), (None, ["finance"])]
)
def test_whoever_leaves_is_followed_in_their_groups_or_is_in_them_no_more(
    cast: Any, api: Any, successor: str | None, left: list[str]
) -> None:
    made(cast, api, "employee", "finance")
    employee = cast.employees["employee"]
    held = {
        one["name"]: one["count"] for one in api("hr").get(f"org/employees/{employee.pk}/holdings").data["holdings"]
    }
    assert held == {"groups": 1}
    follower = cast.employees[successor].pk if successor else None
    people.leave(employee.pk, actor=cast.actor("hr"), successor_id=follower)
    assert members() == sorted(cast.employees[name].pk for name in left)
