"""What people have filled in."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import LifeCycle, OwnedRecord, Searchable
from heyi.core.forms.models.forms import Form, FormVersion
from heyi.core.forms.values import Values


class Document(LifeCycle, Searchable, OwnedRecord):
    """A document (单据) of a form: whose it is, where it stands, and the values of its fields in ``data``, by name; empty
    ones are left out. It belongs to the version by which it was last filled in.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("In approval")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        VOID = "void", _("Void")

    TRANSITIONS: ClassVar = {
        "submit": ({"draft", "rejected"}, "running"),
        "approve": ({"running"}, "approved"),
        "reject": ({"running"}, "rejected"),
        "send_back": ({"running", "approved"}, "draft"),
        "void": ({"running", "approved"}, "void"),
    }

    form = models.ForeignKey(Form, models.PROTECT, related_name="+", verbose_name=_("Form"))
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+", editable=False)
    number = models.CharField(_("Number"), max_length=80, blank=True, editable=False)
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices, default=Status.DRAFT, editable=False)
    data = Values(default=dict, blank=True)
    submitted_at = models.DateTimeField(_("Submitted"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Document"), _("Documents")
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="forms_document_search"),
            models.Index(fields=["form", "company", "-id"], name="forms_document_all"),
            models.Index(fields=["form", "owner", "-id"], name="forms_document_own"),
            models.Index(fields=["form", "department", "-id"], name="forms_document_department"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "form", "number"], name="forms_document_number", condition=~models.Q(number="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or gettext("%(form)s (draft)") % {"form": self.form}

    def locked_reason(self, act: str) -> Any:
        """What has been submitted is changed by withdrawing it, or by whoever decides and may."""
        if self.status == self.Status.DRAFT or (act == "update" and self.status == self.Status.REJECTED):
            return None
        return _("Only drafts can be edited or deleted. Withdraw it first.")
