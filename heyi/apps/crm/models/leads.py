"""Somebody who may become a customer: a name from a fair, a call, a form on the web site."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import LifeCycle, OwnedRecord, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Lead(OwnedRecord, LifeCycle, Searchable):
    """A lead (线索) with its own status and source. Once converted (crm rule 1) it stays readable and points to what
    became of it: a customer, a contact, an opportunity, each of which may be missing.
    """

    class Status(models.TextChoices):
        NEW = "new", pgettext_lazy("lead", "New")
        WORKING = "working", _("Working on it")
        QUALIFIED = "qualified", pgettext_lazy("lead", "Qualified")
        CONVERTED = "converted", _("Converted")
        INVALID = "invalid", pgettext_lazy("lead", "Invalid")

    OPEN: ClassVar = frozenset({Status.NEW, Status.WORKING, Status.QUALIFIED})
    TRANSITIONS: ClassVar = {
        "start": ({Status.NEW, Status.QUALIFIED}, Status.WORKING),
        "qualify": ({Status.NEW, Status.WORKING}, Status.QUALIFIED),
        "renew": ({Status.WORKING, Status.QUALIFIED}, Status.NEW),
        "convert": (OPEN, Status.CONVERTED),
        "discard": (OPEN, Status.INVALID),
        "revive": ({Status.INVALID}, Status.WORKING),
    }

    name = models.CharField(_("Company name"), max_length=200)
    contact_name = models.CharField(_("Contact name"), max_length=120, blank=True)
    title = models.CharField(_("Position"), max_length=120, blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.NEW)
    source = models.CharField(_("Source"), max_length=60, blank=True)
    campaign = models.CharField(_("Campaign"), max_length=120, blank=True)
    industry = models.CharField(_("Industry"), max_length=80, blank=True)
    region = models.CharField(_("Province / state"), max_length=80, blank=True)
    city = models.CharField(_("City"), max_length=80, blank=True)
    need = models.TextField(_("What they need"), blank=True)
    invalid_reason = models.CharField(_("Why it is invalid"), max_length=300, blank=True)
    last_follow_up_at = models.DateTimeField(_("Last follow-up"), null=True, blank=True, editable=False)
    next_follow_up_at = models.DateTimeField(_("Next follow-up"), null=True, blank=True, editable=False)
    converted_at = models.DateTimeField(_("Converted"), null=True, blank=True, editable=False)
    converted_by = models.ForeignKey(
        "org.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Converted by")
    )
    customer = models.ForeignKey(
        "crm.Customer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        "masterdata.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Opportunity")
    )

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "owner", "department", "converted_by")
    # Whoever sees the customer sees where it came from.
    reach = Reach(owner="owner_id", department="department_id", parents=("customer",))

    class Meta:
        verbose_name, verbose_name_plural = _("Lead"), _("Leads")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["company", "owner", "status"], name="crm_lead_owner"),
            models.Index(fields=["owner", "-id"], name="crm_lead_own"),
            models.Index(fields=["department", "-id"], name="crm_lead_department"),
            models.Index(fields=["customer"], name="crm_lead_customer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="crm_lead_converted",
                condition=models.Q(status="converted", converted_at__isnull=False)
                | (~models.Q(status="converted") & models.Q(converted_at=None, customer=None)),
            ),
            models.CheckConstraint(
                name="crm_lead_invalid", condition=~models.Q(status="invalid") | ~models.Q(invalid_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def locked_reason(self, act: str) -> Any:
        """What it became is edited, not the lead."""
        if self.status == self.Status.CONVERTED:
            return _("This lead has been converted.")
        return None
