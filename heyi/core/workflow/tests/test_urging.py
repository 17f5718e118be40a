"""催办: at most once in two hours, never while people rest, told once, and in the end to those above."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from heyi.core.access.actor import system
from heyi.core.messages.models import Message
from heyi.core.org.models import CalendarDay
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.commands import Approve, Deliver, Resume, Suspend, Transfer, Urge
from heyi.core.workflow.errors import UrgedRecently
from heyi.core.workflow.services import resting, timers
from heyi.core.workflow.services.verifying import verify
from heyi.core.workflow.step import Notice
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.world import DIRECTOR, INITIATOR, MANAGER, World, actor, administrator, asks
from tests.cast import Cast

HOUR = timedelta(hours=1)
CLOCK = system(1, "clock")


class Urged(World):
    """A world in which people rest until a moment."""

    def __init__(self, *people: int) -> None:
        super().__init__(asks("a", *people), asks("b", 20))
        self.told: list[Notice] = []
        self.until: dict[int, datetime] = {}
        object.__setattr__(self.engine, "tell", lambda case, notices, actor: self.told.extend(notices))
        object.__setattr__(self.engine, "rest", lambda person, at: max(at, self.until.get(person, at)))
        self.start()
        self.told.clear()

    def urge(self) -> None:
        self.engine.perform(Urge(case_id=self.case_id, opinion="快"), actor=actor(INITIATOR))

    def waits(self) -> list[tuple[datetime | None, list[int]]]:
        rows = self.kept.tables["subscriptions"].values()
        return [(row.due_at, row.data["people"]) for row in rows if row.state == "open" and row.kind == "urge"]

    def deliver(self) -> None:
        for row in list(self.kept.tables["subscriptions"].values()):
            if row.state == "open" and row.due_at and row.due_at <= self.now:
                self.engine.perform(Deliver(case_id=self.case_id, subscription_id=row.id), actor=CLOCK)

    def heard(self, name: str = "urged") -> list[tuple[int, ...]]:
        return [one.people for one in self.told if one.name == f"workflow.task.{name}"]


class TestRest:
    def test_whoever_rests_hears_it_at_the_end_and_the_others_at_once(self) -> None:
        world = Urged(MANAGER, 12)
        morning = world.now + 10 * HOUR
        world.until[MANAGER] = morning
        world.urge()
        assert (world.heard(), world.waits()) == ([(12,)], [(morning, [MANAGER])])
        world.now = morning
        world.deliver()
        assert (world.heard(), world.waits()) == ([(12,), (MANAGER,)], [])
        assert world.told[-1].data["by"] == f"P{INITIATOR}", "it is the initiator who urges, not the clock"
        assert [entry.act for entry in world.kept.entries] == ["submit", "urge", "urged"]

    def test_the_limit_counts_once_and_from_when_it_was_heard(self) -> None:
        world = Urged(MANAGER)
        morning = world.now + 10 * HOUR
        world.until[MANAGER] = morning
        world.urge()
        world.now += 3 * HOUR
        with pytest.raises(UrgedRecently):
            world.urge()
        assert len(world.waits()) == 1
        world.now = morning
        world.deliver()
        assert world.task("a", MANAGER).urged == 1
        world.now += HOUR
        with pytest.raises(UrgedRecently):
            world.urge()
        world.now += HOUR
        world.urge()
        assert (world.task("a", MANAGER).urged, world.heard()) == (2, [(MANAGER,), (MANAGER,)])

    def test_what_was_decided_meanwhile_is_not_urged_any_more(self) -> None:
        world = Urged(MANAGER)
        world.until[MANAGER] = world.now + 10 * HOUR
        world.urge()
        world.do(Approve, "a", MANAGER)
        world.now += 20 * HOUR
        world.deliver()
        assert (world.heard(), world.waits()) == ([], [])

    def test_whoever_handed_it_on_meanwhile_is_left_alone(self) -> None:
        world = Urged(MANAGER)
        world.until[MANAGER] = world.now + 10 * HOUR
        world.urge()
        world.do(Transfer, "a", MANAGER, to=30)
        world.now += 20 * HOUR
        world.told.clear()
        world.deliver()
        assert world.heard() == []

    def test_longer_rest_means_later_and_a_suspended_case_waits(self) -> None:
        world = Urged(MANAGER)
        world.until[MANAGER] = world.now + 10 * HOUR
        world.urge()
        world.until[MANAGER] = world.now + 30 * HOUR
        world.now += 11 * HOUR
        world.deliver()
        assert world.heard() == []
        assert world.waits()[0][0] == world.until[MANAGER]
        world.engine.perform(Suspend(case_id=world.case_id, opinion="x"), actor=administrator())
        assert world.waits()[0][0] is None
        world.engine.perform(Resume(case_id=world.case_id), actor=administrator())
        world.now += 40 * HOUR
        world.deliver()
        assert world.heard() == [(MANAGER,)]


def test_urged_for_the_third_time_those_above_hear_of_it_and_read_along() -> None:
    world = Urged(MANAGER)
    for count in range(1, 5):
        world.urge()
        assert len(world.heard("escalated")) == max(0, count - 2)
        world.now += 2 * HOUR
    assert set(world.heard("escalated")) == {(DIRECTOR,)}
    assert [copy.employee_id for copy in world.kept.appended["copies"]] == [DIRECTOR]
    assert world.open() == [("a", MANAGER)], "they decide nothing"


@pytest.mark.django_db
class TestHours:
    """Saturday 14 November 2026, noon in Shanghai; work is from Monday to Friday, nine to six."""

    SATURDAY = datetime(2026, 11, 14, 4, 0, tzinfo=UTC)
    MONDAY = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)

    @pytest.fixture
    def now(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
        cast.system()
        CalendarDay.objects.filter(on__year=2026, on__month=11).delete()
        clock = [self.SATURDAY]
        monkeypatch.setattr(timezone, "now", lambda: clock[0])
        return clock

    def test_by_default_nobody_is_urged_outside_working_hours_and_make_up_days_are_work(
        self, cast: Cast, now: list[datetime]
    ) -> None:
        me = cast.employees["manager"].pk
        assert resting.rest(me, self.SATURDAY) == self.MONDAY
        assert resting.rest(me, self.MONDAY) == self.MONDAY
        day = CalendarDay.objects.first()
        assert day is not None
        CalendarDay.objects.create(company=cast.company, calendar=day.calendar, on="2026-11-14", kind="workday")
        assert resting.rest(me, self.SATURDAY - HOUR) == self.SATURDAY - HOUR, "调休"

    def test_own_hours_go_over_midnight_and_win_over_the_calendar(
        self, cast: Cast, api: Api, now: list[datetime]
    ) -> None:
        manager = api("manager")
        assert manager.get("workflow/quiet-hours").data == {"mode": "calendar", "start": "", "until": ""}
        body = {"mode": "hours", "start": "22:00", "until": "07:30"}
        assert manager.patch("workflow/quiet-hours", body).data == body
        me = cast.employees["manager"].pk
        cast.system()
        assert resting.rest(me, self.SATURDAY) == self.SATURDAY, "a Saturday is fine"
        night, end = datetime(2026, 11, 14, 16, 0, tzinfo=UTC), datetime(2026, 11, 14, 23, 30, tzinfo=UTC)
        assert resting.rest(me, night) == end
        assert resting.rest(me, night - 2 * HOUR) == end, "from ten in the evening"
        assert resting.rest(me, night - 2 * HOUR - timedelta(seconds=1)) == night - 2 * HOUR - timedelta(seconds=1)
        assert resting.rest(me, end) == end
        assert api("sales").get("workflow/quiet-hours").data["mode"] == "calendar", "everybody has their own"
        assert manager.patch("workflow/quiet-hours", {"mode": "never"}).status_code == 200
        cast.system()
        assert resting.rest(me, night) == night

    @pytest.mark.parametrize(
        "body",
        [{"mode": "hours"}, {"mode": "hours", "start": "22:00"}, {"mode": "hours", "start": "07:00", "until": "07:00"},
         {"mode": "never", "start": "22:00", "until": "07:00"}, {"mode": "sometimes"},
         {"mode": "hours", "start": "25:00", "until": "07:00"}],
    )  # fmt: skip
    def test_hours_that_say_nothing_are_refused(self, cast: Cast, api: Api, body: dict[str, str]) -> None:
        assert api("manager").patch("workflow/quiet-hours", body).status_code == 422
        assert models.QuietHours.objects.count() == 0

    def test_urged_on_a_saturday_it_is_told_on_monday_and_once(self, cast: Cast, api: Api, now: list[datetime]) -> None:
        with memos(cast, api, b.approve("lead", "Lead", b.manager())) as found:
            case_id = found.submit()
            assert api("sales").post(f"workflow/cases/{case_id}/urge", {"opinion": "急"}).status_code == 200
            assert api("sales").post(f"workflow/cases/{case_id}/urge", {}).status_code == 429
            told = Message.objects.filter(record_id=case_id, template="workflow.task.urged")
            assert told.count() == 0
            now[0] = self.MONDAY - HOUR
            assert timers.fire(cast.company.pk) == 0
            now[0] = self.MONDAY
            assert timers.fire(cast.company.pk) == 1
            assert timers.fire(cast.company.pk) == 0
            cast.system()
            (message,) = told
            assert message.recipient_id == cast.employees["manager"].pk
            assert message.params["by"] == cast.employees["sales"].name
            assert models.Task.objects.get(case_id=case_id).urged == 1
            assert verify(cast.company.pk).breaches == ()
