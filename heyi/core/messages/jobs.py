"""Mail what people have not read yet."""

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from heyi.core.access.actor import system
from heyi.core.access.work import declare
from heyi.core.messages import mail as channel
from heyi.core.messages import reading
from heyi.core.messages.models import Message
from heyi.core.org import actors

log = structlog.get_logger(__name__)


@app.task(name="messages.mail", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=3))
def mail(*, message_id: int, company_id: int) -> None:
    """Send one message by mail unless it was sent, read or withdrawn before. Holds the message while it does."""
    if not settings.MAIL_URL:
        return
    with transaction.atomic():
        declare(system(company_id, "messages"))
        rows = Message.objects.select_for_update(of=("self",)).select_related("recipient", "recipient__user")
        message = rows.filter(pk=message_id, mailed_at=None, read_at=None, gone_at=None).first()
        if message is None:
            return
        recipient = message.recipient
        address = recipient.email or (recipient.user.email if recipient.user else "")
        # From here on row-level security and the words are the reader's.
        actor = actors.load(recipient.user_id, company_id=company_id) if recipient.user_id else None
        if not address or actor is None or actor.employee_id != recipient.pk:
            return
        with translation.override(actor.language):
            (shown,) = reading.rendered([message], actor)
        channel.send(message_id=message.pk, address=address, title=shown["title"], body=shown["body"])
        Message.objects.filter(pk=message.pk).update(mailed_at=timezone.now())
        log.info("message_mailed", message_id=message.pk)
