"""Hire people, give them posts, line them up, and let them go."""

from datetime import date
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.access.models import ApiKey
from heyi.core.access.services import granting, roles
from heyi.core.events.publishing import publish
from heyi.core.org import locks
from heyi.core.org.errors import AlreadyLeft, ManagerLoop, NotSuspended, StillHolds
from heyi.core.org.models import Assignment, Department, Employee, Post, User
from heyi.core.org.services import holdings, posts
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed


def open_account(username: str, *, name: str, password: str | None, email: str = "", language: str = "") -> User:
    """An account; without a password it can only be entered through an identity provider or a reset link."""
    user = User(username=username, name=name, email=email, language=language)
    user.set_password(password)
    user.full_clean(exclude=["password"])
    user.save(force_insert=True)
    return user


@transaction.atomic
def hire(
    *,
    name: str,
    number: str,
    department: Department,
    actor: Actor,
    post: Post | None = None,
    manager: Employee | None = None,
    user: User | None = None,
    email: str = "",
    phone: str = "",
    since: date | None = None,
    role_codes: tuple[str, ...] = ("employee",),
) -> Employee:
    """A new employee with a primary post from ``since`` (today) on, and the roles of these codes."""
    start = since or timezone.localdate()
    employee = Employee(
        company_id=department.company_id,
        user=user,
        number=number,
        name=name,
        email=email,
        phone=phone,
        department=department,
        post=post,
        manager=manager,
        hired_on=start,
    )
    save(employee, actor=actor)
    refuse_loop(employee, manager)
    posts.assign(employee, department, employee.post_id, employee.manager_id, Assignment.Kind.PRIMARY, start, actor)
    for code in role_codes:
        roles.give(code, employee, actor=actor)
    publish("org.employee.hired", employee, actor=actor)
    return employee


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Employee:
    """Hire from a form or a file, with the concurrent posts that it names. Without a department it is the company's
    root; no account comes with it.
    """
    found = {name: data.get(f"{name}_id") for name in ("department", "post", "manager")}
    department = (
        Department.objects.get(pk=found["department"])
        if found["department"]
        else Department.objects.get(company_id=actor.company_id, parent=None)
    )
    employee = hire(
        name=data["name"],
        number=data["number"],
        department=department,
        actor=actor,
        post=Post.objects.get(pk=found["post"]) if found["post"] else None,
        manager=Employee.objects.get(pk=found["manager"]) if found["manager"] else None,
        email=data.get("email") or "",
        phone=data.get("phone") or "",
        since=data.get("hired_on"),
    )
    posts.keep_to(employee, data.get("concurrent_posts") or [], actor=actor, since=data.get("hired_on"))
    return employee


@transaction.atomic
def update(employee_id: int, data: dict[str, Any], *, actor: Actor) -> Employee:
    """Change an employee: another department or post is a transfer from today on, another manager keeps the line free of
    circles, and where concurrent posts are given, they are the present ones.
    """
    employee = Employee.objects.for_update(employee_id)
    moved = {"department_id", "post_id"} & data.keys()
    concurrent = data.pop("concurrent_posts", None)
    manager_id = data.pop("manager_id", employee.manager_id)
    department_id = data.pop("department_id", None) or employee.department_id
    post_id = data.pop("post_id", employee.post_id)
    for name, value in data.items():
        setattr(employee, name, value)
    save(employee, actor=actor)
    if concurrent is not None:
        posts.keep_to(employee, concurrent, actor=actor)
    manager = Employee.objects.get(pk=manager_id) if manager_id else None
    if moved:
        department = Department.objects.get(pk=department_id or 0)
        post = Post.objects.get(pk=post_id) if post_id else None
        return transfer(employee_id, department=department, post=post, manager=manager, actor=actor)
    return set_manager(employee_id, manager, actor=actor) if manager_id != employee.manager_id else employee


@transaction.atomic
def transfer(
    employee_id: int,
    *,
    department: Department,
    actor: Actor,
    post: Post | None = None,
    manager: Employee | None = None,
    since: date | None = None,
) -> Employee:
    """Another primary post from ``since`` on (调岗); the old one ends the day before."""
    start = since or timezone.localdate()
    employee = Employee.objects.for_update(employee_id)
    refuse_loop(employee, manager)
    current = Assignment.objects.filter(employee=employee, kind="primary", during__endswith__isnull=True).first()
    if current is not None and current.during.lower < start:
        current.during = DateRange(current.during.lower, start)
        save(current, actor=actor)
    elif current is not None:
        current.delete()
    employee.department, employee.post, employee.manager = department, post, manager
    save(employee, actor=actor)
    posts.assign(employee, department, employee.post_id, employee.manager_id, Assignment.Kind.PRIMARY, start, actor)
    publish("org.employee.transferred", employee, actor=actor)
    return employee


@transaction.atomic
def set_manager(employee_id: int, manager: Employee | None, *, actor: Actor) -> Employee:
    """Another direct manager; the line of managers stays free of circles."""
    employee = Employee.objects.for_update(employee_id)
    refuse_loop(employee, manager)
    employee.manager = manager
    save(employee, actor=actor)
    for assignment in Assignment.objects.filter(employee=employee, kind="primary", during__endswith__isnull=True):
        assignment.manager = manager
        save(assignment, actor=actor)
    return employee


@transaction.atomic
def leave(employee_id: int, *, actor: Actor, on: date | None = None, successor_id: int | None = None) -> Employee:
    """Somebody leaves: what hangs on them goes to the successor, finds its way by itself (open to-dos go to whoever stands
    above), or is named and nothing happens; posts end, sessions and keys die with the account's last employment.
    """
    day = on or timezone.localdate()
    company_id = Employee.objects.values_list("company_id", flat=True).get(pk=employee_id)
    with granting.keeping_administrator(company_id):
        _hand_over(Employee.objects.for_update(employee_id), successor_id, actor)
        employee = Employee.objects.for_update(employee_id)
        employee.status, employee.left_on = Employee.Status.LEFT, day
        save(employee, actor=actor)
        for assignment in Assignment.objects.filter(employee=employee, during__endswith__isnull=True):
            assignment.during = DateRange(min(assignment.during.lower, day), day)
            save(assignment, actor=actor)
        if employee.user_id is not None:
            close_account(employee.user_id)
        publish("org.employee.left", employee, actor=actor)
    return employee


def _hand_over(employee: Employee, successor_id: int | None, actor: Actor) -> None:
    if employee.status == Employee.Status.LEFT:
        raise AlreadyLeft(name=employee.name)
    if successor_id is not None:
        successor = Employee.objects.get_visible(successor_id)
        if successor.pk == employee.pk or successor.status != Employee.Status.ACTIVE:
            raise Malformed.at("successor", "not_active", _("Choose somebody else who works here."))
        holdings.hand_over(employee, successor, actor=actor)
    if holdings.holds_back(employee):
        left = holdings.hanging_on(employee)
        words = ", ".join(f"{one['label']}: {one['count']}" for one in left)
        raise StillHolds(name=employee.name, what=words, extra={"holdings": left})
    holdings.fall_back(employee, actor=actor)


@transaction.atomic
def suspend(employee_id: int, *, actor: Actor) -> Employee:
    """Nothing works for them any more from this moment, but everything stays theirs: leave of absence, an inquiry."""
    company_id = Employee.objects.values_list("company_id", flat=True).get(pk=employee_id)
    with granting.keeping_administrator(company_id):
        employee = Employee.objects.for_update(employee_id)
        if employee.status != Employee.Status.ACTIVE:
            raise AlreadyLeft(name=employee.name)
        employee.status = Employee.Status.SUSPENDED
        save(employee, actor=actor)
        if employee.user_id is not None:
            close_account(employee.user_id)
        publish("org.employee.suspended", employee, actor=actor)
    return employee


@transaction.atomic
def resume(employee_id: int, *, actor: Actor) -> Employee:
    """Back from a suspension. The account opens again; keys stay revoked and sessions have to be begun anew."""
    employee = Employee.objects.for_update(employee_id)
    if employee.status != Employee.Status.SUSPENDED:
        raise NotSuspended(name=employee.name)
    employee.status = Employee.Status.ACTIVE
    save(employee, actor=actor)
    if employee.user_id is not None:
        User.objects.filter(pk=employee.user_id).update(is_active=True)
    publish("org.employee.resumed", employee, actor=actor)
    return employee


def close_account(user_id: int) -> None:
    """End the sessions and keys of an account that is at work nowhere any more, in whichever company (I41).

    Its other employments stand behind row-level security, so the database answers that one question.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT heyi_employed(%s::bigint)", [user_id])
        if cursor.fetchone()[0]:
            return
    User.objects.filter(pk=user_id).update(is_active=False)
    ApiKey.objects.filter(user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())
    end_sessions(user_id)


def end_sessions(user_id: int) -> None:
    """The account is signed in nowhere any more."""
    keys = list(UserSession.objects.filter(user_id=user_id).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user_id=user_id).delete()


def refuse_loop(employee: Employee, manager: Employee | None) -> None:
    """ManagerLoop when ``employee`` stands anywhere above ``manager``, or the line above already goes round.

    Other changes of managers wait from here to the end of the transaction.
    """
    if manager is None:
        return
    locks.managers()
    seen, above = {employee.pk}, int(manager.pk)
    while above:
        if above in seen:
            raise ManagerLoop
        seen.add(above)
        above = Employee.objects.filter(pk=above).values_list("manager_id", flat=True).first() or 0
