"""Give roles to people and take them back: never one's own, never more than one holds, never two of the three duties."""

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.access.errors import DutiesExclude, OwnRoles
from heyi.core.access.models import Role, RoleAssignment
from heyi.core.access.services import granting
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed


@transaction.atomic
def assign(data: dict[str, Any], *, actor: Actor) -> RoleAssignment:
    """A role for somebody, until a day or for good."""
    role = Role.objects.get_visible(data["role_id"])
    employee = Employee.objects.get_visible(data["employee_id"])
    _may(actor, role, employee)
    _not_past(data.get("valid_to"))
    _keep_apart(role, employee)
    held = RoleAssignment(company_id=role.company_id, role=role, employee=employee, valid_to=data.get("valid_to"))
    save(held, actor=actor)
    publish("access.role.assigned", held, actor=actor, data={"role": role.pk, "employee": employee.pk})
    return held


@transaction.atomic
def prolong(assignment_id: int, data: dict[str, Any], *, actor: Actor) -> RoleAssignment:
    """Another last day, or none."""
    with granting.keeping_administrator(actor.company_id):
        held = RoleAssignment.objects.for_update(assignment_id)
        _may(actor, held.role, held.employee)
        _not_past(data.get("valid_to"))
        held.valid_to = data.get("valid_to")
        return save(held, actor=actor)


@transaction.atomic
def revoke(assignment_id: int, *, actor: Actor) -> None:
    """Take the role back; it counts at the very next request."""
    with granting.keeping_administrator(actor.company_id):
        held = RoleAssignment.objects.for_update(assignment_id)
        _may(actor, held.role, held.employee)
        publish("access.role.revoked", held, actor=actor, data={"role": held.role_id, "employee": held.employee_id})
        held.delete()


def _may(actor: Actor, role: Role, employee: Employee) -> None:
    if employee.pk == actor.employee_id or (employee.user_id is not None and employee.user_id == actor.user_id):
        raise OwnRoles
    granting.refuse_beyond(actor, granting.content_of(role), [granting.receiver_of(employee)])


def _not_past(day: date | None) -> None:
    if day is not None and day < timezone.localdate():
        raise Malformed.at("valid_to", "in_the_past", _("This day has passed."))


def _keep_apart(role: Role, employee: Employee) -> None:
    """The trigger ``duties_apart`` refuses on its own; here it is said in words, behind the same lock."""
    if not role.duty:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.duties'), %s)", [employee.pk % 2**31])
    other = RoleAssignment.objects.filter(employee=employee).exclude(role__duty__in=("", role.duty)).first()
    if other is not None:
        raise DutiesExclude(name=employee.name, held=str(other.role))
