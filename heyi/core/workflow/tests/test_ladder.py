"""Tasks that wait too long: reminders, escalation, handing on, and decisions by the clock; suspension stops the clock."""

from datetime import timedelta

import pytest

from heyi.core.access.actor import system
from heyi.core.workflow.approval.rules import FieldRight, Rung, RungAct
from heyi.core.workflow.commands import Approve, Deliver, Resume, Suspend
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.parser.checks.approvals import _ladder_problems
from heyi.core.workflow.parser.extension import Faults, read_approval, write_approval
from heyi.core.workflow.step import Notice
from heyi.core.workflow.tests.world import ADMIN, DIRECTOR, MANAGER, World, actor, asks

HOUR = timedelta(hours=1)
CLOCK = system(1, "clock")


def waiting(*rungs: Rung, people: tuple[int, ...] = (MANAGER,), **options: object) -> World:
    world = World(asks("a", *people, ladder=rungs, working=False, **options), asks("b", 20))
    world.told: list[Notice] = []  # type: ignore[attr-defined]
    object.__setattr__(world.engine, "tell", lambda case, notices, actor: world.told.extend(notices))  # type: ignore[attr-defined]
    world.start()
    return world


def passes(world: World, amount: timedelta) -> None:
    """Time goes by; what is due happens in its order."""
    until = world.now + amount
    while True:
        rows = [row for row in world.kept.tables["subscriptions"].values() if row.state == "open" and row.due_at]
        due = min((row for row in rows if row.due_at <= until), key=lambda row: row.due_at, default=None)
        if due is None:
            break
        world.now = max(world.now, due.due_at)
        world.engine.perform(Deliver(case_id=world.case_id, subscription_id=due.id), actor=CLOCK)
    world.now = until


def told(world: World, name: str) -> list[tuple[int, ...]]:
    return [one.people for one in world.told if one.name == name]  # type: ignore[attr-defined]


def test_a_reminder_comes_as_often_as_it_says_and_not_after_the_decision() -> None:
    world = waiting(Rung("PT2H", RungAct.REMIND, times=3, every="PT1H"), due="PT8H")
    task = world.task("a", MANAGER)
    assert task.due_at is not None
    assert task.due_at - task.arrived_at == 8 * HOUR
    passes(world, 3 * HOUR + HOUR / 2)
    assert told(world, "workflow.task.reminded") == [(MANAGER,), (MANAGER,)]
    world.do(Approve, "a", MANAGER)
    passes(world, 24 * HOUR)
    assert len(told(world, "workflow.task.reminded")) == 2
    assert world.open() == [("b", 20)]


def test_escalation_tells_the_one_above_who_reads_along_but_does_not_decide() -> None:
    world = waiting(Rung("PT4H", RungAct.ESCALATE))
    passes(world, 5 * HOUR)
    assert told(world, "workflow.task.escalated") == [(DIRECTOR,)]
    assert [copy.employee_id for copy in world.kept.appended["copies"]] == [DIRECTOR]
    assert world.open() == [("a", MANAGER)]


def test_it_is_handed_on_to_the_one_above_and_the_record_says_that_the_clock_did_it() -> None:
    world = waiting(Rung("PT4H", RungAct.TRANSFER))
    passes(world, 5 * HOUR)
    assert world.open() == [("a", DIRECTOR)]
    (decision,) = world.kept.appended["decisions"]
    assert (decision.action, decision.actor_id, decision.on_behalf_of_id) == ("transfer", None, MANAGER)
    assert decision.reason == "timeout"


@pytest.mark.parametrize(("act", "state"), [("approve", [("b", 20)]), ("skip", [("b", 20)]), ("reject", [])])
def test_rule_33_a_decision_by_the_clock_is_the_systems_and_never_that_of_the_person(act: str, state: object) -> None:
    world = waiting(Rung("PT8H", RungAct(act)), people=(MANAGER, 12))
    passes(world, 9 * HOUR)
    assert world.open() == state
    made = world.kept.appended["decisions"]
    assert {(one.actor_id, one.reason) for one in made} == {(None, "timeout")}
    assert world.case.decided == 0, "no human has decided"
    assert world.case.state == ("rejected" if act == "reject" else "running")


def test_it_goes_back_to_the_initiator() -> None:
    world = waiting(Rung("PT8H", RungAct.RETURN))
    passes(world, 9 * HOUR)
    assert world.case.state == "returned"
    assert world.open() == [("start", 1)]


def test_rule_32_a_timer_that_fires_after_the_decision_changes_nothing() -> None:
    world = waiting(Rung("PT8H", RungAct.APPROVE))
    (row,) = world.kept.tables["subscriptions"].values()
    world.do(Approve, "a", MANAGER)
    world.now += 9 * HOUR
    state, tasks = world.case.state, world.states()
    late = Deliver(case_id=world.case_id, subscription_id=row.id)
    world.engine.perform(late, actor=CLOCK)
    entry = world.kept.entries[-1]
    assert (entry.act, entry.actor_id) == ("too_late", None)
    assert set(entry.changes) == {"case*", "subscriptions*"}
    assert [one["id"] for one in entry.changes["subscriptions*"]] == [row.id], "which one it was"
    assert (world.case.state, world.states(), world.open()) == (state, tasks, [("b", 20)])
    assert len(world.kept.appended["decisions"]) == 1
    before = len(world.kept.entries)
    with pytest.raises(NotWaiting):
        world.engine.perform(late, actor=CLOCK)
    assert len(world.kept.entries) == before, "logged once"


def test_rule_32_a_timer_that_fires_after_the_case_has_ended_is_logged_and_the_end_stays() -> None:
    world = waiting(Rung("PT8H", RungAct.REJECT))
    (row,) = world.kept.tables["subscriptions"].values()
    world.do(Approve, "a", MANAGER)
    world.do(Approve, "b", 20)
    ended = world.case.ended_at
    world.now += 9 * HOUR
    world.engine.perform(Deliver(case_id=world.case_id, subscription_id=row.id), actor=CLOCK)
    assert (world.case.state, world.case.ended_at) == ("approved", ended)
    assert world.kept.entries[-1].act == "too_late"
    with pytest.raises(NotWaiting):
        world.engine.perform(Deliver(case_id=world.case_id, subscription_id=7), actor=CLOCK)


def test_rule_34_suspension_stops_the_clock_and_resuming_fires_no_backlog() -> None:
    world = waiting(Rung("PT4H", RungAct.ESCALATE))
    passes(world, 3 * HOUR)
    world.engine.perform(Suspend(case_id=world.case_id, opinion="audit"), actor=admin())
    passes(world, 48 * HOUR)
    assert told(world, "workflow.task.escalated") == []
    world.engine.perform(Resume(case_id=world.case_id), actor=admin())
    passes(world, HOUR / 2)
    assert told(world, "workflow.task.escalated") == []
    passes(world, HOUR)
    assert told(world, "workflow.task.escalated") == [(DIRECTOR,)]


def admin() -> object:
    from dataclasses import replace

    return replace(actor(ADMIN), is_system=True)


def test_what_the_clock_may_not_do_is_refused_at_publication() -> None:
    def problems(**options: object) -> int:
        return len(list(_ladder_problems(asks("a", 1, **options).approval)))

    assert problems(ladder=(Rung("PT8H", RungAct.APPROVE),)) == 0
    assert problems(ladder=(Rung("PT8H", RungAct.APPROVE),), manual=True) == 1
    assert problems(ladder=(Rung("PT8H", RungAct.SKIP),), fields={"x": FieldRight.REQUIRED}) == 1
    assert problems(ladder=(Rung("8 hours", RungAct.REMIND),)) == 1
    assert problems(ladder=(Rung("PT8H", RungAct.REMIND, times=2),)) == 1
    assert problems(due="soon") == 1


def test_it_is_written_into_the_file_and_read_again() -> None:
    from lxml import etree

    rungs = (Rung("PT2H", RungAct.REMIND, times=3, every="PT1H"), Rung("P1D", RungAct.TRANSFER, role="finance"))
    approval = asks("a", 1, due="PT8H", ladder=rungs, working=False, manual=True).approval
    node = etree.Element("{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask")
    write_approval(node, approval)
    faults = Faults()
    assert read_approval(node, faults) == approval
    assert faults == []
