"""Hire many people at once, from a pasted table or a file: first what it means, row by row, then all of them or none."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.access.models import Role
from heyi.core.org.models import Department, Employee, Post
from heyi.core.org.services import people
from heyi.core.org.services.guide import MANAGE as SET_UP
from heyi.core.org.services.sheet import Person
from heyi.core.resources.saving import save
from heyi.kit.errors import FieldError, Malformed, Text
from heyi.kit.text import fold

_PHONE = re.compile(r"^\+?[\d\s()-]{5,24}$")


@dataclass
class Row:
    """One person to hire. ``errors`` are by column; ``manager`` is an employee's id or another row."""

    person: Person
    email: str = ""
    phone: str = ""
    department: Department | None = None
    post: str = ""
    new_post: bool = False
    roles: tuple[str, ...] = ()
    manager: "int | Row | None" = None
    errors: list[tuple[str, str, Text]] = field(default_factory=list)

    def fault(self, column: str, code: str, text: Text) -> None:
        self.errors.append((column, code, text))


def read(table: list[Person], *, actor: Actor) -> list[Row]:
    """Understand every row against the actor's company. Nothing is written; faults stand in their rows."""
    known = _Known(actor)
    rows = [Row(person) for person in table]
    for row in rows:
        _name_and_contact(row, known)
        _place(row, known)
        _roles(row, known, actor)
    _refuse_doubles(rows)
    _find_managers(rows, known)
    return rows


def shown(rows: list[Row]) -> dict[str, Any]:
    """For the preview."""
    return {
        "rows": [
            {
                "row": row.person.row,
                "name": row.person["name"],
                "contact": row.email or row.phone or row.person["contact"],
                "department": str(row.department or row.person["department"]),
                "post": row.post,
                "new_post": row.new_post,
                "manager": row.person["manager"],
                "role": row.person["role"],
                "errors": [{"column": column, "message": str(text)} for column, _code, text in row.errors],
            }
            for row in rows
        ],
        "errors": sum(bool(row.errors) for row in rows),
    }


@transaction.atomic
def hire_all(table: list[Person], *, actor: Actor) -> list[Employee]:
    """Hire everybody in the table, managers first; with one fault, nobody. New posts are opened on the way."""
    scoping.require(actor, "org.employee.create")
    # One at a time for each company, so that numbers and doubles are decided by who comes first.
    Department.objects.select_for_update().get(company_id=actor.company_id, parent=None)
    rows = read(table, actor=actor)
    faults = [
        FieldError(f"rows.{row.person.row}.{column}", code, text) for row in rows for column, code, text in row.errors
    ]
    if faults:
        raise Malformed(errors=tuple(faults))
    if not rows:
        raise Malformed.at("text", "required", _("Please fill this in."))
    return _hire(rows, actor)


def _hire(rows: list[Row], actor: Actor) -> list[Employee]:
    posts, numbers = _Posts(actor), _numbers(actor)
    hired: dict[int, Employee] = {}
    for row in _managers_first(rows):
        manager = row.manager
        hired[row.person.row] = people.hire(
            name=row.person["name"],
            number=row.person["number"] or next(numbers),
            department=row.department or Department.objects.get(company_id=actor.company_id, parent=None),
            actor=actor,
            post=posts.get(row.post),
            manager=hired[manager.person.row]
            if isinstance(manager, Row)
            else Employee.objects.get(pk=manager)
            if manager
            else None,
            email=row.email,
            phone=row.phone,
            role_codes=("employee", *row.roles),
        )
    return [hired[row.person.row] for row in rows]


class _Known:
    """What the company has, by folded names: each looked up once."""

    def __init__(self, actor: Actor) -> None:
        employees = Employee.objects.filter(company_id=actor.company_id)
        self.staff = list(employees.values_list("pk", "name", "number", "email", "phone", "status"))
        self.emails = {fold(email) for _pk, _name, _no, email, _phone, _status in self.staff if email}
        self.phones = {_digits(phone) for _pk, _name, _no, _email, phone, _status in self.staff if phone}
        self.numbers = {fold(number) for _pk, _name, number, *_rest in self.staff}
        departments = list(Department.objects.filter(company_id=actor.company_id, closed_on=None))
        names = {one.pk: fold(one.name) for one in departments}
        self.departments: dict[str, list[Department]] = {}
        for one in departments:
            whole = [names[i] for i in one.path if i in names]
            # A department answers to its name, and to its path with or without the company's name in front.
            for said in {whole[-1], "/".join(whole), "/".join(whole[1:])} - {""}:
                self.departments.setdefault(said, []).append(one)
        posts = Post.objects.filter(company_id=actor.company_id).values_list("name", flat=True)
        self.posts = {fold(name): name for name in posts}
        self.roles = {
            fold(said): code
            for code, name in Role.objects.filter(company_id=actor.company_id).values_list("code", "name")
            for said in (code, name)
        }

    def people_called(self, said: str) -> list[int]:
        """Active employees of that number, else of that name."""
        wanted = fold(said)
        active = [one for one in self.staff if one[5] == Employee.Status.ACTIVE]
        by_number = [pk for pk, _name, number, *_rest in active if fold(number) == wanted]
        return by_number or [pk for pk, name, *_rest in active if fold(name) == wanted]


def _name_and_contact(row: Row, known: _Known) -> None:
    name = row.person["name"]
    if not name:
        row.fault("name", "required", _("The name is missing."))
    elif len(name) > 120:
        row.fault("name", "too_long", _("This name is too long."))
    for column in ("contact", "email", "phone"):
        given = row.person[column]
        if given and ("@" in given or column == "email"):
            _email(row, column, given, known)
        elif given:
            _phone(row, column, given, known)
    number = row.person["number"]
    if number and fold(number) in known.numbers:
        row.fault("number", "taken", _("Somebody has this employee number already."))
    elif len(number) > 40:
        row.fault("number", "too_long", _("This number is too long."))


def _email(row: Row, column: str, given: str, known: _Known) -> None:
    try:
        validate_email(given)
    except ValidationError:
        row.fault(column, "bad_email", _("This is not an e-mail address."))
    if fold(given) in known.emails:
        row.fault(column, "taken", _("Somebody here has this e-mail address already."))
    row.email = given


def _phone(row: Row, column: str, given: str, known: _Known) -> None:
    if not _PHONE.match(given):
        row.fault(column, "bad_phone", _("This is neither an e-mail address nor a phone number."))
    if _digits(given) in known.phones:
        row.fault(column, "taken", _("Somebody here has this phone number already."))
    row.phone = given


def _place(row: Row, known: _Known) -> None:
    said = row.person["department"]
    if said:
        found = known.departments.get("/".join(fold(part) for part in re.split(r"\s*[/\\>＞／→]\s*", said)), [])
        if len(found) == 1:
            row.department = found[0]
        elif found:
            row.fault(
                "department", "ambiguous", _("Several departments are called so; write the path, such as Sales/East.")
            )
        else:
            row.fault("department", "unknown", _("There is no such department."))
    post = row.person["post"]
    if len(post) > 120:
        row.fault("post", "too_long", _("This name is too long."))
    row.post = known.posts.get(fold(post), post)
    row.new_post = bool(post) and fold(post) not in known.posts


def _roles(row: Row, known: _Known, actor: Actor) -> None:
    """Roles are given only by whoever sets up the company: hiring alone must not make administrators."""
    said = [part for part in re.split(r"\s*[,;、，；/]\s*", row.person["role"]) if part]
    if said and not actor.can_here(SET_UP):
        row.fault("role", "denied", _("You may hire people, but not give them roles."))
        return
    if any(fold(part) not in known.roles for part in said):
        row.fault("role", "unknown", _("There is no role called so."))
    row.roles = tuple(dict.fromkeys(known.roles[fold(part)] for part in said if fold(part) in known.roles))


def _refuse_doubles(rows: list[Row]) -> None:
    """Within the table, addresses and numbers are one person's."""
    for column, value_of in (
        ("contact", lambda r: fold(r.email)),
        ("contact", lambda r: _digits(r.phone)),
        ("number", lambda r: fold(r.person["number"])),
    ):
        first: dict[str, Row] = {}
        for row in rows:
            value = value_of(row)
            if value and value in first:
                row.fault(column, "said_twice", _("Row %d has this already.") % first[value].person.row)
            elif value:
                first[value] = row


def _find_managers(rows: list[Row], known: _Known) -> None:
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(fold(row.person["name"]), []).append(row)
    for row in rows:
        said = row.person["manager"]
        if not said:
            continue
        here, there = by_name.get(fold(said), []), known.people_called(said)
        if len(here) + len(there) > 1:
            row.fault("manager", "ambiguous", _("Several people are called so; write the employee number."))
        elif here == [row]:
            row.fault("manager", "own_manager", _("Nobody can be their own manager."))
        elif here or there:
            row.manager = here[0] if here else there[0]
        else:
            row.fault("manager", "unknown", _("There is no such person here or in the table."))
    for row in rows:
        if _leads_back(row):
            row.fault("manager", "manager_loop", _("The line of managers leads back to this person."))


def _leads_back(row: Row) -> bool:
    above, steps = row.manager, 0
    while isinstance(above, Row) and steps <= 2000:
        if above is row:
            return True
        above, steps = above.manager, steps + 1
    return False


def _managers_first(rows: list[Row]) -> list[Row]:
    depth: Counter[int] = Counter()
    for row in rows:
        above = row.manager
        while isinstance(above, Row):
            depth[row.person.row] += 1
            above = above.manager
    return sorted(rows, key=lambda row: (depth[row.person.row], row.person.row))


class _Posts:
    """Posts by name; what is missing is opened, with a code that nobody has."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.by_name = {fold(post.name): post for post in Post.objects.filter(company_id=actor.company_id)}
        self.codes = set(Post.objects.filter(company_id=actor.company_id).values_list("code", flat=True))

    def get(self, name: str) -> Post | None:
        if not name:
            return None
        if fold(name) not in self.by_name:
            number = len(self.codes) + 1
            while f"P{number:03}" in self.codes:
                number += 1
            self.codes.add(f"P{number:03}")
            post = Post(company_id=self.actor.company_id, code=f"P{number:03}", name=name)
            self.by_name[fold(name)] = save(post, actor=self.actor)
        return self.by_name[fold(name)]


def _numbers(actor: Actor) -> Any:
    """Employee numbers that follow the highest plain one."""
    used = set(Employee.objects.filter(company_id=actor.company_id).values_list("number", flat=True))
    number = max((int(one) for one in used if one.isascii() and one.isdigit() and len(one) < 10), default=0)
    while True:
        number += 1
        if str(number) not in used:
            yield str(number)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
