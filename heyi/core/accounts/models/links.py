"""Links that do one thing for one employee, once."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class OneTimeLink(Record):
    """Only the token's digest is kept; the token itself is made from ``seed`` and the install's secret key, so that a
    mail that is sent again carries the same link. Of each kind an employee has at most one open link.
    """

    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Employee"))
    seed = models.UUIDField(default=uuid.uuid4, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(_("Until"))
    used_at = models.DateTimeField(_("Accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("Withdrawn"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("Mailed"), null=True, blank=True)

    reach = Reach(parents=("employee",), shares=False)
    opener: ClassVar[str]
    """The setting by which row-level security lets exactly the row of a link through (``sealing.POLICIES``)."""

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["employee"],
                name="%(app_label)s_%(class)s_one_open",
                condition=models.Q(used_at=None, revoked_at=None),
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether the link still does what it is for."""
        return self.used_at is None and self.revoked_at is None and self.expires_at > timezone.now()


class Invitation(OneTimeLink):
    """How somebody who was hired gets an account."""

    opener = "app.invitation"

    class Meta(OneTimeLink.Meta):
        verbose_name, verbose_name_plural = _("Invitation"), _("Invitations")


class PasswordLink(OneTimeLink):
    """How somebody who forgot the password chooses another: asked for by themselves and mailed, or handed to them by an
    administrator, who then stands in ``created_by``.
    """

    opener = "app.password_link"

    class Meta(OneTimeLink.Meta):
        verbose_name, verbose_name_plural = _("Link for a new password"), _("Links for new passwords")
