"""A piece of work that somebody waits for."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class Job(Record):
    """Who asked, what for, how far it is and what came of it. Only whoever asked sees it.

    ``file`` is ``{"name", "type", "size", "path"}`` with the path below the folder of files; it is removed at
    ``expires_at``. ``error`` is a problem document (RFC 9457) in the language of whoever asked.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Requested by"))
    kind = models.CharField(_("Kind"), max_length=40)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(_("Done"), default=0)
    total = models.PositiveIntegerField(_("Total"), null=True)
    params = models.JSONField(default=dict)
    file = models.JSONField(null=True)
    error = models.JSONField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    audited: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee")
    reach = Reach(owner="employee_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Job"), _("Jobs")
        indexes: ClassVar = [models.Index(fields=["employee", "-id"], name="jobs_job_newest")]
