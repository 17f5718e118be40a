"""Processes and their versions. A published version never changes; running cases stay on theirs (rule 39)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Definition(Record):
    """A process (流程定义) of one company, by its key. ``shipped`` ones follow the product until somebody edits them."""

    key = models.CharField(_("Key"), max_length=120)
    resource = models.CharField(_("Resource"), max_length=80, blank=True)
    shipped = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Process"), _("Processes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "key"], name="workflow_definition_key")]

    def __str__(self) -> str:
        return self.key


class Version(Record):
    """One version of a process (流程版本): its BPMN text and the SHA-256 of it. At most one is in force."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="versions", verbose_name=_("Process"))
    number = models.PositiveIntegerField(_("Number"))
    state = models.CharField(_("Status"), max_length=12, choices=State.choices, default=State.DRAFT)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Process version"), _("Process versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "definition", "number"], name="workflow_version_number"),
            models.UniqueConstraint(
                fields=["company", "definition"],
                name="workflow_version_in_force",
                condition=models.Q(state="published"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} / {self.number}"
