"""Invite people who were hired, take invitations back, and let the invited make their account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, system
from heyi.core.access.work import declare
from heyi.core.accounts import passwords
from heyi.core.accounts.errors import HasAccount, InvitationClosed, NotWorkingHere
from heyi.core.accounts.models import Invitation
from heyi.core.accounts.permissions import INVITE
from heyi.core.accounts.services import links
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee, User
from heyi.core.org.services import people
from heyi.core.resources.saving import save
from heyi.kit import languages
from heyi.kit.bodies import texts
from heyi.kit.errors import FieldError, Malformed

LIFETIME = timedelta(days=7)
CHOICE = {"token": 200, "username": 150, "password": 200}


@transaction.atomic
def invite(employee_id: int, *, actor: Actor) -> tuple[Invitation, str]:
    """A fresh link for one employee, and its token; an earlier link of theirs ends. Mailed when mail is set up.

    NotFound for somebody unseen; HasAccount and NotWorkingHere when there is nothing to invite to.
    """
    scoping.require(actor, INVITE)
    scoping.seen(actor, Employee, employee_id)
    employee = Employee.objects.for_update(employee_id)
    if employee.user_id is not None:
        raise HasAccount(name=employee.name)
    if employee.status != Employee.Status.ACTIVE:
        raise NotWorkingHere(name=employee.name)
    invitation, token = links.make(Invitation, employee, lifetime=LIFETIME, actor=actor)
    publish("accounts.invitation.created", invitation, actor=actor)
    if settings.MAIL_URL and employee.email:
        from heyi.core.accounts.jobs import mail

        mail.defer(invitation_id=invitation.pk, company_id=invitation.company_id)
    return invitation, token


@transaction.atomic
def revoke(employee_id: int, *, actor: Actor) -> None:
    """The employee's open link opens nothing any more; when there is none, nothing happens."""
    scoping.require(actor, INVITE)
    scoping.seen(actor, Employee, employee_id)
    links.close(Invitation, Employee.objects.for_update(employee_id), actor=actor)


def welcome(token: str) -> dict[str, Any]:
    """Who is invited, to which company: for the page that the link opens. InvitationClosed for any other token."""
    invitation = links.find(Invitation, token)
    if invitation is None:
        raise InvitationClosed
    declare(system(invitation.company_id, "invitation"))
    employee = Employee.objects.select_related("company", "department", "post").get(pk=invitation.employee_id)
    return {
        "name": employee.name,
        "company": employee.company.name,
        "department": str(employee.department or ""),
        "post": str(employee.post or ""),
        "username": _suggestion(employee),
        "language": languages.tag(employee.company.language),
        "expires_at": invitation.expires_at.isoformat(),
    }


@transaction.atomic
def accept(body: Any) -> User:
    """Make the account of the invited employee; the link is used up. Nobody is signed in by this.

    Malformed for bad values; InvitationClosed for a link that is wrong, used, replaced or expired, also when two accept
    at the same moment: the employee's row is the lock.
    """
    values, errors = texts(body, CHOICE, optional=("language",))
    if errors:
        raise Malformed(errors=tuple(errors))
    found = links.find(Invitation, values["token"])
    if found is None:
        raise InvitationClosed
    actor = system(found.company_id, "invitation")
    declare(actor, verb="accounts.invitation.accept")
    employee = Employee.objects.for_update(found.employee_id)
    invitation = Invitation.objects.for_update(found.pk)
    if not invitation.is_open or employee.user_id is not None or employee.status != Employee.Status.ACTIVE:
        raise InvitationClosed
    _check_choice(values, employee)
    user = people.open_account(
        values["username"],
        name=employee.name,
        password=values["password"],
        email=employee.email,
        language=languages.normalise(str(body.get("language", ""))) or "",
    )
    employee.user = user
    save(employee, actor=actor, only=("user",))
    invitation.used_at = timezone.now()
    save(invitation, actor=actor, only=("used_at",))
    publish("accounts.invitation.accepted", invitation, actor=actor)
    return user


def path_of(token: str) -> str:
    """Where the link leads. The token stands behind ``#``, so that it never comes into a log of addresses."""
    return f"/invitation#{token}"


def _suggestion(employee: Employee) -> str:
    return employee.email.partition("@")[0] or employee.phone.replace(" ", "") or ""


def _check_choice(values: Mapping[str, str], employee: Employee) -> None:
    errors: list[FieldError] = []
    if User.objects.filter(username__iexact=values["username"]).exists():
        errors.append(FieldError("username", "taken", _("This user name is taken.")))
    try:
        User._meta.get_field("username").run_validators(values["username"])
    except ValidationError as error:
        errors += [FieldError("username", "invalid", message) for message in error.messages]
    future = User(username=values["username"], name=employee.name, email=employee.email)
    errors += passwords.faults(values["password"], future)
    if errors:
        raise Malformed(errors=tuple(errors))
