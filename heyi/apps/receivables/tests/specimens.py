"""Specimens of money, for the access harness. Counters are stored with the rows that they sum up."""

from datetime import date
from typing import Any

from heyi.apps.receivables.models import Adjustment, Allocation, Claim, CreditTicket, Instalment, Receipt
from tests.conformance.access.specimens import Maker, specimen

OWNED = {"owner": "owner_id", "department": "department_id"}
DAY = date(2026, 1, 5)


@specimen("receivables.claim", **OWNED)
def claim(make: Maker) -> Any:
    party = make.other("masterdata.party")
    return make.owned(
        Claim, number=make.text("AR"), party=party, on=DAY, currency="CNY", amount="100", base_amount="100"
    )


@specimen("receivables.instalment", parents=("claim",))
def instalment(make: Maker) -> Any:
    return make.record(Instalment, claim=make.parent("receivables.claim"), due_on=DAY, amount="100")


@specimen("receivables.receipt", **OWNED)
def receipt(make: Maker) -> Any:
    party = make.other("masterdata.party")
    return make.owned(Receipt, number=make.text("RC"), party=party, on=DAY, currency="CNY", amount="100")


@specimen("receivables.allocation", parents=("receipt",))
def allocation(make: Maker) -> Any:
    receipt, instalment = make.parent("receivables.receipt"), make.other("receivables.instalment")
    type(receipt).objects.filter(pk=receipt.pk).update(allocated=10)
    type(instalment).objects.filter(pk=instalment.pk).update(settled=10)
    return make.record(Allocation, receipt=receipt, instalment=instalment, on=DAY, amount="10")


@specimen("receivables.adjustment", parents=("instalment",))
def adjustment(make: Maker) -> Any:
    instalment = make.parent("receivables.instalment")
    type(instalment).objects.filter(pk=instalment.pk).update(adjusted=10)
    reason = make.text("尾差")
    return make.record(Adjustment, instalment=instalment, kind="write_off", on=DAY, amount="10", reason=reason)


@specimen("receivables.creditticket")
def credit_ticket(make: Maker) -> Any:
    party = make.other("masterdata.party")
    return make.record(CreditTicket, party=party, amount="10", expires_on=DAY, reason=make.text("特批"))
