"""Mail one-time links. A job knows only which one: the link is made when it is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heyi.core.access.actor import system
from heyi.core.access.work import declare
from heyi.core.accounts.models import Invitation, PasswordLink
from heyi.core.accounts.models.links import OneTimeLink
from heyi.core.accounts.services import invitations, links, resetting
from heyi.core.messages import mail as channel

log = structlog.get_logger(__name__)
L = TypeVar("L", bound=OneTimeLink)
RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


@app.task(name="accounts.mail", queue="mail", retry=RETRY)
def mail(*, invitation_id: int, company_id: int) -> None:
    """Send one invitation unless it was sent, used or withdrawn before. Holds it while it does."""
    with _unsent(Invitation, invitation_id, company_id) as invitation:
        if invitation is None or not invitation.employee.email:
            return
        company = invitation.employee.company
        link = settings.PUBLIC_URL + invitations.path_of(links.token_of(Invitation, invitation.seed))
        with translation.override(company.language):
            told = {"company": company.name, "name": invitation.employee.name, "link": link}
            title = _("Your account at %(company)s") % told
            body = _(
                "Hello %(name)s,\n\n%(company)s works with Heyi. Choose your user name and password here:\n%(link)s\n\n"
                "The link opens once, within seven days."
            )
            _send(invitation, invitation.employee.email, title, body % told)


@app.task(name="accounts.forgotten", queue="mail", retry=RETRY)
def forgotten(*, name: str) -> None:
    """Make the links that somebody asked for. Here and not in the request, which is the same for names that exist and
    names that do not, in what it says and in how long it takes.
    """
    if not settings.MAIL_URL:
        return
    with transaction.atomic():
        for link in resetting.ask(name):
            mail_password.defer(link_id=link.pk, company_id=link.company_id)


@app.task(name="accounts.mail_password", queue="mail", retry=RETRY)
def mail_password(*, link_id: int, company_id: int) -> None:
    """Send one link for a new password, to the account's own address and in its language."""
    with _unsent(PasswordLink, link_id, company_id) as link:
        user = link.employee.user if link is not None else None
        if link is None or user is None or not user.email or not resetting.opens(link, link.employee, user):
            return
        company = link.employee.company
        with translation.override(user.language or company.language):
            told = {"company": company.name, "name": link.employee.name, "username": user.username}
            title = _("A new password for %(company)s") % told
            body = _(
                "Hello %(name)s,\n\nsomebody asked for a new password for your account “%(username)s” at %(company)s. "
                "Choose it here:\n%(link)s\n\nThe link opens once, within one hour. If it was not you, do nothing: your "
                "password stays as it is."
            )
            _send(link, user.email, title, body % {**told, "link": resetting.address_of(link)})


@contextmanager
def _unsent(kind: type[L], pk: int, company_id: int) -> Iterator[L | None]:
    """The open link that no mail has carried yet, held until the end; None when there is nothing to send."""
    with transaction.atomic():
        declare(system(company_id, "accounts"))
        rows: Any = kind.objects.select_for_update(of=("self",)).select_related("employee__company", "employee__user")
        link: L | None = rows.filter(pk=pk, mailed_at=None).first() if settings.MAIL_URL else None
        yield link if link is not None and link.is_open else None


def _send(link: OneTimeLink, address: str, title: str, body: str) -> None:
    kind = link._meta.model_name
    channel.send(message_id=f"{kind}-{link.pk}", address=address, title=title, body=body)
    type(link).objects.filter(pk=link.pk).update(mailed_at=timezone.now())
    log.info("link_mailed", kind=kind, link_id=link.pk)
