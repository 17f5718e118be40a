"""Another password for somebody who forgot theirs: asked for by themselves, or given by an administrator."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from heyi.core.access import permissions, scoping
from heyi.core.access.actor import Actor, system
from heyi.core.access.errors import BeyondOwn
from heyi.core.access.models import RoleAssignment
from heyi.core.access.permissions import ADMINISTER
from heyi.core.access.services import granting
from heyi.core.access.services.granting import Content
from heyi.core.access.work import declare
from heyi.core.accounts import passwords
from heyi.core.accounts.errors import LinkClosed, NoAccount, NotWorkingHere, OwnPassword, WorksElsewhere
from heyi.core.accounts.models import PasswordLink
from heyi.core.accounts.permissions import RESET
from heyi.core.accounts.services import links
from heyi.core.events.publishing import publish
from heyi.core.org import actors
from heyi.core.org.models import Employee, User
from heyi.core.org.services import people
from heyi.core.resources.saving import save
from heyi.kit.bodies import texts
from heyi.kit.errors import Denied, Malformed

MAILED_FOR = timedelta(hours=1)
GIVEN_FOR = timedelta(hours=24)
ADMINISTRATION = ("access.", "accounts.")
NAMESAKES = 5
"""Accounts that may share one mail address; each gets a mail of its own, which names it."""


@transaction.atomic
def give(employee_id: int, *, actor: Actor) -> tuple[PasswordLink, str]:
    """A fresh link for one employee, to be handed to them, and its token; an earlier link of theirs ends.

    NotFound for somebody unseen, Denied out of the reach of the permission; BeyondOwn for whoever administers what the
    giver does not, because a link for their password would be a way to it.
    """
    scoping.require(actor, RESET)
    scoping.seen(actor, Employee, employee_id)
    employee = Employee.objects.for_update(employee_id)
    if not _within(actor, employee):
        raise Denied(extra={"permission": RESET})
    if employee.user_id is None:
        raise NoAccount(name=employee.name)
    if employee.user_id == actor.user_id:
        raise OwnPassword
    if employee.status != Employee.Status.ACTIVE:
        raise NotWorkingHere(name=employee.name)
    _refuse_stronger(actor, employee)
    link, token = links.make(PasswordLink, employee, lifetime=GIVEN_FOR, actor=actor)
    publish("accounts.password.link_given", link, actor=actor, data={"employee": employee.pk})
    return link, token


def _within(actor: Actor, employee: Employee) -> bool:
    """Whether the data scope of a grant of RESET reaches the employee, by their department."""
    grants = [grant for grant in actor.grants.get(RESET, ()) if grant.counts_in(employee.company_id)]
    wide = any(grant.scope in granting.WIDE for grant in grants)
    return actor.is_system or wide or any(employee.department_id in scoping.departments_of(actor, g) for g in grants)


def _refuse_stronger(actor: Actor, employee: Employee) -> None:
    """The account opens everything that it holds anywhere. Whose everyday work it may open, the scope of RESET decides;
    what administers rights and accounts must be the giver's too.
    """
    if actor.is_system:
        return
    for job in _employments(employee.user_id or 0, actor):
        if job.company_id not in actor.company_ids or not actor.can_in(RESET, job.company_id):
            raise WorksElsewhere(name=employee.name)
        if actor.can_in(ADMINISTER, job.company_id):
            continue
        for held in RoleAssignment.objects.filter(employee=job).select_related("role"):
            content = _administrative(granting.content_of(held.role))
            if content.grants and actor.can(ADMINISTER):  # in another company, which `refuse_beyond` does not look at
                raise BeyondOwn(what=held.role.name, extra={"permission": ADMINISTER})
            granting.refuse_beyond(actor.in_company(job.company_id), content, [granting.receiver_of(job)])


def _administrative(content: Content) -> Content:
    """Of a role's content the grants by which one reaches into the rights and accounts of others."""

    def reaches(pattern: str) -> bool:
        return any(name.startswith(ADMINISTRATION) for name in permissions.expand(pattern))

    return Content(tuple(grant for grant in content.grants if reaches(grant[0])))


def _employments(user_id: int, actor: Actor) -> list[Employee]:
    """All present employments of an account: its own ones pass the policy of employees, in whichever company."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(user_id)])
        found = list(Employee.objects.filter(user_id=user_id).exclude(status=Employee.Status.LEFT).order_by("pk"))
        cursor.execute("SELECT set_config('app.user', %s, true)", [str(actor.user_id or "")])
    return found


@transaction.atomic
def ask(name: str) -> list[PasswordLink]:
    """Links for the accounts of this user name or mail address, one each; none for people who work nowhere now, and none
    for accounts without an address of their own: whoever keeps the staff list must not be able to lead a mail elsewhere.
    """
    found = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name), is_active=True).exclude(email="")
    made = []
    for user in found.order_by("pk")[:NAMESAKES]:
        person = actors.load(user.pk)
        if person is None or person.employee_id is None:
            continue
        actor = system(person.company_id, "forgotten password")
        declare(actor, verb="accounts.password.ask")
        employee = Employee.objects.for_update(person.employee_id)
        link, _token = links.make(PasswordLink, employee, lifetime=MAILED_FOR, actor=actor)
        publish("accounts.password.link_asked", link, actor=actor, data={"employee": employee.pk})
        made.append(link)
    return made


def shown(token: str) -> dict[str, Any]:
    """Whose password the link changes, for the page that it opens. LinkClosed for any other token."""
    link = links.find(PasswordLink, token)
    if link is None:
        raise LinkClosed
    declare(system(link.company_id, "password link"))
    employee = Employee.objects.select_related("company", "user").get(pk=link.employee_id)
    if not opens(link, employee, employee.user):
        raise LinkClosed
    return {
        "name": employee.name,
        "company": employee.company.name,
        "username": employee.user.username if employee.user else "",
        "expires_at": link.expires_at.isoformat(),
    }


@transaction.atomic
def use(body: Any) -> User:
    """Another password; the link is used up and all sessions end. Nobody is signed in by this, so a second factor stays
    asked for. API keys stay: they are credentials of their own, and scripts of the company hang on them.

    Malformed for a bad password, which leaves the link open; LinkClosed for a link that is wrong, used, replaced or
    expired, also when two use it at the same moment: the employee's row is the lock.
    """
    values, errors = texts(body, {"token": 200, "password": 200})
    if errors:
        raise Malformed(errors=tuple(errors))
    found = links.find(PasswordLink, values["token"])
    if found is None:
        raise LinkClosed
    actor = system(found.company_id, "password link")
    declare(actor, verb="accounts.password.reset")
    employee = Employee.objects.for_update(found.employee_id)
    link = PasswordLink.objects.for_update(found.pk)
    user = User.objects.select_for_update().filter(pk=employee.user_id or 0).first()
    if user is None or not opens(link, employee, user):
        raise LinkClosed
    faults = passwords.faults(values["password"], user)
    if faults:
        raise Malformed(errors=tuple(faults))
    user.set_password(values["password"])
    user.save(update_fields=["password"])
    link.used_at = timezone.now()
    save(link, actor=actor, only=("used_at",))
    people.end_sessions(user.pk)
    publish("accounts.password.reset", link, actor=actor, data={"employee": employee.pk})
    return user


def opens(link: PasswordLink, employee: Employee, user: User | None) -> bool:
    """Whether the link still leads anywhere: not for people who have left or are suspended, and not once the password
    was changed in another way.
    """
    if user is None or not user.is_active or employee.status != Employee.Status.ACTIVE:
        return False
    return link.is_open and (user.password_set_at is None or user.password_set_at < link.created_at)


def path_of(token: str) -> str:
    """Where the link leads. The token stands behind ``#``, so that it never comes into a log of addresses."""
    return f"/reset-password#{token}"


def address_of(link: PasswordLink) -> str:
    """The whole link, for a mail."""
    return str(settings.PUBLIC_URL) + path_of(links.token_of(PasswordLink, link.seed))
