"""会签, 或签, 依次, and who is asked at all: every rule with its non-effects."""

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow.commands import Approve, Reject, Transfer, Withdraw
from heyi.core.workflow.errors import BadChoice, BadReceiver, CannotWithdraw, NotYourTask, TaskDecided
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.tests.world import ADMIN, DIRECTOR, FINANCE, INITIATOR, MANAGER, World, actor, asks


def states(world: World) -> list[str]:
    return sorted(task.state for task in world.kept.tables["tasks"].values())


class TestVotes:
    def test_all_must_agree_and_one_rejection_ends_it_with_the_others_closed_not_done(self) -> None:
        world = World(asks("vote", 10, 11, 12))
        world.start()
        world.do(Approve, "vote", 10)
        assert world.case.state == "running"
        world.do(Reject, "vote", 11)
        assert world.case.state == "rejected"
        assert states(world) == ["approved", "closed", "rejected"]
        assert len(world.kept.appended["decisions"]) == 2

    def test_any_one_decides_and_the_slower_one_is_told_who_was_faster(self) -> None:
        world = World(asks("vote", 10, 11, mode="any"))
        world.start()
        task = world.task("vote", 10).id
        world.do(Approve, "vote", 10)
        assert world.case.state == "approved"
        with pytest.raises(TaskDecided) as refusal:
            world.engine.perform(Approve(task_id=task), actor=actor(10))
        assert refusal.value.extra["by"] == {"id": 10, "label": "P10"}

    def test_in_turn_the_next_is_asked_only_when_the_one_before_has_agreed(self) -> None:
        world = World(asks("vote", 10, 11, mode="sequential"))
        world.start()
        assert world.open() == [("vote", 10)]
        world.do(Approve, "vote", 10)
        assert world.open() == [("vote", 11)]
        world.do(Approve, "vote", 11)
        assert world.case.state == "approved"

    def test_a_majority_is_certain_before_everybody_has_voted(self) -> None:
        world = World(asks("vote", 10, 11, 12, 13, 14, reject="majority"))
        world.start()
        for person in (10, 11):
            world.do(Reject, "vote", person)
        assert world.case.state == "running"
        for person in (12, 13, 14):
            world.do(Approve, "vote", person)
        assert world.case.state == "approved"

    def test_waiting_for_all_decides_only_at_the_end(self) -> None:
        world = World(asks("vote", 10, 11, reject="wait_all"))
        world.start()
        world.do(Reject, "vote", 10)
        assert world.case.state == "running"
        world.do(Approve, "vote", 11)
        assert world.case.state == "rejected"


class TestWhoIsAsked:
    def test_rule_16_alone_the_initiators_manager_decides_among_others_only_the_initiator_is_left_out(self) -> None:
        world = World(asks("own", INITIATOR), asks("shared", INITIATOR, 10))
        world.start()
        assert world.open() == [("own", MANAGER)]
        world.do(Approve, "own", MANAGER)
        assert world.open() == [("shared", 10)]

    def test_rule_17_nobody_found_goes_up_then_to_the_administrator_or_passes_by_the_systems_decision(self) -> None:
        world = World(b.approve("up", "up", b.role("none")), b.approve("pass", "pass", b.role("none"), empty="pass"))
        world.start()
        assert world.open() == [("up", MANAGER)]
        world.do(Approve, "up", MANAGER)
        assert world.case.state == "approved"
        last = world.kept.appended["decisions"][-1]
        assert (last.actor_id, last.reason) == (None, "empty")
        world.directory.chain = {}
        world.start()
        assert world.open() == [("up", ADMIN)]

    def test_people_who_have_left_are_not_asked(self) -> None:
        world = World(b.approve("a", "a", b.manager()))
        world.directory.inactive = {MANAGER}
        world.start()
        assert world.open() == [("a", DIRECTOR)]

    def test_rule_20_a_stand_in_may_act_a_circle_is_ignored_and_the_initiator_never_stands_in(self) -> None:
        world = World(asks("a", 10))
        world.directory.delegates = {10: 11}
        world.start()
        world.do(Approve, "a", 11)
        assert (world.case.state, world.kept.appended["decisions"][0].on_behalf_of_id) == ("approved", 10)
        for delegates in ({10: 11, 11: 10}, {10: INITIATOR}):
            world.directory.delegates = delegates
            world.start()
            assert [task.delegate_id for task in world.open_tasks()] == [None]

    def test_a_stand_in_whose_delegation_has_ended_can_no_longer_act(self) -> None:
        world = World(asks("a", 10))
        world.directory.delegates = {10: 11}
        world.start()
        world.directory.delegates = {}
        with pytest.raises(NotYourTask):
            world.do(Approve, "a", 11)
        assert world.case.state == "running"

    def test_rule_14_the_same_person_in_a_row_is_not_asked_twice_unless_there_is_something_to_fill_in(self) -> None:
        world = World(asks("a", 10), asks("b", 10), asks("c", 10, fields={"x": "write"}))
        world.start()
        first = world.task("a", 10).id
        world.do(Approve, "a", 10)
        assert world.open() == [("c", 10)]
        skipped = world.kept.appended["decisions"][-1]
        assert (skipped.actor_id, skipped.reason) == (None, "duplicate")
        assert world.kept.tables["tasks"][skipped.task_id].origin == {"duplicate_of": first}

    def test_the_initiators_choice_is_checked_for_number_and_people(self) -> None:
        world = World(b.approve("pick", "pick", b.choice_of_initiator(least=1, most=2)))
        for people in ([], [10, 11, 12], [10, 10], [99]):
            with pytest.raises(BadChoice):
                world.start(choices={"pick": people})
        assert world.store.cases == {}
        world.start(choices={"pick": [10, 11]})
        assert world.open() == [("pick", 10), ("pick", 11)]

    def test_who_is_preset_is_asked_when_the_initiator_chooses_nobody_and_nobody_else_is_when_they_do(self) -> None:
        preset = b.approve("pick", "pick", b.choice_of_initiator(most=2, preset=(10, 11)))
        world = World(preset)
        world.start()
        assert world.open() == [("pick", 10), ("pick", 11)]
        (activation,) = world.kept.tables["activations"].values()
        assert activation.derivation[0]["preset"] is True
        other = World(preset)
        other.start(choices={"pick": [12]})
        assert other.open() == [("pick", 12)]
        with pytest.raises(BadChoice):
            World(preset).start(choices={"pick": []})

    def test_of_those_preset_only_who_could_be_chosen_is_asked_and_of_nobody_the_empty_rule_decides(self) -> None:
        world = World(b.approve("pick", "pick", b.choice_of_initiator(role="lead", most=2, preset=(10, 11))))
        world.directory.roles["lead"] = [11, 12]
        world.start()
        assert world.open() == [("pick", 11)]
        left = World(b.approve("pick", "pick", b.choice_of_initiator(preset=(10,))))
        left.directory.inactive.add(10)
        left.start()
        assert 10 not in {person for _node, person in left.open()}
        assert left.open(), "somebody is asked all the same"

    def test_as_many_are_preset_as_may_be_chosen(self) -> None:
        for preset, right in (((10,), True), ((10, 11), False), ((10, 10), True)):
            xml = b.process("p", "P", b.approve("pick", "pick", b.choice_of_initiator(preset=preset))).xml()
            codes = {finding.code for finding in lint(read(xml)) if finding.is_error}
            assert (codes == set()) is right
        process = read(xml).process
        assert process is not None
        (rule,) = next(one for one in process.elements if one.id == "pick").approval.rules  # type: ignore[union-attr]
        assert rule.people == (10, 10)

    def test_why_holds_the_rule_the_filters_and_the_result(self) -> None:
        world = World(asks("own", INITIATOR))
        world.start()
        (activation,) = world.kept.tables["activations"].values()
        assert [one["step"] for one in activation.derivation] == ["rule", "self", "result"]
        assert activation.derivation[-1]["found"] == [{"id": MANAGER, "label": "P2"}]


class TestHands:
    def test_a_task_goes_over_to_somebody_else_but_never_back_or_to_the_initiator(self) -> None:
        world = World(asks("a", 10))
        world.start()
        world.do(Transfer, "a", 10, to=11)
        for receiver in (10, 11, INITIATOR, 99):
            with pytest.raises(BadReceiver):
                world.do(Transfer, "a", 11, to=receiver)
        world.do(Approve, "a", 11)
        assert (world.case.state, states(world)) == ("approved", ["approved", "transferred"])

    def test_rule_22_withdrawn_only_while_nobody_has_decided(self) -> None:
        world = World(asks("a", 10), asks("b", FINANCE))
        world.start()
        world.do(Approve, "a", 10)
        with pytest.raises(CannotWithdraw):
            world.engine.perform(Withdraw(case_id=world.case_id), actor=actor(INITIATOR))
        world.start()
        world.engine.perform(Withdraw(case_id=world.case_id), actor=actor(INITIATOR))
        assert (world.case.state, world.open()) == ("withdrawn", [])


def test_rule_30_without_a_true_condition_the_case_waits_for_an_administrator_and_the_decision_stands() -> None:
    world = World(asks("a", 10), b.choose(b.when("missing > 1", asks("b", 11)), b.when("false", asks("c", 12))))
    world.start(variables={"missing": 0})
    world.do(Approve, "a", 10)
    assert (world.case.state, world.case.incidents) == ("running", 1)
    (incident,) = world.kept.tables["incidents"].values()
    assert incident.code == "no_way_out"
    assert world.kept.appended["decisions"][0].action == "approve"
