"""时效: budgets of cases and stages, what pauses them, and when they are told."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from heyi.core.access.actor import system
from heyi.core.workflow import builder as b
from heyi.core.workflow.commands import (
    Approve,
    Deliver,
    Jump,
    Migrate,
    Reopen,
    Resubmit,
    Resume,
    Retime,
    Return,
    Suspend,
    Terminate,
)
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.parser.comparing import differences
from heyi.core.workflow.parser.extension import Faults
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.parser.sla import Sla, read_sla, write_sla
from heyi.core.workflow.parser.xml import parse
from heyi.core.workflow.state import Subscription, as_dict
from heyi.core.workflow.step import Notice
from heyi.core.workflow.store.fold import broken_link, fold, plain
from heyi.core.workflow.tests.drawn import Drawing
from heyi.core.workflow.tests.world import DIRECTOR, INITIATOR, MANAGER, World, administrator, asks
from heyi.kit.worktime import WorkCalendar, add_working_time, working_time_between

HOUR = timedelta(hours=1)
CLOCK = system(1, "clock")
PLAIN = {"working": False}


class Limited(World):
    """A world that hears what is told; time goes by with ``passes``."""

    def __init__(self, *steps: b.Step, **options: Any) -> None:
        super().__init__(*steps, **options)
        self.told: list[Notice] = []
        object.__setattr__(self.engine, "tell", lambda case, notices, actor: self.told.extend(notices))
        self.start()

    def rows(self, node: str = "") -> list[Subscription]:
        rows = self.kept.tables["subscriptions"].values()
        return [row for row in rows if row.kind == "sla" and row.node == node]

    @property
    def whole(self) -> Subscription:
        return self.rows()[-1]

    def used(self, node: str = "") -> float:
        """Hours that are written down."""
        return round(self.rows(node)[-1].data["used"] / 3.6e9, 2)

    def passes(self, amount: timedelta) -> None:
        until = self.now + amount
        while True:
            rows = [row for row in self.kept.tables["subscriptions"].values() if row.state == "open" and row.due_at]
            due = min((row for row in rows if row.due_at <= until), key=lambda row: row.due_at, default=None)
            if due is None:
                break
            self.now = max(self.now, due.due_at)
            self.engine.perform(Deliver(case_id=self.case_id, subscription_id=due.id), actor=CLOCK)
        self.now = until

    def heard(self, name: str) -> list[tuple[int, ...]]:
        return [one.people for one in self.told if one.name == f"workflow.case.{name}"]

    def acts(self) -> list[str]:
        return [entry.act for entry in self.kept.entries]

    def admin(self, command: type, **facts: Any) -> None:
        self.engine.perform(command(case_id=self.case_id, **facts), actor=administrator())

    def folds(self) -> None:
        """The log gives the tables, the state of the case among them."""
        kept = self.kept
        assert broken_link(self.case_id, kept.entries) is None
        told = fold(kept.entries)
        assert told["case"]["sla"] == kept.case.sla
        assert told["subscriptions"] == {k: plain(as_dict(row)) for k, row in kept.tables["subscriptions"].items()}


def limited(within: str = "PT10H", **options: Any) -> Limited:
    sla = Sla(within, **{**PLAIN, **options})
    return Limited(asks("a", MANAGER), asks("b", 20), sla=sla)


class TestTheWholeCase:
    def test_it_is_at_risk_then_breached_and_each_is_logged_and_told_once(self) -> None:
        world = limited()
        assert world.case.sla == "on_time"
        world.passes(7 * HOUR)
        assert (world.case.sla, world.told[1:]) == ("on_time", [])
        world.passes(2 * HOUR)
        assert (world.case.sla, world.heard("at_risk"), world.heard("breached")) == ("at_risk", [(MANAGER,)], [])
        world.passes(2 * HOUR)
        assert world.case.sla == "breached"
        assert world.heard("breached") == [(MANAGER, INITIATOR, DIRECTOR)], "those above hear of it, and read along"
        assert [copy.employee_id for copy in world.kept.appended["copies"]] == [DIRECTOR]
        world.passes(100 * HOUR)
        assert len(world.told) == 3
        assert world.acts() == ["submit", "sla_at_risk", "sla_breached"]
        assert world.open() == [("a", MANAGER)], "a limit decides nothing"
        world.folds()

    def test_the_budget_that_was_used_is_stored_and_never_a_moment_in_its_place(self) -> None:
        world = limited()
        world.passes(3 * HOUR)
        world.admin(Suspend, opinion="audit")
        assert (world.used(), world.whole.due_at, world.whole.data["since"]) == (3.0, None, "")
        assert "due" not in "".join(world.whole.data)

    def test_what_ended_in_time_stays_in_time_and_what_ended_late_stays_late(self) -> None:
        world = limited()
        world.passes(4 * HOUR)
        world.do(Approve, "a", MANAGER)
        world.do(Approve, "b", 20)
        assert (world.case.state, world.case.sla, world.whole.state, world.used()) == (
            "approved", "on_time", "done", 4.0,
        )  # fmt: skip
        late = limited()
        late.now += 11 * HOUR  # before the clock has looked
        late.admin(Terminate, opinion="x")
        assert (late.case.sla, late.whole.data["state"], late.heard("breached")) == ("breached", "breached", [])
        assert "breached" in late.whole.data["reached"]
        late.folds()

    def test_when_nobody_looked_for_long_it_is_breached_at_once_and_told_as_that(self) -> None:
        world = limited()
        world.now += 20 * HOUR
        world.engine.perform(Deliver(case_id=world.case_id, subscription_id=world.whole.id), actor=CLOCK)
        assert (world.case.sla, world.heard("at_risk"), len(world.heard("breached"))) == ("breached", [], 1)

    def test_a_moment_that_has_not_come_changes_nothing(self) -> None:
        world = limited()
        before = len(world.kept.entries)
        with pytest.raises(NotWaiting):
            world.engine.perform(Deliver(case_id=world.case_id, subscription_id=world.whole.id), actor=CLOCK)
        assert (len(world.kept.entries), world.case.sla) == (before, "on_time")

    def test_an_ended_case_that_begins_anew_has_its_whole_budget(self) -> None:
        world = limited()
        world.passes(6 * HOUR)
        world.admin(Terminate, opinion="x")
        world.admin(Reopen, opinion="again")
        assert (len(world.rows()), world.used(), world.case.sla) == (2, 0.0, "on_time")
        world.passes(7 * HOUR)
        assert world.case.sla == "on_time"

    def test_without_a_limit_there_is_none(self) -> None:
        world = Limited(asks("a", MANAGER))
        assert (world.case.sla, world.kept.tables["subscriptions"]) == ("", {})


class TestPauses:
    def test_rule_34_suspension_uses_nothing_and_resuming_tells_no_backlog(self) -> None:
        world = limited()
        world.passes(3 * HOUR)
        world.admin(Suspend, opinion="audit")
        world.passes(100 * HOUR)
        assert (world.case.sla, world.used(), world.heard("at_risk")) == ("on_time", 3.0, [])
        world.admin(Resume)
        world.passes(4 * HOUR)
        assert world.case.sla == "on_time"
        world.passes(2 * HOUR)
        assert world.case.sla == "at_risk", "eight of the ten hours after five more"

    def test_returned_to_the_initiator_it_pauses_and_resubmitted_it_goes_on(self) -> None:
        world = limited()
        world.passes(6 * HOUR)
        world.do(Return, "a", MANAGER)
        assert (world.case.state, world.whole.due_at, world.whole.data["paused"]) == ("returned", None, "returned")
        world.passes(50 * HOUR)
        world.do(Resubmit, "start", INITIATOR)
        assert (world.case.sla, world.used(), "paused" in world.whole.data) == ("on_time", 6.0, False)
        world.passes(3 * HOUR)
        assert world.case.sla == "at_risk"
        world.folds()

    def test_returned_to_an_earlier_step_it_runs_on(self) -> None:
        world = limited()
        world.do(Approve, "a", MANAGER)
        world.passes(HOUR)
        world.do(Return, "b", 20, target="a")
        world.passes(8 * HOUR)
        assert world.case.sla == "at_risk"

    def test_resumed_while_it_is_still_with_the_initiator_it_stays_paused(self) -> None:
        world = limited()
        world.do(Return, "a", MANAGER)
        world.admin(Suspend, opinion="audit")
        world.admin(Resume)
        assert (world.whole.due_at, world.whole.data["paused"]) == (None, "returned")
        world.admin(Jump, target="b", opinion="on with it")
        assert world.whole.due_at is not None, "moved on by an administrator, it runs again"


class TestStages:
    TEXT = """start s; sub box { start i; user in; user more; i -> in -> more }; user after; end e
    s -> box -> after -> e"""

    def staged(self) -> Limited:
        xml = Drawing(self.TEXT, "trial").xml()
        for name, who in (("in", MANAGER), ("more", 20), ("after", 21)):
            found = xml.index(f'<userTask id="{name}"')
            end = xml.index(">", found) + 1
            ask = f'<heyi:approval><heyi:approver rule="person" people="{who}"/></heyi:approval>'
            xml = f"{xml[:end]}<extensionElements>{ask}</extensionElements>{xml[end:]}"
        found = xml.index(">", xml.index('<subProcess id="box"')) + 1
        limit = '<extensionElements><heyi:sla within="PT4H" risk="50" working="false"/></extensionElements>'
        xml = xml[:found] + limit + xml[found:]
        process = read(xml).process
        assert process is not None
        world = Limited(asks("a", MANAGER))
        world.store.publish("trial", compile_process(process, digest_of(xml)))
        world.told.clear()
        world.start()
        return world

    def test_a_stage_has_its_own_budget_and_tells_those_in_it(self) -> None:
        world = self.staged()
        assert (world.case.sla, world.rows()) == ("on_time", [])
        world.passes(3 * HOUR)
        assert (world.case.sla, world.heard("at_risk")) == ("at_risk", [(MANAGER,)])
        world.do(Approve, "in", MANAGER)
        world.do(Approve, "more", 20)
        (stage,) = world.rows("box")
        assert (stage.state, stage.data["state"], world.case.sla) == ("done", "at_risk", "")
        world.passes(50 * HOUR)
        assert world.heard("breached") == [], "it is over"
        world.folds()

    def test_put_back_straight_after_a_return_it_goes_on_with_what_it_had_used(self) -> None:
        world = self.staged()
        world.passes(1.5 * HOUR)
        world.do(Return, "in", MANAGER)
        world.passes(30 * HOUR)
        assert world.rows("box")[-1].state == "cancelled"
        world.do(Resubmit, "s", INITIATOR)
        first, again = world.rows("box")
        assert (first.state, again.state, world.used("box")) == ("cancelled", "open", 1.5)
        world.passes(HOUR)
        assert world.case.sla == "at_risk"

    def test_begun_anew_it_has_its_whole_budget(self) -> None:
        world = self.staged()
        world.passes(1.5 * HOUR)
        world.do(Return, "in", MANAGER, then="step")
        world.do(Resubmit, "s", INITIATOR)
        assert world.used("box") == 0.0


class Working:
    """Hours of work in Shanghai, from nine to five, that a test may change."""

    def __init__(self) -> None:
        self.week = tuple(((540, 1020),) if day < 5 else () for day in range(7))
        self.days: dict[Any, Any] = {}

    @property
    def value(self) -> WorkCalendar:
        return WorkCalendar(self.week, "Asia/Shanghai", dict(self.days))

    def zone(self, company_id: int, department_id: int | None) -> ZoneInfo:
        return ZoneInfo("Asia/Shanghai")

    def deadline(self, company_id: int, department_id: int | None, start: datetime, amount: timedelta) -> datetime:
        return add_working_time(self.value, start, amount)

    def worked(self, company_id: int, department_id: int | None, start: datetime, end: datetime) -> timedelta:
        return working_time_between(self.value, start, end)


class TestWorkingTime:
    """Monday 23 November 2026, half an hour before work begins in Shanghai."""

    def world(self, within: str = "PT40H") -> tuple[Limited, Working]:
        world = Limited(asks("a", MANAGER), sla=Sla(within))
        calendar = Working()
        object.__setattr__(world.engine, "calendars", calendar)
        world.now = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("UTC"))
        world.start()
        return world, calendar

    def test_nights_and_weekends_use_nothing(self) -> None:
        world, _calendar = self.world()
        world.passes(timedelta(days=3, hours=7))
        assert world.case.sla == "on_time", "31 of 40 hours by Thursday, four in the afternoon"
        world.passes(2 * HOUR)
        assert world.case.sla == "at_risk"
        world.passes(timedelta(hours=22))
        assert world.case.sla == "at_risk", "39 by Friday, four in the afternoon"
        world.passes(2 * HOUR)
        assert world.case.sla == "breached"

    def test_rule_31_a_make_up_day_and_a_holiday_move_it(self) -> None:
        world, calendar = self.world()
        utc = ZoneInfo("UTC")
        assert world.whole.due_at == datetime(2026, 11, 26, 9, 0, tzinfo=utc), "32 of 40 hours: Thursday at five"
        calendar.days = {date(2026, 11, 25): (), date(2026, 11, 26): ()}
        world.engine.perform(Retime(case_id=world.case_id), actor=CLOCK)
        assert world.whole.due_at == datetime(2026, 11, 30, 9, 0, tzinfo=utc), "two holidays: the next Monday"
        calendar.days[date(2026, 11, 28)] = ((540, 1020),)
        world.engine.perform(Retime(case_id=world.case_id), actor=CLOCK)
        assert world.whole.due_at == datetime(2026, 11, 28, 9, 0, tzinfo=utc), "a Saturday that is worked (调休)"
        assert world.acts() == ["submit", "retime", "retime"]
        with pytest.raises(NotWaiting):
            world.engine.perform(Retime(case_id=world.case_id), actor=CLOCK)

    def test_a_holiday_that_is_entered_late_takes_the_breach_back_and_it_is_not_told_twice(self) -> None:
        world, calendar = self.world("PT16H")
        world.passes(timedelta(days=3))
        assert (world.case.sla, len(world.heard("breached"))) == ("breached", 1)
        calendar.days[date(2026, 11, 24)] = ()
        calendar.days[date(2026, 11, 25)] = ()
        world.engine.perform(Retime(case_id=world.case_id), actor=CLOCK)
        assert world.case.sla == "on_time"
        world.passes(timedelta(days=7))
        assert (world.case.sla, len(world.heard("breached")), len(world.heard("at_risk"))) == ("breached", 1, 1)
        world.folds()


class TestVersions:
    def moved(self, world: Limited, *steps: b.Step, **options: Any) -> None:
        xml = b.process("trial", "Trial", *steps, **options).xml()
        process = read(xml).process
        assert process is not None
        published = world.store.publish(f"next{len(world.store.definitions)}", compile_process(process, digest_of(xml)))
        command = Migrate(case_id=world.case_id, version_id=published.version_id, graph=published.graph)
        world.engine.perform(command, actor=administrator())

    def test_rule_39_another_version_changes_the_budget_and_keeps_what_was_used(self) -> None:
        world = limited()
        world.passes(9 * HOUR)
        assert world.case.sla == "at_risk"
        self.moved(world, asks("a", MANAGER), asks("b", 20), sla=Sla("PT20H", working=False))
        assert (world.case.sla, world.used()) == ("on_time", 9.0)
        world.passes(8 * HOUR)
        assert world.case.sla == "at_risk"
        assert len(world.heard("at_risk")) == 1, "told once"

    def test_rule_39_a_limit_that_is_gone_ends_and_a_new_one_begins_now(self) -> None:
        world = limited()
        world.passes(3 * HOUR)
        self.moved(world, asks("a", MANAGER), asks("b", 20))
        assert (world.whole.state, world.case.sla) == ("cancelled", "")
        staged = asks("a", MANAGER)
        self.moved(
            world, replace(staged, sla=Sla("PT2H", working=False)), asks("b", 20), sla=Sla("PT1H", working=False)
        )
        assert (world.used(), world.used("a"), world.case.sla) == (0.0, 0.0, "on_time")
        world.folds()

    def test_a_case_that_stands_still_does_not_run_because_it_was_moved(self) -> None:
        world = limited()
        world.admin(Suspend, opinion="x")
        self.moved(world, asks("a", MANAGER), asks("b", 20), sla=Sla("PT20H", working=False))
        assert (world.whole.due_at, world.whole.data["paused"]) == (None, "suspended")


class TestTheFile:
    def test_it_is_written_and_read_again_and_the_file_is_the_same(self) -> None:
        task = replace(asks("a", MANAGER), sla=Sla("PT8H", 50))
        xml = b.process("trial", "Trial", task, sla=Sla("P2D", working=False)).xml()
        document = read(xml)
        process = document.process
        assert process is not None
        assert process.sla == Sla("P2D", working=False)
        assert {one.id: one.sla for one in process.elements if one.sla} == {"a": Sla("PT8H", 50)}
        assert list(differences(parse(xml), parse(write(document)))) == []
        node = etree.Element("{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask")
        for sla in (Sla("PT8H", 50, working=False), Sla("PT1H")):
            write_sla(node, sla)
            faults = Faults()
            assert (read_sla(node, faults), faults) == (sla, [])

    @pytest.mark.parametrize(
        ("sla", "faulty"),
        [(Sla("PT8H"), False), (Sla("P1D"), False), (Sla("P1M"), True), (Sla("8 hours"), True), (Sla(""), True),
         (Sla("-PT1H"), True), (Sla("PT0S"), True)],
    )  # fmt: skip
    def test_what_cannot_be_counted_is_refused_before_publication(self, sla: Sla, faulty: bool) -> None:
        for options in ({"sla": sla}, {}):
            task = asks("a", MANAGER) if options else replace(asks("a", MANAGER), sla=sla)
            found = lint(read(b.process("trial", "Trial", task, **options).xml()))
            assert ("bad_sla" in [one.code for one in found]) is faulty

    def test_a_limit_stands_on_what_takes_time(self) -> None:
        xml = Drawing("start s; script w text=1; end e; s -> w -> e", "trial").xml()
        limit = '<extensionElements><heyi:sla within="PT1H" risk="200"/></extensionElements>'
        at = xml.index(">", xml.index('<scriptTask id="w"')) + 1
        found = lint(read(xml[:at] + limit + xml[at:]))
        assert {"bad_sla"} <= {one.code for one in found if one.element == "w"}
        assert any("risk='200'" in str(one.message) for one in found)
