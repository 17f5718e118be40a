"""Open and void claims."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from heyi.apps.receivables.errors import ClaimPaid
from heyi.apps.receivables.models import Claim, Instalment
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.numbering import next_number
from heyi.core.org.days import today
from heyi.core.resources.saving import save
from heyi.kit.money import round_money


@dataclass(frozen=True, slots=True)
class Due:
    """One instalment to be: its day and its amount."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """The document that the claim comes from."""

    resource: str
    id: int
    label: str
    company_id: int
    owner_id: int | None
    department_id: int | None


@transaction.atomic(savepoint=False)
def open_claim(
    party_id: int,
    amount: Decimal,
    *,
    currency: str,
    rate: Decimal,
    dues: Sequence[Due],
    source: Source,
    actor: Actor,
    on: date | None = None,
) -> Claim | None:
    """A claim with its instalments, whose sum is exactly the amount. Nothing to claim (zero) opens none."""
    if amount <= 0:
        return None
    if sum((due.amount for due in dues), Decimal(0)) != amount:
        raise ValueError("the instalments do not add up to the amount")
    claim = Claim(
        company_id=source.company_id,
        number=next_number("receivables.claim", actor=actor),
        party_id=party_id,
        source_resource=source.resource,
        source_id=source.id,
        source_label=source.label,
        owner_id=source.owner_id,
        department_id=source.department_id,
        on=on or today(source.company_id),
        currency=currency,
        amount=amount,
        rate=rate,
        base_amount=round_money(amount * rate),
    )
    save(claim, actor=actor)
    for position, due in enumerate(dues, start=1):
        row = Instalment(company_id=source.company_id, claim=claim, position=position, due_on=due.on, amount=due.amount)
        save(row, actor=actor)
    publish("receivables.claim.opened", claim, actor=actor)
    return claim


@transaction.atomic
def void(resource: str, document_id: int, *, actor: Actor) -> None:
    """The document has ended: its claim ends too, unless money has been matched to it (ClaimPaid)."""
    rows = Claim.objects.filter(source_resource=resource, source_id=document_id, voided_on=None)
    for claim in rows.select_for_update(of=("self",)).order_by("pk"):
        held = claim.instalments.select_for_update(of=("self",), no_key=True).order_by("pk")
        if any(instalment.settled > 0 for instalment in held):
            raise ClaimPaid
        claim.voided_on = today(claim.company_id)
        save(claim, actor=actor)
        publish("receivables.claim.voided", claim, actor=actor)
