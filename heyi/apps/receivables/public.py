"""What apps above may ask of receivables."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet, Sum

from heyi.apps.receivables.models import Claim, Instalment
from heyi.apps.receivables.services.adjustments import lower, restore, taken_off
from heyi.apps.receivables.services.claims import Due, Source, open_claim, void
from heyi.apps.receivables.services.credit import Exposure, check, exposure
from heyi.apps.receivables.services.receipts import on_settled
from heyi.core.access import scoping
from heyi.core.access.actor import Actor

__all__ = [
    "Due",
    "Exposure",
    "OpenInstalment",
    "Source",
    "check",
    "claimed",
    "exposure",
    "indebted",
    "lower",
    "on_settled",
    "open_claim",
    "open_instalments",
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


@dataclass(frozen=True, slots=True)
class OpenInstalment:
    """What is still to be paid on one instalment, in its currency."""

    claim_id: int
    label: str
    due_on: date
    open: Decimal
    currency: str
    owner: str | None


def open_instalments(party_id: int, *, actor: Actor) -> list[OpenInstalment]:
    """A customer's unpaid instalments that the actor may see, by due day."""
    rows = _unpaid().filter(scoping.visible(actor, Instalment), claim__party_id=party_id)
    return [
        OpenInstalment(
            row.claim_id,
            f"{row.claim.source_label or row.claim.number} · {row.position or 1}",
            row.due_on,
            row.amount - row.settled - row.adjusted,
            row.claim.currency,
            str(row.claim.owner) if row.claim.owner else None,
        )
        for row in rows.select_related("claim__owner").order_by("due_on", "pk")[:50]
    ]


def indebted(party_ids: Iterable[int]) -> set[int]:
    """Those of the parties that have something to pay."""
    rows = _unpaid().filter(claim__party_id__in=list(party_ids))
    return set(rows.values_list("claim__party_id", flat=True))


def _unpaid() -> QuerySet[Instalment]:
    return Instalment.objects.filter(claim__voided_on=None, settled__lt=F("amount") - F("adjusted"))
