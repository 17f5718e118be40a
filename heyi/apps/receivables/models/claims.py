"""What customers owe us, and when it is due."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import OwnedRecord, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Claim(OwnedRecord, Searchable):
    """An amount receivable (应收) from one document. Amounts are in ``currency``; ``base_amount`` in the company's own
    currency at the rate that was fixed when the document was approved.
    """

    number = models.CharField(_("Number"), max_length=40)
    party = models.ForeignKey("masterdata.Party", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    source_resource = models.CharField(max_length=80, blank=True)
    source_id = models.BigIntegerField(null=True, blank=True)
    source_label = models.CharField(_("Source"), max_length=120, blank=True)
    on = models.DateField(_("Date"))
    currency = models.CharField(_("Currency"), max_length=3)
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    rate = models.DecimalField(_("Rate"), max_digits=18, decimal_places=10, default=Decimal(1))
    base_amount = models.DecimalField(_("Amount in company currency"), max_digits=18, decimal_places=2)
    voided_on = models.DateField(_("Voided on"), null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Receivable"), _("Receivables")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="receivables_claim_number"),
            models.UniqueConstraint(
                fields=["company", "source_resource", "source_id"],
                name="receivables_claim_once",
                condition=models.Q(source_id__isnull=False, voided_on__isnull=True),
            ),
            models.CheckConstraint(name="receivables_claim_positive", condition=models.Q(amount__gt=0, rate__gt=0)),
        ]
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["party", "on"], name="receivables_claim_party"),
        ]

    def __str__(self) -> str:
        return self.number


class Instalment(Record):
    """A part of a claim with its own day (期次). ``settled`` is the sum of its allocations and ``adjusted`` that of its
    adjustments, kept in their transactions; the database compares the sums at each commit.

    Paid (none, part, full) and due (not due, due, overdue) are two questions, answered when they are asked (crm rule 17).
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="instalments", verbose_name=_("Receivable"))
    position = models.PositiveIntegerField(default=0, editable=False)
    due_on = models.DateField(_("Due on"))
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    settled = models.DecimalField(_("Settled"), max_digits=18, decimal_places=2, default=Decimal(0))
    adjusted = models.DecimalField(_("Adjusted"), max_digits=18, decimal_places=2, default=Decimal(0))

    reach = Reach(parents=("claim",))

    class Meta:
        verbose_name, verbose_name_plural = _("Instalment"), _("Instalments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "position"], name="receivables_instalment_position"),
            models.CheckConstraint(
                name="receivables_instalment_amounts",
                condition=models.Q(amount__gt=0, settled__gte=0, adjusted__gte=0)
                & models.Q(settled__lte=models.F("amount") - models.F("adjusted")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due_on"], name="receivables_instalment_due")]

    def __str__(self) -> str:
        return f"{self.claim} / {self.position}"

    @property
    def open(self) -> Decimal:
        """What is still to be paid."""
        return self.amount - self.settled - self.adjusted


class Adjustment(Record):
    """What is not asked for any more, though it was not paid, with its reason. Append-only; a negative amount takes an
    earlier one back. Dated, so that ageing of a past day does not know it.
    """

    class Kind(models.TextChoices):
        WRITE_OFF = "write_off", _("Write-off")
        CLOSED = "closed", _("Document closed before full delivery")

    instalment = models.ForeignKey(Instalment, models.PROTECT, related_name="adjustments", verbose_name=_("Instalment"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    on = models.DateField(_("Date"))
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    reason = models.CharField(_("Reason"), max_length=300)

    append_only: ClassVar[bool] = True
    reach = Reach(parents=("instalment",))

    class Meta:
        verbose_name, verbose_name_plural = _("Adjustment"), _("Adjustments")
        constraints: ClassVar = [
            models.CheckConstraint(name="receivables_adjustment_some", condition=~models.Q(amount=0)),
            models.CheckConstraint(name="receivables_adjustment_reason", condition=~models.Q(reason="")),
        ]
        indexes: ClassVar = [models.Index(fields=["instalment", "on"], name="receivables_adjustment_inst")]

    def __str__(self) -> str:
        return self.reason
