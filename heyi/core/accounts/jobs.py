"""Mail an invitation. The job knows only which one: the link is made when it is sent."""

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heyi.core.access.actor import system
from heyi.core.access.work import declare
from heyi.core.accounts.models import Invitation
from heyi.core.accounts.services import invitations
from heyi.core.messages import mail as channel

log = structlog.get_logger(__name__)


@app.task(name="accounts.mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def mail(*, invitation_id: int, company_id: int) -> None:
    """Send one invitation unless it was sent, used or withdrawn before. Holds it while it does."""
    if not settings.MAIL_URL:
        return
    with transaction.atomic():
        declare(system(company_id, "accounts"))
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("employee__company")
        invitation = rows.filter(pk=invitation_id, mailed_at=None).first()
        if invitation is None or not invitation.is_open or not invitation.employee.email:
            return
        company = invitation.employee.company
        link = settings.PUBLIC_URL + invitations.path_of(invitations.token_of(invitation.seed))
        with translation.override(company.language):
            told = {"company": company.name, "name": invitation.employee.name, "link": link}
            title = _("Your account at %(company)s") % told
            body = _(
                "Hello %(name)s,\n\n%(company)s works with Heyi. Choose your user name and password here:\n%(link)s\n\n"
                "The link opens once, within seven days."
            )
            channel.send(
                message_id=f"invitation-{invitation.pk}",
                address=invitation.employee.email,
                title=title,
                body=body % told,
            )
        Invitation.objects.filter(pk=invitation.pk).update(mailed_at=timezone.now())
        log.info("invitation_mailed", invitation_id=invitation.pk)
