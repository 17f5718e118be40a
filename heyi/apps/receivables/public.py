"""What apps above may ask of receivables."""

from decimal import Decimal

from django.db.models import F, Sum

from heyi.apps.receivables.models import Claim, Instalment
from heyi.apps.receivables.services.adjustments import lower, restore, taken_off
from heyi.apps.receivables.services.claims import Due, Source, open_claim, void
from heyi.apps.receivables.services.credit import Exposure, check, exposure
from heyi.apps.receivables.services.receipts import on_settled

__all__ = [
    "Due",
    "Exposure",
    "Source",
    "check",
    "claimed",
    "exposure",
    "lower",
    "on_settled",
    "open_claim",
    "outstanding",
    "restore",
    "settled",
    "taken_off",
    "void",
]


def claimed(resource: str, document_id: int) -> Decimal:
    """What a document's open claim comes to, in its currency."""
    rows = Claim.objects.filter(source_resource=resource, source_id=document_id, voided_on=None)
    return rows.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def settled(resource: str, document_id: int) -> Decimal:
    """What has been paid on a document's claim, in its currency."""
    rows = Instalment.objects.filter(
        claim__source_resource=resource, claim__source_id=document_id, claim__voided_on=None
    )
    return rows.aggregate(total=Sum("settled"))["total"] or Decimal(0)


def outstanding(resource: str, document_id: int) -> Decimal:
    """What has still to be paid on a document's claim, in its currency."""
    rows = Instalment.objects.filter(
        claim__source_resource=resource, claim__source_id=document_id, claim__voided_on=None
    )
    return rows.aggregate(total=Sum(F("amount") - F("settled") - F("adjusted")))["total"] or Decimal(0)
