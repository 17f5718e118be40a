"""委派, 转办, 认领, 取回, 征询, 知会 and 办理: whose hands a task is in, and what comes back."""

from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow.approval.rules import RejectPolicy
from heyi.core.workflow.commands import (
    AddSigners,
    Answer,
    Approve,
    Claim,
    Comment,
    Consult,
    Delegate,
    Jump,
    Recall,
    Reject,
    Release,
    Return,
    TakeBack,
    Transfer,
    Urge,
)
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyActedOn,
    BadReceiver,
    BadTarget,
    CaseEnded,
    NoAdvice,
    NotClaimed,
    NothingToTakeBack,
    TaskClaimed,
    TaskHeld,
    UrgedRecently,
)
from heyi.core.workflow.tests.world import FINANCE, INITIATOR, LEGAL, World, actor, administrator, asks


def running(*steps: b.Step) -> World:
    world = World(*steps)
    world.start()
    return world


class TestDelegating:
    def test_rule_21_it_comes_back_to_the_owner_who_decides_and_cannot_before(self) -> None:
        world = running(asks("a", 10))
        task = world.task("a", 10).id
        world.do(Delegate, "a", 10, to=11, opinion="please look")
        with pytest.raises(TaskHeld):
            world.engine.perform(Approve(task_id=task), actor=actor(10))
        with pytest.raises(ActionNotOffered):
            world.do(Approve, "a", 11)
        world.do(Answer, "a", 11, opinion="looks right")
        assert (world.case.state, world.acting()) == ("running", [("a", 10)])
        assert world.case.decided == 0, "an answer is no decision"
        world.do(Approve, "a", 10)
        assert world.case.state == "approved"

    def test_rule_21_the_owner_may_take_it_from_the_delegate_again(self) -> None:
        world = running(asks("a", 10))
        world.do(Delegate, "a", 10, to=11)
        world.engine.perform(Recall(task_id=world.held_task(10).id), actor=actor(10))
        assert world.open() == [("a", 10)]
        with pytest.raises(NoAdvice):
            world.do(Recall, "a", 10)

    def test_rule_21_not_to_the_initiator_to_oneself_or_to_nobody(self) -> None:
        world = running(asks("a", 10))
        for to in (INITIATOR, 10, 99):
            with pytest.raises(BadReceiver):
                world.do(Delegate, "a", 10, to=to)
        assert world.acting() == [("a", 10)]

    def test_rule_21_a_task_is_handed_on_five_times_and_never_back(self) -> None:
        world = running(asks("a", 10))
        for person in range(10, 15):
            world.do(Transfer, "a", person, to=person + 1)
            with pytest.raises(BadReceiver):
                world.do(Transfer, "a", person + 1, to=person)
        with pytest.raises(BadReceiver):
            world.do(Transfer, "a", 15, to=16)
        assert world.open() == [("a", 15)]


class TestPools:
    def test_exactly_one_takes_a_pooled_task_and_the_others_are_told_who(self) -> None:
        world = running(b.pool("p", "p", b.person(10, 11, 12)))
        with pytest.raises(NotClaimed):
            world.do(Approve, "p", 10)
        world.do(Claim, "p", 11)
        with pytest.raises(TaskClaimed) as refusal:
            world.do(Claim, "p", 10)
        assert refusal.value.params == {"who": "P11"}
        assert world.acting() == [("p", 11)]
        world.do(Approve, "p", 11)
        assert (world.case.state, world.states()) == ("approved", ["approved", "closed", "closed"])

    def test_what_is_put_back_is_everybodys_again(self) -> None:
        world = running(b.pool("p", "p", b.person(10, 11)))
        world.do(Claim, "p", 11)
        world.do(Release, "p", 11)
        assert world.acting() == [("p", 10), ("p", 11)]
        with pytest.raises(NotClaimed):
            world.do(Release, "p", 11)
        world.do(Claim, "p", 10)
        world.do(Transfer, "p", 10, to=20)
        world.do(Reject, "p", 20)
        assert world.case.state == "rejected"

    def test_when_the_vote_of_whoever_took_it_does_not_decide_another_one_can_take_it(self) -> None:
        world = running(b.pool("a", "a", b.person(10, 11), reject=RejectPolicy.WAIT_ALL), asks("z", 12))
        world.do(Claim, "a", 10)
        world.do(Reject, "a", 10)
        assert world.acting() == [("a", 11)], "nobody waits for somebody who has voted"
        world.do(Claim, "a", 11)
        world.do(Approve, "a", 11)
        assert world.open() == [("z", 12)]

    def test_whoever_is_asked_again_does_not_take_it_from_the_one_who_has_it(self) -> None:
        world = running(b.pool("a", "a", b.person(10, 11), reject=RejectPolicy.WAIT_ALL), asks("z", 12))
        world.do(Claim, "a", 10)
        first = world.task("a", 10)
        world.do(Reject, "a", 10)
        world.do(Claim, "a", 11)
        world.engine.perform(TakeBack(task_id=first.id), actor=actor(10))
        with pytest.raises(TaskClaimed) as refusal:
            world.do(Claim, "a", 10)
        assert refusal.value.extra["by"] == 11
        world.do(Approve, "a", 11)
        assert world.open() == [("z", 12)]

    def test_who_is_still_asked_for_advice_does_not_keep_a_pool_from_the_others(self) -> None:
        world = running(b.pool("a", "a", b.person(10, 11), reject=RejectPolicy.WAIT_ALL), asks("z", 12))
        world.do(Claim, "a", 10)
        world.do(Consult, "a", 10, to=(30,))
        world.do(Reject, "a", 10)
        assert world.acting() == [("a", 11), ("a", 30)]

    def test_what_signers_return_to_whoever_had_taken_it_is_still_theirs(self) -> None:
        world = running(b.pool("a", "a", b.person(10, 11)), asks("z", 12))
        world.do(Claim, "a", 10)
        world.do(AddSigners, "a", 10, to=(20,), place="after")
        world.do(Return, "a", 20)
        world.do(Approve, "a", 10)
        assert world.open() == [("z", 12)]

    def test_advice_that_was_asked_for_does_not_count_a_vote_that_is_taken_back(self) -> None:
        world = running(asks("a", 10, 11), asks("z", 12))
        first = world.task("a", 10)
        world.do(Consult, "a", 10, to=(30,))
        world.do(Approve, "a", 10)
        world.engine.perform(TakeBack(task_id=first.id), actor=actor(10))
        world.do(Approve, "a", 11)
        assert world.case.state == "running"
        assert ("a", 10) in world.acting(), "the vote that was taken back is still wanted"

    def test_only_pools_can_be_claimed(self) -> None:
        world = running(asks("a", 10, 11))
        with pytest.raises(NotClaimed):
            world.do(Claim, "a", 10)


def taken_back(world: World, node: str, person: int) -> None:
    done = [one for one in world.kept.tables["tasks"].values() if one.node == node and one.assignee_id == person]
    world.engine.perform(TakeBack(task_id=max(done, key=lambda one: one.id).id), actor=actor(person))


class TestTakingBack:
    def test_rule_23_until_the_next_one_acts_and_everything_that_followed_is_undone(self) -> None:
        world = running(asks("a", 10), b.parallel(b.branch(asks("x", 11)), b.branch(asks("y", 12))), asks("z", 13))
        world.do(Approve, "a", 10)
        taken_back(world, "a", 10)
        assert world.open() == [("a", 10)]
        assert world.case.decided == 0
        world.do(Approve, "a", 10)
        assert world.open() == [("x", 11), ("y", 12)]
        for node, person in (("x", 11), ("y", 12), ("z", 13)):
            world.do(Approve, node, person)
        assert world.case.state == "approved"

    def test_rule_23_the_refusal_names_the_act_that_stands_in_the_way(self) -> None:
        world = running(asks("a", 10), asks("n", 11, 12), asks("z", 13))
        world.do(Approve, "a", 10)
        world.do(Approve, "n", 11)
        with pytest.raises(AlreadyActedOn) as refusal:
            taken_back(world, "a", 10)
        assert refusal.value.extra == {"by": {"id": 11, "label": "P11"}, "node": "n", "act": "approve"}
        assert world.open() == [("n", 12)]

    @pytest.mark.parametrize("act", ["comment", "add", "delegate", "consult", "transfer"])
    def test_rule_23_every_act_of_the_next_one_counts(self, act: str) -> None:
        world = running(asks("a", 10), asks("n", 11))
        world.do(Approve, "a", 10)
        commands: dict[str, Any] = {"add": AddSigners, "delegate": Delegate, "consult": Consult, "transfer": Transfer}
        if act == "comment":
            world.engine.perform(Comment(case_id=world.case_id, opinion="hm"), actor=actor(11))
        else:
            world.do(commands[act], "n", 11, to=(20,) if act in ("add", "consult") else 20)
        with pytest.raises(AlreadyActedOn):
            taken_back(world, "a", 10)

    def test_rule_23_a_comment_of_somebody_else_does_not_count(self) -> None:
        world = running(asks("a", 10), asks("n", 11))
        world.do(Approve, "a", 10)
        world.engine.perform(Comment(case_id=world.case_id, opinion="hurry"), actor=actor(INITIATOR))
        taken_back(world, "a", 10)
        assert world.open() == [("a", 10)]

    def test_rule_23_in_a_vote_the_others_votes_stay(self) -> None:
        world = running(asks("v", 10, 11, 12, mode="ratio", threshold="2/3"), asks("n", 20))
        world.do(Reject, "v", 10)
        world.do(Approve, "v", 11)
        taken_back(world, "v", 11)
        assert world.open() == [("v", 11), ("v", 12)]
        for person in (11, 12):
            world.do(Approve, "v", person)
        assert world.open() == [("n", 20)]
        taken_back(world, "v", 12)
        assert world.open() == [("v", 12)]
        world.do(Reject, "v", 12)
        assert world.case.state == "rejected", "two of three rejected"

    def test_rule_23_who_was_no_longer_asked_is_asked_again(self) -> None:
        world = running(asks("v", 10, 11, mode="any"), asks("n", 20))
        world.do(Approve, "v", 10)
        taken_back(world, "v", 10)
        assert world.open() == [("v", 10), ("v", 11)]

    def test_rule_23_in_turn_the_next_goes_back_into_the_row(self) -> None:
        world = running(asks("v", 10, 11, 12, mode="sequential"))
        world.do(Approve, "v", 10)
        taken_back(world, "v", 10)
        assert world.open() == [("v", 10)]
        world.do(Approve, "v", 10)
        world.do(Approve, "v", 11)
        with pytest.raises(AlreadyActedOn):
            taken_back(world, "v", 10)
        assert world.open() == [("v", 12)]

    def test_rule_23_only_ones_own_decision_and_only_while_the_case_runs(self) -> None:
        world = running(asks("a", 10), asks("n", 11))
        world.do(Approve, "a", 10)
        task = next(one.id for one in world.kept.tables["tasks"].values() if one.node == "a")
        for person in (11, INITIATOR):
            with pytest.raises(NothingToTakeBack):
                world.engine.perform(TakeBack(task_id=task), actor=actor(person))
        world.do(Approve, "n", 11)
        with pytest.raises(CaseEnded):
            world.engine.perform(TakeBack(task_id=task), actor=actor(10))

    def test_rule_23_what_a_return_or_an_administrator_took_away_is_not_taken_back_again(self) -> None:
        world = running(asks("a", 10), b.parallel(b.branch(asks("x", 11)), b.branch(asks("y", 12))), asks("z", 13))
        world.do(Approve, "a", 10)
        world.do(Approve, "x", 11)
        world.do(Return, "y", 12)
        with pytest.raises(NothingToTakeBack):
            taken_back(world, "x", 11)
        assert world.open() == [("start", INITIATOR)]
        world = running(asks("a", 10), asks("n", 11), asks("z", 13))
        world.do(Approve, "a", 10)
        jump = Jump(case_id=world.case_id, target="z", opinion="urgent")
        world.engine.perform(jump, actor=administrator())
        with pytest.raises(AlreadyActedOn):
            taken_back(world, "a", 10)
        assert world.open() == [("z", 13)]

    def test_rule_23_a_retracted_approval_is_no_reason_to_skip_anybody(self) -> None:
        world = running(asks("a", 10, duplicates="first"), asks("n", 10, 11, duplicates="first"))
        world.do(Approve, "a", 10)
        assert world.open() == [("n", 11)]
        taken_back(world, "a", 10)
        assert world.open() == [("a", 10)]


class TestConsulting:
    def test_an_opinion_decides_nothing_and_need_not_be_waited_for(self) -> None:
        world = running(asks("a", 10))
        world.do(Consult, "a", 10, to=(11, INITIATOR))
        assert world.acting() == [("a", 1), ("a", 10), ("a", 11)]
        world.do(Answer, "a", 11, opinion="no")
        world.do(Approve, "a", 10)
        assert (world.case.state, world.states()) == ("approved", ["answered", "approved", "closed"])

    def test_a_required_reply_comes_first(self) -> None:
        world = running(asks("a", 10))
        world.do(Consult, "a", 10, to=(11, 12), required=True)
        with pytest.raises(TaskHeld):
            world.do(Approve, "a", 10)
        world.do(Answer, "a", 12, opinion="yes")
        assert world.held_task(10)
        world.do(Answer, "a", 11, opinion="yes")
        assert world.acting() == [("a", 10)]

    def test_only_who_can_act_is_urged(self) -> None:
        world = running(asks("a", 10))
        world.do(Delegate, "a", 10, to=11)
        world.engine.perform(Urge(case_id=world.case_id), actor=actor(INITIATOR))
        assert [task.assignee_id for task in world.open_tasks() if task.urged] == [11]
        with pytest.raises(UrgedRecently):
            world.engine.perform(Urge(case_id=world.case_id), actor=actor(INITIATOR))


class TestWorkAndInformation:
    def test_work_is_done_and_never_skipped_as_a_duplicate(self) -> None:
        world = running(asks("a", 10), b.handle("do", "do", b.person(10)), asks("z", 10))
        world.do(Approve, "a", 10)
        assert [(task.node, task.kind) for task in world.open_tasks()] == [("do", "handle")]
        with pytest.raises(ActionNotOffered):
            world.do(Reject, "do", 10)
        world.do(Approve, "do", 10)
        assert world.open() == [("z", 10)], "who has done the work has not approved it"

    def test_information_goes_to_readers_once_and_waits_for_nobody(self) -> None:
        world = running(b.inform("told", "told", b.role("finance"), b.role("legal"), b.role("none")), asks("a", 10))
        assert [copy.employee_id for copy in world.kept.appended["copies"]] == [FINANCE, LEGAL]
        assert world.open() == [("a", 10)]
        with pytest.raises(BadTarget):
            world.do(Return, "a", 10, target="told")
