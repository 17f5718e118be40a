"""The organization on a day: what stood where, who led it, who worked there; and what a move would change."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from heyi.core.access import scoping, shipped
from heyi.core.access.actor import Actor
from heyi.core.access.models import RoleAssignment, RoleGrant
from heyi.core.org.models import Assignment, Department, DepartmentPlacement, Employee

MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """A post that somebody held on the day. ``manager`` is the direct manager in that post."""

    employee_id: int
    name: str
    department_id: int
    post: str
    kind: str
    manager_id: int | None
    manager: str
    status: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A department on the day; ``people`` counts posts in it, not below."""

    department_id: int
    name: str
    parent_id: int | None
    head_id: int | None
    head: str
    people: int
    sort: int


@dataclass(frozen=True, slots=True)
class Organization:
    """Departments and posts of one company on one day."""

    on: date
    departments: tuple[Unit, ...]
    people: tuple[Person, ...]

    def manager_of(self, employee_id: int) -> int | None:
        """The direct manager in the primary post of that day."""
        found = (one.manager_id for one in self.people if one.employee_id == employee_id and one.kind == "primary")
        return next(found, None)


def organization_on(on: date, *, actor: Actor, company_id: int | None = None) -> Organization:
    """The whole organization as it stood, as far as the actor may see departments and people."""
    company = company_id or actor.company_id
    people = tuple(_person(row) for row in _posts(on, actor, company))
    counts = Counter(person.department_id for person in people)
    return Organization(on, tuple(_units(on, actor, company, counts)), people)


def tree(on: date, *, actor: Actor) -> list[dict[str, Any]]:
    """Departments of the day with the number of their people, for a page that asks for people one department at a time."""
    rows = _posts(on, actor, actor.company_id).order_by().values_list("department_id", flat=True)
    return [asdict(unit) for unit in _units(on, actor, actor.company_id, Counter(rows))]


def people_of(on: date, *, actor: Actor, department_id: int | None = None, q: str = "") -> list[dict[str, Any]]:
    """The people of one department on the day, or those whose name or number contains ``q``; at most 500."""
    rows = _posts(on, actor, actor.company_id)
    if department_id is not None:
        rows = rows.filter(department_id=department_id)
    if q.strip():
        rows = rows.filter(Q(employee__name__icontains=q.strip()) | Q(employee__number__istartswith=q.strip()))
    return [asdict(_person(row)) for row in rows[:MOST]]


def _posts(on: date, actor: Actor, company_id: int) -> Any:
    seen = Employee.objects.filter(scoping.visible(actor, Employee)).values("pk")
    rows = Assignment.objects.filter(company_id=company_id, during__contains=on, employee__in=seen)
    return rows.select_related("employee", "post", "manager").order_by(
        "department_id", "-post__rank", "employee__name", "pk"
    )


def _person(row: Assignment) -> Person:
    return Person(
        employee_id=row.employee_id,
        name=row.employee.name,
        department_id=row.department_id,
        post=row.post.name if row.post else "",
        kind=row.kind,
        manager_id=row.manager_id,
        manager=row.manager.name if row.manager else "",
        status=row.employee.status,
    )


def _units(on: date, actor: Actor, company_id: int, counts: Counter[int]) -> list[Unit]:
    seen = Department.objects.filter(scoping.visible(actor, Department)).values("pk")
    rows = DepartmentPlacement.objects.filter(company_id=company_id, during__contains=on, department__in=seen)
    rows = rows.select_related("department", "head").order_by("department__sort", "name", "pk")
    return [
        Unit(
            department_id=row.department_id,
            name=row.name,
            parent_id=row.parent_id,
            head_id=row.head_id,
            head=row.head.name if row.head else "",
            people=counts[row.department_id],
            sort=row.department.sort,
        )
        for row in rows
    ]


def impact_of_move(department: Department, parent: Department, *, actor: Actor) -> dict[str, Any]:
    """What moving changes: how many departments and people go along, who begins and who ceases to reach them by a scope
    "department and below", and which roles name the departments themselves.
    """
    below = Department.objects.filter(path__contains=[department.pk])
    ids = list(below.values_list("pk", flat=True))
    before, after = set(department.path) - {department.pk}, set(parent.path)
    moved = Assignment.objects.filter(department_id__in=ids, during__endswith__isnull=True)
    naming = RoleGrant.objects.filter(departments__overlap=ids).order_by("role__name")
    roles = naming.values_list("role__name", flat=True).distinct()
    return {
        "departments": len(ids),
        "people": moved.values("employee_id").distinct().count(),
        "lose": _reaching(before - after, actor),
        "gain": _reaching(after - before, actor),
        "roles": [shipped.spoken("access.role", name) for name in roles],
    }


def _reaching(departments: set[int], actor: Actor) -> list[str]:
    """People with a post in these departments whose roles reach what is below them."""
    deep = RoleGrant.objects.filter(scope="department_and_below").values("role_id")
    holders = RoleAssignment.objects.filter(role_id__in=deep).values("employee_id")
    posts = Assignment.objects.filter(
        department_id__in=departments, during__endswith__isnull=True, employee_id__in=holders
    )
    seen = Employee.objects.filter(scoping.visible(actor, Employee)).values("pk")
    names = (
        posts.filter(employee__in=seen).order_by("employee__name").values_list("employee__name", flat=True).distinct()
    )
    return list(names[:50])
