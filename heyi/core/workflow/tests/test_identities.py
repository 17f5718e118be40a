"""B13, 兼岗: as whom somebody submits, is asked and acts: the post, unit and company are kept with each of these."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from heyi.core.org.models import Assignment
from heyi.core.org.services import people as org
from heyi.core.org.services import posts
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.directory import Person, Place
from heyi.core.workflow.approval.identities import acting_as, shown
from heyi.core.workflow.approval.rules import Reach, Rung, RungAct
from heyi.core.workflow.commands import (
    AddSigners,
    Answer,
    Approve,
    Consult,
    Deliver,
    Reject,
    Resubmit,
    Return,
    TakeBack,
    Transfer,
)
from heyi.core.workflow.commands.reassign import FollowPost, Reassign
from heyi.core.workflow.errors import BadIdentity
from heyi.core.workflow.services import previewing
from heyi.core.workflow.services.verifying import verify
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.world import INITIATOR, MANAGER, World, actor, asks
from tests.cast import Cast


def place(number: int, unit: int, post: str, **facts: Any) -> Place:
    """A post in unit ``unit`` of company 1."""
    return Place(
        number, unit, f"U{unit}", f"u{unit}", number + 500, post, post.lower(), facts.pop("company_id", 1), "C1", **facts
    )  # fmt: skip


MAIN, SIDE = place(0, 1, "Clerk"), place(7, 2, "Lead", manager_id=12)


def world_of(*steps: b.Step, **options: Any) -> World:
    """The initiator is Clerk in unit 1 and Lead in unit 2; person 10 is Cashier in unit 1 and Auditor in unit 2."""
    world = World(*steps, **options)
    world.directory.places = {
        INITIATOR: (MAIN, SIDE), 10: (place(0, 1, "Cashier"), place(8, 2, "Auditor")),
        11: (place(0, 3, "Seller"),), MANAGER: (place(0, 1, "Chief"),),
    }  # fmt: skip
    return world


def said(identity: dict[str, Any]) -> tuple[str, str, str, str]:
    return identity["name"], identity["post"], identity["department"], identity["company"]


def asked_as(world: World, person: int) -> tuple[str, str, str, str]:
    return said(next(one for one in world.open_tasks() if one.assignee_id == person).identity)


def last(world: World) -> Any:
    return world.kept.appended["decisions"][-1]


class TestSubmitting:
    def test_without_a_word_it_is_the_main_post(self) -> None:
        world = world_of(asks("a", 10))
        world.start()
        assert said(world.case.identity) == ("P1", "Clerk", "U1", "C1")
        assert world.case.department_id == 1

    def test_the_rules_look_from_the_unit_that_was_chosen_and_above_its_own_manager(self) -> None:
        steps = (b.approve("m", "M", b.manager()), b.approve("d", "D", b.department()))
        world = world_of(*steps)
        world.directory.members = {"1": [20], "2": [21]}
        world.start(identity=7)
        assert (said(world.case.identity), world.case.department_id) == (("P1", "Lead", "U2", "C1"), 2)
        assert world.open() == [("m", 12)]
        world.do(Approve, "m", 12)
        assert world.open() == [("d", 21)]
        other = world_of(*steps)
        other.directory.members = world.directory.members
        other.start()
        assert other.open() == [("m", MANAGER)]
        other.do(Approve, "m", MANAGER)
        assert other.open() == [("d", 20)]

    def test_a_post_without_a_manager_of_its_own_keeps_the_line_of_the_main_one(self) -> None:
        world = world_of(b.approve("m", "M", b.manager()))
        world.directory.places[INITIATOR] = (MAIN, place(7, 2, "Lead"))
        world.start(identity=7)
        assert world.open() == [("m", MANAGER)]

    @pytest.mark.parametrize("identity", [8, 99, -1])
    def test_a_post_that_is_not_theirs_is_refused_and_nothing_begins(self, identity: int) -> None:
        world = world_of(asks("a", 10))
        with pytest.raises(BadIdentity):
            world.start(identity=identity)
        assert world.store.cases == {}

    def test_a_post_in_another_company_is_refused(self) -> None:
        world = world_of(asks("a", 10))
        world.directory.places[INITIATOR] = (MAIN, place(7, 2, "Lead", company_id=2))
        with pytest.raises(BadIdentity):
            world.start(identity=7)


class TestBeingAsked:
    def test_the_holder_of_a_post_is_asked_as_that_and_named_people_in_their_main_post(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")), asks("n", 10, duplicates="none"))
        world.directory.roles["auditor"] = [10]
        world.start()
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")
        world.do(Approve, "p", 10)
        assert said(last(world).identity) == ("P10", "Auditor", "U2", "C1")
        assert asked_as(world, 10) == ("P10", "Cashier", "U1", "C1")

    def test_a_head_is_asked_as_the_head_of_that_unit(self) -> None:
        world = world_of(b.approve("h", "H", b.department_head()))
        world.directory.heads, world.directory.headed = [10], {10: (Place(0, 1, "U1", company_id=1, company="C1"),)}
        world.start()
        (task,) = world.open_tasks()
        assert (said(task.identity), task.identity["head"]) == (("P10", "Cashier", "U1", "C1"), True)

    def test_members_of_a_department_are_asked_in_their_post_there(self) -> None:
        world = world_of(b.approve("d", "D", b.department("u2")))
        world.directory.members = {"u2": [10]}
        world.start()
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_a_manager_is_asked_in_the_post_nearest_to_the_initiators_unit(self) -> None:
        world = world_of(b.approve("m", "M", b.manager()))
        world.directory.chain[1] = 10
        world.directory.places[INITIATOR] = (MAIN, place(7, 2, "Lead"))
        world.start(identity=7)
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_why_says_as_whom_and_only_where_it_is_not_the_main_post(self) -> None:
        from heyi.core.workflow.services.explaining import explain

        world = world_of(b.approve("p", "P", b.post("auditor")))
        world.directory.roles["auditor"] = [10, 11]
        world.start()
        (activation,) = world.kept.tables["activations"].values()
        assert [one["step"] for one in activation.derivation] == ["rule", "identity", "result"]
        assert "P10 is asked as Auditor of U2." in explain(activation.derivation, {})["sentence"]

    def test_in_turn_the_identity_waits_in_the_queue(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor"), mode="sequential"))
        world.directory.roles["auditor"] = [11, 10]
        world.start()
        world.do(Approve, "p", 11)
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_the_initiators_own_step_is_asked_as_they_submitted(self) -> None:
        world = world_of(b.approve("i", "I", b.initiator()))
        world.start(identity=7)
        assert asked_as(world, INITIATOR) == ("P1", "Lead", "U2", "C1")
        world.do(Approve, "i", INITIATOR)
        assert said(last(world).identity) == ("P1", "Lead", "U2", "C1")

    def test_whoever_decided_earlier_is_asked_as_what_they_decided(self) -> None:
        steps = (b.approve("p", "P", b.post("auditor")), asks("m", 11), b.approve("z", "Z", b.handler("p")))
        world = world_of(*steps)
        world.directory.roles["auditor"] = [10]
        world.start()
        world.do(Approve, "p", 10)
        world.do(Approve, "m", 11)
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_rule_14_two_identities_are_one_person_with_one_vote_and_asked_once(self) -> None:
        both = b.approve("b", "B", b.post("auditor"), b.person(10, 11))
        world = world_of(both, b.approve("next", "Next", b.person(10)))
        world.directory.roles["auditor"] = [10]
        world.start()
        assert world.open() == [("b", 10), ("b", 11)]
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")
        world.do(Approve, "b", 10)
        world.do(Approve, "b", 11)
        assert world.case.state == "approved"  # the same person in another post is not asked again
        assert (last(world).actor_id, last(world).reason) == (None, "duplicate")


class TestOtherHands:
    def test_a_stand_in_acts_in_their_own_post_and_the_record_says_for_which(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")))
        world.directory.roles["auditor"], world.directory.delegates = [10], {10: 11}
        world.start()
        world.do(Approve, "p", 11)
        assert (last(world).actor_id, last(world).on_behalf_of_id) == (11, 10)
        assert said(last(world).identity) == ("P11", "Seller", "U3", "C1")
        assert said(last(world).identity["for"]) == ("P10", "Auditor", "U2", "C1")

    def test_a_transfer_is_written_as_asked_and_the_receiver_is_asked_in_their_main_post(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")))
        world.directory.roles["auditor"] = [10]
        world.start()
        world.do(Transfer, "p", 10, to=11)
        assert said(last(world).identity) == ("P10", "Auditor", "U2", "C1")
        assert asked_as(world, 11) == ("P11", "Seller", "U3", "C1")

    @pytest.mark.parametrize("how", ["before", "parallel", "consult"])
    def test_added_and_consulted_people_are_asked_and_act_in_their_main_post(self, how: str) -> None:
        world = world_of(asks("a", 11))
        world.start()
        if how == "consult":
            world.do(Consult, "a", 11, to=(10,))
            world.do(Answer, "a", 10, opinion="fine")
        else:
            world.do(AddSigners, "a", 11, to=(10,), place=how)
            assert asked_as(world, 10) == ("P10", "Cashier", "U1", "C1")
            world.do(Approve, "a", 10)
        assert said(last(world).identity) == ("P10", "Cashier", "U1", "C1")

    def test_the_follower_of_a_leaver_is_asked_in_their_main_post_and_the_record_names_the_leavers(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")))
        world.directory.roles["auditor"], world.directory.chain[10] = [10], 11
        world.start()
        world.directory.inactive = {10}
        world.engine.perform(Reassign(task_id=world.task("p", 10).id), actor=actor(99))
        assert (last(world).actor_id, said(last(world).identity["for"])) == (None, ("P10", "Auditor", "U2", "C1"))
        assert asked_as(world, 11) == ("P11", "Seller", "U3", "C1")

    def test_rule_19_where_the_task_follows_the_post_the_next_holder_is_asked_as_that(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor"), follow="post"))
        world.directory.roles["auditor"] = [11]
        world.start()
        world.directory.roles["auditor"] = [10]
        world.engine.perform(FollowPost(task_id=world.task("p", 11).id), actor=actor(99))
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_decisions_of_the_system_name_nobody_but_in_whose_place_they_were_made(self) -> None:
        ladder = (Rung("PT1H", RungAct.APPROVE),)
        world = world_of(b.approve("p", "P", b.post("auditor"), ladder=ladder, working=False))
        world.directory.roles["auditor"] = [10]
        world.start()
        (row,) = world.kept.tables["subscriptions"].values()
        world.now += timedelta(hours=2)
        world.engine.perform(Deliver(case_id=world.case_id, subscription_id=row.id), actor=actor(99))
        assert (last(world).actor_id, last(world).reason, shown(last(world).identity)) == (None, "timeout", None)
        assert said(last(world).identity["for"]) == ("P10", "Auditor", "U2", "C1")
        empty = world_of(b.approve("e", "E", b.role("nobody"), empty="pass"))
        empty.start()
        assert (last(empty).reason, last(empty).identity) == ("empty", {})

    def test_asked_again_after_taking_back_and_after_a_return_it_is_in_the_same_post(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")), asks("z", 11))
        world.directory.roles["auditor"] = [10]
        world.start()
        first = world.task("p", 10).id
        world.do(Approve, "p", 10)
        world.engine.perform(TakeBack(task_id=first), actor=actor(10))
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")
        world.do(Return, "p", 10)
        (task,) = world.open_tasks()
        assert (task.kind, said(task.identity)) == ("resubmit", ("P1", "Clerk", "U1", "C1"))
        world.engine.perform(Resubmit(task_id=task.id), actor=actor(INITIATOR))
        assert said(last(world).identity) == ("P1", "Clerk", "U1", "C1")
        assert asked_as(world, 10) == ("P10", "Auditor", "U2", "C1")

    def test_a_post_that_has_ended_meanwhile_is_not_acted_in(self) -> None:
        world = world_of(b.approve("p", "P", b.post("auditor")))
        world.directory.roles["auditor"] = [10]
        world.start()
        world.directory.places[10] = (place(0, 1, "Cashier"),)
        world.do(Reject, "p", 10)
        assert said(world.kept.tables["tasks"][last(world).task_id].identity) == ("P10", "Auditor", "U2", "C1")
        assert said(last(world).identity) == ("P10", "Cashier", "U1", "C1")

    def test_whoever_heads_the_unit_no_more_acts_in_their_main_post(self) -> None:
        unit, main = Place(0, 2, "U2", company_id=1), place(0, 1, "Cashier")
        asked = {"department_id": 2, "post_id": 500, "head": True}
        assert acting_as(Person(10, "P10", True, 1, 1, (main,), (unit,)), asked)["department"] == "U2"
        assert acting_as(Person(10, "P10", True, 1, 1, (main,)), asked)["department"] == "U1"


# ---- on PostgreSQL ---------------------------------------------------------------------------------------------------
def second_post(cast: Cast, name: str, unit: str, post: str, manager: str = "") -> Assignment:
    from heyi.core.org.models import Post
    from heyi.core.resources.saving import save

    actor = cast.system()
    found = Post.objects.filter(code=post).first()
    found = found or save(Post(company_id=cast.company.pk, code=post, name=post.title()), actor=actor)
    return posts.add_post(
        cast.employees[name].pk, department=cast.departments[unit], post=found, actor=actor,
        manager=cast.employees[manager] if manager else None,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_unit_is_chosen_at_submission_and_each_act_keeps_person_post_unit_and_company(cast: Cast, api: Api) -> None:
    side = second_post(cast, "sales", "warehouse", "stock_lead", manager="buyer")
    steps = (b.approve("m", "M", b.manager()), b.approve("h", "H", b.department_head()))
    with memos(cast, api, *steps) as memo:
        case_id = memo.submit(identity=side.pk)
        case = models.Case.objects.get(pk=case_id)
        assert case.department_id == cast.departments["warehouse"].pk
        assert said(case.identity) == ("林晓雯", "Stock_Lead", "仓储部", "华东精密")
        memo.act("buyer", "approve")
        why = api("warehouse").get(f"workflow/tasks/{memo.task('warehouse')}/why").data
        assert (why["asked_as"]["department"], why["asked_as"]["head"]) == ("仓储部", True)
        view = memo.act("warehouse", "approve")
        assert view["submitted_as"]["department"] == "仓储部"
        told = [one["acted_as"] for one in view["timeline"] if one["action"] in ("submit", "approve")]
        assert [said(one) for one in told] == [
            ("林晓雯", "Stock_Lead", "仓储部", "华东精密"), ("采购孙", "采购孙", "仓储部", "华东精密"),
            ("仓库周", "仓库周", "仓储部", "华东精密"),
        ]  # fmt: skip
        assert [one["head"] for one in told] == [False, False, True]
        kept = [said(one.identity) for one in models.Decision.objects.filter(case_id=case_id).order_by("decided_at")]
        assert kept == [said(one) for one in told[1:]]
        assert verify(cast.company.pk, case_id=case_id).breaches == ()


@pytest.mark.django_db
def test_a_post_is_looked_for_in_the_unit_in_which_it_is_held(cast: Cast, api: Api) -> None:
    second_post(cast, "finance", "shanghai", "cashier")
    with memos(cast, api, b.approve("c", "C", b.post("cashier", Reach.DEPARTMENT))) as memo:
        case_id = memo.submit()
        (task,) = models.Task.objects.filter(case_id=case_id)
        assert task.assignee_id == memo.id("finance")
        assert said(task.identity) == ("财务陈", "Cashier", "上海销售组", "华东精密")
        results = api("finance").post("workflow/tasks/batch", {"tasks": [task.pk], "verb": "approve"}).data["results"]
        assert [one["ok"] for one in results] == [True]
        assert said(models.Decision.objects.get(task=task).identity) == said(task.identity)


@pytest.mark.django_db
def test_the_preview_offers_the_posts_and_follows_the_one_that_is_chosen(cast: Cast, api: Api) -> None:
    side = second_post(cast, "sales", "warehouse", "stock_lead")
    with memos(cast, api, b.approve("h", "H", b.department_head())):
        from heyi.core.workflow.subjects import subjects

        object.__setattr__(subjects()["trial.memo"], "may_view", lambda record_id, actor: True)
        seen = {}
        for identity in (0, side.pk):
            found = previewing.preview("trial.memo", 1, actor=cast.actor("sales"), identity=identity)
            assert [one["id"] for one in found["identities"]] == [0, side.pk]
            seen[identity] = [one["label"] for one in found["path"][0]["people"]]
        assert seen == {0: ["经理李"], side.pk: ["仓库周"]}
        assert previewing.preview("trial.memo", 1, actor=cast.actor("colleague"))["identities"] == []


@pytest.mark.django_db
def test_a_post_of_somebody_else_or_one_that_has_ended_is_refused(cast: Cast, api: Api) -> None:
    side = second_post(cast, "sales", "warehouse", "stock_lead")
    with memos(cast, api, b.approve("h", "H", b.department_head())) as memo:
        with pytest.raises(BadIdentity), transaction.atomic():
            memo.submit("colleague", identity=side.pk)
        posts.end_post(side.pk, actor=cast.system())
        with pytest.raises(BadIdentity), transaction.atomic():
            memo.submit(identity=side.pk)
    assert not models.Case.objects.exists()


@pytest.mark.django_db
def test_when_the_holder_of_a_post_leaves_the_follower_is_asked_in_their_own(cast: Cast, api: Api) -> None:
    second_post(cast, "employee", "shanghai", "cashier")
    with memos(cast, api, b.approve("c", "C", b.post("cashier"))) as memo:
        case_id = memo.submit()
        org.leave(cast.employees["employee"].pk, actor=cast.actor("hr"))
        task = models.Task.objects.get(case_id=case_id, state="open")
        assert said(task.identity) == ("管理员郑", "管理员郑", "管理部", "华东精密")
        handed = models.Decision.objects.get(case_id=case_id)
        assert (handed.actor_id, said(handed.identity["for"])) == (
            None,
            ("员工冯", "Cashier", "上海销售组", "华东精密"),
        )
        memo.act("admin", "approve")
        assert said(models.Decision.objects.get(task=task).identity) == said(task.identity)
        assert verify(cast.company.pk, case_id=case_id).breaches == ()
