"""Numbers are given once, in order, without gaps, by company and period."""

import threading
from datetime import date

import pytest
from django.db import connection, transaction

from heyi.core import numbering as series
from heyi.core.access.actor import system
from heyi.core.access.work import unit_of_work
from heyi.core.numbering import series as registry
from heyi.core.numbering.models import IssuedNumber, SeriesPattern
from heyi.core.numbering.patterns import parse
from heyi.core.org.models import Company
from heyi.core.org.services import companies
from heyi.kit.errors import Malformed

DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _series(monkeypatch):
    monkeypatch.setattr(registry, "_series", {})
    series.register_series("test.order", "SO-{year}-{seq:05}", "Orders")
    series.register_series("test.note", "N{yy}{month}{day}-{seq:03}", "Notes")


@pytest.mark.django_db
class TestNextNumber:
    def test_counts_up_and_starts_again_in_the_next_period(self, cast):
        actor = cast.actor("sales")
        assert series.next_number("test.order", actor=actor, on=DAY) == "SO-2026-00001"
        assert series.next_number("test.order", actor=actor, on=date(2026, 12, 31)) == "SO-2026-00002"
        assert series.next_number("test.order", actor=actor, on=date(2027, 1, 1)) == "SO-2027-00001"
        assert series.next_number("test.note", actor=actor, on=DAY) == "N261123-001"
        assert series.next_number("test.note", actor=actor, on=date(2026, 11, 24)) == "N261124-001"

    def test_each_company_counts_for_itself(self, cast):
        first = series.next_number("test.order", actor=cast.actor("sales"), on=DAY)
        other = series.next_number("test.order", actor=cast.actor("stranger"), on=DAY)
        assert first == other == "SO-2026-00001"

    def test_a_number_taken_back_leaves_no_gap(self, cast):
        actor = cast.actor("sales")
        with transaction.atomic():
            series.next_number("test.order", actor=actor, on=DAY)
            transaction.set_rollback(True)
        assert series.next_number("test.order", actor=actor, on=DAY) == "SO-2026-00001"
        assert series.gaps("test.order", actor=actor) == []

    def test_a_company_may_have_its_own_pattern(self, cast):
        actor = cast.system()
        SeriesPattern.objects.create(company=cast.company, series="test.order", pattern="{company}/{seq}")
        assert series.next_number("test.order", actor=actor, on=DAY) == "huadong/1"

    def test_voided_and_lost_numbers_are_reported(self, cast):
        actor = cast.actor("sales")
        numbers = [series.next_number("test.order", actor=actor, on=DAY) for _ in range(3)]
        series.void("test.order", numbers[1], actor=actor, reason="typed twice")
        IssuedNumber.objects.filter(text=numbers[2]).delete()
        found = [(gap.value, gap.voided, gap.reason) for gap in series.gaps("test.order", actor=actor, period="2026")]
        assert found == [(2, True, "typed twice"), (3, False, "")]


@pytest.mark.parametrize("text", ["SO", "{seq}{seq}", "{month}-{seq}", "{year}{day}{seq}", "{seq}{oops}", "{seq}{"])
def test_patterns_that_would_repeat_or_mean_nothing_are_refused(text):
    with pytest.raises(Malformed):
        parse(text)


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Commits are real here; what they leave goes with the database of this run."""
    with django_db_blocker.unblock():
        yield
        connection.close()


def test_fifty_writers_get_fifty_different_numbers_in_a_row(committed):
    """Row locks, not luck: all of them start at once, and every fifth changes its mind."""
    with transaction.atomic():
        company = companies.found("并发公司", "binfa")
    actor, barrier = system(company.pk, "test"), threading.Barrier(50)
    given: list[str] = []

    def write(number: int) -> None:
        try:
            barrier.wait()
            with unit_of_work(actor):
                text = series.next_number("test.order", actor=actor, on=DAY)
                if number % 5 == 0:
                    raise ZeroDivisionError
            given.append(text)
        except ZeroDivisionError:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"SO-2026-{n:05}" for n in range(1, 41)]
    with unit_of_work(actor):
        assert series.gaps("test.order", actor=actor) == []
        assert Company.objects.filter(pk=company.pk).exists()
