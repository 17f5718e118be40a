"""The audit trail: one row for each change of each audited row."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AuditEntry(models.Model):
    """``changes`` maps columns to ``[old, new]``; on insert old is null, on delete new is null.

    Rows are written by the trigger ``heyi_audit`` (``heyi/core/access/sql/functions.sql``) and never change.
    """

    class Operation(models.TextChoices):
        INSERT = "insert", pgettext_lazy("change", "Created")
        UPDATE = "update", pgettext_lazy("change", "Changed")
        DELETE = "delete", pgettext_lazy("change", "Deleted")

    company = models.ForeignKey("org.Company", models.DO_NOTHING, related_name="+", db_constraint=False)
    resource = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    operation = models.CharField(max_length=6, choices=Operation.choices)
    changes = models.JSONField()
    verb = models.CharField(max_length=120, blank=True)
    employee_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    append_only: ClassVar[bool] = True
    audited: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ()

    class Meta:
        verbose_name, verbose_name_plural = _("Audit entry"), _("Audit entries")
        indexes: ClassVar = [
            models.Index(fields=["resource", "record_id", "id"], name="audit_entry_record"),
            models.Index(fields=["company", "at"], name="audit_entry_time"),
        ]
