"""Rule 20: stand-ins by date, process and amount, for open to-dos too. Rule 45: many decisions, each on its own."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from heyi.core.org.models import Delegation
from heyi.core.resources.saving import save
from heyi.core.workflow import builder as b
from heyi.core.workflow import handlers, models
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.commands.reassign import Cover
from heyi.core.workflow.errors import NotYourTask, TaskDecided
from heyi.core.workflow.services.batching import wants_input
from heyi.core.workflow.tests.papers import KEY, Api, memos
from heyi.core.workflow.tests.test_acts import people, sound
from heyi.core.workflow.tests.world import INITIATOR, World, actor, asks
from tests.cast import Cast


class TestAmounts:
    @pytest.mark.parametrize(("total", "delegate"), [(99, 11), (100, None), (None, None)])
    def test_rule_20_only_documents_below_the_amount_are_covered(self, total: int | None, delegate: int | None) -> None:
        world = World(asks("a", 10))
        world.directory.delegates, world.directory.below = {10: 11}, {10: 100}
        world.start(variables={"total": total} if total else {})
        assert [task.delegate_id for task in world.open_tasks()] == [delegate]

    def test_rule_20_what_is_covered_is_looked_at_again_when_the_stand_in_acts(self) -> None:
        world = World(asks("a", 10))
        world.directory.delegates, world.directory.below = {10: 11}, {10: 100}
        world.start(variables={"total": 50})
        world.directory.below = {10: 50}
        with pytest.raises(NotYourTask):
            world.do(Approve, "a", 11)
        assert world.case.state == "running"

    def test_rule_20_both_may_act_and_the_first_wins(self) -> None:
        for who in (10, 11):
            world = World(asks("a", 10))
            world.directory.delegates = {10: 11}
            world.start()
            task = world.task("a", 10).id
            world.engine.perform(Approve(task_id=task), actor=actor(who))
            with pytest.raises(TaskDecided):
                world.engine.perform(Approve(task_id=task), actor=actor(21 - who))
            (decision,) = world.kept.appended["decisions"]
            assert (decision.actor_id, decision.on_behalf_of_id) == (who, 10 if who == 11 else None)


class TestOpenTasks:
    @pytest.mark.parametrize(("delegates", "found"), [({10: 11}, 11), ({10: INITIATOR}, None), ({10: 12}, None)])
    def test_rule_20_open_to_dos_are_covered_by_the_same_rules(
        self, delegates: dict[int, int], found: int | None
    ) -> None:
        world = World(asks("a", 10, 12))
        world.start()
        world.directory.delegates = delegates
        world.engine.perform(Cover(task_id=world.task("a", 10).id), actor=actor(99))
        assert world.task("a", 10).delegate_id == found


def delegation(cast: Cast, **facts: Any) -> Delegation:
    now = timezone.now()
    found = Delegation(
        principal=cast.employees["manager"], delegate=cast.employees["hr"], starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1), **facts,
    )  # fmt: skip
    return save(found, actor=cast.system())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "asked"),
    [({}, True), ({"amount_below": Decimal("100.01")}, True), ({"amount_below": Decimal("100.00")}, False),
     ({"processes": [KEY]}, True), ({"processes": ["other"]}, False)],
)  # fmt: skip
def test_rule_20_by_date_process_and_amount(cast: Cast, api: Api, facts: dict[str, Any], asked: bool) -> None:
    delegation(cast, **facts)
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        assert bool(api("hr").get("workflow/inbox").data["rows"]) is asked
        if asked:
            memo.act("hr", "approve")
            (decision,) = models.Decision.objects.filter(case_id=case_id)
            assert (decision.actor_id, decision.on_behalf_of_id) == (memo.id("hr"), memo.id("manager"))
        sound(memo, case_id)


@pytest.mark.django_db
def test_rule_20_a_delegation_for_open_to_dos_reaches_them(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        for covers in (False, True):
            found = delegation(cast, covers_open=covers)
            handlers.cover_open(type("Began", (), {"record_id": found.pk})(), cast.system())
            assert bool(api("hr").get("workflow/inbox").data["rows"]) is covers
        assert memo.act("hr", "approve")["state"] == "approved"
        sound(memo, case_id)


@pytest.mark.django_db
def test_rule_45_each_of_many_has_its_own_answer_and_the_good_ones_stay(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        cases = [memo.submit() for _ in range(5)]
        tasks = list(models.Task.objects.filter(case_id__in=cases).order_by("pk").values_list("pk", flat=True))
        api("manager").post(f"workflow/tasks/{tasks[1]}/reject", {})
        asked = [tasks[2], tasks[0], tasks[1], 12345, tasks[3]]
        answer = api("manager").post("workflow/tasks/batch", {"tasks": asked, "opinion": "同意"})
        assert answer.status_code == 200, answer.content
        results = answer.data["results"]
        assert [(one["id"], one["ok"]) for one in results] == [
            (tasks[2], True), (tasks[0], True), (tasks[1], False), (12345, False), (tasks[3], True),
        ]  # fmt: skip
        assert [one["problem"]["code"] for one in results if not one["ok"]] == ["task_decided", "not_found"]
        memo.cast.system()
        assert sorted(models.Case.objects.values_list("state", flat=True)) == [
            "approved", "approved", "approved", "rejected", "running",
        ]  # fmt: skip
        assert memo.log.count("approved") == 3
        for case_id in cases:
            sound(memo, case_id)


@pytest.mark.django_db
def test_rule_45_what_the_document_refuses_leaves_nothing_and_strangers_get_nothing(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("v", "V", people(cast, "manager"))) as memo:
        case_id = memo.submit()
        task = memo.task("manager")
        for name in ("colleague", "stranger"):
            (result,) = api(name).post("workflow/tasks/batch", {"tasks": [task]}).data["results"]
            assert (result["ok"], result["problem"]["status"]) == (False, 404)
        memo.values["total"] = Decimal("200.00")
        (result,) = api("manager").post("workflow/tasks/batch", {"tasks": [task]}).data["results"]
        assert result["problem"]["code"] == "subject_changed"
        assert not models.Decision.objects.filter(case_id=case_id).exists()


@pytest.mark.parametrize(
    ("step", "wants"),
    [(asks("a", 10), False), (asks("a", 10, fields={"f": "required"}), True), (asks("a", 10, fields={"f": "read"}), False),
     (asks("a", 10, signature=True), True), (b.handle("a", "a", b.person(10)), True)],
)  # fmt: skip
def test_rule_45_steps_that_want_input_are_left_out(step: b.Task, wants: bool) -> None:
    world = World(step)
    graph = world.store.published("trial", 1)
    assert graph is not None
    assert wants_input(graph.graph, "a") is wants


def test_rule_45_where_the_next_approver_is_picked_a_step_is_decided_by_itself() -> None:
    published = World(asks("a", 10), b.approve("n", "n", b.choice_before())).store.published("trial", 1)
    assert published is not None
    assert wants_input(published.graph, "a")
