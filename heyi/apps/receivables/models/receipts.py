"""Money that came in, and what it was for."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import OwnedRecord, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Receipt(OwnedRecord, Searchable):
    """A payment received (回款). ``allocated`` is the sum of its allocations; the rest is an advance (预收)."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("Bank transfer")
        DRAFT = "draft", _("Bank draft")
        CASH = "cash", _("Cash")
        CARD = "card", _("Card")
        OTHER = "other", _("Other")

    number = models.CharField(_("Number"), max_length=40)
    party = models.ForeignKey("masterdata.Party", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    on = models.DateField(_("Received on"))
    currency = models.CharField(_("Currency"), max_length=3)
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    allocated = models.DecimalField(_("Allocated"), max_digits=18, decimal_places=2, default=Decimal(0))
    method = models.CharField(_("Method"), max_length=10, choices=Method.choices, default=Method.TRANSFER)
    reference = models.CharField(_("Bank reference"), max_length=120, blank=True)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Receipt"), _("Receipts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="receivables_receipt_number"),
            models.CheckConstraint(
                name="receivables_receipt_amounts",
                condition=models.Q(amount__gt=0, allocated__gte=0) & models.Q(allocated__lte=models.F("amount")),
            ),
        ]
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["party", "on"], name="receivables_receipt_party"),
        ]

    def __str__(self) -> str:
        return self.number

    def locked_reason(self, act: str) -> Any:
        """Money that has been matched is not edited under its matches."""
        return _("Part of this receipt is allocated; take the allocations back first.") if self.allocated else None


class Allocation(Record):
    """Part of a receipt for part of an instalment (核销). Append-only; taken back by a row with the opposite amount."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="allocations", verbose_name=_("Receipt"))
    instalment = models.ForeignKey(
        "receivables.Instalment", models.PROTECT, related_name="allocations", verbose_name=_("Instalment")
    )
    on = models.DateField(_("Date"))
    amount = models.DecimalField(_("Amount"), max_digits=18, decimal_places=2)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("Takes back")
    )

    append_only: ClassVar[bool] = True
    reach = Reach(parents=("receipt",))

    class Meta:
        verbose_name, verbose_name_plural = _("Allocation"), _("Allocations")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="receivables_allocation_sign",
                condition=models.Q(reverses__isnull=True, amount__gt=0)
                | models.Q(reverses__isnull=False, amount__lt=0),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["receipt"], name="receivables_alloc_receipt"),
            models.Index(fields=["instalment", "on"], name="receivables_alloc_instalment"),
        ]
