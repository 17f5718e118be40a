"""Credit: what a customer has in use, and the check before more is promised (crm rule 21)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, Q, Sum
from django.utils import timezone

from heyi.apps.masterdata import public as masterdata
from heyi.apps.receivables.errors import CreditExceeded
from heyi.apps.receivables.models import CreditTicket, Instalment, Receipt

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Exposure:
    """In the company's currency: what is open on claims, less what came in and is not matched yet."""

    open_claims: Decimal
    overdue: Decimal
    overdue_days: int
    advances: Decimal

    @property
    def total(self) -> Decimal:
        """The exposure."""
        return self.open_claims - self.advances


def exposure(party_id: int, *, company_id: int, today: date) -> Exposure:
    """The customer's exposure now. Approved orders have their claim from the instant of approval, so that delivered or
    not they are in ``open_claims`` once and only once. Advances in a foreign currency do not lower it.
    """
    rows = Instalment.objects.filter(claim__party_id=party_id, claim__voided_on=None, company_id=company_id)
    open_rows = rows.filter(settled__lt=F("amount") - F("adjusted"))
    in_base = (F("amount") - F("settled") - F("adjusted")) * F("claim__rate")
    late = Q(due_on__lt=today)
    sums = open_rows.aggregate(open=Sum(in_base), late=Sum(in_base, filter=late), oldest=Min("due_on", filter=late))
    oldest = sums["oldest"]
    advances = Receipt.objects.filter(party_id=party_id, company_id=company_id, currency=F("company__currency"))
    return Exposure(
        open_claims=_cents(sums["open"]),
        overdue=_cents(sums["late"]),
        overdue_days=(today - oldest).days if oldest is not None else 0,
        advances=_cents(advances.aggregate(total=Sum(F("amount") - F("allocated")))["total"]),
    )


def _cents(value: Decimal | None) -> Decimal:
    return (value or ZERO).quantize(Decimal("0.01"))


def check(
    party_id: int,
    document: Decimal,
    limit: Decimal | None,
    *,
    company_id: int,
    currency: str,
    today: date,
    used_for: str = "",
) -> Exposure:
    """Refuse when the document (in the company's currency) would bring the exposure above the limit; no limit, no check.

    The party's row is locked first: two documents of one customer are checked one after the other. A credit override
    that is large enough and still valid lets the document pass, once.
    """
    masterdata.lock_party(party_id)
    found = exposure(party_id, company_id=company_id, today=today)
    if limit is None or found.total + document <= limit:
        return found
    above = found.total + document - limit
    if document > 0 and _use_ticket(party_id, above, company_id=company_id, today=today, used_for=used_for):
        return found
    figures = {"limit": limit, "exposure": found.total, "document": document}
    told: dict[str, Any] = {name: f"{value:,.2f}" for name, value in figures.items()}
    parts = {"open_claims": found.open_claims, "advances": found.advances, "overdue": found.overdue}
    extra = {name: str(value) for name, value in {**figures, **parts}.items()}
    raise CreditExceeded(extra=extra, currency=currency, **told)


def _use_ticket(party_id: int, above: Decimal, *, company_id: int, today: date, used_for: str) -> bool:
    """Use up the smallest override that suffices. The party's lock is held, so that no other document takes it."""
    tickets = CreditTicket.objects.select_for_update(of=("self",), no_key=True).filter(
        company_id=company_id, party_id=party_id, used_at=None, expires_on__gte=today, amount__gte=above
    )
    ticket = tickets.order_by("amount", "pk").first()
    if ticket is None:
        return False
    ticket.used_at, ticket.used_for = timezone.now(), used_for[:120]
    ticket.save(update_fields=["used_at", "used_for"])
    return True
