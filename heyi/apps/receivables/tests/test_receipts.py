"""Receipts, matches, write-offs and ageing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.apps.masterdata.models import Party
from heyi.apps.receivables import selectors
from heyi.apps.receivables.errors import CreditExceeded, NothingToAllocate, OtherParty, OverAllocated
from heyi.apps.receivables.models import Allocation, Instalment, Receipt
from heyi.apps.receivables.services import claims, credit, receipts
from heyi.core.org.days import today
from heyi.core.org.models import Company
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def party(cast):
    return save(Party(name="蓝天", is_customer=True), actor=cast.system())


def claim(party, cast, *dues, on=date(2026, 1, 1), number=1):
    source = claims.Source("test.document", number, f"T{number}", cast.company.pk, None, None)
    rows = [claims.Due(day, D(amount)) for day, amount in dues]
    return claims.open_claim(
        party.pk,
        sum((row.amount for row in rows), D(0)),
        currency="CNY",
        rate=D(1),
        dues=rows,
        source=source,
        actor=cast.system(),
        on=on,
    )


def receive(party, cast, amount, on=date(2026, 1, 10)):
    data = {"party_id": party.pk, "on": on, "amount": D(amount), "currency": "CNY"}
    return receipts.create(data, actor=cast.system())


def consistent():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_oldest_due_is_paid_first_and_the_rest_stays_an_advance(party, cast):
    claim(party, cast, (date(2026, 3, 1), "50"), (date(2026, 2, 1), "30"))
    money = receive(party, cast, "100")
    receipts.allocate(money.pk, actor=cast.system())
    assert list(Allocation.objects.order_by("pk").values_list("amount", flat=True)) == [30, 50]
    money.refresh_from_db()
    assert money.amount - money.allocated == 20
    consistent()
    with pytest.raises(NothingToAllocate):
        receipts.allocate(money.pk, actor=cast.system())


def test_more_than_is_open_or_received_is_refused_and_nothing_is_written(party, cast):
    made = claim(party, cast, (date(2026, 2, 1), "30"), (date(2026, 3, 1), "50"))
    first, second = made.instalments.order_by("position")
    money = receive(party, cast, "60")
    for wanted in ([(first, "31")], [(first, "30"), (second, "31")], [(first, "-1")], [(first, "0")]):
        pairs = [{"instalment": row.pk, "amount": D(amount)} for row, amount in wanted]
        with pytest.raises(OverAllocated), transaction.atomic():
            receipts.allocate(money.pk, actor=cast.system(), allocations=pairs)
    assert Allocation.objects.count() == 0


def test_another_customers_debt_is_not_paid(party, cast):
    other = save(Party(name="红日", is_customer=True), actor=cast.system())
    foreign = claim(other, cast, (date(2026, 2, 1), "30")).instalments.get()
    money = receive(party, cast, "60")
    with pytest.raises(OtherParty):
        receipts.allocate(money.pk, actor=cast.system(), allocations=[{"instalment": foreign.pk, "amount": D(1)}])


def test_nothing_is_matched_before_the_money_came(party, cast):
    claim(party, cast, (date(2026, 2, 1), "30"))
    money = receive(party, cast, "60", on=date(2026, 1, 10))
    with pytest.raises(Malformed):
        receipts.allocate(money.pk, actor=cast.system(), on=date(2026, 1, 9))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=5),
    st.lists(st.integers(1, 900), min_size=1, max_size=4),
    st.integers(0, 3),
)
def test_matches_never_exceed_either_side_and_come_off_without_a_trace(party, cast, debts, amounts, undone):
    inside = transaction.atomic()
    inside.__enter__()
    try:
        for number, cents in enumerate(debts, start=1):
            claim(party, cast, (date(2026, 2, number), D(cents) / 100), number=number)
        came = [receive(party, cast, D(cents) / 100) for cents in amounts]
        for money in came:
            try:
                receipts.allocate(money.pk, actor=cast.system())
            except NothingToAllocate:
                assert not [row for row in Instalment.objects.all() if row.open]
        matched = sum(row.settled for row in Instalment.objects.all())
        assert matched == min(sum(debts), sum(amounts)) / D(100)
        assert matched == sum(row.allocated for row in Receipt.objects.all())
        assert all(0 <= row.settled <= row.amount for row in Instalment.objects.all())
        consistent()
        for money in Receipt.objects.filter(pk__in=[m.pk for m in came[:undone]], allocated__gt=0):
            receipts.take_back(money.pk, actor=cast.system())
        assert all(row.allocated == 0 for row in Receipt.objects.filter(pk__in=[m.pk for m in came[:undone]]))
        consistent()
    finally:
        transaction.set_rollback(True)
        inside.__exit__(None, None, None)


def test_the_database_refuses_sums_that_do_not_agree(party, cast):
    made = claim(party, cast, (date(2026, 2, 1), "30")).instalments.get()
    Instalment.objects.filter(pk=made.pk).update(settled=D(5))
    with pytest.raises(IntegrityError), transaction.atomic():
        consistent()
    Instalment.objects.filter(pk=made.pk).update(settled=D(0))


def test_ageing_shows_the_day_as_it_was(party, cast):
    claim(party, cast, (date(2026, 2, 1), "100"), (date(2026, 4, 1), "40"))
    money = receive(party, cast, "120", on=date(2026, 2, 10))
    receipts.allocate(money.pk, actor=cast.system(), on=date(2026, 3, 5))

    def row(day):
        found = selectors.ageing(cast.system(), as_of=day)
        assert found["totals"][0]["total"] == found["rows"][0]["total"] if found["rows"] else True
        return (
            {k: v for k, v in found["rows"][0].items() if k not in ("party", "currency") and v} if found["rows"] else {}
        )

    assert row(date(2025, 12, 31)) == {}
    assert row(date(2026, 2, 1)) == {"not_due": 140, "total": 140}
    assert row(date(2026, 2, 2)) == {"d30": 100, "not_due": 40, "total": 140}
    assert row(date(2026, 3, 4)) == {"d60": 100, "not_due": 40, "unallocated": -120, "total": 20}
    assert row(date(2026, 3, 5)) == {"not_due": 20, "total": 20}
    assert row(date(2026, 12, 1)) == {"older": 20, "total": 20}


def test_exposure_names_its_parts_and_the_limit_holds(party, cast):
    claim(party, cast, (date(2026, 2, 1), "100"), (date(2026, 4, 1), "40"))
    receive(party, cast, "30")
    found = credit.exposure(party.pk, company_id=cast.company.pk, today=date(2026, 2, 11))
    assert (found.open_claims, found.overdue, found.overdue_days, found.advances) == (140, 100, 10, 30)
    ask = {"company_id": cast.company.pk, "currency": "CNY", "today": date(2026, 2, 11)}
    credit.check(party.pk, D(90), D(200), **ask)
    with pytest.raises(CreditExceeded) as refused:
        credit.check(party.pk, D("90.01"), D(200), **ask)
    assert refused.value.extra["exposure"] == "110.00"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_what_is_due_is_told_by_the_day_of_the_company(party, cast, api, zone):
    """These two zones are never on one day: one of them is not on that of UTC."""
    cast.system()
    Company.objects.filter(pk=cast.company.pk).update(time_zone=zone)
    now = today(cast.company.pk)
    for number, days in enumerate((-1, 0, 1), start=1):
        claim(party, cast, (now + timedelta(days=days), "10"), number=number)
    rows = api("finance").get("receivables/instalments", sort="due_on", columns="due_on,due_state").data["rows"]
    assert [row["due_state"] for row in rows] == ["overdue", "due", "not_due"]


def test_a_write_off_needs_a_reason_and_ends_the_debt(party, cast, api):
    row = claim(party, cast, (date(2026, 2, 1), "100")).instalments.get()
    path = f"receivables/instalments/{row.pk}/write_off"
    assert api("finance").post(path, {}).status_code == 422
    assert api("boss").post(path, {"reason": "x"}).status_code == 403
    assert api("stranger").post(path, {"reason": "x"}).status_code == 404
    assert api("finance").post(path, {"reason": "尾差", "amount": "100.01"}).data["code"] == "over_adjusted"
    done = api("finance").post(path, {"reason": "尾差"})
    assert (done.data["open"], done.data["due_state"]) == ("0.00", "done"), done.data
    assert api("finance").get("receivables/ageing").data["rows"] == []
