"""Fields of the document while it is decided: who may change which, what merges, what is in conflict, what is hidden."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.commands import Approve, Comment, EditFields, Transfer
from heyi.core.workflow.errors import FieldChanged, FieldNotYours, FieldRequired, NotYourTask, TaskDecided
from heyi.core.workflow.services import verifying
from heyi.core.workflow.tests.papers import KEY, Api, Memos, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.test_properties import check
from heyi.core.workflow.tests.world import World, actor, asks
from tests.cast import Cast

WRITE, REQUIRED, HIDDEN, READ = FieldRight.WRITE, FieldRight.REQUIRED, FieldRight.HIDDEN, FieldRight.READ
RIGHTS = {"total": WRITE, "days": REQUIRED, "note": READ, "margin": HIDDEN}
BEGUN = {"total": 100, "days": 30, "note": "first", "margin": 7}


def running(*steps: b.Step, **values: Any) -> World:
    world = World(*steps)
    world.start(variables={**BEGUN, **values})
    return world


def edit(world: World, node: str, person: int, values: dict[str, Any], seen: dict[str, Any]) -> None:
    world.do(EditFields, node, person, values=values, seen=seen)
    check(world)


def variables(world: World) -> dict[str, Any]:
    from heyi.core.workflow.running.data import restored_all

    return restored_all(world.case.variables)


class TestInMemory:
    def test_rule_41_disjoint_fields_of_two_who_decide_side_by_side_merge(self) -> None:
        world = running(asks("a", 10, 11, fields=RIGHTS))
        edit(world, "a", 10, {"total": 90}, {"total": 100})
        edit(world, "a", 11, {"days": 60}, {"days": 30})
        assert {name: variables(world)[name] for name in ("total", "days")} == {"total": 90, "days": 60}
        assert [one.changes[0]["field"] for one in world.kept.appended["edits"]] == ["total", "days"]

    def test_rule_41_the_same_field_is_a_conflict_that_shows_both_and_loses_nothing(self) -> None:
        world = running(asks("a", 10, 11, fields=RIGHTS))
        edit(world, "a", 10, {"total": 90}, {"total": 100})
        with pytest.raises(FieldChanged, match="total") as refusal:
            edit(world, "a", 11, {"days": 60, "total": 80}, {"days": 30, "total": 100})
        (conflict,) = refusal.value.extra["conflicts"]
        assert {name: str(conflict[name]) for name in ("field", "yours", "theirs", "seen")} == {
            "field": "total", "yours": "80", "theirs": "90", "seen": "100",
        }  # fmt: skip
        assert conflict["by"] == {"id": 10, "label": "P10"}
        assert (variables(world)["total"], variables(world)["days"]) == (90, 30), "all of an edit or nothing"
        edit(world, "a", 11, {"total": 80}, {"total": 90})
        assert variables(world)["total"] == 80

    def test_only_the_fields_of_the_step_by_those_who_are_asked_while_they_are(self) -> None:
        world = running(asks("a", 10, fields=RIGHTS), asks("z", 11))
        for name in ("note", "margin", "elsewhere"):
            with pytest.raises(FieldNotYours, match=name):
                edit(world, "a", 10, {name: "x"}, {name: "first"})
        task = world.task("a", 10).id
        command = EditFields(task_id=task, values={"total": 1}, seen={"total": 100})
        with pytest.raises(NotYourTask):
            world.engine.perform(command, actor=actor(1))
        world.do(Approve, "a", 10)
        with pytest.raises(TaskDecided):
            world.engine.perform(command, actor=actor(10))
        with pytest.raises(FieldNotYours):
            edit(world, "z", 11, {"total": 1}, {"total": 100})
        assert variables(world)["total"] == 100

    def test_a_required_field_that_is_empty_refuses_the_approval_by_name(self) -> None:
        world = running(asks("a", 10, fields=RIGHTS), days=None)
        with pytest.raises(FieldRequired, match="days"):
            world.do(Approve, "a", 10)
        edit(world, "a", 10, {"days": 15}, {"days": None})
        world.do(Approve, "a", 10)
        assert world.case.state == "approved"

    def test_rule_40_branches_ahead_read_what_was_edited(self) -> None:
        ahead = b.choose(b.when("total > 50", asks("large", 11)), b.otherwise(asks("small", 12)))
        world = running(asks("a", 10, fields=RIGHTS), ahead)
        edit(world, "a", 10, {"total": 40}, {"total": 100})
        world.do(Approve, "a", 10)
        assert world.open() == [("small", 12)]

    def test_whoever_gets_the_task_edits_and_whoever_had_it_does_not(self) -> None:
        world = running(asks("a", 10, fields=RIGHTS))
        world.do(Transfer, "a", 10, to=20)
        edit(world, "a", 20, {"total": 1}, {"total": 100})
        assert world.kept.appended["edits"][0].author_id == 20

    def test_rule_42_after_the_end_words_are_only_added(self) -> None:
        world = running(asks("a", 10))
        world.do(Approve, "a", 10, opinion="fine")
        before = [(one.opinion, one.action) for one in world.kept.appended["decisions"]]
        world.engine.perform(Comment(case_id=world.case_id, opinion="and one more thing"), actor=actor(10))
        check(world)
        assert [(one.act, one.body) for one in world.kept.appended["notes"]] == [("supplement", "and one more thing")]
        assert [(one.opinion, one.action) for one in world.kept.appended["decisions"]] == before


@contextmanager
def memo_of(cast: Cast, api: Api) -> Iterator[Memos]:
    """A memo of which two people change and see some fields only; a third sees everything."""
    step = b.approve("v", "V", people(cast, "manager", "hr"), fields=RIGHTS)
    with memos(cast, api, step, b.approve("z", "Z", people(cast, "finance")), revert=True) as found:
        found.values = {**BEGUN, "lines": [{"price": "5", "product": "A"}]}
        subject = subjects._subjects[KEY]
        object.__setattr__(subject, "edit", lambda record_id, values, actor: found.values.update(values))
        yield found


@pytest.fixture
def memo(cast: Cast, api: Api) -> Iterator[Memos]:
    with memo_of(cast, api) as found:
        yield found


@pytest.mark.django_db
class TestOnPostgres:
    def test_rule_41_the_edit_makes_a_new_content_and_earlier_decisions_keep_theirs(self, memo: Memos) -> None:
        case_id, api = memo.submit(), memo.api
        before = models.Case.objects.get(pk=case_id).snapshot_hash
        memo.act("hr", "approve")
        task = memo.task("manager")
        path = f"workflow/tasks/{task}/edit"
        done = api("manager").post(path, {"fields": {"days": {"seen": 30, "value": 45}}})
        assert done.status_code == 200, done.content
        assert done.data["snapshot"]["days"] == 45
        assert done.data["changed_since"] == []
        (trail,) = done.data["edits"]
        assert (trail["field"], trail["old"], trail["new"], trail["by"]["id"]) == ("days", 30, 45, memo.id("manager"))
        stale = api("manager").post(path, {"fields": {"days": {"seen": 30, "value": 50}}})
        assert (stale.status_code, stale.data["code"]) == (409, "field_changed")
        assert stale.data["conflicts"][0]["theirs"] == 45
        assert api("manager").post(path, {"fields": {"note": {"seen": "first", "value": "x"}}}).status_code == 403
        assert api("finance").post(path, {"fields": {"days": {"seen": 45, "value": 1}}}).status_code == 404
        memo.act("manager", "approve")
        memo.act("finance", "approve")
        memo.cast.system()
        hashes = list(
            models.Decision.objects.filter(case_id=case_id).order_by("pk").values_list("snapshot_hash", flat=True)
        )
        assert (hashes[0], len(set(hashes[1:])), hashes[1] != before) == (before, 1, True)
        sound(memo, case_id)
        assert verifying.verify(memo.cast.company.pk, case_id=case_id).breaches == ()

    def test_rule_42_what_a_step_hides_stays_hidden_from_its_people_for_ever(self, memo: Memos) -> None:
        case_id, api = memo.submit(), memo.api
        path = f"workflow/cases/{case_id}"
        assert "margin" in api("sales").get(path).data["snapshot"]
        for who in ("manager", "hr"):
            assert "margin" not in json.dumps(api(who).get(path).data["snapshot"])
            memo.act(who, "approve")
        assert "margin" in memo.act("finance", "approve")["snapshot"]
        for who in ("manager", "hr"):
            seen = api(who).get(path).data
            assert (seen["state"], "margin" in seen["snapshot"], seen["summary"]) == ("approved", False, [])
        said = api("manager").post(f"{path}/comment", {"opinion": "补充"})
        assert [one["action"] for one in said.data["timeline"]][-1] == "supplement"
        sound(memo, case_id)
