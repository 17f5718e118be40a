"""Roles that came with the system stay, and upgrades bring what is new to them: never what a company took away."""

import threading

import pytest
from django.db import connection, transaction

from heyi.core.access import permissions
from heyi.core.access.models import FieldRule, Role, RoleGrant, RoleOffer
from heyi.core.access.permissions import FieldLimit, RoleTemplate
from heyi.core.access.services import roles
from heyi.core.access.work import declare
from heyi.core.audit.models import AuditEntry
from heyi.core.org.services import companies
from heyi.core.resources.saving import save

NEW = ("org.delegation.update", "company")


@pytest.mark.django_db
def test_a_shipped_role_cannot_be_deleted_and_hiring_goes_on(cast, api):
    cast.system()
    role = Role.objects.get(company=cast.company, code="employee")
    refused = api("admin").delete(f"access/roles/{role.pk}")
    assert refused.status_code == 409
    cast.system()
    assert Role.objects.filter(pk=role.pk).exists()
    assert api("hr").post("org/employees", {"name": "新人", "number": "N1"}).status_code == 201


@pytest.mark.django_db
def test_a_role_of_the_company_can_be_deleted(api):
    made = api("admin").post("access/roles", {"name": "临时", "grants": []})
    assert made.status_code == 201, made.data
    assert api("admin").delete(f"access/roles/{made.data['id']}").status_code == 204


@pytest.fixture
def release(monkeypatch):
    """``release(more grants, more limits)`` is the next release: the role of finance ships more than before."""

    def ship(*grants: tuple[str, str], fields: tuple[FieldLimit, ...] = (), code: str = "finance") -> None:
        more = tuple(permissions.RoleGrant(*grant) for grant in grants)
        shipped = permissions.templates()
        part = RoleTemplate(code, "Finance", more, fields)
        monkeypatch.setattr(permissions, "_templates", {**shipped, code: [*shipped.get(code, []), part]})

    return ship


def finance(cast) -> Role:
    return Role.objects.get(company=cast.company, code="finance")


def grants(role: Role) -> set[tuple[str, str]]:
    return set(RoleGrant.objects.filter(role=role).values_list("permission", "scope"))


def upgrade(cast) -> int:
    count = roles._offer_after_upgrade(cast.company.pk)
    cast.system()
    return count


@pytest.mark.django_db
class TestUpgrade:
    def test_a_new_grant_and_a_new_limit_arrive_once_and_are_audited(self, cast, release):
        cast.system()
        before = grants(finance(cast))
        assert upgrade(cast) == 0
        release(NEW, fields=(FieldLimit("org.employee", "phone", "hidden"),))
        assert upgrade(cast) == 2
        assert grants(finance(cast)) - before == {NEW}
        assert FieldRule.objects.filter(role=finance(cast), resource="org.employee", field="phone").exists()
        entry = AuditEntry.objects.filter(resource="access.rolegrant").order_by("-pk")[0]
        assert (entry.verb, entry.actor, entry.changes["permission"][1]) == ("access.role.offer", "upgrade", NEW[0])
        rows = (AuditEntry.objects.count(), RoleOffer.objects.count())
        assert upgrade(cast) == 0
        assert rows == (AuditEntry.objects.count(), RoleOffer.objects.count())

    def test_what_the_company_took_away_or_narrowed_never_comes_back(self, cast, release):
        cast.system()
        role = finance(cast)
        gone, narrowed = RoleGrant.objects.filter(role=role).exclude(scope="own").order_by("pk")[:2]
        gone.delete()
        RoleGrant.objects.filter(pk=narrowed.pk).update(scope="own")
        release(NEW)
        assert upgrade(cast) == 1
        assert (gone.permission, gone.scope) not in grants(role)
        assert (narrowed.permission, "company") not in grants(role)
        RoleGrant.objects.filter(role=role, permission=NEW[0]).delete()
        assert upgrade(cast) == 0
        assert NEW not in grants(role)

    def test_a_company_from_before_is_asked_by_its_audit(self, cast, release):
        cast.system()
        role = finance(cast)
        RoleOffer.objects.all().delete()
        gone, narrowed = RoleGrant.objects.filter(role=role).exclude(scope="own").order_by("pk")[:2]
        gone.delete()
        RoleGrant.objects.filter(pk=narrowed.pk).update(scope="own")
        before = grants(role)
        release(NEW)
        assert upgrade(cast) == 1
        assert grants(role) - before == {NEW}
        assert upgrade(cast) == 0

    def test_roles_of_the_company_are_never_touched_and_a_name_that_is_taken_stays_theirs(self, cast, release):
        actor = cast.system()
        own = save(Role(company_id=cast.company.pk, name="Finance"), actor=actor)
        release(NEW, code="tax")
        assert upgrade(cast) == 1
        assert not own.grants.exists()
        assert not own.offers.exists()
        assert Role.objects.get(company=cast.company, code="tax").name == "Finance (tax)"

    def test_offers_stand_behind_the_wall(self, cast):
        cast.system()
        assert RoleOffer.objects.exists()
        declare(companies.acting_for(cast.other))
        assert not RoleOffer.objects.filter(company=cast.company).exists()
        declare(cast.actor("stranger"))
        assert not RoleOffer.objects.filter(company=cast.company).exists()


def test_two_starts_at_the_same_moment_offer_once(committed, release):
    release(NEW)
    start, counts = threading.Barrier(2), []

    def attempt() -> None:
        start.wait()
        try:
            counts.append(roles._offer_after_upgrade(committed.company.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(counts) == [0, 1]
    with transaction.atomic():
        committed.system()
        assert RoleGrant.objects.filter(role=finance(committed), permission=NEW[0]).count() == 1
