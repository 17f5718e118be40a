"""What people keep for themselves beside their tasks: an opinion half written (暂存), and sentences they use often."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.models.cases import CaseRow
from heyi.core.workflow.models.tasks import Task


class Draft(CaseRow):
    """An opinion that its writer has not sent yet. Nobody else sees it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    employee = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    opinion = models.TextField(blank=True)
    at = models.DateTimeField()

    group_references: ClassVar[tuple[str, ...]] = ("employee",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["task", "employee"], name="workflow_draft_one")]


class QuietHours(models.Model):
    """When one person does not want to be urged (勿扰): by the working calendar (without a row too), in hours of their own,
    which may go over midnight, or never."""

    class Mode(models.TextChoices):
        CALENDAR = "calendar", _("Outside working hours")
        HOURS = "hours", _("In hours of my own")
        NEVER = "never", _("Never")

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    employee = models.ForeignKey("org.Employee", models.PROTECT, related_name="+", db_index=False)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.CALENDAR)
    start = models.TimeField(null=True)
    until = models.TimeField(null=True)

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("employee",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["employee"], name="workflow_quiet_one"),
            models.CheckConstraint(
                condition=models.Q(mode="hours", start__isnull=False, until__isnull=False)
                | models.Q(mode__in=["calendar", "never"], start=None, until=None),
                name="workflow_quiet_hours",
            ),
        ]


class Phrases(models.Model):
    """The sentences of one person (意见模板), in their order."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    employee = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    texts = models.JSONField(_("Opinions"), default=list)

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("employee",)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["employee"], name="workflow_phrases_one")]
