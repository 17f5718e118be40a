"""What one may hand on (分级管理员): nothing that reaches further than one's own, unless one administers the system.

Reach is compared as sets of departments: all of the company, or those that a scope means for whoever receives it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from heyi.core.access import explaining, permissions, scoping
from heyi.core.access.actor import MODE_ORDER, Actor, Grant, Mode, Scope
from heyi.core.access.errors import BeyondOwn, LastAdministrator
from heyi.core.access.models import FieldRule, Role, RoleAssignment, RoleGrant
from heyi.core.access.permissions import ADMINISTER
from heyi.core.org.models import Assignment, Department, Employee
from heyi.core.resources import registry

WIDE = (Scope.COMPANY, Scope.GROUP)
RANK = {scope: rank for rank, scope in enumerate(Scope)}


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a relative scope is meant for: the departments of their posts, and those with everything below."""

    departments: frozenset[int]
    tree: frozenset[int]


@dataclass(frozen=True, slots=True)
class Content:
    """What a role holds, or would hold: grants as (pattern, scope, chosen departments), field modes by resource."""

    grants: tuple[tuple[str, Scope, frozenset[int]], ...]
    fields: dict[str, dict[str, Mode]] = field(default_factory=dict)


def receiver_of(employee: Employee) -> Receiver:
    """The employee as a receiver of scopes, by the posts of today."""
    today = timezone.localdate()
    posts = Assignment.objects.filter(employee=employee, during__contains=today)
    departments = frozenset(posts.values_list("department_id", flat=True))
    below = Department.objects.filter(path__overlap=sorted(departments)) if departments else Department.objects.none()
    return Receiver(departments, frozenset(below.values_list("pk", flat=True)))


def content_of(role: Role) -> Content:
    """The role as it is stored."""
    rows = RoleGrant.objects.filter(role=role).values_list("permission", "scope", "departments")
    rules: dict[str, dict[str, Mode]] = {}
    for resource, name, mode in FieldRule.objects.filter(role=role).values_list("resource", "field", "mode"):
        rules.setdefault(resource, {})[name] = Mode(mode)
    return Content(tuple((pattern, Scope(scope), frozenset(chosen)) for pattern, scope, chosen in rows), rules)


def refuse_beyond(actor: Actor, content: Content, receivers: Iterable[Receiver] = ()) -> None:
    """BeyondOwn unless every grant and every field is within what ``actor`` holds, for each of the receivers."""
    if actor.is_system or actor.can(ADMINISTER):
        return
    people: list[Receiver | None] = list(receivers) or [None]
    for pattern, scope, chosen in content.grants:
        # A pattern also means what is installed tomorrow, which nobody holds yet.
        if pattern.endswith("*"):
            raise BeyondOwn(what=pattern, extra={"permission": pattern})
        if not all(_covers(actor, pattern, scope, chosen, person) for person in people):
            raise BeyondOwn(what=pattern, extra={"permission": pattern})
    for resource, limits in actor.field_rules.items():
        if not any(pattern.startswith(f"{resource}.") for pattern, _scope, _chosen in content.grants):
            continue
        for name, mode in limits.items():
            given = content.fields.get(resource, {}).get(name, Mode.WRITE)
            if MODE_ORDER.index(given) > MODE_ORDER.index(mode):
                raise BeyondOwn(what=f"{resource}.{name}", extra={"permission": f"{resource}.{name}"})


def _covers(actor: Actor, name: str, scope: Scope, chosen: frozenset[int], receiver: Receiver | None) -> bool:
    grants = actor.grants.get(name, ())
    if any(grant.scope is Scope.GROUP and actor.company_id in grant.companies for grant in grants):
        return True
    held = [grant for grant in grants if grant.scope is not Scope.GROUP and grant.company_id == actor.company_id]
    if not held or scope is Scope.GROUP:
        return False
    model: Any = explaining.model_of(name)
    if any(grant.scope is Scope.COMPANY for grant in held) or (model is not None and not scoping.is_tied(model)):
        return True
    if scope is Scope.COMPANY:
        return False
    reached = frozenset[int]().union(*(_reached(actor, grant) for grant in held))
    if scope is Scope.CHOSEN:
        return chosen <= reached
    if receiver is None:
        return max(RANK[grant.scope] for grant in held) >= RANK[scope]
    wanted = receiver.tree if scope is Scope.DEPARTMENT_AND_BELOW else receiver.departments
    return bool(wanted) and wanted <= reached


def _reached(actor: Actor, grant: Grant) -> frozenset[int]:
    return scoping.departments_of(actor, grant)


@contextmanager
def keeping_administrator(company_id: int) -> Iterator[None]:
    """LastAdministrator when what happens inside takes the last one away. Such changes of a company wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('access.administrators'), %s)", [company_id % 2**31])
    before = administrators(company_id)
    yield
    if before and not administrators(company_id):
        raise LastAdministrator


def administrators(company_id: int) -> list[int]:
    """The employees who administer the system, may sign in, and will go on doing so."""
    app, resource, _verb = ADMINISTER.split(".")
    patterns = ("*", f"{app}.*", f"{app}.{resource}.*", ADMINISTER)
    roles = RoleGrant.objects.filter(company_id=company_id, permission__in=patterns).values("role_id")
    held = RoleAssignment.objects.filter(role_id__in=roles, valid_to=None, employee__company_id=company_id)
    held = held.filter(employee__status=Employee.Status.ACTIVE, employee__user__is_active=True)
    return list(held.values_list("employee_id", flat=True).distinct())


def known(pattern: str) -> bool:
    """Whether a grant of this name would mean anything."""
    if pattern.startswith(permissions.DESIGNED) and pattern.count(".") == 2:
        return registry.knows(pattern.rpartition(".")[0])
    return bool(permissions.expand(pattern)) or pattern == f"{permissions.DESIGNED}*"
