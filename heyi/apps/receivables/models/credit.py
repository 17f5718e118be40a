"""Permission to pass a credit limit once."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record, RecordQuerySet


class CreditTicket(Record):
    """Lets one document of a customer pass the credit limit by at most ``amount`` (company currency), until a day.

    It is used up by the document that needs it, in the transaction of its approval (crm rule 21).
    """

    party = models.ForeignKey("masterdata.Party", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    amount = models.DecimalField(_("Above the limit by at most"), max_digits=18, decimal_places=2)
    expires_on = models.DateField(_("Valid until"))
    reason = models.CharField(_("Reason"), max_length=300)
    used_at = models.DateTimeField(_("Used at"), null=True, blank=True, editable=False)
    used_for = models.CharField(_("Used for"), max_length=120, blank=True, editable=False)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Credit override"), _("Credit overrides")
        constraints: ClassVar = [
            models.CheckConstraint(name="receivables_ticket_positive", condition=models.Q(amount__gt=0)),
            models.CheckConstraint(
                name="receivables_ticket_used",
                condition=models.Q(used_at__isnull=True, used_for="") | models.Q(used_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["party"], name="receivables_ticket_open", condition=models.Q(used_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.amount}"

    def locked_reason(self, act: str) -> Any:
        """What has been used is history."""
        return _("This override has been used.") if self.used_at else None
