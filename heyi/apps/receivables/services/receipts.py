"""Take money in, match it to what was owed, and take matches back.

Locks in one order: receipt, then claims, then instalments, each ascending. The sums are also checks of the tables.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.apps.receivables.errors import AlreadyReversed, NothingToAllocate, OtherParty, OverAllocated
from heyi.apps.receivables.models import Allocation, Claim, Instalment, Receipt
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.numbering import next_number
from heyi.core.org.days import today
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
    pairs = _given(receipt, allocations) if allocations else _oldest_first(receipt, left)
    if not pairs:
        raise NothingToAllocate
    for instalment, amount in pairs:
        if amount <= 0 or amount > instalment.open or amount > left:
            raise OverAllocated
        left -= amount
        _match(receipt, instalment, amount, _day(receipt, instalment, on), actor)
    save(receipt, actor=actor)
    publish("receivables.receipt.allocated", receipt, actor=actor)
    tell_sources({instalment.claim_id for instalment, _amount in pairs}, actor)
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


def _day(receipt: Receipt, instalment: Instalment, on: date | None) -> date:
    """The day of a match: neither money that has not come nor a debt that does not exist can be matched."""
    earliest = max(receipt.on, instalment.claim.on)
    if on is not None and on < earliest:
        message = _("Not before the receipt and the receivable (%(on)s).") % {"on": earliest.isoformat()}
        raise Malformed.at("on", "too_early", message)
    return on or max(earliest, today(receipt.company_id))


def _open_instalments(receipt: Receipt, ids: list[int] | None = None) -> list[Instalment]:
    """Lock the claims of the receipt's customer and currency, then their instalments (or those given)."""
    claims = Claim.objects.filter(
        company_id=receipt.company_id, party_id=receipt.party_id, currency=receipt.currency, voided_on=None
    )
    if ids is not None:
        claims = claims.filter(pk__in=list(Instalment.objects.filter(pk__in=ids).values_list("claim_id", flat=True)))
    held = [claim.pk for claim in claims.select_for_update(of=("self",), no_key=True).order_by("pk")]
    rows = Instalment.objects.select_for_update(of=("self",), no_key=True).select_related("claim")
    rows = rows.filter(claim_id__in=held)
    return list((rows if ids is None else rows.filter(pk__in=ids)).order_by("pk"))


def _given(receipt: Receipt, allocations: list[dict[str, Any]]) -> list[tuple[Instalment, Decimal]]:
    amounts: dict[int, Decimal] = {}
    for item in allocations:
        amounts[item["instalment"]] = amounts.get(item["instalment"], Decimal(0)) + item["amount"]
    rows = _open_instalments(receipt, sorted(amounts))
    if len(rows) != len(amounts):
        raise OtherParty
    return [(row, amounts[row.pk]) for row in rows]


def _oldest_first(receipt: Receipt, left: Decimal) -> list[tuple[Instalment, Decimal]]:
    pairs = []
    for row in sorted(_open_instalments(receipt), key=lambda found: (found.due_on, found.pk)):
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
        _match(
            receipt,
            instalments[row.instalment_id],
            -row.amount,
            max(row.on, today(receipt.company_id)),
            actor,
            reverses=row,
        )
    save(receipt, actor=actor)
    publish("receivables.receipt.taken_back", receipt, actor=actor)
    tell_sources({row.claim_id for row in instalments.values()}, actor)
    return receipt


_listeners: dict[str, Any] = {}


def on_settled(resource: str, update: Any) -> None:
    """The app of the document registers ``update(document_id, *, actor)``: its payment status changes in the very
    transaction in which money is matched.
    """
    _listeners[resource] = update


def tell_sources(claim_ids: set[int], actor: Actor) -> None:
    """The documents behind these claims follow what was settled."""
    for claim in Claim.objects.filter(pk__in=claim_ids).order_by("pk"):
        update = _listeners.get(claim.source_resource)
        if update is not None and claim.source_id is not None:
            update(claim.source_id, actor=actor)
