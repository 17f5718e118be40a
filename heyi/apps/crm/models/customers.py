"""A party as our customer: whose it is, how good it is, what comes next."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import OwnedRecord, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Customer(OwnedRecord, Searchable):
    """The customer side of one party. Without an owner it is in the public pool (公海), from which it can be claimed.

    ``credit_limit`` is in the company's currency; None means that no limit is set. ``credit_days`` is the credit period.
    """

    class Level(models.TextChoices):
        A = "a", _("A (key)")
        B = "b", _("B (important)")
        C = "c", _("C (normal)")

    class Status(models.TextChoices):
        PROSPECT = "prospect", _("Prospect")
        ACTIVE = "active", pgettext_lazy("customer", "Active")
        DORMANT = "dormant", _("Dormant")

    party = models.OneToOneField("masterdata.Party", models.PROTECT, related_name="+", verbose_name=_("Party"))
    level = models.CharField(_("Customer level"), max_length=4, choices=Level.choices, default=Level.C)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.PROSPECT)
    source = models.CharField(_("Source"), max_length=60, blank=True)
    industry = models.CharField(_("Industry"), max_length=80, blank=True)
    credit_limit = models.DecimalField(_("Credit limit"), max_digits=18, decimal_places=2, null=True, blank=True)
    credit_days = models.PositiveSmallIntegerField(_("Credit period (days)"), default=30)
    pool = models.ForeignKey(
        "crm.Pool", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer pool")
    )
    is_protected = models.BooleanField(_("Protected from recycling"), default=False, editable=False)
    received_at = models.DateTimeField(_("With the owner since"), null=True, blank=True, editable=False)
    last_follow_up_at = models.DateTimeField(_("Last follow-up"), null=True, blank=True, editable=False)
    next_follow_up_at = models.DateTimeField(_("Next follow-up"), null=True, blank=True, editable=False)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    # What nobody owns lies in the pool, where everybody who works with customers finds it.
    reach = Reach(owner="owner_id", department="department_id", unowned=("view", "claim", "assign"))

    class Meta:
        verbose_name, verbose_name_plural = _("Customer"), _("Customers")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["company", "owner", "next_follow_up_at"], name="crm_customer_next"),
            models.Index(fields=["owner", "-id"], name="crm_customer_own"),
            models.Index(fields=["department", "-id"], name="crm_customer_of_department"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="crm_customer_credit",
                condition=models.Q(credit_limit__isnull=True) | models.Q(credit_limit__gte=Decimal(0)),
            )
        ]

    def __str__(self) -> str:
        return str(self.party)


class FollowUp(Record):
    """A contact with a customer or a lead by a human being (跟进记录, crm rule 37), and when the next one is due.

    A lead's follow-ups belong to its customer too once it is converted: they are the same rows. ``next_outcome`` says how
    the promise of ``next_at`` ended; while it is empty, the promise is open.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        SUPERSEDED = "superseded", _("Superseded")
        DROPPED = "dropped", _("Dropped")

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        MEETING = "meeting", _("Meeting")
        MESSAGE = "message", _("Message")
        EMAIL = "email", _("E-mail")

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("Customer")
    )
    lead = models.ForeignKey(
        "crm.Lead", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Lead")
    )
    contact = models.ForeignKey(
        "masterdata.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Opportunity")
    )
    kind = models.CharField(_("Type"), max_length=10, choices=Kind.choices, default=Kind.CALL)
    content = models.TextField(_("Content"))
    happened_at = models.DateTimeField(_("When"))
    is_back_dated = models.BooleanField(_("Entered later"), default=False, editable=False)
    next_at = models.DateTimeField(_("Next follow-up"), null=True, blank=True)
    next_outcome = models.CharField(
        _("What came of it"), max_length=10, choices=Outcome.choices, blank=True, editable=False
    )
    next_closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    reach = Reach(owner="created_by_id", parents=("customer", "lead"))

    class Meta:
        verbose_name, verbose_name_plural = _("Follow-up"), _("Follow-ups")
        indexes: ClassVar = [
            models.Index(fields=["customer", "-happened_at"], name="crm_followup_customer"),
            models.Index(fields=["lead", "-happened_at"], name="crm_followup_lead"),
            models.Index(fields=["created_by", "-happened_at", "-id"], name="crm_followup_own"),
            models.Index(
                fields=["company", "created_by", "next_at"],
                name="crm_followup_next",
                condition=models.Q(next_at__isnull=False, next_outcome=""),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="crm_followup_subject",
                condition=models.Q(customer__isnull=False) | models.Q(lead__isnull=False),
            ),
            models.CheckConstraint(
                name="crm_followup_closed",
                condition=models.Q(next_outcome="", next_closed_at=None)
                | (~models.Q(next_outcome="") & models.Q(next_at__isnull=False, next_closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="crm_followup_order",
                condition=models.Q(next_at__isnull=True) | models.Q(next_at__gt=models.F("happened_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.content[:60]
