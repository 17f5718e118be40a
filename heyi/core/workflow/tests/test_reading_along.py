"""抄送, 传阅 and @: who reads along, from when on, how far it is passed on, and who is called (rule 44, rows C8, D9, D11)."""

from typing import Any

import pytest

from heyi.core.access.models import Share
from heyi.core.messages.models import Message
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.rules import CopyAt, CopyOn
from heyi.core.workflow.commands import (
    Approve,
    Circulate,
    Comment,
    RecallCopy,
    Reject,
    Return,
    SendCopy,
    Terminate,
    Withdraw,
)
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyRead,
    BadReceiver,
    NotInTheCase,
    NotSentByYou,
    PassedOnTooOften,
    TooManyReaders,
)
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import verifying
from heyi.core.workflow.step import Notice
from heyi.core.workflow.tests.papers import KEY, Api, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.test_properties import check
from heyi.core.workflow.tests.world import FINANCE, INITIATOR, LEGAL, World, actor, administrator, asks
from heyi.kit.errors import Malformed, NotFound
from tests.cast import Cast


def running(*steps: b.Step, **options: Any) -> World:
    world = World(*steps, **options)
    world.told = []  # type: ignore[attr-defined]
    object.__setattr__(world.engine, "tell", lambda case, notices, actor: world.told.extend(notices))  # type: ignore[attr-defined]
    world.start()
    return world


def readers(world: World) -> list[int]:
    return [copy.employee_id for copy in world.kept.appended["copies"]]


def heard(world: World, name: str) -> list[tuple[int, ...]]:
    """Whom each notice of a name was for."""
    notices: list[Notice] = world.told  # type: ignore[attr-defined]
    return [notice.people for notice in notices if notice.name == f"workflow.case.{name}"]


def act(world: World, command: Any, person: int) -> None:
    world.engine.perform(command, actor=actor(person))
    check(world)


def to(when: CopyAt | CopyOn, *persons: int) -> Any:
    return b.copy(when, b.person(*persons))


ALL_THREE = (*to(CopyAt.ARRIVAL, 20), *to(CopyAt.APPROVAL, 21), *to(CopyAt.END, 22))
RESULTS = (*to(CopyOn.APPROVED, 30), *to(CopyOn.REJECTED, 31), *to(CopyOn.ANY, 32))


class TestDesigned:
    def test_rule_44_a_step_sends_copies_on_arrival_on_approval_and_when_it_is_decided(self) -> None:
        world = running(asks("a", 10, copies=ALL_THREE), asks("z", 11))
        assert readers(world) == [20]
        world.do(Approve, "a", 10)
        assert readers(world) == [20, 21, 22]
        assert heard(world, "copied") == [(20,), (21, 22)]
        check(world)

    def test_rule_44_a_rejected_step_sends_no_copy_of_its_approval(self) -> None:
        world = running(asks("a", 10, copies=ALL_THREE, on_reject="continue"), asks("z", 11))
        world.do(Reject, "a", 10)
        assert readers(world) == [20, 22]

    def test_rule_44_a_return_decides_nothing_and_sends_nothing(self) -> None:
        world = running(asks("o", 9), asks("a", 10, copies=ALL_THREE))
        world.do(Approve, "o", 9)
        world.do(Return, "a", 10)
        assert readers(world) == [20]

    def test_rule_44_a_step_that_nobody_has_reached_sends_nothing(self) -> None:
        world = running(asks("a", 10), asks("z", 11, copies=ALL_THREE))
        assert readers(world) == []
        world.do(Reject, "a", 10)
        assert readers(world) == []

    @pytest.mark.parametrize(
        ("ends", "expected"),
        [
            (lambda world: world.do(Approve, "a", 10), [30, 32]),
            (lambda world: world.do(Reject, "a", 10), [31, 32]),
            (lambda world: world.engine.perform(Withdraw(case_id=world.case_id), actor=actor(INITIATOR)), [32]),
            (
                lambda world: world.engine.perform(
                    Terminate(case_id=world.case_id, opinion="x"), actor=administrator()
                ),
                [32],
            ),
        ],
    )
    def test_rule_44_the_process_sends_copies_on_its_result(self, ends: Any, expected: list[int]) -> None:
        world = running(asks("a", 10), copies=RESULTS)
        assert readers(world) == []
        ends(world)
        assert sorted(readers(world)) == expected
        check(world)

    def test_rule_44_who_takes_part_gets_no_second_to_do_and_nothing_to_read(self) -> None:
        """The initiator, who decided, and who is asked by this very act."""
        copies = (*to(CopyAt.ARRIVAL, 10, INITIATOR, 20), *to(CopyAt.APPROVAL, 10, 11, 20), *to(CopyAt.END, 20))
        world = running(asks("a", 10, copies=copies), asks("z", 11))
        world.do(Approve, "a", 10)
        assert readers(world) == [20], "each once"
        assert world.open() == [("z", 11)]
        assert heard(world, "copied") == [(20,)]

    def test_rule_44_people_are_found_as_of_now_and_who_has_left_gets_nothing(self) -> None:
        world = World(asks("a", 10, copies=b.copy(CopyAt.APPROVAL, b.role("finance"), b.role("legal"))))
        world.start()
        world.directory.inactive.add(LEGAL)
        world.directory.roles["finance"] = [FINANCE, 40]
        world.do(Approve, "a", 10)
        assert readers(world) == [FINANCE, 40]

    def test_rule_44_a_rule_that_fails_refuses_nobody_who_decides(self) -> None:
        world = running(asks("a", 10, copies=b.copy(CopyAt.APPROVAL, b.expression("1 +"), b.person(20))))
        world.do(Approve, "a", 10)
        assert (world.case.state, readers(world)) == ("approved", [20])
        notices: list[Notice] = world.told  # type: ignore[attr-defined]
        assert [one.data["code"] for one in notices if one.name == "workflow.case.troubled"] == ["copy_failed"]

    def test_copies_come_back_from_a_file_as_they_were_written(self) -> None:
        kept = (*ALL_THREE, *b.copy(CopyAt.END, b.role("finance"), b.manager(2)))
        source = b.process("p", "P", asks("a", 10, copies=kept), copies=RESULTS, circulate=0, mention=False)
        process = read(source.xml()).process
        assert process is not None
        approval = next(one.approval for one in process.elements if one.id == "a")
        assert approval is not None
        assert approval.copies == kept
        assert (process.policy.copies, process.policy.circulate, process.policy.mention) == (RESULTS, 0, False)
        assert [one for one in lint(read(source.xml())) if one.is_error] == []

    @pytest.mark.parametrize(
        "source",
        [
            b.process("p", "P", asks("a", 10, copies=b.copy(CopyAt.END, b.choice_of_initiator()))),
            b.process("p", "P", asks("a", 10, copies=b.copy(CopyAt.END, b.person()))),
            b.process("p", "P", asks("a", 10), copies=b.copy(CopyOn.ANY, b.role(""))),
            b.process("p", "P", b.inform("a", "a", b.person(10), copies=ALL_THREE)),
        ],
    )
    def test_copies_that_reach_nobody_are_refused_before_publication(self, source: b.ProcessSource) -> None:
        assert "bad_copy" in {one.code for one in lint(read(source.xml()))}

    def test_a_moment_that_a_process_or_step_does_not_have_is_named(self) -> None:
        source = b.process("p", "P", asks("a", 10, copies=to(CopyAt.END, 20)), copies=to(CopyOn.ANY, 21))
        text = source.xml().replace('when="end"', 'when="approved"').replace('when="any"', 'when="arrival"')
        found = [(one.element, one.code) for one in lint(read(text)) if one.is_error]
        assert found == [("p", "bad_extension"), ("a", "bad_extension")]


class TestByHand:
    def test_rule_44_a_copy_by_hand_goes_to_each_once_and_never_to_who_takes_part(self) -> None:
        world = running(asks("a", 10))
        act(world, SendCopy(case_id=world.case_id, to=(20, 20, 10, INITIATOR)), INITIATOR)
        act(world, SendCopy(case_id=world.case_id, to=(20, 21)), 10)
        assert readers(world) == [20, 21]
        assert heard(world, "copied") == [(20,), (21,)]

    def test_rule_44_who_only_reads_decides_nothing_and_copies_nobody_in(self) -> None:
        world = running(asks("a", 10))
        act(world, SendCopy(case_id=world.case_id, to=(20,)), 10)
        with pytest.raises(ActionNotOffered):
            act(world, SendCopy(case_id=world.case_id, to=(21,)), 20)
        with pytest.raises(NotFound):
            act(world, SendCopy(case_id=world.case_id, to=(21,)), 30)
        world.directory.inactive.add(22)
        with pytest.raises(BadReceiver):
            act(world, SendCopy(case_id=world.case_id, to=(21, 22)), 10)
        assert readers(world) == [20]


def passed(world: World, sender: int, *to: int) -> None:
    act(world, Circulate(case_id=world.case_id, to=to, opinion="read"), sender)


class TestCirculating:
    def test_a_reader_passes_on_with_a_note_and_each_gets_it_once(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10))
        passed(world, 20, 21, 21, 20, 10, INITIATOR)
        passed(world, 21, 22, 20)
        rows = [(one.employee_id, one.by_id, one.hops, one.note) for one in world.kept.appended["copies"]]
        assert rows == [(20, None, 0, ""), (21, 20, 1, "read"), (22, 21, 2, "read")]
        assert heard(world, "copied") == [(20,), (21,), (22,)]
        assert [entry.act for entry in world.kept.entries] == ["submit", "circulate", "circulate"]
        assert world.open() == [("a", 10)], "nothing is asked of readers"

    def test_it_goes_no_further_than_the_process_allows(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10), circulate=2)
        passed(world, 20, 21)
        passed(world, 21, 22)
        with pytest.raises(PassedOnTooOften):
            passed(world, 22, 23)
        passed(world, 22, 20)
        assert readers(world) == [20, 21, 22]

    def test_to_no_more_people_than_the_process_allows_counted_for_each_reader(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10), circulate_people=2)
        passed(world, 20, 21)
        with pytest.raises(TooManyReaders, match="2"):
            passed(world, 20, 22, 23)
        passed(world, 20, 21, 22)
        passed(world, 21, 23, 24)
        assert readers(world) == [20, 21, 22, 23, 24]

    def test_a_process_can_switch_it_off(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10), circulate=0)
        with pytest.raises(ActionNotOffered):
            passed(world, 20, 21)
        assert readers(world) == [20]

    def test_only_to_colleagues_who_work_here(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10))
        world.directory.inactive.add(22)
        for wrong in ((), (22,), (99,)):
            with pytest.raises(BadReceiver):
                passed(world, 20, *wrong)
        with pytest.raises(NotFound):
            passed(world, 30, 21)

    def test_what_is_unread_is_taken_back_by_who_gave_it_and_the_log_tells(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10))
        passed(world, 20, 21, 22)
        for person, reader in ((22, 21), (10, 21), (20, 20)):
            with pytest.raises(NotSentByYou):
                act(world, RecallCopy(case_id=world.case_id, employee_id=reader), person)
        act(world, RecallCopy(case_id=world.case_id, employee_id=21, opinion="wrong one"), 20)
        assert readers(world) == [20, 22]
        assert heard(world, "recalled") == [(21,)]
        with pytest.raises(NotFound):
            act(world, Comment(case_id=world.case_id, opinion="x"), 21)
        assert [(one.act, one.body, one.people) for one in world.kept.appended["notes"]] == [
            ("recall_copy", "wrong one", [21])
        ]
        passed(world, 20, 21)
        assert readers(world) == [20, 22, 21], "they can get it again"

    def test_what_was_read_passed_on_or_answered_is_not_taken_back(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10))
        passed(world, 20, 21, 22, 23)
        world.kept.read[21] = world.now
        passed(world, 22, 24)
        act(world, Comment(case_id=world.case_id, opinion="seen"), 23)
        for reader in (21, 22, 23):
            with pytest.raises(AlreadyRead):
                act(world, RecallCopy(case_id=world.case_id, employee_id=reader), 20)
        assert readers(world) == [20, 21, 22, 23, 24]


def said(world: World, person: int, *mentions: int) -> None:
    act(world, Comment(case_id=world.case_id, opinion="please look", mentions=mentions), person)


class TestMentions:
    def test_people_are_named_by_id_and_told_at_once(self) -> None:
        world = running(asks("a", 10))
        said(world, 10, INITIATOR, 10)
        said(world, 10)
        assert [note.people for note in world.kept.appended["notes"]] == [[INITIATOR, 10], []]
        assert heard(world, "mentioned") == [(INITIATOR, 10)]
        assert heard(world, "commented") == [(), (INITIATOR,)], "whoever is called is not told twice"
        assert readers(world) == []

    def test_who_is_called_from_outside_gets_it_to_read_and_is_told_once(self) -> None:
        world = running(asks("a", 10))
        said(world, 10, 20, 20)
        assert (readers(world), heard(world, "mentioned"), heard(world, "copied")) == ([20], [(20,)], [])
        assert world.open() == [("a", 10)]
        said(world, 10, 20)
        assert readers(world) == [20]

    def test_a_process_can_keep_it_among_those_who_take_part(self) -> None:
        world = running(asks("a", 10), mention=False)
        with pytest.raises(NotInTheCase) as refusal:
            said(world, 10, INITIATOR, 20)
        assert refusal.value.extra == {"people": [20]}
        assert world.kept.appended["notes"] == []
        said(world, 10, INITIATOR)
        assert heard(world, "mentioned") == [(INITIATOR,)]

    def test_a_reader_who_calls_a_stranger_passes_on_within_the_same_bounds(self) -> None:
        world = running(b.inform("t", "t", b.person(20)), asks("a", 10), circulate=1)
        said(world, 20, 21)
        assert [(one.employee_id, one.hops) for one in world.kept.appended["copies"]] == [(20, 0), (21, 1)]
        with pytest.raises(PassedOnTooOften):
            said(world, 21, 22)
        said(world, 21, 20, 10)
        assert heard(world, "mentioned") == [(21,), (20, 10)]

    def test_leavers_and_too_many_are_refused_and_nothing_is_said(self) -> None:
        world = running(asks("a", 10))
        world.directory.inactive.add(20)
        for wrong in ((20,), (INITIATOR, 99)):
            with pytest.raises(BadReceiver):
                said(world, 10, *wrong)
        with pytest.raises(Malformed):
            said(world, 10, *range(20, 41))
        assert (world.kept.appended["notes"], heard(world, "mentioned")) == ([], [])


def messages(person: str, cast: Cast) -> int:
    cast.system()
    return Message.objects.filter(recipient=cast.employees[person]).count()


@pytest.mark.django_db
class TestOnPostgres:
    def test_rule_44_copies_are_counted_apart_from_to_dos_and_told_once(self, cast: Cast, api: Api) -> None:
        copies = (*b.copy(CopyAt.APPROVAL, people(cast, "hr", "manager", "sales")),)
        step = b.approve("v", "V", people(cast, "manager"), copies=copies)
        with memos(cast, api, step, b.approve("z", "Z", people(cast, "finance"))) as memo:
            case_id, before = memo.submit(), messages("hr", cast)
            memo.act("manager", "approve")
            memo.act("finance", "approve")
            assert {name: api(name).get("workflow/inbox/counts").data for name in ("hr", "manager", "sales")} == {
                "hr": {"todo": 0, "cc": 1, "mine": 0},
                "manager": {"todo": 0, "cc": 0, "mine": 0},
                "sales": {"todo": 0, "cc": 0, "mine": 0},
            }
            assert messages("hr", cast) == before + 1
            seen = api("hr").get(f"workflow/cases/{case_id}").data
            assert [(one["label"], one["by"], one["hops"]) for one in seen["readers"]] == [
                (cast.employees["hr"].name, None, 0)
            ]
            assert {one["name"] for one in seen["actions"]} == {"circulate", "comment"}
            assert api("hr").get("workflow/inbox/counts").data["cc"] == 0
            sound(memo, case_id)
            assert verifying.verify(cast.company.pk, case_id=case_id).breaches == ()

    def test_passed_on_read_and_taken_back_and_the_access_follows(self, cast: Cast, api: Api) -> None:
        with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
            case_id, path = memo.submit(), ""
            path = f"workflow/cases/{case_id}"
            assert api("sales").post(f"{path}/cc", {"to": [memo.id("hr")]}).status_code == 200
            assert api("hr").post(f"{path}/cc", {"to": [memo.id("boss")]}).status_code == 403
            passed = api("hr").post(f"{path}/circulate", {"to": [memo.id("boss")], "opinion": "看一下"})
            assert passed.status_code == 200, passed.content
            (line,) = [one for one in passed.data["timeline"] if one["action"] == "circulate"]
            assert (line["by"]["id"], line["opinion"]) == (memo.id("hr"), "看一下")
            (reader,) = [one for one in passed.data["readers"] if one["id"] == memo.id("boss")]
            assert (reader["recallable"], reader["read_at"], reader["hops"]) == (True, None, 1)
            assert api("boss").get("workflow/inbox/counts").data["cc"] == 1
            assert api("hr").post(f"{path}/recall_copy", {"employee": memo.id("boss")}).status_code == 200
            assert api("boss").get("workflow/inbox/counts").data["cc"] == 0
            cast.system()
            shared = Share.objects.filter(resource=KEY, employee_id=memo.id("boss"))
            assert not shared.exists()
            assert not models.Copy.objects.filter(case_id=case_id, employee_id=memo.id("boss")).exists()
            assert api("hr").post(f"{path}/circulate", {"to": [memo.id("boss")]}).status_code == 200
            task = memo.task("manager")
            assert api("boss").get(path).status_code == 200
            assert api("boss").post(f"workflow/tasks/{task}/approve", {}).status_code == 403
            assert api("hr").post(f"{path}/recall_copy", {"employee": memo.id("boss")}).status_code == 409
            cast.system()
            assert shared.count() == 1
            sound(memo, case_id)
            assert verifying.verify(cast.company.pk, case_id=case_id).breaches == ()

    def test_a_mention_is_told_at_once_and_opens_the_case(self, cast: Cast, api: Api) -> None:
        with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
            case_id, before = memo.submit(), messages("hr", cast)
            path = f"workflow/cases/{case_id}/comment"
            forged = api("manager").post(path, {"opinion": "@hr", "mentions": ["hr"]})
            assert forged.status_code == 422
            answer = api("manager").post(path, {"opinion": "@hr", "mentions": [memo.id("hr")]})
            assert answer.status_code == 200, answer.content
            (line,) = [one for one in answer.data["timeline"] if one["action"] == "comment"]
            assert line["mentions"] == [{"id": memo.id("hr"), "label": cast.employees["hr"].name}]
            assert messages("hr", cast) == before + 1
            assert api("hr").get(f"workflow/cases/{case_id}").status_code == 200
            assert api("manager").post(path, {"opinion": "x", "mentions": [2**50]}).status_code == 409
            sound(memo, case_id)
