"""Bring shipped roles into companies, when they are founded and with every upgrade, and give roles to people."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import translation

from heyi.core.access import permissions
from heyi.core.access.actor import Actor, system
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant, RoleOffer
from heyi.core.access.permissions import RoleTemplate
from heyi.core.access.work import declare
from heyi.core.audit.models import AuditEntry
from heyi.core.org.models import Company, Employee
from heyi.core.resources.saving import save, save_new

Item = tuple[str, str]
"""A permission with its scope, or ``resource.field`` with an empty one."""


def offer_everywhere() -> int:
    """Offer every company what this release ships and no earlier one did; how much was new. As the owner of the database,
    who alone sees all companies.
    """
    companies = list(Company.objects.order_by("pk").values_list("pk", flat=True))
    return sum(_offer_after_upgrade(company_id) for company_id in companies)


@transaction.atomic
def _offer_after_upgrade(company_id: int) -> int:
    actor = system(company_id, "upgrade")
    declare(actor, verb="access.role.offer")
    return install(actor)


@transaction.atomic
def install(actor: Actor) -> int:
    """Offer the shipped roles to ``actor.company_id``: missing roles are made, in the company's language, and each grant
    and field limit is given once, when it is first shipped. What the company took away, narrowed or made itself stays as
    it is. Edits of roles and other offers wait meanwhile.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.roles'), %s)", [actor.company_id % 2**31])
    language = Company.objects.values_list("language", flat=True).get(pk=actor.company_id)
    known = {role.code: role for role in Role.objects.filter(company_id=actor.company_id).exclude(code="")}
    with translation.override(language):
        return sum(_offer(known.get(code), code, parts, actor) for code, parts in permissions.templates().items())


def _offer(role: Role | None, code: str, parts: list[RoleTemplate], actor: Actor) -> int:
    if role is None:
        role = save(_role(actor, code, parts), actor=actor)
    shipped: dict[Item, str] = {(grant.permission, grant.scope): "" for part in parts for grant in part.grants}
    shipped |= {(f"{limit.resource}.{limit.field}", ""): limit.mode for part in parts for limit in part.fields}
    heard = set(RoleOffer.objects.filter(role=role).values_list("name", "scope"))
    fresh = [item for item in shipped if item not in heard]
    if not fresh:
        return 0
    there = set(_held(role)) if heard else set(_decided(role, fresh))
    wanted = [item for item in fresh if item not in there]
    save_new([_grant(role, item) for item in wanted if item[1]], actor=actor)
    save_new([_limit(role, item, shipped[item]) for item in wanted if not item[1]], actor=actor)
    save_new([RoleOffer(company_id=role.company_id, role=role, name=n, scope=s) for n, s in fresh], actor=actor)
    return len(wanted)


def _held(role: Role) -> Iterator[Item]:
    yield from RoleGrant.objects.filter(role=role).values_list("permission", "scope")
    for resource, name in FieldRule.objects.filter(role=role).values_list("resource", "field"):
        yield f"{resource}.{name}", ""


def _decided(role: Role, items: list[Item]) -> Iterator[Item]:
    """For a role from before offers were remembered: what it holds at whatever scope, and what the audit knows to have
    been taken from it.
    """
    names = {name for name, _scope in _held(role)} | set(_taken_away(role))
    yield from (item for item in items if item[0] in names)


def _taken_away(role: Role) -> Iterator[str]:
    rows = AuditEntry.objects.filter(company_id=role.company_id, operation__in=("update", "delete"))
    mine = set(RoleGrant.objects.filter(role=role).values_list("pk", flat=True))
    for record_id, changes in rows.filter(resource="access.rolegrant").values_list("record_id", "changes"):
        if "permission" in changes and (record_id in mine or changes.get("role_id", [None])[0] == role.pk):
            yield changes["permission"][0]
    for changes in rows.filter(resource="access.fieldrule", operation="delete").values_list("changes", flat=True):
        if changes.get("role_id", [None])[0] == role.pk:
            yield f"{changes['resource'][0]}.{changes['field'][0]}"


def _role(actor: Actor, code: str, parts: list[RoleTemplate]) -> Role:
    duty = next((part.duty for part in parts if part.duty), "")
    name = str(parts[0].label)
    if Role.objects.filter(company_id=actor.company_id, name=name).exists():
        name = f"{name} ({code})"  # a role of the company's own is called so already
    return Role(company_id=actor.company_id, code=code, name=name, duty=duty)


def _grant(role: Role, item: Item) -> RoleGrant:
    return RoleGrant(company_id=role.company_id, role=role, permission=item[0], scope=item[1])


def _limit(role: Role, item: Item, mode: str) -> FieldRule:
    resource, _dot, name = item[0].rpartition(".")
    return FieldRule(company_id=role.company_id, role=role, resource=resource, field=name, mode=mode)


def give(code: str, employee: Employee, *, actor: Actor) -> RoleAssignment:
    """The role of that code in the employee's company, by order of the system; holding it already is fine."""
    role = Role.objects.get(company_id=employee.company_id, code=code)
    held = RoleAssignment.objects.filter(role=role, employee=employee).first()
    if held is not None:
        return held
    return save(RoleAssignment(company_id=role.company_id, role=role, employee=employee), actor=actor)
