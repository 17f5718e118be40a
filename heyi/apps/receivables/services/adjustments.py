"""Stop asking for part of what was claimed, with a reason: write-offs, and documents that end before they are full.

Locks in one order: claim, then its instalments ascending.
"""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heyi.apps.receivables.errors import ClaimPaid, OverAdjusted
from heyi.apps.receivables.models import Adjustment, Claim, Instalment
from heyi.apps.receivables.services.receipts import tell_sources
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.days import today
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed

KIND = Adjustment.Kind


@transaction.atomic
def write_off(instalment_id: int, *, actor: Actor, reason: str, amount: Decimal | None = None) -> Instalment:
    """Give up the rest of an instalment, or ``amount`` of it, for a named reason."""
    seen: Instalment = Instalment.objects.visible_to(actor).get_visible(instalment_id)
    scoping.require(actor, "receivables.instalment.write_off", seen)
    Claim.objects.for_update(seen.claim_id)
    instalment: Instalment = Instalment.objects.for_update(instalment_id)
    wanted = instalment.open if amount is None else amount
    if wanted <= 0 and amount is not None:
        raise Malformed.at("amount", "not_positive", gettext_lazy("Must be more than 0."))
    if not reason.strip():
        raise Malformed.at("reason", "required", gettext_lazy("Please fill this in."))
    if wanted > instalment.open or wanted <= 0:
        raise OverAdjusted
    _adjust(instalment, wanted, KIND.WRITE_OFF, reason, actor)
    publish("receivables.instalment.written_off", instalment, actor=actor, data={"amount": str(wanted)})
    tell_sources({instalment.claim_id}, actor)
    return instalment


@transaction.atomic
def lower(resource: str, document_id: int, amount: Decimal, *, actor: Actor) -> None:
    """The document ends with ``amount`` undelivered: its latest instalments shrink by that. ClaimPaid when less than
    that is still open, because money for goods that will not come has to be freed first.
    """
    for instalment in reversed(_locked(resource, document_id)):
        part = min(instalment.open, amount)
        if part > 0:
            _adjust(instalment, part, KIND.CLOSED, _("Closed before full delivery"), actor)
            amount -= part
    if amount > 0:
        raise ClaimPaid


@transaction.atomic
def restore(resource: str, document_id: int, *, actor: Actor) -> Decimal:
    """The document goes on: what its closing took off is asked for again; returns how much that was."""
    restored = Decimal(0)
    for instalment in _locked(resource, document_id):
        rows = instalment.adjustments.filter(kind=KIND.CLOSED).values_list("amount", flat=True)
        taken_off = sum(rows, Decimal(0))
        if taken_off > 0:
            _adjust(instalment, -taken_off, KIND.CLOSED, _("Reopened"), actor)
            restored += taken_off
    return restored


def taken_off(resource: str, document_id: int) -> Decimal:
    """What closing has taken off the document's claim, in its currency."""
    rows = Adjustment.objects.filter(
        kind=KIND.CLOSED,
        instalment__claim__source_resource=resource,
        instalment__claim__source_id=document_id,
        instalment__claim__voided_on=None,
    )
    return sum(rows.values_list("amount", flat=True), Decimal(0))


def _locked(resource: str, document_id: int) -> list[Instalment]:
    claims = Claim.objects.filter(source_resource=resource, source_id=document_id, voided_on=None)
    held = [claim.pk for claim in claims.select_for_update(of=("self",), no_key=True).order_by("pk")]
    rows = Instalment.objects.filter(claim_id__in=held).select_for_update(of=("self",), no_key=True)
    return list(rows.order_by("pk"))


def _adjust(instalment: Instalment, amount: Decimal, kind: str, reason: str, actor: Actor) -> None:
    row = Adjustment(
        company_id=instalment.company_id,
        instalment=instalment,
        kind=kind,
        on=today(instalment.company_id),
        amount=amount,
        reason=reason.strip(),
    )
    save(row, actor=actor)
    instalment.adjusted += amount
    save(instalment, actor=actor)
