"""Define roles: what they grant and which fields they limit, within what the editor holds."""

from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor, Mode, Scope
from heyi.core.access.errors import OwnRoles
from heyi.core.access.models import Role, RoleAssignment
from heyi.core.access.permissions import ADMINISTER
from heyi.core.access.services import granting
from heyi.core.access.services.granting import Content
from heyi.core.org.models import Department
from heyi.core.resources import registry
from heyi.core.resources.saving import save
from heyi.core.resources.writing import store_lines
from heyi.kit.errors import FieldError, Malformed

LINES = ("grants", "field_rules")


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Role:
    """A company's own role."""
    lines = _taken(data, actor)
    granting.refuse_beyond(actor, _content(lines))
    role = save(Role(**data), actor=actor)
    _store(role, lines, actor)
    return role


@transaction.atomic
def update(role_id: int, data: dict[str, Any], *, actor: Actor) -> Role:
    """Change a role, for all who hold it. Whoever holds it changes it only as an administrator."""
    with granting.keeping_administrator(actor.company_id):
        role = Role.objects.for_update(role_id)
        lines = _taken(data, actor)
        _refuse(role, actor)
        for name, value in data.items():
            setattr(role, name, value)
        save(role, actor=actor)
        _store(role, lines, actor)
        _refuse(role, actor)
    return role


@transaction.atomic
def delete(role_id: int, *, actor: Actor) -> None:
    """Take a role away, from all who hold it."""
    with granting.keeping_administrator(actor.company_id):
        role = Role.objects.for_update(role_id)
        _refuse(role, actor)
        role.delete()


def _refuse(role: Role, actor: Actor) -> None:
    """Before and after a change, the role must be within the editor's own reach for everybody who holds it."""
    if actor.is_system or actor.can(ADMINISTER):
        return
    held = RoleAssignment.objects.filter(role=role).select_related("employee")
    if any(one.employee_id == actor.employee_id for one in held):
        raise OwnRoles
    granting.refuse_beyond(actor, granting.content_of(role), [granting.receiver_of(one.employee) for one in held])


def _taken(data: dict[str, Any], actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """The lines out of a body, each of which must mean something; the database says of a field what cannot be stored."""
    lines = {name: data.pop(name) for name in LINES if name in data}
    errors = [
        *_grant_errors(lines.get("grants", []), actor),
        *_rule_errors(lines.get("field_rules", [])),
    ]
    if errors:
        raise Malformed(errors=tuple(errors))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.roles'), %s)", [actor.company_id % 2**31])
    return lines


def _grant_errors(rows: list[dict[str, Any]], actor: Actor) -> list[FieldError]:
    errors: list[FieldError] = []
    chosen = {pk for row in rows for pk in row.get("departments") or ()}
    there = set(Department.objects.filter(pk__in=chosen, company_id=actor.company_id).values_list("pk", flat=True))
    for index, row in enumerate(rows):
        place = f"grants.{index}"
        if not granting.known(row.get("permission") or ""):
            errors.append(FieldError(f"{place}.permission", "unknown", _("There is no such permission.")))
        departments = row.get("departments") or []
        if row.get("scope") == Scope.CHOSEN and not departments:
            errors.append(FieldError(f"{place}.departments", "required", _("Please fill this in.")))
        if not set(departments) <= there:
            errors.append(FieldError(f"{place}.departments", "unknown", _("There is no such department here.")))
    return errors


def _rule_errors(rows: list[dict[str, Any]]) -> list[FieldError]:
    errors: list[FieldError] = []
    for index, row in enumerate(rows):
        try:
            fields = registry.get(row.get("resource") or "").by_name
        except KeyError:
            errors.append(FieldError(f"field_rules.{index}.resource", "unknown", _("There is no such resource.")))
            continue
        if str(row.get("field") or "").partition(".")[0] not in fields:
            errors.append(FieldError(f"field_rules.{index}.field", "unknown", _("There is no such field here.")))
    return errors


def _content(lines: dict[str, list[dict[str, Any]]]) -> Content:
    rules: dict[str, dict[str, Mode]] = {}
    for row in lines.get("field_rules", []):
        rules.setdefault(row["resource"], {})[row["field"]] = Mode(row["mode"])
    grants = tuple(
        (row["permission"], Scope(row["scope"]), frozenset(row.get("departments") or ()))
        for row in lines.get("grants", [])
    )
    return Content(grants, rules)


def _store(role: Role, lines: dict[str, list[dict[str, Any]]], actor: Actor) -> None:
    resource = registry.get("access.role")
    store_lines(resource, role, lines, actor)
