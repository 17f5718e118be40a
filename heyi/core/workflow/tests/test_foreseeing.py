"""The preview is the engine itself: what it shows before submission, and what it does not claim to know (rule 40)."""

from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.conditions import feel
from heyi.core.workflow.services.foreseeing import Foresight, foresee
from heyi.core.workflow.tests.papers import KEY, Api, memos
from heyi.core.workflow.tests.world import DIRECTOR, INITIATOR, MANAGER, World, actor, asks
from tests.cast import Cast


def seen(*steps: b.Step, **values: Any) -> Foresight:
    world = World(*steps, compiler=feel)
    sight = foresee(
        world.engine, actor=actor(INITIATOR), resource="", record_id=None, process="trial", variables=values
    )
    assert world.store.cases == {}, "nothing has begun"
    return sight


def steps(sight: Foresight) -> list[tuple[str, tuple[int, ...], bool]]:
    return [(one.node.id, one.people, one.sure) for one in sight.steps]


class TestForeseen:
    def test_rule_40_whoever_decides_at_an_earlier_step_is_known(self) -> None:
        shown = seen(asks("a", 10), b.approve("z", "z", b.handler("a")))
        assert steps(shown) == [("a", (10,), True), ("z", (10,), True)]

    def test_rule_40_who_of_several_decides_first_is_not(self) -> None:
        shown = seen(asks("a", 10, 11, mode="any"), b.approve("z", "z", b.handler("a")), asks("e", 12))
        assert [(node, sure) for node, _, sure in steps(shown)] == [("a", True), ("z", False), ("e", True)]

    def test_rule_40_separated_duties_leave_out_who_will_have_decided(self) -> None:
        shown = seen(asks("a", 10, sod="pay"), asks("z", 10, 11, sod="pay"))
        assert steps(shown) == [("a", (10,), True), ("z", (11,), True)]

    def test_rule_40_behind_fields_to_fill_in_nothing_is_sure(self) -> None:
        shown = seen(asks("a", 10, fields={"total": FieldRight.WRITE}), b.approve("z", "z", b.manager()), total=1)
        assert steps(shown) == [("a", (10,), True), ("z", (MANAGER,), False)]

    def test_rule_40_conditions_choose_the_way_and_branches_come_side_by_side(self) -> None:
        shown = seen(
            b.choose(b.when("total > 5", asks("big", 10)), b.otherwise(asks("small", 11))),
            b.parallel(b.branch(asks("x", 12), asks("x2", 13)), b.branch(asks("y", 14))),
            b.approve("z", "z", b.manager(2)),
            total=6,
        )
        assert [node for node, _, sure in steps(shown) if sure] == ["big", "x", "y", "x2", "z"]
        assert steps(shown)[-1] == ("z", (DIRECTOR,), True)

    def test_rule_40_a_choice_that_is_still_to_be_made_is_not_known(self) -> None:
        shown = seen(b.approve("n", "n", b.choice_of_initiator()), asks("z", 10))
        assert [(node, sure) for node, _, sure in steps(shown)] == [("n", False), ("z", True)]


@pytest.mark.django_db
def test_rule_40_a_preview_leaves_nothing_and_is_what_follows(cast: Cast, api: Api) -> None:
    first = b.approve("first", "First", b.manager())
    last = b.approve("last", "Last", b.handler("first"), duplicates="none")
    with memos(cast, api, first, last) as memo:
        object.__setattr__(subjects._subjects[KEY], "may_view", lambda record_id, actor: True)
        shown = api("sales").post("workflow/preview", {"resource": KEY, "id": 1}).data["path"]
        assert [(one["node"], [who["id"] for who in one["people"]], one["sure"]) for one in shown] == [
            ("first", [memo.id("manager")], True), ("last", [memo.id("manager")], True),
        ]  # fmt: skip
        assert (models.Case.objects.count(), memo.log) == (0, []), "no case, and the document has not reacted"
        case_id = memo.submit()
        memo.act("manager", "approve")
        memo.act("manager", "approve")
        asked = models.Task.objects.filter(case_id=case_id).order_by("id").values_list("node", "assignee_id")
        assert list(asked) == [("first", memo.id("manager")), ("last", memo.id("manager"))]
