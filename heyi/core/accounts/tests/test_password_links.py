"""Links for a new password that an administrator hands over: to whom, and to whom never."""

import time

import pytest
from django.core.cache import cache

from heyi.core.access.models import Role, RoleAssignment, RoleGrant
from heyi.core.access.services import keys
from heyi.core.access.work import declare
from heyi.core.accounts.models import PasswordLink
from heyi.core.accounts.permissions import RESET
from heyi.core.audit.models import AuditEntry
from heyi.core.org.models import Employee
from heyi.core.org.services import companies, people
from heyi.core.resources.saving import save
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
NEW = "a-long-Enough-phrase-7"


@pytest.fixture(autouse=True)
def forget_attempts(db):
    cache.clear()


def present(client: ApiClient) -> ApiClient:
    """Whoever has just given the password."""
    session = client.http.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": "x"}]
    session.save()
    return client


def give(api, who: str, employee: Employee, **more: str):
    return present(api(who)).post(f"accounts/employees/{employee.pk}/password-link", {}, **more)


@pytest.fixture
def helper(cast):
    """The employee may give links in their own department and below, and otherwise is an ordinary employee."""
    actor = cast.system()
    role = save(Role(company_id=cast.company.pk, name="帮助台"), actor=actor)
    for permission in (RESET, "org.employee.view"):
        scope = "department_and_below" if permission == RESET else "company"
        save(RoleGrant(company_id=cast.company.pk, role=role, permission=permission, scope=scope), actor=actor)
    held = RoleAssignment(company_id=cast.company.pk, role=role, employee=cast.employees["employee"])
    save(held, actor=actor)
    return role


def colleague(cast, department: str, name: str = "新同事") -> Employee:
    """Somebody with an account and the role of an employee only."""
    actor = cast.system()
    user = people.open_account(f"new-{department}", name=name, password=None)
    return people.hire(name=name, number=name, department=cast.departments[department], actor=actor, user=user)


class TestGive:
    def test_an_administrator_hands_over_a_link_that_opens_once_and_it_is_audited(self, cast, api):
        made = give(api, "admin", cast.employees["sales"])
        assert made.status_code == 201, made.data
        token = made.data["path"].partition("#")[2]
        stranger = ApiClient(None)
        assert stranger.post("password/link/use", {"token": token, "password": NEW}).data == {"username": "sales"}
        assert stranger.post("password/link/use", {"token": token, "password": NEW}).status_code == 409
        cast.system()
        rows = AuditEntry.objects.filter(resource="accounts.passwordlink").order_by("pk")
        assert rows[0].employee_id == cast.employees["admin"].pk
        assert token not in "".join(str(row.changes) for row in rows)
        assert PasswordLink.objects.get().created_by_id == cast.employees["admin"].pk

    def test_the_same_request_again_makes_no_new_link_and_shows_none(self, cast, api):
        admin, path = present(api("admin")), f"accounts/employees/{cast.employees['sales'].pk}/password-link"
        assert admin.post(path, {}, key="once").data["path"]
        assert admin.post(path, {}, key="once").data["path"] is None
        cast.system()
        assert PasswordLink.objects.count() == 1

    def test_the_administrator_gives_the_own_password_first_and_no_key_does(self, cast, api):
        path, user = f"accounts/employees/{cast.employees['sales'].pk}/password-link", cast.employees["admin"].user
        user.set_password("an-Older-phrase-5")
        user.save()
        answer = ApiClient(user).post(path, {})
        assert (answer.status_code, answer.data["code"]) == (403, "confirm_password")
        bearer = {"Authorization": f"Bearer {keys.make(user.pk, 'script')}"}
        assert ApiClient(None).http.post(f"/api/v1/{path}", headers=bearer).status_code == 403
        cast.system()
        assert not PasswordLink.objects.exists()

    @pytest.mark.parametrize("who", ["hr", "manager", "employee"])
    def test_others_are_refused_and_nothing_is_written(self, cast, api, who):
        assert give(api, who, cast.employees["sales"]).status_code in (403, 404)
        cast.system()
        assert not PasswordLink.objects.exists()

    def test_people_of_another_company_are_not_there(self, cast, api):
        assert give(api, "stranger", cast.employees["sales"]).status_code == 404

    def test_whoever_left_has_no_account_or_is_oneself_gets_none(self, cast, api):
        bare = people.hire(name="无号", number="N9", department=cast.departments["sales"], actor=cast.actor("hr"))
        gone = colleague(cast, "hr")
        people.leave(gone.pk, actor=cast.actor("hr"))
        codes = [give(api, "admin", one).data["code"] for one in (bare, gone, cast.employees["admin"])]
        assert codes == ["no_account", "not_working_here", "own_password"]


class TestDelegated:
    def test_within_the_scope_of_the_grant_only(self, cast, api, helper):
        near, far = colleague(cast, "office", "近"), colleague(cast, "sales", "远")
        assert give(api, "employee", near).status_code == 201
        assert give(api, "employee", far).status_code == 403

    def test_never_for_somebody_who_holds_more(self, cast, api, helper):
        answer = give(api, "employee", cast.employees["admin"])
        assert (answer.status_code, answer.data["code"]) == (403, "beyond_own")
        cast.system()
        assert not PasswordLink.objects.exists()

    def test_never_for_an_account_that_opens_another_company_too(self, cast, api):
        other = companies.acting_for(cast.other)
        declare(other)
        root = companies.root_department(cast.other.pk)
        people.hire(name="林", number="S9", department=root, actor=other, user=cast.employees["sales"].user)
        answer = give(api, "admin", cast.employees["sales"])
        assert (answer.status_code, answer.data["code"]) == (403, "works_elsewhere")

    def test_a_helper_does_not_reach_another_helper_of_more(self, cast, api, helper):
        near, actor = colleague(cast, "office", "近"), cast.system()
        wider = save(Role(company_id=cast.company.pk, name="总帮助台"), actor=actor)
        save(RoleGrant(company_id=cast.company.pk, role=wider, permission=RESET, scope="company"), actor=actor)
        save(RoleAssignment(company_id=cast.company.pk, role=wider, employee=near), actor=actor)
        assert give(api, "employee", near).data["code"] == "beyond_own"
