"""Rule 22 in all its modes, and what administrators may do to cases: ended, moved, suspended, reopened; by two if need be."""

from datetime import timedelta
from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow.commands import (
    Approve,
    Archive,
    Comment,
    Jump,
    Reject,
    Reopen,
    Resume,
    Return,
    Revert,
    Suspend,
    TakeBack,
    Terminate,
    Void,
    Withdraw,
)
from heyi.core.workflow.errors import (
    BadJump,
    BadTarget,
    CannotRevert,
    CannotWithdraw,
    CaseEnded,
    CaseRuns,
    CaseSuspended,
    NothingToTakeBack,
    NotSuspended,
    SecondPersonNeeded,
)
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.world import ADMIN, INITIATOR, World, actor, administrator, asks
from heyi.kit.errors import Denied, Malformed
from tests.cast import Cast


def running(*steps: b.Step, **options: Any) -> World:
    world = World(*steps, **options)
    world.start()
    return world


def act(world: World, command: type, who: Any = None, **facts: Any) -> None:
    world.engine.perform(command(case_id=world.case_id, **facts), actor=who or administrator())


class TestWithdrawing:
    @pytest.mark.parametrize(
        ("rule", "before", "after"),
        [("before_decision", True, False), ("running", True, True), ("never", False, False)],
    )
    def test_rule_22_withdrawn_while_the_process_allows_it(self, rule: str, before: bool, after: bool) -> None:
        for decided, may in ((False, before), (True, after)):
            world = running(asks("a", 10), asks("z", 11), withdraw=rule)
            if decided:
                world.do(Approve, "a", 10)
            if may:
                act(world, Withdraw, actor(INITIATOR))
                assert (world.case.state, world.open()) == ("withdrawn", [])
            else:
                with pytest.raises(CannotWithdraw):
                    act(world, Withdraw, actor(INITIATOR))
                assert world.case.state == "running"

    def test_rule_22_an_approved_case_is_reverted_within_the_days_and_never_later(self) -> None:
        for days, state in ((2, "reverted"), (4, "approved")):
            world = running(asks("a", 10), revert_days=3)
            world.do(Approve, "a", 10)
            world.now += timedelta(days=days)
            if state == "reverted":
                act(world, Revert, actor(INITIATOR))
            else:
                with pytest.raises(CannotRevert):
                    act(world, Revert, actor(INITIATOR))
            assert world.case.state == state

    def test_rule_22_nobody_else_reverts_nor_where_the_process_has_no_days(self) -> None:
        world = running(asks("a", 10))
        with pytest.raises(CannotRevert):
            act(world, Revert, actor(INITIATOR))
        world.do(Approve, "a", 10)
        with pytest.raises(CannotRevert):
            act(world, Revert, actor(INITIATOR))
        with pytest.raises(Denied):
            act(world, Revert, actor(10))


class TestEnds:
    @pytest.mark.parametrize(
        ("command", "verb", "state"),
        [(Terminate, "terminate", "terminated"), (Archive, "archive", "archived"), (Void, "void", "voided")],
    )
    def test_a_running_case_ends_with_a_reason_and_nothing_lives_on(self, command: type, verb: str, state: str) -> None:
        world = running(b.parallel(b.branch(asks("a", 10)), b.branch(asks("c", 11, 12))))
        with pytest.raises(Denied):
            act(world, command, actor(10), opinion="no")
        with pytest.raises(Malformed):
            act(world, command, opinion="  ")
        assert len(world.open()) == 3
        act(world, command, opinion="not needed any more")
        assert (world.case.state, world.open()) == (state, [])
        assert [(note.act, note.body) for note in world.kept.appended["notes"]] == [(verb, "not needed any more")]
        with pytest.raises(CaseEnded):
            act(world, command, opinion="again")

    def test_where_two_are_needed_one_asks_and_another_confirms(self) -> None:
        world = running(asks("a", 10), two_person=True)
        act(world, Terminate, opinion="first")
        assert (world.case.state, world.case.pending["by"]) == ("running", ADMIN)
        with pytest.raises(SecondPersonNeeded):
            act(world, Terminate, opinion="and again")
        act(world, Archive, administrator(8), opinion="something else")
        assert world.case.state == "running", "another act is another question"
        act(world, Archive, opinion="agreed")
        assert (world.case.state, world.case.pending) == ("archived", {})
        assert [note.act for note in world.kept.appended["notes"]] == ["ask_terminate", "ask_archive", "archive"]


class TestSuspending:
    def test_nobody_acts_on_a_suspended_case_and_the_reason_is_told(self) -> None:
        world = running(asks("a", 10))
        act(world, Suspend, opinion="audit")
        for command in (Approve, Reject, Return):
            with pytest.raises(CaseSuspended) as refusal:
                world.do(command, "a", 10)
            assert refusal.value.params == {"reason": "audit"}
        with pytest.raises(CaseSuspended):
            act(world, Withdraw, actor(INITIATOR))
        act(world, Comment, actor(10), opinion="I see")
        act(world, Resume)
        with pytest.raises(NotSuspended):
            act(world, Resume)
        world.do(Approve, "a", 10)
        assert world.case.state == "approved"

    def test_a_suspended_case_can_be_ended(self) -> None:
        world = running(asks("a", 10))
        act(world, Suspend, opinion="audit")
        act(world, Void, opinion="fraud")
        assert (world.case.state, world.case.suspended) == ("voided", {})


def wide() -> tuple[b.Step, ...]:
    return (asks("a", 10), b.parallel(b.branch(asks("x", 11), asks("x2", 12)), b.branch(asks("y", 13))), asks("z", 14))


class TestJumping:
    def test_forward_over_a_step_and_back_again(self) -> None:
        world = running(*wide())
        act(world, Jump, target="z", opinion="urgent")
        assert world.open() == [("z", 14)]
        act(world, Jump, target="a", opinion="no, properly")
        assert world.open() == [("a", 10)]
        for node, person in (("a", 10), ("x", 11), ("x2", 12), ("y", 13), ("z", 14)):
            world.do(Approve, node, person)
        assert world.case.state == "approved"

    def test_into_one_branch_of_a_parallel_block_is_refused_because_its_join_would_wait_for_ever(self) -> None:
        world = running(*wide())
        with pytest.raises(BadJump) as refusal:
            act(world, Jump, target="x", opinion="only this")
        assert "stuck_at" in refusal.value.extra
        assert world.open() == [("a", 10)]

    def test_within_a_branch_only_its_own_token_moves(self) -> None:
        world = running(*wide())
        world.do(Approve, "a", 10)
        other = world.task("y", 13).id
        act(world, Jump, target="x2", source="x", opinion="skip")
        assert world.open() == [("x2", 12), ("y", 13)]
        assert world.task("y", 13).id == other
        for node, person in (("x2", 12), ("y", 13), ("z", 14)):
            world.do(Approve, node, person)
        assert world.case.state == "approved"

    @pytest.mark.parametrize(
        ("source", "target"), [("x", "z"), ("x", "y"), ("x", "a"), ("nowhere", "z"), ("", "start")]
    )
    def test_what_would_double_or_strand_a_token_is_refused(self, source: str, target: str) -> None:
        world = running(*wide())
        world.do(Approve, "a", 10)
        before = world.open()
        with pytest.raises(BadJump):
            act(world, Jump, target=target, source=source, opinion="please")
        assert world.open() == before

    def test_a_branch_that_was_left_with_its_siblings_is_not_returned_to_or_taken_back_alone(self) -> None:
        """Its siblings are over, and their join would wait for them for ever; before the split there is nothing lost."""
        world = running(*wide())
        world.do(Approve, "a", 10)
        world.do(Approve, "x", 11)
        mine = max(one.id for one in world.kept.tables["tasks"].values() if one.node == "x")
        act(world, Jump, target="z", opinion="urgent")
        with pytest.raises(NothingToTakeBack):
            world.engine.perform(TakeBack(task_id=mine), actor=actor(11))
        with pytest.raises(BadTarget) as refusal:
            world.do(Return, "z", 14, target="x")
        assert refusal.value.extra["targets"] == ["a"]
        assert world.open() == [("z", 14)]
        world.do(Return, "z", 14, target="a", then="step")
        for node, person in (("a", 10), ("x", 11), ("x2", 12), ("y", 13), ("z", 14)):
            world.do(Approve, node, person)
        assert world.case.state == "approved"


class TestReopening:
    def test_an_ended_case_begins_a_new_round_and_its_history_stays(self) -> None:
        world = running(asks("a", 10), asks("z", 11))
        with pytest.raises(CaseRuns):
            act(world, Reopen, opinion="why")
        world.do(Approve, "a", 10)
        world.do(Reject, "z", 11)
        act(world, Reopen, opinion="a mistake", target="z")
        assert (world.case.state, world.case.round, world.case.ended_at) == ("running", 2, None)
        assert world.open() == [("z", 11)]
        world.do(Approve, "z", 11)
        assert world.case.state == "approved"
        assert [one.action for one in world.kept.appended["decisions"]] == ["approve", "reject", "approve"]

    def test_a_void_case_stays_void(self) -> None:
        world = running(asks("a", 10))
        act(world, Void, opinion="fraud")
        with pytest.raises(CaseEnded):
            act(world, Reopen, opinion="please")


# ---- over HTTP --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_an_approved_document_is_reverted_by_its_own_reversal_or_not_at_all(cast: Cast, api: Api) -> None:
    for knows_how in (True, False):
        with memos(cast, api, b.approve("v", "V", people(cast, "manager")), revert=knows_how, revert_days=3) as memo:
            case_id = memo.submit()
            memo.act("manager", "approve")
            shown = api("sales").get(f"workflow/cases/{case_id}").data["case_actions"]
            assert [one["name"] for one in shown] == ["revert"]
            answer = api("sales").post(f"workflow/cases/{case_id}/revert", {"opinion": "wrong goods"})
            if knows_how:
                assert (answer.status_code, answer.data["state"], memo.log[-1]) == (200, "reverted", "reverted")
            else:
                assert (answer.status_code, answer.data["code"]) == (409, "cannot_revert")
                assert answer.data["detail"] == "此类单据没有定义如何撤销审批结果。"
                assert memo.log == ["submitted", "approved"]
            sound(memo, case_id)


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["terminate", "archive", "void"])
def test_an_administrator_ends_a_case_and_the_document_is_its_makers_again(cast: Cast, api: Api, verb: str) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        path = f"workflow/cases/{case_id}/{verb}"
        assert api("manager").post(path, {"opinion": "x"}).status_code == 403
        assert api("admin").post(path, {"opinion": ""}).status_code == 422
        assert api("stranger").post(path, {"opinion": "x"}).status_code == 404
        answer = api("admin").post(path, {"opinion": "obsolete"})
        assert (answer.status_code, memo.log) == (200, ["submitted", "withdrawn"])
        assert (answer.data["timeline"][-2]["action"], answer.data["timeline"][-2]["opinion"]) == (verb, "obsolete")
        assert api("manager").get("workflow/inbox").data["rows"] == []
        sound(memo, case_id)


@pytest.mark.django_db
def test_suspended_moved_and_resumed_over_http(cast: Cast, api: Api) -> None:
    steps = (b.approve("v", "V", people(cast, "manager")), b.approve("w", "W", people(cast, "finance")))
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit()
        admin = api("admin")
        assert admin.post(f"workflow/cases/{case_id}/suspend", {"opinion": "核查中"}).status_code == 200
        refused = api("manager").post(f"workflow/tasks/{memo.task('manager')}/approve", {})
        assert (refused.status_code, refused.data["code"]) == (409, "case_suspended")
        assert "核查中" in refused.data["detail"]
        seen = api("manager").get(f"workflow/cases/{case_id}").data
        assert [one["enabled"] for one in seen["actions"] if one["name"] in ("approve", "reject")] == [False, False]
        assert admin.post(f"workflow/cases/{case_id}/resume", {}).status_code == 200
        assert admin.post(f"workflow/cases/{case_id}/jump", {"target": "w", "opinion": "急"}).status_code == 200
        assert memo.act("finance", "reject")["state"] == "rejected"
        again = admin.post(f"workflow/cases/{case_id}/reopen", {"opinion": "误拒"})
        assert (again.status_code, again.data["round"], memo.log) == (200, 2, ["submitted", "rejected", "submitted"])
        memo.act("manager", "approve")
        assert memo.act("finance", "approve")["state"] == "approved"
        refused = admin.post(f"workflow/cases/{case_id}/reopen", {"opinion": "再来"})
        assert (refused.status_code, refused.data["code"]) == (409, "cannot_revert")
        sound(memo, case_id)


@pytest.mark.django_db
def test_the_second_administrator_confirms_over_http(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager")), two_person=True) as memo:
        case_id = memo.submit()
        path = f"workflow/cases/{case_id}/terminate"
        asked = api("admin").post(path, {"opinion": "obsolete"})
        assert (asked.data["state"], asked.data["pending"]["act"]) == ("running", "terminate")
        again = api("admin").post(path, {"opinion": "obsolete"})
        assert (again.status_code, again.data["code"]) == (409, "second_person_needed")
        assert memo.log == ["submitted"]
        sound(memo, case_id)
