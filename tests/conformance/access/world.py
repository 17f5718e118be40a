"""The world that is attacked: the cast and some more people, and for each resource a record in every relation to them."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from heyi.core.access import permissions, shares
from heyi.core.access.actor import Actor, system
from heyi.core.access.models import ApiKey, FieldRule, Role, RoleAssignment, RoleGrant, Share
from heyi.core.access.work import declare
from heyi.core.org.models import Assignment, Company, Delegation, Department, Employee
from heyi.core.org.services import companies, people
from heyi.core.resources.saving import save
from tests.cast import Cast, assemble, roles
from tests.conformance.access import rules, specimens
from tests.conformance.access.specimens import Place, Tie

SCOPES = ("own", "department", "department_and_below", "chosen", "company", "group")
SHARED_WITH = ("employee", "sales", "warehouse")


@dataclass
class World:
    """People by name (None is nobody), their keys, companies, and records by resource and relation."""

    cast: Cast
    sister: Company
    now: datetime
    people: dict[str, rules.Person | None] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)
    opened: dict[str, dict[int, list[rules.Share]]] = field(default_factory=dict)

    @property
    def companies(self) -> dict[int, Company]:
        return {one.pk: one for one in (self.cast.company, self.cast.other, self.sister)}

    def open(self) -> Actor:
        """Let this test read and write rows of all companies."""
        actor = system(self.cast.company.pk, "harness", company_ids=self.companies)
        declare(actor)
        return actor

    def row(self, record: Any) -> rules.Row:
        """A record as plain facts, its parents included. All companies must be open."""
        key = record._meta.label_lower
        tie = self.ties.get(key) or Tie()
        opened = self._shares(key).get(record.pk, ())
        guarded, keepers = tie.kept(record) if tie.kept else (False, [])
        return rules.Row(
            key=key,
            id=record.pk,
            company_id=record.company_id,
            group_id=self.companies[record.company_id].group_id,
            tie=tie,
            owner_id=getattr(record, tie.owner) if tie.owner else None,
            department_id=getattr(record, tie.department) if tie.department else None,
            parents=tuple(self.row(getattr(record, name)) for name in tie.parents if getattr(record, name)),
            shares=tuple(opened),
            keepers=tuple(self.row(keeper) for keeper in keepers),
            guarded=guarded,
        )

    def _shares(self, key: str) -> dict[int, list[rules.Share]]:
        """The shares of a resource by record; looked up once, since tests take back what they do."""
        if key not in self.opened:
            found: dict[int, list[rules.Share]] = {}
            columns = ("record_id", "employee_id", "department_id", "writable", "expires_at")
            for record_id, *values in Share.objects.filter(resource=key).values_list(*columns):
                found.setdefault(record_id, []).append(rules.Share(*values))
            self.opened[key] = found
        return self.opened[key]


def build() -> World:
    """Everybody and everything. Call inside a transaction that is rolled back."""
    cast = assemble()
    sister = companies.found("华东精密苏州有限公司", "suzhou", short_name="苏州", group=cast.company.group)
    world = World(cast, sister, timezone.now(), ties={key: one.tie for key, one in specimens.collected().items()})
    _more_people(world)
    world.open()
    for name, employee in cast.employees.items():
        world.people[name] = _person(world, employee) if employee.status == "active" else None
        world.keys[name] = _key(employee.user, name)
    world.people["nobody"], world.keys["nobody"] = None, ""
    for resource in specimens.attacked():
        world.records[resource.key] = dict(_placed(world, resource.key))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    return world


def _more_people(world: World) -> None:
    """One for each data scope, a delegate, one who left, one of the sister company, one who works in two companies."""
    cast = world.cast
    world.open()
    actor = system(cast.company.pk, "harness")
    for scope in SCOPES:
        chosen = [cast.departments["finance"].pk] if scope == "chosen" else []
        role = save(Role(company_id=cast.company.pk, name=f"all: {scope}"), actor=actor)
        save(
            RoleGrant(company_id=role.company_id, role=role, permission="*", scope=scope, departments=chosen),
            actor=actor,
        )
        _hire(world, f"scope_{scope}", cast.departments["sales"], ("employee",), role)
    delegate = _hire(world, "delegate", cast.departments["office"], roles("sales"))
    span = {"starts_at": world.now - timedelta(days=1), "ends_at": world.now + timedelta(days=1)}
    principal = cast.employees["sales"]
    save(Delegation(company_id=cast.company.pk, principal=principal, delegate=delegate, **span), actor=actor)
    left = _hire(world, "left", cast.departments["shanghai"], roles("sales_manager"))
    Employee.objects.filter(pk=left.pk).update(status="left")
    left.refresh_from_db()
    _hire(world, "sister", companies.root_department(world.sister.pk), roles("sales", "administrator"))
    two = _hire(world, "two_companies", cast.departments["office"], ("employee",))
    _give(_second_post(world, two), Role.objects.get(company=cast.other, code="administrator"))
    whole_group = Role.objects.get(company=cast.company, name="all: group")
    _second_post(world, _hire(world, "two_groups", cast.departments["office"], ("employee",), whole_group))


def _second_post(world: World, employee: Employee) -> Employee:
    """The same user employed in the other company, which is of another group."""
    other = world.cast.other
    world.open()
    return people.hire(
        name=employee.name,
        number=employee.number,
        department=companies.root_department(other.pk),
        actor=system(other.pk, "harness"),
        user=employee.user,
    )


def _hire(world: World, key: str, department: Department, codes: tuple[str, ...], *more: Role) -> Employee:
    actor = system(department.company_id, "harness")
    user = people.open_account(key, name=key, password=None, email=f"{key}@example.com")
    employee = people.hire(name=key, number=key, department=department, actor=actor, user=user, role_codes=codes)
    for role in more:
        _give(employee, role)
    world.cast.employees[key] = employee
    return employee


def _give(employee: Employee, role: Role) -> None:
    row = RoleAssignment(company_id=role.company_id, role=role, employee=employee)
    save(row, actor=system(role.company_id, "harness"))


def _key(user: Any, name: str) -> str:
    token = f"matrix-{name}"
    ApiKey.objects.create(user=user, name=name, prefix="matrix", digest=hashlib.sha256(token.encode()).hexdigest())
    return token


def _person(world: World, employee: Employee) -> rules.Person:
    """The person as plain facts, read from the tables of the organization and of roles."""
    employments = Employee.objects.filter(user_id=employee.user_id, status="active")
    current = Assignment.objects.filter(employee__in=employments, during__contains=timezone.localdate())
    mine = frozenset(current.values_list("department_id", flat=True))
    below = (pk for pk, path in Department.objects.values_list("pk", "path") if mine & set(path))
    held = Role.objects.filter(assignments__employee__in=employments)
    return rules.Person(
        employee_id=employee.pk,
        company_id=employee.company_id,
        group_id=world.companies[employee.company_id].group_id,
        employed=frozenset(employments.values_list("company_id", flat=True)),
        departments=mine,
        tree=frozenset(below),
        roles=tuple(_role(world, role) for role in held),
        known=frozenset(permissions.known()),
    )


def _role(world: World, role: Role) -> rules.Role:
    grants = RoleGrant.objects.filter(role=role).values_list("permission", "scope", "departments")
    limits = FieldRule.objects.filter(role=role).values_list("resource", "field", "mode")
    return rules.Role(
        company_id=role.company_id,
        group_id=world.companies[role.company_id].group_id,
        grants=tuple(rules.Grant(pattern, scope, frozenset(chosen)) for pattern, scope, chosen in grants),
        limits={(resource, name): mode for resource, name, mode in limits},
    )


def _placed(world: World, key: str) -> Any:
    """Relations and records: by owner and department, by company, by share, by parent, by what it was before."""
    tie, cast = world.ties[key], world.cast
    places = _places(world, tie)
    for relation, place in places.items():
        yield relation, specimens.made(key, place)
    if (
        tie.owner
        and tie.owner != "id"
        and not specimens.of(key).make(specimens.Maker(places["own"]))._meta.model.append_only
    ):
        record = specimens.made(key, places["own"])
        holder = cast.employees["finance"]
        moved = {tie.owner: holder.pk} | ({tie.department: holder.department_id} if tie.department else {})
        type(record).objects.filter(pk=record.pk).update(**moved)
        record.refresh_from_db()
        yield "former owner", record
    for relation, terms in _shares(world).items() if tie.shares else ():
        record = specimens.made(key, places["elsewhere"])
        _share(world, record, **terms)
        yield relation, record


def _places(world: World, tie: Tie) -> dict[str, Place]:
    cast = world.cast
    company = cast.company.pk

    def place(name: str) -> Place:
        person = cast.employees[name]
        return Place(person.company_id, person.pk, person.department_id)

    found = {"own": place("sales"), "elsewhere": place("finance"), "other company": place("stranger")}
    found["sister company"] = place("sister")
    if tie.owner or tie.department or tie.parents:
        found |= {"same team": place("colleague"), "department above": place("manager")}
    if tie.owner:
        found["nobody's"] = Place(company, None, cast.departments["shanghai"].pk)
        found["their other company"] = place("two_companies")
    if tie.parents:
        found["through parent"] = replace(place("finance"), above=place("sales"))
        found["parent elsewhere"] = replace(place("sales"), above=place("finance"))
    return found


def _shares(world: World) -> dict[str, dict[str, Any]]:
    past = world.now - timedelta(hours=1)
    return {
        "shared to read": {"to": SHARED_WITH},
        "shared to write": {"to": SHARED_WITH, "writable": True},
        "share expired": {"to": SHARED_WITH, "writable": True, "expires_at": past},
        "shared with department": {"department": world.cast.departments["office"].pk, "writable": True},
    }


def _share(world: World, record: Any, *, to: tuple[str, ...] = (), department: int | None = None, **terms: Any) -> None:
    actor = world.open()
    if department is None:
        ids = [world.cast.employees[name].pk for name in to]
        shares.open_to(record, ids, reason="team", actor=actor, source="harness", **terms)
        return
    row = Share(
        company_id=record.company_id, resource=record._meta.label_lower, record_id=record.pk,
        department_id=department, reason="share", source="harness", **terms,
    )  # fmt: skip
    save(row, actor=actor)
