"""Which posts somebody holds: the primary one, and concurrent ones (兼岗) and secondments (借调) beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.org.errors import PrimaryPost
from heyi.core.org.models import Assignment, Department, Employee, Post
from heyi.core.resources.saving import save
from heyi.kit.errors import FieldError, Malformed

FIELD = "concurrent_posts"
"""What the lines of an employee with these posts are called."""


def present() -> Q:
    """The concurrent posts that have no end yet."""
    return Q(kind=Assignment.Kind.CONCURRENT, during__endswith__isnull=True, during__isempty=False)


@transaction.atomic
def keep_to(
    employee: Employee, wanted: Sequence[Mapping[str, Any]], *, actor: Actor, since: date | None = None
) -> None:
    """Exactly these concurrent posts, told apart by department and post, from ``since`` (today) on: others end, and what
    began on the same day has never been.
    """
    start = since or timezone.localdate()
    held = {_place(one): one for one in Assignment.objects.select_for_update().filter(present(), employee=employee)}
    asked = {(row["department_id"], row.get("post_id")): row for row in wanted}
    if len(asked) < len(wanted):
        raise Malformed(errors=_doubles(wanted))
    for place, one in held.items():
        if place not in asked and one.during.lower < timezone.localdate():
            end_post(one.pk, actor=actor)
        elif place not in asked:
            one.delete()
    departments = Department.objects.in_bulk({department_id for department_id, _post in asked.keys() - held.keys()})
    for place, row in asked.items():
        manager_id = row.get("manager_id")
        if place not in held:
            assign(employee, departments[place[0]], place[1], manager_id, Assignment.Kind.CONCURRENT, start, actor)
        elif held[place].manager_id != manager_id:
            held[place].manager_id = manager_id
            save(held[place], actor=actor)


def _place(one: Assignment) -> tuple[int, int | None]:
    return one.department_id, one.post_id


def _doubles(wanted: Sequence[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    seen: set[tuple[Any, Any]] = set()
    errors = []
    for index, row in enumerate(wanted):
        place = (row["department_id"], row.get("post_id"))
        if place in seen:
            errors.append(FieldError(f"{FIELD}.{index}.department", "double", _("This post stands here twice.")))
        seen.add(place)
    return tuple(errors)


@transaction.atomic
def add_post(
    employee_id: int,
    *,
    department: Department,
    actor: Actor,
    post: Post | None = None,
    manager: Employee | None = None,
    secondment: bool = False,
    since: date | None = None,
) -> Assignment:
    """A concurrent post (兼岗) or a secondment (借调) beside the primary one."""
    employee = Employee.objects.for_update(employee_id)
    kind = Assignment.Kind.SECONDMENT if secondment else Assignment.Kind.CONCURRENT
    post_id, manager_id = post.pk if post else None, manager.pk if manager else None
    return assign(employee, department, post_id, manager_id, kind, since or timezone.localdate(), actor)


@transaction.atomic
def end_post(assignment_id: int, *, actor: Actor, on: date | None = None) -> Assignment:
    """A concurrent post or secondment ends; ``on`` (today) is its first day without."""
    assignment = Assignment.objects.for_update(assignment_id)
    if assignment.kind == Assignment.Kind.PRIMARY:
        raise PrimaryPost
    assignment.during = DateRange(assignment.during.lower, max(on or timezone.localdate(), assignment.during.lower))
    return save(assignment, actor=actor)


def assign(
    employee: Employee,
    department: Department,
    post_id: int | None,
    manager_id: int | None,
    kind: str,
    since: date,
    actor: Actor,
) -> Assignment:
    """A post from ``since`` on."""
    assignment = Assignment(
        company_id=department.company_id,
        employee=employee,
        department=department,
        post_id=post_id,
        manager_id=manager_id,
        kind=kind,
        during=DateRange(since, None),
    )
    return save(assignment, actor=actor)
