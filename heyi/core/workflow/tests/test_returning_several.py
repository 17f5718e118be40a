"""退回 to several steps at once: what can be open together is told by the tokens' pasts, never by the drawing."""

import pytest

from heyi.core.workflow.builder import branch, parallel
from heyi.core.workflow.combining import together
from heyi.core.workflow.commands import Approve, Jump, Resubmit, Return, TakeBack
from heyi.core.workflow.errors import BadTarget
from heyi.core.workflow.returning import Past, legal_targets
from heyi.core.workflow.tests.drawn import drawn
from heyi.core.workflow.tests.test_properties import check
from heyi.core.workflow.tests.world import World, administrator, asks
from heyi.core.workflow.trying.trial import Trial
from heyi.kit.errors import Malformed


@pytest.fixture
def world() -> World:
    """before -> (a1 -> a2 | b1 -> b2 | c1) -> after -> last"""
    world = World(
        asks("before", 10),
        parallel(
            branch(asks("a1", 11), asks("a2", 12)), branch(asks("b1", 21), asks("b2", 22)), branch(asks("c1", 31))
        ),
        asks("after", 40),
        asks("last", 41),
    )
    world.start()
    decide(world, ("before", 10), ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22), ("c1", 31))
    return world


def decide(world: World, *pairs: tuple[str, int]) -> None:
    for node, person in pairs:
        world.do(Approve, node, person)
        check(world)


def back(world: World, node: str, person: int, *targets: str, then: str = "step") -> None:
    world.do(Return, node, person, targets=targets, then=then)
    check(world)


def reasons(world: World, node: str, person: int, *targets: str) -> list[tuple[str, list[str]]]:
    before, decisions = world.open(), len(world.kept.appended["decisions"])
    with pytest.raises(BadTarget) as refused:
        world.do(Return, node, person, targets=targets)
    assert (world.open(), len(world.kept.appended["decisions"])) == (before, decisions)
    return [(one["code"], one["steps"]) for one in refused.value.extra["reasons"]]


def test_one_step_of_each_branch_opens_and_the_join_remembers_the_branch_that_was_not_named(world: World) -> None:
    back(world, "after", 40, "a2", "b1")
    assert world.open() == [("a2", 12), ("b1", 21)]
    decide(world, ("a2", 12))
    assert world.open() == [("b1", 21)]
    decide(world, ("b1", 21), ("b2", 22))
    assert world.open() == [("after", 40)], "c1 was not asked again"
    decide(world, ("after", 40), ("last", 41))
    assert world.case.state == "approved"


def test_the_decision_and_the_log_name_all_steps(world: World) -> None:
    back(world, "after", 40, "a2", "b1", "c1")
    assert world.kept.appended["decisions"][-1].target == "a2 b1 c1"
    assert world.kept.entries[-1].changes["decisions"][0]["target"] == "a2 b1 c1"


def test_straight_back_is_taken_once_when_the_last_of_them_has_decided(world: World) -> None:
    decide(world, ("after", 40))
    back(world, "last", 41, "a1", "b1", then="jump")
    decide(world, ("a1", 11))
    assert world.open() == [("b1", 21)], "the first one waits: neither a2 nor last is asked"
    decide(world, ("b1", 21))
    assert world.open() == [("last", 41)]
    decide(world, ("last", 41))
    assert world.case.state == "approved"
    assert [one.node for one in world.kept.appended["decisions"]].count("after") == 1


def test_returned_straight_back_and_then_again_the_pasts_of_all_are_known(world: World) -> None:
    back(world, "after", 40, "a1", "b1", then="jump")
    decide(world, ("b1", 21), ("a1", 11))
    back(world, "after", 40, "a1", "b2", "c1", then="step")
    assert world.open() == [("a1", 11), ("b2", 22), ("c1", 31)]
    decide(world, ("a1", 11), ("b2", 22), ("c1", 31), ("a2", 12))
    assert world.open() == [("after", 40)]


def test_steps_that_follow_one_another_are_refused_with_the_pair_and_everything_else_stays(world: World) -> None:
    assert reasons(world, "after", 40, "a1", "a2", "b1") == [("ordered", ["a1", "a2"])]
    assert reasons(world, "after", 40, "before", "a1", "b2") == [
        ("ordered", ["before", "a1"]),
        ("ordered", ["before", "b2"]),
    ]


def test_the_initiator_a_step_ahead_and_one_that_does_not_exist_are_each_refused_with_their_reason(
    world: World,
) -> None:
    found = reasons(world, "after", 40, "start", "a1", "last", "nowhere")
    assert found == [("start", ["start"]), ("not_behind", ["last"]), ("not_behind", ["nowhere"])]


def test_a_refusal_speaks_in_words(world: World) -> None:
    with pytest.raises(BadTarget, match="“a2” comes after “a1”, and is decided again anyway"):
        world.do(Return, "after", 40, targets=("a1", "a2"))


def test_more_than_ten_are_refused(world: World) -> None:
    with pytest.raises(Malformed):
        world.do(Return, "after", 40, targets=tuple(f"n{number}" for number in range(11)))


def test_from_within_a_branch_the_sibling_branch_cannot_be_named() -> None:
    world = World(
        parallel(branch(asks("a1", 11), asks("a2", 12)), branch(asks("b1", 21), asks("b2", 22))), asks("z", 40)
    )
    world.start()
    decide(world, ("a1", 11), ("b1", 21))
    assert reasons(world, "a2", 12, "a1", "b1") == [("not_behind", ["b1"])], "rule 1: siblings are not touched"


def test_what_can_be_open_together_is_told_with_the_targets(world: World) -> None:
    history = world.store.history(world.case_id)
    past = Past(history, world.graph)
    found = together(past, legal_targets(past, history.activations[world.task("after", 40).activation_id]))
    assert {name: sorted(others) for name, others in found.items()} == {
        "before": [],
        "a1": ["b1", "b2", "c1"], "a2": ["b1", "b2", "c1"],
        "b1": ["a1", "a2", "c1"], "b2": ["a1", "a2", "c1"],
        "c1": ["a1", "a2", "b1", "b2"],
    }  # fmt: skip


class TestTheWayStraightBackIsLost:
    """When one of the steps is no longer there, those that waited for it go on step by step."""

    def test_one_of_them_returns_further_within_its_branch(self, world: World) -> None:
        back(world, "after", 40, "a1", "b2", then="jump")
        decide(world, ("a1", 11))
        back(world, "b2", 22, "b1")
        assert world.open() == [("a2", 12), ("b1", 21)]
        decide(world, ("a2", 12), ("b1", 21), ("b2", 22), ("after", 40), ("last", 41))
        assert world.case.state == "approved"

    @pytest.mark.parametrize("then", ["step", "jump"])
    def test_one_of_them_returns_to_before_the_split(self, world: World, then: str) -> None:
        back(world, "after", 40, "a1", "b2", then="jump")
        decide(world, ("a1", 11))
        back(world, "b2", 22, "before", then=then)
        assert world.open() == [("before", 10)]
        decide(world, ("before", 10))
        if then == "jump":
            assert world.open() == [("a2", 12), ("b2", 22)], "a1 had been decided, and is not asked again"
            decide(world, ("a2", 12), ("b2", 22))
        else:
            decide(world, ("a1", 11), ("a2", 12), ("b1", 21), ("b2", 22), ("c1", 31))
        assert world.open() == [("after", 40)]

    def test_one_of_them_returns_to_the_initiator(self, world: World) -> None:
        back(world, "after", 40, "a1", "b2", then="jump")
        decide(world, ("b2", 22))
        back(world, "a1", 11, "start", then="")
        world.do(Resubmit, "start", 1)
        check(world)
        assert world.open() == [("a1", 11)], "what waited has gone on to the join, straight back to who returned"
        decide(world, ("a1", 11), ("a2", 12), ("after", 40), ("last", 41))
        assert world.case.state == "approved"

    def test_an_administrator_moves_one_of_them(self, world: World) -> None:
        back(world, "after", 40, "a1", "b1", then="jump")
        decide(world, ("a1", 11))
        world.engine.perform(
            Jump(case_id=world.case_id, source="b1", target="b2", opinion="urgent"), actor=administrator()
        )
        check(world)
        assert world.open() == [("a2", 12), ("b2", 22)]
        decide(world, ("a2", 12), ("b2", 22), ("after", 40))

    def test_a_decision_that_waits_is_taken_back_and_the_group_stays_a_group(self, world: World) -> None:
        back(world, "after", 40, "a1", "b1", then="jump")
        task = world.task("a1", 11)
        decide(world, ("a1", 11))
        world.do_on(TakeBack, task, 11)
        check(world)
        assert world.open() == [("a1", 11), ("b1", 21)]
        decide(world, ("b1", 21), ("a1", 11))
        assert world.open() == [("after", 40)]


class TestAcrossSubProcesses:
    """Rule 5 for several: one new round holds all steps of a finished sub-process that are opened."""

    TEXT = (
        "start s; and f; sub box { start i; and g; user b; user c; user d; and h; user e; i -> g; g -> b -> h; g -> c -> h;"
        " g -> d -> h; h -> e }; user x; and j; user z; s -> f; f -> box -> j; f -> x -> j; j -> z"
    )

    def trial(self) -> Trial:
        trial = Trial(drawn(self.TEXT))
        trial.start()
        for node in ("b", "c", "d", "e", "x"):
            trial.complete(node)
        assert trial.active() == ["z"]
        return trial

    def back(self, trial: Trial, *targets: str, then: str) -> None:
        task = trial.tasks()[0]
        trial.perform(Return(task_id=task.id, targets=targets, then=then), person=task.assignee_id or 0)

    @pytest.mark.parametrize("targets", [("b",), ("b", "c"), ("c", "x"), ("b", "c", "d", "x")])
    def test_rule_05_step_by_step(self, targets: tuple[str, ...]) -> None:
        trial = self.trial()
        self.back(trial, *targets, then="step")
        assert sorted(one.node for one in trial.tasks()) == sorted(targets)
        assert [one.state for one in self.rounds(trial)] == ["completed", "active"], "one new round, whatever is in it"
        for node in [*targets, "e", "z"]:
            trial.complete(node)
        assert (trial.case.state, trial.incidents()) == ("approved", [])

    @pytest.mark.parametrize("targets", [("b",), ("b", "c"), ("c", "x"), ("e", "x"), ("b", "c", "d", "x")])
    def test_rule_05_straight_back(self, targets: tuple[str, ...]) -> None:
        trial = self.trial()
        self.back(trial, *targets, then="jump")
        for node in targets:
            trial.complete(node)
        assert trial.active() == ["z"]
        assert [one.state for one in self.rounds(trial)] == ["completed", "cancelled"]
        trial.complete("z")
        assert (trial.case.state, trial.incidents()) == ("approved", [])

    def rounds(self, trial: Trial) -> list[object]:
        return [one for one in trial.store.cases[1].tables["activations"].values() if one.node == "box"]


def test_rule_03_returned_to_one_branch_and_then_to_the_other_the_join_gets_each_arrival_once(world: World) -> None:
    back(world, "after", 40, "a2")
    decide(world, ("a2", 12))
    back(world, "after", 40, "b2")
    standing = [
        one.flow for one in world.kept.tables["tokens"].values() if one.state == "live" and not one.activation_id
    ]
    assert len(standing) == len(set(standing)) == 2
    decide(world, ("b2", 22), ("after", 40), ("last", 41))
    assert world.case.state == "approved"
