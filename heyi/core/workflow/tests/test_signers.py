"""加签 and 减签 by the numbered rules: before, after, beside; nested; counts exact after every act."""

import contextlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.workflow.commands import (
    AddSigners,
    Answer,
    Approve,
    Delegate,
    Recall,
    Reject,
    RemoveSigner,
    Resubmit,
    Return,
    TakeBack,
    Transfer,
)
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyActedOn,
    BadReceiver,
    LastVoter,
    NothingToTakeBack,
    NotYourAddition,
    TaskHeld,
    TooDeep,
)
from heyi.core.workflow.state import Task
from heyi.core.workflow.tests.world import INITIATOR, World, actor, administrator, asks


def vote(*people: int, **options: Any) -> World:
    world = World(asks("vote", *people, **options), asks("next", 40))
    world.start()
    return world


def counts(world: World) -> dict[str, int]:
    data = next(one for one in world.kept.tables["activations"].values() if one.node == "vote").data
    return {name: data[name] for name in ("approved", "rejected", "waiting", "total")}


class TestBefore:
    def test_rule_10_the_adders_task_is_parked_and_comes_back_with_advice(self) -> None:
        world = vote(10)
        parked = world.task("vote", 10).id
        world.do(AddSigners, "vote", 10, to=(11, 12))
        with pytest.raises(TaskHeld):
            world.engine.perform(Approve(task_id=parked), actor=actor(10))
        world.do(Reject, "vote", 11)
        world.do(Approve, "vote", 12)
        assert world.acting() == [("vote", 10)], "a rejection is advice"
        assert world.task("vote", 10).id == parked
        assert counts(world) == {"approved": 0, "rejected": 0, "waiting": 1, "total": 1}
        world.do(Approve, "vote", 10)
        assert world.open() == [("next", 40)]

    def test_rule_09_signers_before_one_voter_are_no_extra_votes(self) -> None:
        world = vote(10, 13, mode="ratio", threshold="50%")
        world.do(AddSigners, "vote", 10, to=(11, 12))
        world.do(Approve, "vote", 13)
        assert world.open() == [("next", 40)], "one of two is enough, whoever was added before the other"

    def test_rule_09_who_may_reject_rejects_in_the_adders_place(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 12), can_reject=True)
        world.do(Reject, "vote", 11)
        assert (world.case.state, world.states()) == ("rejected", ["closed", "rejected", "rejected"])
        assert world.kept.appended["decisions"][-1].reason == "signer_rejected"

    @pytest.mark.parametrize(("mode", "answers"), [("all", 2), ("any", 1), ("sequential", 2)])
    def test_rule_10_any_one_all_or_in_turn(self, mode: str, answers: int) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 12), mode=mode)
        asked = [("vote", 11)] if mode == "sequential" else [("vote", 11), ("vote", 12)]
        assert world.acting() == asked
        for person in (11, 12)[:answers]:
            world.do(Approve, "vote", person)
        assert world.acting() == [("vote", 10)]

    def test_rule_10_a_return_by_the_signer_goes_to_the_adder(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 12))
        world.do(Return, "vote", 11)
        assert (world.case.state, world.acting()) == ("running", [("vote", 10)])

    def test_rule_10_the_parked_task_is_lost_neither_by_recalling_nor_by_handing_over(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11,))
        world.do(Transfer, "vote", 11, to=12)
        world.do(Recall, "vote", 10)
        assert world.acting() == [("vote", 10)]
        assert world.states() == ["closed", "open", "transferred"]


class TestAfter:
    def test_rule_11_the_approval_is_recorded_now_and_counts_when_the_signers_have_signed(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 12), place="after", opinion="fine")
        assert [(one.actor_id, one.action, one.opinion) for one in world.kept.appended["decisions"]] == [
            (10, "approve", "fine")
        ]
        assert counts(world)["approved"] == 0
        world.do(Approve, "vote", 11)
        assert world.case.state == "running"
        world.do(Approve, "vote", 12)
        assert world.open() == [("next", 40)]

    def test_rule_11_taking_the_approval_back_cancels_its_signers(self) -> None:
        world = vote(10, 13)
        task = world.task("vote", 10).id
        world.do(AddSigners, "vote", 10, to=(11,), place="after")
        world.engine.perform(TakeBack(task_id=task), actor=actor(10))
        assert world.open() == [("vote", 10), ("vote", 13)]
        assert counts(world) == {"approved": 0, "rejected": 0, "waiting": 2, "total": 2}
        assert world.kept.tables["tasks"][task].state == "retracted"

    def test_rule_11_not_once_a_signer_has_signed(self) -> None:
        world = vote(10)
        task = world.task("vote", 10).id
        world.do(AddSigners, "vote", 10, to=(11, 12), place="after")
        world.do(Approve, "vote", 11)
        with pytest.raises(AlreadyActedOn):
            world.engine.perform(TakeBack(task_id=task), actor=actor(10))
        assert world.open() == [("vote", 12)]

    def test_rule_11_a_signer_who_rejects_turns_the_vote(self) -> None:
        world = vote(10, 13, reject="majority")
        world.do(AddSigners, "vote", 10, to=(11,), place="after")
        world.do(Reject, "vote", 11)
        assert world.case.state == "rejected", "one of two cannot be a majority any more"

    def test_rule_10_a_return_by_a_signer_after_asks_the_adder_again(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11,), place="after")
        world.do(Return, "vote", 11)
        assert world.open() == [("vote", 10)]
        world.do(Approve, "vote", 10)
        assert world.open() == [("next", 40)]


class TestBeside:
    def test_rule_09_the_electorate_is_larger_at_once(self) -> None:
        world = vote(10, 11, mode="ratio", threshold="100%")
        world.do(Approve, "vote", 11)
        world.do(AddSigners, "vote", 10, to=(12, 13), place="parallel")
        assert counts(world) == {"approved": 1, "rejected": 0, "waiting": 3, "total": 4}
        for person in (10, 12, 13):
            assert world.case.state == "running"
            world.do(Approve, "vote", person)
        assert world.open() == [("next", 40)]

    def test_rule_09_in_turn_and_as_one_vote_of_any(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 12), place="parallel", mode="sequential")
        assert (counts(world)["total"], world.open()) == (3, [("vote", 10), ("vote", 11)])
        world.do(AddSigners, "vote", 10, to=(13, 14), place="parallel", mode="any")
        assert counts(world)["total"] == 4
        world.do(Approve, "vote", 13)
        assert world.open() == [("vote", 10), ("vote", 11)]
        world.do(Approve, "vote", 11)
        for person in (12, 10):
            world.do(Approve, "vote", person)
        assert world.open() == [("next", 40)]

    def test_rule_09_beside_one_in_a_row_the_row_goes_on_by_itself(self) -> None:
        world = vote(10, 11, mode="sequential")
        world.do(AddSigners, "vote", 10, to=(12,), place="parallel")
        world.do(Approve, "vote", 12)
        assert world.open() == [("vote", 10)], "whoever was added does not call up the next"
        world.do(Approve, "vote", 10)
        assert world.open() == [("vote", 11)]


class TestRemoving:
    def test_rule_12_only_own_additions_or_by_an_administrator(self) -> None:
        world = vote(10, 13)
        world.do(AddSigners, "vote", 10, to=(11, 12), place="parallel")
        added, designed = world.task("vote", 11).id, world.task("vote", 13).id
        for who, task in ((13, added), (10, designed)):
            with pytest.raises(NotYourAddition):
                world.engine.perform(RemoveSigner(task_id=task), actor=actor(who))
        world.engine.perform(RemoveSigner(task_id=added), actor=actor(10))
        world.engine.perform(RemoveSigner(task_id=designed), actor=administrator())
        assert world.open() == [("vote", 10), ("vote", 12)]
        assert counts(world) == {"approved": 0, "rejected": 0, "waiting": 2, "total": 2}

    def test_rule_12_removing_the_last_one_who_is_missing_decides_the_node(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11,), place="parallel")
        world.do(Approve, "vote", 10)
        added = world.task("vote", 11).id
        world.engine.perform(RemoveSigner(task_id=added), actor=actor(10))
        assert world.open() == [("next", 40)]

    def test_rule_12_never_the_last_voter(self) -> None:
        world = vote(10)
        with pytest.raises(LastVoter):
            world.engine.perform(RemoveSigner(task_id=world.task("vote", 10).id), actor=administrator())
        assert world.open() == [("vote", 10)]

    @pytest.mark.parametrize(("place", "left"), [("before", [("vote", 10)]), ("after", [("next", 40)])])
    def test_rule_12_without_its_last_signer_a_gate_is_gone(self, place: str, left: Any) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11,), place=place)
        world.engine.perform(RemoveSigner(task_id=world.task("vote", 11).id), actor=actor(10))
        assert world.acting() == left


class TestNested:
    def test_rule_13_signers_of_signers_form_a_tree_of_bounded_depth(self) -> None:
        world = vote(10)
        for adder, signer in ((10, 11), (11, 12), (12, 13)):
            world.do(AddSigners, "vote", adder, to=(signer,))
        with pytest.raises(TooDeep):
            world.do(AddSigners, "vote", 13, to=(14,))
        for signer in (13, 12, 11, 10):
            assert world.acting() == [("vote", signer)]
            world.do(Approve, "vote", signer)
        assert world.open() == [("next", 40)]

    def test_rule_13_what_decides_the_node_takes_the_whole_tree_with_it(self) -> None:
        world = vote(10, 20)
        world.do(AddSigners, "vote", 10, to=(11,))
        world.do(AddSigners, "vote", 11, to=(12, 13), place="after")
        world.do(Reject, "vote", 20)
        assert (world.case.state, world.open()) == ("rejected", [])

    def test_rule_13_taking_a_signer_away_takes_those_they_added(self) -> None:
        world = vote(10)
        world.do(AddSigners, "vote", 10, to=(11, 14))
        world.do(AddSigners, "vote", 11, to=(12,))
        world.engine.perform(RemoveSigner(task_id=world.held_task(11).id), actor=actor(10))
        assert world.acting() == [("vote", 14)]


def test_who_is_added_works_here_is_not_asked_already_and_is_not_the_initiator() -> None:
    world = vote(10, 13)
    world.directory.inactive = {20}
    for to in ((10,), (13,), (INITIATOR,), (20,), (99,), (), (11, 11)):
        with pytest.raises(BadReceiver):
            world.do(AddSigners, "vote", 10, to=to)
    assert world.open() == [("vote", 10), ("vote", 13)]


def test_where_the_step_does_not_offer_it_nobody_adds_anybody() -> None:
    world = vote(10, actions=frozenset({"approve"}))
    with pytest.raises(ActionNotOffered):
        world.do(AddSigners, "vote", 10, to=(11,))


def test_after_a_return_straight_back_the_votes_are_asked_and_the_signers_are_gone() -> None:
    world = World(asks("first", 9), asks("vote", 10, 11, 12))
    world.start()
    world.do(Approve, "first", 9)
    world.do(AddSigners, "vote", 10, to=(20,), place="after")
    world.do(AddSigners, "vote", 11, to=(21,))
    world.do(Return, "vote", 12, target="first", then="jump")
    world.do(Approve, "first", 9)
    assert world.acting() == [("vote", 10), ("vote", 11), ("vote", 12)]


# ---- whatever people do, the counts are exact -------------------------------------------------------------------------
ACTS = ["approve"] * 4 + ["reject", "before", "after", "parallel", "remove", "transfer", "delegate", "back", "return"]


def someone(world: World, draw: Any) -> Any:
    free = sorted((one for one in world.open_tasks() if not one.held), key=lambda one: one.id)
    return draw(st.sampled_from(free))


def perform(world: World, draw: Any, task: Task) -> None:
    who = actor(task.assignee_id or 0)
    strangers = tuple(draw(st.lists(st.integers(30, 60), min_size=1, max_size=2, unique=True)))
    mode = draw(st.sampled_from(["all", "any", "sequential"]))
    act = draw(st.sampled_from(ACTS))
    match act:
        case "approve":
            command: Any = Approve(task_id=task.id)
        case "reject":
            command = Reject(task_id=task.id)
        case "before" | "after" | "parallel":
            rejects = draw(st.booleans())
            command = AddSigners(task_id=task.id, to=strangers, place=act, mode=mode, can_reject=rejects)
        case "remove":
            command, who = RemoveSigner(task_id=task.id), administrator()
        case "transfer":
            command = Transfer(task_id=task.id, to=strangers[0])
        case "delegate":
            command = Delegate(task_id=task.id, to=strangers[0])
        case "back":
            tables = world.kept.tables["tasks"]
            done = [one for one in tables.values() if one.state in ("approved", "rejected")]
            mine = draw(st.sampled_from(done)) if done else task
            command, who = TakeBack(task_id=mine.id), actor(mine.assignee_id or 0)
        case _:
            command = Return(task_id=task.id)
    if task.kind in ("reply", "resubmit") and act != "back":
        command, who = onward(task), actor(task.assignee_id or 0)
    if isinstance(command, Return) and "gate" not in task.origin:
        return
    with contextlib.suppress(BadReceiver, TooDeep, LastVoter, AlreadyActedOn, NothingToTakeBack, ActionNotOffered):
        world.engine.perform(command, actor=who)


def onward(task: Task) -> Any:
    """The act that a task asks for."""
    if task.kind == "resubmit":
        return Resubmit(task_id=task.id)
    return Answer(task_id=task.id, opinion="so") if task.kind == "reply" else Approve(task_id=task.id)


def check(world: World) -> None:
    """Every electorate counts exactly its people, and somebody can always act."""
    tables = world.kept.tables
    for activation in tables["activations"].values():
        if activation.state != "active":
            continue
        gates = activation.data.get("gates", {})
        tasks = [one for one in tables["tasks"].values() if one.activation_id == activation.id and one.state == "open"]
        for key, level in (("", activation.data), *gates.items()):
            queued = len(level.get("queue", [])) + sum(len(one["queue"]) for one in level.get("series", {}).values())
            asked = sum(one.origin.get("gate", "") == key for one in tasks)
            inside = [gate for gate in gates.values() if gate["parent"] == key]
            pending = sum(gate["kind"] in ("after", "parallel") for gate in inside)
            assert level["waiting"] == asked + queued + pending, (key, level)
            assert level["total"] == level["waiting"] + level["approved"] + level["rejected"]
        held = {one.id for one in tasks if one.held}
        assert held == {gate["task"] for gate in gates.values() if gate["kind"] in ("before", "delegated")}
        assert any(not one.held for one in tasks), "somebody can act"
    if world.case.ended_at is not None:
        assert not world.open_tasks()
    else:
        assert world.open_tasks()
    decided = {one.task_id for one in world.kept.appended["decisions"]}
    states = {"approved", "abstained", "rejected", "returned", "transferred", "retracted", "answered"}
    assert {one.id for one in tables["tasks"].values() if one.state in states} == decided


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    people=st.integers(1, 3),
    options=st.sampled_from([
        {"mode": "all"}, {"mode": "all", "reject": "majority"}, {"mode": "any"}, {"mode": "sequential"},
        {"mode": "ratio", "threshold": "2/3"}, {"mode": "all", "reject": "wait_all"},
    ]),
    data=st.data(),
)  # fmt: skip
def test_rules_09_to_13_whatever_people_do_every_electorate_counts_exactly(
    people: int, options: dict[str, str], data: st.DataObject
) -> None:
    world = World(asks("vote", *range(10, 10 + people), on_reject="continue", **options), asks("next", 22, 23))
    world.start()
    for _ in range(25):
        if world.case.ended_at is not None:
            break
        perform(world, data.draw, someone(world, data.draw))
        check(world)
    for _ in range(200):
        if world.case.ended_at is not None:
            break
        task = min((one for one in world.open_tasks() if not one.held), key=lambda one: one.id)
        world.engine.perform(onward(task), actor=actor(task.assignee_id or 0))
        check(world)
    assert world.case.ended_at is not None, "no case is stuck"
