"""Waits in the database: messages find one case, signals all, timers their moment, each exactly once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.org.models import CalendarDay, WorkCalendar
from heyi.core.workflow import models
from heyi.core.workflow.commands import Deliver
from heyi.core.workflow.errors import NotWaiting, SeveralWait
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import definitions, posting, timers
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.state import Entry
from heyi.core.workflow.store.fold import broken_link, fold
from heyi.core.workflow.tests.drawn import Drawing
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock of the engine, in a list so that a test can move it."""
    clock = [datetime(2026, 9, 30, 1, 0, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    return clock


def in_force(cast: Cast, text: str, key: str = "trial") -> models.Version:
    document = read(Drawing(text, key).xml())
    return definitions.store(key, cast.company.pk, write(document), shipped=False)


def begun(cast: Cast, text: str, **variables: Any) -> int:
    in_force(cast, text)
    return engine().start("", None, actor=cast.actor("sales"), process="trial", variables=variables).case.id


def another(cast: Cast, **variables: Any) -> int:
    return engine().start("", None, actor=cast.actor("sales"), process="trial", variables=variables).case.id


def nodes(case_id: int) -> list[str]:
    return sorted(models.Token.objects.filter(case_id=case_id, state="live").values_list("node", flat=True))


def folds(case_id: int) -> bool:
    rows = models.Entry.objects.filter(case_id=case_id).order_by("seq")
    lines = [Entry(r.seq, r.act, r.employee_id, r.actor, r.at, r.changes, r.previous, r.hash) for r in rows]
    assert broken_link(case_id, lines) is None
    kept = fold(lines)["subscriptions"]
    found = models.Subscription.objects.filter(case_id=case_id)
    assert {row.pk: (row.state, row.node) for row in found} == {k: (v["state"], v["node"]) for k, v in kept.items()}
    return True


ORDER = 'start s; catch paid message=paid key="number"; receive after message=never; s -> paid -> after'


class TestMessages:
    def test_rule_35_the_case_with_that_key_takes_it_and_no_other(self, cast: Cast) -> None:
        one, two = begun(cast, ORDER, number=7), another(cast, number=8)
        assert posting.correlate("paid", 8, {"sum": 100}, actor=cast.actor("sales")) == two
        assert (nodes(one), nodes(two)) == (["paid"], ["after"])
        assert models.Case.objects.get(pk=two).variables["sum"] == 100
        assert folds(two)

    def test_rule_35_nobody_there_is_refused_or_kept_and_then_taken_by_whoever_begins_to_wait(self, cast: Cast) -> None:
        in_force(cast, ORDER)
        with pytest.raises(NotWaiting):
            posting.correlate("paid", 7, {}, actor=cast.actor("sales"))
        assert models.Post.objects.count() == 0, "what was refused is not kept"
        assert posting.correlate("paid", 7, {}, actor=cast.actor("sales"), keep=True) is None
        late = another(cast, number=7)
        (post,) = models.Post.objects.all()
        assert (nodes(late), post.state) == (["paid"], "waiting")
        posting.deliver(post.pk, cast.company.pk)
        posting.deliver(post.pk, cast.company.pk)
        post.refresh_from_db()
        assert (nodes(late), post.state, post.receiver_id) == (["after"], "delivered", late)

    def test_rule_35_two_that_wait_for_the_same_are_refused_and_neither_goes_on(self, cast: Cast) -> None:
        one, two = begun(cast, ORDER, number=7), another(cast, number=7)
        with pytest.raises(SeveralWait):
            posting.correlate("paid", 7, {}, actor=cast.actor("sales"))
        assert (nodes(one), nodes(two)) == (["paid"], ["paid"])

    def test_what_a_case_throws_is_kept_with_it_and_reaches_the_other_once(self, cast: Cast) -> None:
        waiting = begun(cast, ORDER, number=7)
        in_force(
            cast, 'start s; throw out message=paid key="number"; receive end_ message=x; s -> out -> end_', "sender"
        )
        engine().start("", None, actor=cast.actor("sales"), process="sender", variables={"number": 7})
        (post,) = models.Post.objects.all()
        assert (post.state, nodes(waiting)) == ("sent", ["paid"])
        posting.deliver(post.pk, cast.company.pk)
        posting.deliver(post.pk, cast.company.pk)
        assert nodes(waiting) == ["after"]

    def test_a_message_begins_a_case_where_a_start_event_waits_for_it(self, cast: Cast) -> None:
        in_force(cast, "start s message=order; receive r message=x; s -> r")
        case_id = posting.correlate("order", None, {"sum": 5}, actor=cast.actor("sales"))
        assert case_id is not None
        case = models.Case.objects.get(pk=case_id)
        assert (nodes(case_id), case.variables, case.initiator_id) == (["r"], {"sum": 5}, cast.employees["sales"].pk)


class TestSignals:
    def test_everybody_who_waits_hears_it_once_even_when_it_is_delivered_twice(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(posting, "TOGETHER", 2)
        text = "start s; receive a message=x; boundary b on=a signal=alarm beside; receive c message=y; s -> a; b -> c"
        cases = [begun(cast, text), *(another(cast) for _ in range(4))]
        posting.broadcast("alarm", {}, actor=cast.actor("sales"))
        (post,) = models.Post.objects.all()
        for _ in range(2):
            posting.deliver(post.pk, cast.company.pk)
        assert [nodes(one) for one in cases] == [["a", "c"]] * 5


class TestTimers:
    TEXT = "start s; catch t timer=PT1H; receive r message=x; s -> t -> r"

    def test_what_is_due_happens_and_what_is_not_does_not(self, cast: Cast, now: list[datetime]) -> None:
        early, late = begun(cast, self.TEXT), 0
        now[0] += HOUR / 2
        late = another(cast)
        assert timers.fire(cast.company.pk) == 0
        now[0] += HOUR / 2
        assert timers.companies_with_due_timers() == [cast.company.pk]
        assert timers.fire(cast.company.pk) == 1
        assert (nodes(early), nodes(late)) == (["r"], ["t"])
        assert timers.fire(cast.company.pk) == 0
        assert folds(early)

    def test_one_that_fails_rests_longer_each_time_and_holds_up_no_other(
        self, cast: Cast, now: list[datetime], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bad, good = begun(cast, self.TEXT), another(cast)
        clock, tried, fire_one = [0.0], list[int](), timers._fire_one

        def fail(case_id: int, timer: int, actor: Actor) -> bool:
            tried.append(case_id)
            if case_id == bad:
                raise RuntimeError("the machine fails here")
            return fire_one(case_id, timer, actor)

        def fail_together(*given: object, **options: object) -> None:
            raise RuntimeError("and here")

        monkeypatch.setattr(timers, "_resting", {})
        monkeypatch.setattr(timers, "monotonic", lambda: clock[0])
        monkeypatch.setattr(timers, "_fire_one", fail)
        monkeypatch.setattr(timers, "write_many", fail_together)
        now[0] += HOUR
        assert timers.fire(cast.company.pk) == 1
        assert (nodes(bad), nodes(good)) == (["t"], ["r"])
        for moment, again in ((9.0, False), (11.0, True), (30.0, False), (32.0, True), (60.0, False)):
            clock[0], tried[:] = moment, []
            assert timers.fire(cast.company.pk) == 0
            assert tried == [bad] * again, moment
        monkeypatch.setattr(timers, "_fire_one", fire_one)
        clock[0] = 100.0
        assert timers.fire(cast.company.pk) == 1
        assert nodes(bad) == ["r"]
        assert timers._resting == {}

    def test_rule_32_a_timer_that_came_too_late_changes_nothing(self, cast: Cast, now: list[datetime]) -> None:
        case_id = begun(cast, "start s; user u; boundary b on=u timer=PT1H; receive r message=x; s -> u; b -> r")
        timer = models.Subscription.objects.get(case_id=case_id)
        with pytest.raises(NotWaiting), transaction.atomic():
            engine().perform(Deliver(case_id=case_id, subscription_id=timer.pk), actor=cast.system())
        now[0] += HOUR
        engine().perform(Deliver(case_id=case_id, subscription_id=timer.pk), actor=cast.system())
        before = models.Entry.objects.count()
        with pytest.raises(NotWaiting), transaction.atomic():
            engine().perform(Deliver(case_id=case_id, subscription_id=timer.pk), actor=cast.system())
        assert models.Entry.objects.count() == before, "it has happened: once more is nothing"
        assert nodes(case_id) == ["r"]

    @pytest.mark.parametrize("ended", [False, True])
    def test_rule_32_a_timer_whose_task_is_gone_changes_nothing_and_is_logged(
        self, cast: Cast, now: list[datetime], monkeypatch: pytest.MonkeyPatch, ended: bool
    ) -> None:
        case_id = begun(
            cast, "start s; receive u message=x; boundary b on=u timer=PT1H; receive r message=y; s -> u -> r; b -> r"
        )
        timer = models.Subscription.objects.get(case_id=case_id, kind="timer")
        posting.correlate("x", "", {}, actor=cast.actor("sales"))
        if ended:
            posting.correlate("y", "", {}, actor=cast.actor("sales"))
        now[0] += 2 * HOUR
        stood = (nodes(case_id), models.Case.objects.get(pk=case_id).state)
        claimed = iter([[(case_id, timer.pk)], [], [], []])  # the clock had seen it before the task was done
        monkeypatch.setattr(timers, "_rows", lambda *_: next(claimed))
        assert timers.fire(cast.company.pk) == 0
        cast.system()
        last = models.Entry.objects.filter(case_id=case_id).order_by("seq").last()
        assert last is not None
        assert (last.act, last.employee_id, list(last.changes)) == ("too_late", None, ["case*", "subscriptions*"])
        assert (nodes(case_id), models.Case.objects.get(pk=case_id).state) == stood
        assert folds(case_id)

    def test_one_that_cannot_go_on_does_not_hold_up_the_others(
        self, cast: Cast, now: list[datetime], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cases = [begun(cast, self.TEXT), another(cast), another(cast)]
        now[0] += HOUR
        plain = Deliver.execute

        def refusing(self: Deliver, step: Any) -> None:
            if self.case_id == cases[1]:
                raise RuntimeError
            plain(self, step)

        monkeypatch.setattr(Deliver, "execute", refusing)
        assert timers.fire(cast.company.pk) == 2
        assert [nodes(one) for one in cases] == [["r"], ["t"], ["r"]]

    def test_a_process_begins_by_the_clock_and_makes_up_for_nothing_that_was_missed(
        self, cast: Cast, now: list[datetime]
    ) -> None:
        from heyi.core.workflow.services import beginning

        in_force(cast, "start s cycle=R/P1D; receive r message=x; s -> r")
        assert beginning.begin_due(cast.company.pk) == 0
        now[0] += timedelta(days=3, hours=1)
        assert beginning.begin_due(cast.company.pk) == 1
        opening = models.Opening.objects.get()
        assert opening.due_at == datetime(2026, 10, 4, 1, 0, tzinfo=UTC)
        assert models.Case.objects.count() == 1


class TestWorkingTime:
    """Wednesday 30 September 2026, 9:00 in Shanghai; the first week of October is a holiday."""

    def waiting(self, cast: Cast) -> models.Subscription:
        xml = Drawing("start s; catch t timer=PT16H; receive r message=x; s -> t -> r", "trial").xml()
        xml = xml.replace("<timerEventDefinition>", '<timerEventDefinition heyi:working="true">')
        definitions.store("trial", cast.company.pk, write(read(xml)), shipped=False)
        return models.Subscription.objects.get(case_id=another(cast))

    def holidays(self, cast: Cast) -> WorkCalendar:
        calendar = WorkCalendar.objects.get(company=cast.company, is_default=True)
        CalendarDay.objects.filter(calendar=calendar).delete()
        for day in range(1, 9):
            CalendarDay.objects.create(company=cast.company, calendar=calendar, on=f"2026-10-0{day}", kind="holiday")
        return calendar

    def test_rule_31_holidays_and_make_up_days_count_and_a_change_of_the_calendar_moves_what_is_open(
        self, cast: Cast, now: list[datetime]
    ) -> None:
        calendar = self.holidays(cast)
        timer = self.waiting(cast)
        assert timer.due_at == datetime(2026, 10, 9, 10, 0, tzinfo=UTC), "8 h today, 8 h on Friday after the holidays"
        CalendarDay.objects.filter(calendar=calendar, on="2026-10-04").update(kind="workday")
        assert timers.retime(cast.company.pk) == 1
        timer.refresh_from_db()
        assert timer.due_at == datetime(2026, 10, 4, 10, 0, tzinfo=UTC), "the Sunday is worked now (调休)"
        assert timers.retime(cast.company.pk) == 0
        assert folds(timer.case_id)

    def test_half_days_count_as_half(self, cast: Cast, now: list[datetime]) -> None:
        calendar = self.holidays(cast)
        CalendarDay.objects.create(
            company=cast.company, calendar=calendar, on="2026-09-30", kind="workday", spans=[["09:00", "13:00"]]
        )
        assert self.waiting(cast).due_at == datetime(2026, 10, 12, 6, 0, tzinfo=UTC), (
            "4 + 8 + 4 h, with the hour at noon"
        )

    def test_rule_31_the_calendar_of_the_department_wins_over_that_of_the_company(
        self, cast: Cast, now: list[datetime]
    ) -> None:
        self.holidays(cast)
        week = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
        night = WorkCalendar.objects.create(company=cast.company, name="Shifts", weekly=week, time_zone="Europe/Berlin")
        department = cast.employees["sales"].department
        assert department is not None
        type(department).objects.filter(pk=department.parent_id).update(calendar=night)
        assert self.waiting(cast).due_at == now[0] + 16 * HOUR


def test_a_step_with_timers_asks_once_for_the_calendar_and_an_edit_counts_at_once(
    cast: Cast, now: list[datetime]
) -> None:
    xml = Drawing("start s; events g; catch t timer=PT8H; catch u timer=PT16H; s -> g -> t; g -> u", "trial").xml()
    xml = xml.replace("<timerEventDefinition>", '<timerEventDefinition heyi:working="true">')
    definitions.store("trial", cast.company.pk, write(read(xml)), shipped=False)
    another(cast)
    with CaptureQueriesContext(connection) as asked:
        case_id = another(cast)
    about = [one["sql"] for one in asked if "org_workcalendar" in one["sql"] or "org_calendarday" in one["sql"]]
    assert len(about) == 1, about
    due = models.Subscription.objects.filter(case_id=case_id).order_by("pk").values_list("due_at", flat=True)
    before = due[0]
    calendar = WorkCalendar.objects.get(company=cast.company, is_default=True)
    CalendarDay.objects.filter(calendar=calendar).delete()
    CalendarDay.objects.create(company=cast.company, calendar=calendar, on="2026-09-30", kind="holiday")
    case_id = another(cast)
    assert before is not None
    later = models.Subscription.objects.filter(case_id=case_id).order_by("pk")[0].due_at
    assert later == before + timedelta(days=1), "nothing of the old calendar was remembered"


def test_the_oldest_timers_are_found_by_their_index(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        facts = {"now": timezone.now(), "company": cast.company.pk, "limit": 10, "passed": []}
        cursor.execute("EXPLAIN " + timers.DUE, facts)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "workflow_timer_due" in plan
