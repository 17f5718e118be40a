"""How somebody who was hired gets an account."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class Invitation(Record):
    """A link that makes an account for one employee, once. Only the token's digest is kept; the token itself is made
    from ``seed`` and the install's secret key, so that a mail that is sent again carries the same link.
    """

    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Employee"))
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("Until"))
    used_at = models.DateTimeField(_("Accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("Mailed"), null=True, blank=True)

    reach = Reach(parents=("employee",), shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Invitation"), _("Invitations")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee"],
                name="accounts_invitation_one_open",
                condition=models.Q(used_at=None, revoked_at=None),
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether the link still makes an account."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()
