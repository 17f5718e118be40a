"""Rights are handed on only as far as one holds them; nobody changes their own; an administrator always remains."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from heyi.core.access.errors import DutiesExclude, LastAdministrator
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant
from heyi.core.access.services import assigning, roles
from heyi.core.access.work import unit_of_work
from heyi.core.org import actors
from heyi.core.org.models import Employee
from heyi.core.org.services import people
from heyi.core.resources.saving import save

ROLES, HELD = "access/roles", "access/role-assignments"


@pytest.fixture
def delegated(cast: Any) -> Role:
    """The manager administers roles for her own department and below, and holds books there."""
    actor = cast.system()
    role = save(Role(name="分级管理员"), actor=actor)
    for permission in ("role.view", "role.create", "role.update", "role.delete", "roleassignment.view"):
        save(RoleGrant(role=role, permission=f"access.{permission}", scope="company"), actor=actor)
    for verb in ("create", "update", "delete"):
        save(RoleGrant(role=role, permission=f"access.roleassignment.{verb}", scope="company"), actor=actor)
    save(RoleAssignment(role=role, employee=cast.employees["manager"]), actor=actor)
    return role


def _grant(permission: str, scope: str, *departments: int) -> dict[str, Any]:
    return {"permission": permission, "scope": scope, "departments": list(departments)}


@pytest.mark.django_db
class TestDefining:
    def test_a_role_within_ones_own_reach_is_made(self, cast: Any, api: Any, delegated: Role) -> None:
        body = {"name": "读书", "grants": [_grant("plain.book.view", "department")]}
        made = api("manager").post(ROLES, body)
        assert made.status_code == 201, made.data
        assert [(one["permission"], one["scope"]) for one in made.data["grants"]] == [("plain.book.view", "department")]

    @pytest.mark.parametrize(
        ("permission", "scope"),
        [
            ("plain.book.view", "company"),
            ("plain.book.view", "group"),
            ("plain.book.*", "own"),
            ("*", "own"),
            ("org.employee.leave", "own"),
            ("access.role.administer", "company"),
        ],
    )
    def test_what_reaches_further_is_refused_and_nothing_is_written(
        self, api: Any, cast: Any, delegated: Role, permission: str, scope: str
    ) -> None:
        before = Role.objects.count()
        refused = api("manager").post(ROLES, {"name": "更多", "grants": [_grant(permission, scope)]})
        assert (refused.status_code, refused.data["code"]) == (403, "beyond_own")
        cast.system()
        assert Role.objects.count() == before

    def test_chosen_departments_have_to_be_ones_own(self, cast: Any, api: Any, delegated: Role) -> None:
        inside, outside = cast.departments["shanghai"].pk, cast.departments["finance"].pk
        for departments, status in (((inside,), 201), ((inside, outside), 403)):
            body = {"name": f"选{len(departments)}", "grants": [_grant("plain.book.view", "chosen", *departments)]}
            assert api("manager").post(ROLES, body).status_code == status

    def test_what_means_nothing_is_named_by_its_place(self, api: Any, cast: Any) -> None:
        body = {
            "name": "空",
            "grants": [_grant("plain.book.fly", "own"), _grant("plain.book.view", "chosen", 999_999_999)],
            "field_rules": [{"resource": "plain.book", "field": "nothing", "mode": "hidden"}],
        }
        refused = api("admin").post(ROLES, body)
        assert refused.status_code == 422
        assert {error["path"] for error in refused.data["errors"]} == {
            "grants.0.permission",
            "grants.1.departments",
            "field_rules.0.field",
        }

    def test_a_role_that_one_holds_is_not_ones_own_to_change(self, cast: Any, api: Any, delegated: Role) -> None:
        refused = api("manager").patch(f"{ROLES}/{delegated.pk}", {"description": "x"}, version=1)
        assert (refused.status_code, refused.data["code"]) == (403, "own_roles")

    def test_a_limit_that_one_has_cannot_be_left_out_for_others(self, cast: Any, api: Any, delegated: Role) -> None:
        actor = cast.system()
        for role in (delegated, *Role.objects.filter(code__in=("employee", "sales_manager"))):
            limit = FieldRule(
                company_id=role.company_id, role=role, resource="plain.book", field="price", mode="hidden"
            )
            save(limit, actor=actor)
        grants = [_grant("plain.book.view", "department")]
        assert api("manager").post(ROLES, {"name": "无限", "grants": grants}).status_code == 403
        rules = [{"resource": "plain.book", "field": "price", "mode": "hidden"}]
        made = api("manager").post(ROLES, {"name": "有限", "grants": grants, "field_rules": rules})
        assert made.status_code == 201, made.data


@pytest.mark.django_db
class TestAssigning:
    def test_a_relative_scope_counts_for_whoever_receives_it(self, cast: Any, api: Any, delegated: Role) -> None:
        role = (
            api("manager").post(ROLES, {"name": "读", "grants": [_grant("plain.book.view", "department")]}).data["id"]
        )
        inside = {"role": role, "employee": cast.employees["colleague"].pk}
        outside = {"role": role, "employee": cast.employees["finance"].pk}
        assert api("manager").post(HELD, inside).status_code == 201
        refused = api("manager").post(HELD, outside)
        assert (refused.status_code, refused.data["code"]) == (403, "beyond_own")
        cast.system()
        assert not RoleAssignment.objects.filter(role_id=role, employee=cast.employees["finance"]).exists()

    def test_nobody_gives_themselves_a_role_not_even_an_administrator(self, cast: Any, api: Any) -> None:
        cast.system()
        role = Role.objects.get(code="finance", company=cast.company)
        refused = api("admin").post(HELD, {"role": role.pk, "employee": cast.employees["admin"].pk})
        assert (refused.status_code, refused.data["code"]) == (403, "own_roles")

    def test_a_role_beyond_ones_own_cannot_be_taken_away_either(self, cast: Any, api: Any, delegated: Role) -> None:
        cast.system()
        held = RoleAssignment.objects.get(employee=cast.employees["admin"], role__code="administrator")
        refused = api("manager").delete(f"{HELD}/{held.pk}", version=held.version)
        assert refused.status_code == 403
        cast.system()
        assert RoleAssignment.objects.filter(pk=held.pk).exists()

    def test_a_taken_role_is_gone_at_the_next_request(self, cast: Any, api: Any) -> None:
        cast.system()
        held = RoleAssignment.objects.get(employee=cast.employees["sales"], role__code="sales")
        sales = api("sales")
        assert sales.get("crm/customers").status_code == 200
        assert api("admin").delete(f"{HELD}/{held.pk}", version=held.version).status_code == 204
        assert sales.get("crm/customers").data.get("rows", []) == []
        assert sales.post("crm/customers", {"name": "x"}).status_code == 403


@pytest.mark.django_db
class TestLastAdministrator:
    def test_the_last_one_cannot_leave_be_suspended_or_get_a_last_day(self, cast: Any) -> None:
        actor, admin = cast.system(), cast.employees["admin"]
        held = RoleAssignment.objects.get(employee=admin, role__code="administrator")
        Employee.objects.filter(manager=admin).update(manager=None)
        for change in (
            lambda: people.leave(admin.pk, actor=actor),
            lambda: people.suspend(admin.pk, actor=actor),
            lambda: assigning.revoke(held.pk, actor=actor),
            lambda: assigning.prolong(held.pk, {"valid_to": timezone.localdate()}, actor=actor),
        ):
            with pytest.raises(LastAdministrator), transaction.atomic():
                change()
        admin.refresh_from_db()
        assert (admin.status, admin.user.is_active) == ("active", True)

    def test_one_of_two_may_go(self, cast: Any) -> None:
        actor = cast.system()
        roles.give("administrator", cast.employees["hr"], actor=actor)
        Employee.objects.filter(manager=cast.employees["admin"]).update(manager=None)
        people.leave(cast.employees["admin"].pk, actor=actor)
        assert not Employee.objects.filter(pk=cast.employees["admin"].pk, status="active").exists()


@pytest.mark.django_db
class TestSeparateDuties:
    def test_nobody_unites_two_of_the_three(self, cast: Any) -> None:
        actor, person = cast.system(), cast.employees["employee"]
        mine = {role.code: role.pk for role in Role.objects.filter(company=cast.company).exclude(duty="")}
        assert set(mine) == {"system_admin", "security_admin", "audit_admin"}
        assigning.assign({"role_id": mine["system_admin"], "employee_id": person.pk}, actor=actor)
        with pytest.raises(DutiesExclude), transaction.atomic():
            assigning.assign({"role_id": mine["audit_admin"], "employee_id": person.pk}, actor=actor)
        with pytest.raises(IntegrityError), transaction.atomic():
            roles.give("security_admin", person, actor=actor)
        assert RoleAssignment.objects.filter(employee=person).exclude(role__duty="").count() == 1

    @pytest.mark.parametrize("code", ["system_admin", "security_admin", "audit_admin"])
    def test_none_of_them_reads_business_data(self, cast: Any, code: str) -> None:
        cast.system()
        grants = RoleGrant.objects.filter(role__code=code, company=cast.company).values_list("permission", flat=True)
        assert {name.partition(".")[0] for name in grants} <= {"org", "access", "audit", "workflow", "numbering"}


def test_two_administrators_who_remove_each_other_at_once_leave_one(committed: Any) -> None:
    """With two connections: whoever comes second finds that nobody would remain."""
    first, second = committed.employees["admin"], committed.employees["hr"]
    with transaction.atomic():
        actor = committed.system()
        roles.give("administrator", second, actor=actor)
        held = {
            who.pk: RoleAssignment.objects.get(employee=who, role__code="administrator").pk for who in (first, second)
        }
    both, answers = threading.Barrier(2), []

    def remove(me: Employee, other: Employee) -> None:
        try:
            with transaction.atomic():
                actor = actors.load(me.user_id)
                with unit_of_work(actor):
                    both.wait(10)
                    assigning.revoke(held[other.pk], actor=actor)
            answers.append("removed")
        except LastAdministrator:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["refused", "removed"]
