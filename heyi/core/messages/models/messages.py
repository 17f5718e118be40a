"""What one person was told."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class Message(Record):
    """A template and its parameters for one recipient; the words are made when it is read, in the reader's language.

    ``resource`` and ``record_id`` say what it is about: whoever may not see that any more does not read about it either.
    ``dedupe_key`` makes saying the same thing twice one message. ``gone_at``: its cause was withdrawn.
    """

    recipient = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Recipient"))
    kind = models.CharField(_("Kind"), max_length=20)
    template = models.CharField(_("Template"), max_length=120)
    params = models.JSONField(default=dict)
    resource = models.CharField(max_length=80, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    event_id = models.BigIntegerField(null=True, blank=True)
    dedupe_key = models.CharField(max_length=200)
    read_at = models.DateTimeField(_("Read"), null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    audited: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "recipient")
    reach = Reach(owner="recipient_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Message"), _("Messages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "recipient", "dedupe_key"], name="messages_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="messages_message_newest"),
            models.Index(
                fields=["recipient", "kind"],
                name="messages_message_unread",
                condition=models.Q(read_at=None, gone_at=None),
            ),
            models.Index(fields=["dedupe_key"], name="messages_message_cause", opclasses=["varchar_pattern_ops"]),
        ]
