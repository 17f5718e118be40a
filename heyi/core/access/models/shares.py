"""A record opened to one person or department beyond their roles: team, share, approval, follower."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Share(Record):
    """Reading (or writing) one record of any resource, for a reason, until a day.

    ``source`` names the object that gave it (``workflow.case:12``), so that it can be taken back with its cause.
    """

    class Reason(models.TextChoices):
        TEAM = "team", _("Team member")
        SHARE = "share", _("Shared")
        APPROVAL = "approval", _("Part of its approval")
        CC = "cc", _("Cc")
        FOLLOWER = "follower", _("Follower")

    resource = models.CharField(_("Resource"), max_length=80)
    record_id = models.BigIntegerField(_("Record"))
    employee = models.ForeignKey("org.Employee", models.CASCADE, null=True, blank=True, related_name="+")
    department = models.ForeignKey("org.Department", models.CASCADE, null=True, blank=True, related_name="+")
    writable = models.BooleanField(_("May edit"), default=False)
    reason = models.CharField(_("Reason"), max_length=20, choices=Reason.choices)
    source = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(_("Until"), null=True, blank=True)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee", "department")

    class Meta:
        verbose_name, verbose_name_plural = _("Share"), _("Shares")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="access_share_to_one",
                condition=models.Q(employee__isnull=False, department__isnull=True)
                | models.Q(employee__isnull=True, department__isnull=False),
            ),
            models.UniqueConstraint(
                name="access_share_once",
                fields=["resource", "record_id", "employee", "department", "reason", "source"],
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["employee", "resource", "record_id"], name="access_share_employee"),
            models.Index(fields=["department", "resource", "record_id"], name="access_share_department"),
        ]
