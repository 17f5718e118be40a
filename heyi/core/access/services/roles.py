"""Install the shipped roles into a company, and give roles to people."""

from django.db import transaction
from django.utils import translation

from heyi.core.access import permissions
from heyi.core.access.actor import Actor
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant
from heyi.core.access.permissions import FieldLimit, RoleTemplate
from heyi.core.org.models import Company, Employee
from heyi.core.resources.saving import save, save_new


@transaction.atomic
def install(actor: Actor) -> int:
    """Bring the shipped roles of ``actor.company_id`` up to date: missing roles and grants are added, nothing that the
    company has changed is taken away. Names are in the company's language.
    """
    language = Company.objects.values_list("language", flat=True).get(pk=actor.company_id)
    added = 0
    for code, parts in permissions.templates().items():
        role = Role.objects.filter(company_id=actor.company_id, code=code).first()
        if role is None:
            with translation.override(language):
                role = save(_role(actor, code, parts), actor=actor)
        known = set(RoleGrant.objects.filter(role=role).values_list("permission", "scope"))
        wanted = dict.fromkeys((grant.permission, grant.scope) for part in parts for grant in part.grants)
        fresh = [
            RoleGrant(company_id=role.company_id, role=role, permission=permission, scope=scope)
            for permission, scope in wanted
            if (permission, scope) not in known
        ]
        added += len(save_new(fresh, actor=actor))
        added += _limit(role, [limit for part in parts for limit in part.fields], actor)
    return added


def _role(actor: Actor, code: str, parts: list[RoleTemplate]) -> Role:
    duty = next((part.duty for part in parts if part.duty), "")
    return Role(company_id=actor.company_id, code=code, name=str(parts[0].label), duty=duty)


def _limit(role: Role, limits: list[FieldLimit], actor: Actor) -> int:
    known = set(FieldRule.objects.filter(role=role).values_list("resource", "field"))
    fresh = [
        FieldRule(company_id=role.company_id, role=role, resource=limit.resource, field=limit.field, mode=limit.mode)
        for limit in limits
        if (limit.resource, limit.field) not in known
    ]
    return len(save_new(fresh, actor=actor))


def give(code: str, employee: Employee, *, actor: Actor) -> RoleAssignment:
    """The role of that code in the employee's company, by order of the system; holding it already is fine."""
    role = Role.objects.get(company_id=employee.company_id, code=code)
    held = RoleAssignment.objects.filter(role=role, employee=employee).first()
    if held is not None:
        return held
    return save(RoleAssignment(company_id=role.company_id, role=role, employee=employee), actor=actor)
