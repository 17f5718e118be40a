"""Rules that look into the real organization: posts within their reach, and the initiator."""

from collections.abc import Callable

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.tests.papers import memos
from tests.cast import Cast
from tests.client import ApiClient

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]


@pytest.mark.parametrize(
    ("post", "reach", "found"),
    [
        ("colleague", Reach.DEPARTMENT, ["colleague"]),
        ("manager", Reach.DEPARTMENT, []),
        ("manager", Reach.DEPARTMENT_AND_ABOVE, ["manager"]),
        ("finance", Reach.DEPARTMENT_AND_ABOVE, []),
        ("finance", Reach.COMPANY, ["finance"]),
        ("stranger", Reach.COMPANY, []),
        ("stranger", Reach.GROUP, []),
    ],
)
def test_holders_of_a_post_are_found_within_its_reach(cast: Cast, post: str, reach: Reach, found: list[str]) -> None:
    actor = cast.actor("sales")
    ids = Organization().holders_of_post(post, reach, company_id=cast.company.pk, department_id=actor.department_id)
    assert ids == [cast.employees[name].pk for name in found]


def asked(case_id: int) -> set[tuple[str, int | None]]:
    return set(models.Task.objects.filter(case_id=case_id, state="open").values_list("node", "assignee_id"))


def test_the_holder_of_a_post_is_asked_and_nobody_else(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("a", "A", b.post("finance"), b.post("warehouse", Reach.DEPARTMENT))) as papers:
        case_id = papers.submit()
        assert asked(case_id) == {("a", papers.id("finance"))}
        papers.act("finance", "approve")
    assert models.Case.objects.get(pk=case_id).state == "approved"


def test_a_step_of_the_initiators_own_is_theirs(cast: Cast, api: Api) -> None:
    with memos(cast, api, b.approve("own", "Own", b.initiator()), b.approve("next", "Next", b.manager())) as papers:
        case_id = papers.submit()
        assert asked(case_id) == {("own", papers.id("sales"))}
        papers.act("sales", "approve")
        assert asked(case_id) == {("next", papers.id("manager"))}
