"""Open, move, rename and close departments; the past stays in their placements."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org import locks
from heyi.core.org.errors import DepartmentLoop, NotInFuture
from heyi.core.org.models import Department, DepartmentPlacement
from heyi.core.resources.saving import save


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Department:
    """Open a department from a form or a file."""
    return open_department(
        name=data["name"],
        parent_id=data.get("parent_id") or top(actor),
        actor=actor,
        code=data.get("code") or "",
        head_id=data.get("head_id"),
        sort=data.get("sort") or 0,
        calendar_id=data.get("calendar_id"),
    )


@transaction.atomic
def update(department_id: int, data: dict[str, Any], *, actor: Actor) -> Department:
    """Change a department from a form or a file; the one of the company itself stays on top."""
    if "parent_id" in data:
        locks.departments(actor.company_id)
    department = Department.objects.for_update(department_id)
    parent_id = data.get("parent_id") or department.parent_id
    if parent_id not in (department.parent_id, department.pk if department.parent_id is None else None):
        _move(department, parent_id, actor)
    for name in data.keys() & {"name", "code", "head_id", "calendar_id", "sort"}:
        setattr(department, name, data[name])
    save(department, actor=actor)
    _place(department, timezone.localdate(), actor)
    return department


def root_department(company_id: int) -> Department:
    """The department that stands for the company itself: the one above all others."""
    return Department.objects.get(company_id=company_id, parent=None)


def top(actor: Actor) -> int:
    """What stands above a department (or holds a person) for which nothing is said."""
    return int(root_department(actor.company_id).pk)


@transaction.atomic
def open_department(
    *,
    name: str,
    parent_id: int | None,
    actor: Actor,
    code: str = "",
    head_id: int | None = None,
    sort: int = 0,
    since: date | None = None,
    company_id: int | None = None,
    calendar_id: int | None = None,
) -> Department:
    """A new department below ``parent_id``, standing there from ``since`` (today) on."""
    parent = Department.objects.for_update(parent_id) if parent_id else None
    department = Department(
        company_id=company_id or (parent.company_id if parent else actor.company_id),
        name=name,
        parent=parent,
        code=code,
        head_id=head_id,
        calendar_id=calendar_id,
        sort=sort,
    )
    save(department, actor=actor)
    department.path = [*(parent.path if parent else []), department.pk]
    save(department, actor=actor, only=("path",))
    _place(department, since or timezone.localdate(), actor)
    return department


@transaction.atomic
def change(
    department_id: int,
    *,
    actor: Actor,
    name: str | None = None,
    parent_id: int | None = None,
    head_id: int | None = None,
    move: bool = False,
    set_head: bool = False,
    since: date | None = None,
) -> Department:
    """Rename, move (``move``) or give a head (``set_head``). Everything below moves along; the old placement ends."""
    day = since or timezone.localdate()
    if day > timezone.localdate():
        raise NotInFuture
    if move:
        company_id = Department.objects.values_list("company_id", flat=True).filter(pk=department_id).first()
        locks.departments(company_id or 0)
    department = Department.objects.for_update(department_id)
    if name is not None:
        department.name = name
    if set_head:
        department.head_id = head_id
    if move:
        _move(department, parent_id, actor)
    save(department, actor=actor)
    _place(department, day, actor)
    return department


@transaction.atomic
def move(department_id: int, *, actor: Actor, parent_id: int, since: date | None = None) -> Department:
    """Stand below another department from ``since`` (today) on, with everything below."""
    department = change(department_id, actor=actor, parent_id=parent_id, move=True, since=since)
    publish("org.department.moved", department, actor=actor, data={"parent": parent_id})
    return department


def _move(department: Department, parent_id: int | None, actor: Actor) -> None:
    parent = Department.objects.for_update(parent_id) if parent_id else None
    if parent is not None and department.pk in parent.path:
        raise DepartmentLoop
    old = list(department.path)
    new = [*(parent.path if parent else []), department.pk]
    department.parent, department.path = parent, new
    below = Department.objects.filter(path__contains=[department.pk]).exclude(pk=department.pk).order_by("pk")
    for child in below.select_for_update():
        child.path = new + child.path[len(old) :]
        save(child, actor=actor, only=("path",))


def _place(department: Department, since: date, actor: Actor) -> None:
    """End the current placement and begin another; one that began the same day is corrected instead."""
    current = DepartmentPlacement.objects.filter(department=department, during__endswith__isnull=True).first()
    values = {"parent_id": department.parent_id, "name": department.name, "head_id": department.head_id}
    if current is not None and all(getattr(current, key) == value for key, value in values.items()):
        return
    if current is not None and current.during.lower >= since:
        for key, value in values.items():
            setattr(current, key, value)
        save(current, actor=actor)
        return
    if current is not None:
        current.during = DateRange(current.during.lower, since)
        save(current, actor=actor)
    placement = DepartmentPlacement(
        company_id=department.company_id, department=department, during=DateRange(since, None), **values
    )
    save(placement, actor=actor)
