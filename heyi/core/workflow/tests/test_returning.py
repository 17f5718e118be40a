"""退回 by the numbered rules of the specification: what moves, and above all what does not."""

import pytest

from heyi.core.workflow.builder import branch, parallel
from heyi.core.workflow.commands import Approve, Resubmit, Return
from heyi.core.workflow.errors import BadTarget
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.world import INITIATOR, World, actor, asks
from heyi.core.workflow.trying.trial import Trial


@pytest.fixture
def world() -> World:
    """before -> (a1 -> a2 | b1 -> b2) -> after"""
    world = World(
        asks("before", 10),
        parallel(branch(asks("a1", 11), asks("a2", 12)), branch(asks("b1", 21), asks("b2", 22))),
        asks("after", 30),
        asks("last", 31),
    )
    world.start()
    world.do(Approve, "before", 10)
    return world


def finish(world: World, *pairs: tuple[str, int]) -> None:
    for node, person in pairs:
        world.do(Approve, node, person)


def test_rule_1_within_a_branch_the_siblings_are_not_touched(world: World) -> None:
    finish(world, ("a1", 11))
    sibling = world.task("b1", 21).id
    world.do(Return, "a2", 12, target="a1", then="step")
    assert world.open() == [("a1", 11), ("b1", 21)]
    assert world.task("b1", 21).id == sibling
    finish(world, ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22), ("after", 30), ("last", 31))
    assert world.case.state == "approved"


def test_rule_2_from_a_branch_to_before_the_split_takes_all_branches_with_it(world: World) -> None:
    finish(world, ("a1", 11), ("b1", 21))
    world.do(Return, "a2", 12, target="before", then="step")
    assert world.open() == [("before", 10)]
    finish(world, ("before", 10))
    assert world.open() == [("a1", 11), ("b1", 21)]


def test_rule_2_counts_arrivals_at_the_join_too(world: World) -> None:
    finish(world, ("b1", 21), ("b2", 22), ("a1", 11))
    world.do(Return, "a2", 12, target="before", then="step")
    assert [token.node for token in world.kept.tables["tokens"].values() if token.state == "live"] == ["before"]


def test_rule_3_from_after_the_join_only_that_branch_opens_and_the_join_remembers_the_other(world: World) -> None:
    finish(world, ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22))
    world.do(Return, "after", 30, target="a2", then="step")
    assert world.open() == [("a2", 12)]
    finish(world, ("a2", 12))
    assert world.open() == [("after", 30)]


def test_rule_3_and_jump_goes_straight_back_and_leaves_nothing_at_the_join(world: World) -> None:
    finish(world, ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22), ("after", 30))
    world.do(Return, "last", 31, target="a1", then="jump")
    finish(world, ("a1", 11))
    assert world.open() == [("last", 31)]
    finish(world, ("last", 31))
    assert world.case.state == "approved"


def test_rule_4_a_step_that_is_not_behind_or_is_active_is_refused(world: World) -> None:
    before = world.open()
    for target in ("b1", "a1", "after", "nowhere"):
        with pytest.raises(BadTarget):
            world.do(Return, "a1", 11, target=target)
    assert world.open() == before
    assert not [d for d in world.kept.appended["decisions"] if d.action == "return"]


def test_rule_6_returned_to_the_initiator_and_resubmitted_it_jumps_back_to_all_that_were_open(world: World) -> None:
    finish(world, ("b1", 21), ("b2", 22), ("a1", 11))
    world.do(Return, "a2", 12)
    assert world.case.state == "returned"
    assert world.open() == [("start", INITIATOR)]
    world.do(Resubmit, "start", INITIATOR)
    assert (world.case.state, world.case.round, world.open()) == ("running", 2, [("a2", 12)])
    finish(world, ("a2", 12))
    assert world.open() == [("after", 30)]


def test_rule_6_by_the_returners_wish_every_step_decides_again(world: World) -> None:
    finish(world, ("a1", 11))
    world.do(Return, "a2", 12, then="step")
    world.do(Resubmit, "start", INITIATOR)
    assert world.open() == [("before", 10)]


def test_returning_twice_is_computed_from_the_new_past(world: World) -> None:
    finish(world, ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22))
    world.do(Return, "after", 30, target="a2", then="step")
    world.do(Return, "a2", 12, target="before", then="step")
    assert world.open() == [("before", 10)]
    finish(world, ("before", 10), ("a1", 11), ("b1", 21), ("b2", 22), ("a2", 12), ("after", 30), ("last", 31))
    assert world.case.state == "approved"
    assert not [token for token in world.kept.tables["tokens"].values() if token.state == "live"]


def test_a_stranger_cannot_return(world: World) -> None:
    from heyi.kit.errors import NotFound

    with pytest.raises(NotFound):
        world.engine.perform(Return(task_id=world.task("a1", 11).id), actor=actor(50))


def test_rule_03_returned_straight_back_and_then_again_the_join_still_remembers_the_other_branch() -> None:
    world = World(parallel(branch(asks("t1", 10)), branch(asks("t2", 11))), asks("t3", 12))
    world.start()
    world.do(Approve, "t1", 10)
    world.do(Approve, "t2", 11)
    world.do(Return, "t3", 12, target="t1", then="jump")
    world.do(Approve, "t1", 10)
    world.do(Return, "t3", 12, target="t1", then="step")
    world.do(Approve, "t1", 10)
    assert world.open() == [("t3", 12)]
    world.do(Return, "t3", 12, target="t1", then="step")
    world.do(Approve, "t1", 10)
    world.do(Approve, "t3", 12)
    assert world.case.state == "approved"


class TestAcrossSubProcesses:
    """Rule 5: a finished sub-process begins a new round; from inside it everything around can be undone and come back."""

    TEXT = "start s; user a; sub box { start i; user b; user c; i -> b -> c }; user d; s -> a -> box -> d"

    def trial(self, *done: str) -> Trial:
        trial = Trial(drawn(self.TEXT))
        trial.start()
        for node in done:
            trial.complete(node)
        return trial

    def back(self, trial: Trial, node: str, target: str, then: str) -> None:
        task = next(one for one in trial.tasks() if one.node == node)
        trial.perform(Return(task_id=task.id, target=target, then=then), person=task.assignee_id or 0)

    @pytest.mark.parametrize("then", ["step", "jump"])
    def test_rule_05_from_behind_to_a_step_inside_a_new_round_begins_there(self, then: str) -> None:
        trial = self.trial("a", "b", "c")
        assert trial.active() == ["d"]
        self.back(trial, "d", "b", then)
        assert trial.active() == ["b"]
        rounds = [one for one in trial.store.cases[1].tables["activations"].values() if one.node == "box"]
        assert [one.state for one in rounds] == ["completed", "active"], "the finished one stays finished"
        trial.complete("b")
        if then == "step":
            assert trial.active() == ["c"]
            trial.complete("c")
        assert trial.active() == ["d"]
        trial.complete("d")
        assert trial.case.state == "approved"

    @pytest.mark.parametrize("then", ["step", "jump"])
    def test_rule_05_from_inside_to_before_it_the_sub_process_is_undone_and_comes_again(self, then: str) -> None:
        trial = self.trial("a", "b")
        assert trial.active() == ["c"]
        self.back(trial, "c", "a", then)
        assert trial.active() == ["a"]
        assert [one.node for one in trial.store.cases[1].tables["activations"].values() if one.state == "active"] == [
            "a"
        ]
        trial.complete("a")
        if then == "step":
            assert trial.active() == ["b"]
            trial.complete("b")
        assert trial.active() == ["c"]
        trial.complete("c")
        trial.complete("d")
        assert trial.case.state == "approved"

    def test_rule_05_within_it_the_siblings_outside_are_not_touched(self) -> None:
        trial = self.trial("a", "b")
        self.back(trial, "c", "b", "step")
        assert trial.active() == ["b"]
        for node in ("b", "c", "d"):
            trial.complete(node)
        assert trial.case.state == "approved"
