"""Forms and their versions. A published version never changes; documents stay on the one that they were filled in by."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.forms.texts import said


class Form(Record):
    """A form (表单) of one company. ``code`` names it for people who build on it and never changes; its documents are the
    resource ``paper.<code>_<id>``, and the process of the same key decides about them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    code = models.CharField(_("Code"), max_length=40)
    names = models.JSONField(_("Name"))
    about = models.JSONField(_("Description"), default=dict, blank=True)
    icon = models.CharField(_("Icon"), max_length=40, default="file-text")
    category = models.CharField(_("Category"), max_length=40, blank=True)
    state = models.CharField(_("Status"), max_length=12, choices=State.choices, default=State.DRAFT)
    #: The template that it was installed from; empty for forms of the company's own.
    template = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Form"), _("Forms")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="forms_form_code")]

    def __str__(self) -> str:
        return said(self.names)

    @property
    def name_of_resource(self) -> str:
        """``leave_12``: unique among all companies."""
        return f"{self.code}_{self.pk}"

    @property
    def resource(self) -> str:
        """``paper.leave_12``: the stem of the permissions, and the key of the process."""
        return f"paper.{self.name_of_resource}"


class FormVersion(Record):
    """One version of a form (表单版本): its design as JSON and the SHA-256 of it. At most one is in force, and at most one is
    a draft.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions", verbose_name=_("Form"))
    number = models.PositiveIntegerField(_("Number"))
    state = models.CharField(_("Status"), max_length=12, choices=State.choices, default=State.DRAFT)
    design = models.JSONField(blank=True)
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Form version"), _("Form versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "form", "number"], name="forms_version_number"),
            models.UniqueConstraint(
                fields=["company", "form"], name="forms_version_in_force", condition=models.Q(state="published")
            ),
            models.UniqueConstraint(
                fields=["company", "form"], name="forms_version_draft", condition=models.Q(state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} / {self.number}"
