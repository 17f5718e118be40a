"""Take money in, match it to what was owed, and take matches back.

Locks in one order: receipt, then instalments ascending. The sums are also checks of the tables.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.apps.receivables.errors import AlreadyReversed, NothingToAllocate, OtherParty, OverAllocated
from heyi.apps.receivables.models import Allocation, Instalment, Receipt
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.numbering import next_number
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Receipt:
    """Record a receipt. It is an advance until it is allocated."""
    if data["amount"] <= 0:
        raise Malformed.at("amount", "not_positive", _("Must be more than 0."))
    receipt = Receipt(**{k: v for k, v in data.items() if v not in (None, "")})
    receipt.number = next_number("receivables.receipt", actor=actor)
    return save(receipt, actor=actor)


@transaction.atomic
def allocate(
    receipt_id: int, *, actor: Actor, allocations: list[dict[str, Any]] | None = None, on: date | None = None
) -> Receipt:
    """Match a receipt to instalments: to those given as ``{"instalment", "amount"}``, or oldest due first."""
    receipt = Receipt.objects.visible_to(actor).for_update(receipt_id)
    scoping.require(actor, "receivables.receipt.allocate", receipt)
    left = receipt.amount - receipt.allocated
    if left <= 0:
        raise NothingToAllocate
    day = on or timezone.localdate()
    pairs = _given(receipt, allocations) if allocations else _oldest_first(receipt, left)
    if not pairs:
        raise NothingToAllocate
    for instalment, amount in pairs:
        if amount <= 0 or amount > instalment.open or amount > left:
            raise OverAllocated
        left -= amount
        _match(receipt, instalment, amount, day, actor)
    save(receipt, actor=actor)
    publish("receivables.receipt.allocated", receipt, actor=actor)
    _tell_sources({instalment.claim_id for instalment, _amount in pairs}, actor)
    return receipt


def _match(
    receipt: Receipt,
    instalment: Instalment,
    amount: Decimal,
    day: date,
    actor: Actor,
    reverses: Allocation | None = None,
) -> None:
    row = Allocation(
        company_id=receipt.company_id, receipt=receipt, instalment=instalment, on=day, amount=amount, reverses=reverses
    )
    save(row, actor=actor)
    instalment.settled += amount
    receipt.allocated += amount
    save(instalment, actor=actor)


def _open_instalments(receipt: Receipt) -> Any:
    return (
        Instalment.objects.select_for_update(of=("self",))
        .select_related("claim")
        .filter(claim__party_id=receipt.party_id, claim__currency=receipt.currency, claim__voided_on=None)
        .filter(company_id=receipt.company_id)
    )


def _given(receipt: Receipt, allocations: list[dict[str, Any]]) -> list[tuple[Instalment, Decimal]]:
    amounts: dict[int, Decimal] = {}
    for item in allocations:
        amounts[item["instalment"]] = amounts.get(item["instalment"], Decimal(0)) + item["amount"]
    rows = list(_open_instalments(receipt).filter(pk__in=amounts).order_by("pk"))
    if len(rows) != len(amounts):
        raise OtherParty
    return [(row, amounts[row.pk]) for row in rows]


def _oldest_first(receipt: Receipt, left: Decimal) -> list[tuple[Instalment, Decimal]]:
    pairs = []
    for row in sorted(_open_instalments(receipt).order_by("pk"), key=lambda found: (found.due_on, found.pk)):
        amount = min(row.open, left)
        if amount > 0:
            pairs.append((row, amount))
            left -= amount
    return pairs


@transaction.atomic
def take_back(receipt_id: int, *, actor: Actor, allocation: int | None = None) -> Receipt:
    """Undo one allocation, or all that stand, by rows of the opposite amount."""
    receipt = Receipt.objects.visible_to(actor).for_update(receipt_id)
    scoping.require(actor, "receivables.receipt.take_back", receipt)
    rows = Allocation.objects.filter(receipt=receipt, reverses=None, reversed_by=None)
    if allocation is not None:
        rows = rows.filter(pk=allocation)
    standing = list(rows.order_by("instalment_id", "pk"))
    if not standing:
        raise AlreadyReversed
    locked = Instalment.objects.select_for_update(of=("self",)).filter(pk__in=[r.instalment_id for r in standing])
    instalments = {row.pk: row for row in locked.order_by("pk")}
    for row in standing:
        _match(receipt, instalments[row.instalment_id], -row.amount, timezone.localdate(), actor, reverses=row)
    save(receipt, actor=actor)
    publish("receivables.receipt.taken_back", receipt, actor=actor)
    _tell_sources({row.claim_id for row in instalments.values()}, actor)
    return receipt


_listeners: dict[str, Any] = {}


def on_settled(resource: str, update: Any) -> None:
    """The app of the document registers ``update(document_id, *, actor)``: its payment status changes in the very
    transaction in which money is matched.
    """
    _listeners[resource] = update


def _tell_sources(claim_ids: set[int], actor: Actor) -> None:
    from heyi.apps.receivables.models import Claim

    for claim in Claim.objects.filter(pk__in=claim_ids).order_by("pk"):
        update = _listeners.get(claim.source_resource)
        if update is not None and claim.source_id is not None:
            update(claim.source_id, actor=actor)
