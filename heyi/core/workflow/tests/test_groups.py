"""B1: steps that ask a group of users (用户组)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from heyi.core.org.models import Membership, UserGroup
from heyi.core.org.services import people as org
from heyi.core.resources.saving import save
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.parser.lint import lint
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import versions
from heyi.core.workflow.services.explaining import explain
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.world import INITIATOR, World
from heyi.kit.errors import Malformed
from tests.cast import Cast


def group_of(cast: Cast, *names: str, code: str = "panel", spans: Any = None) -> UserGroup:
    """A group; ``spans`` are first and last days by name."""
    actor = cast.system()
    group = save(UserGroup(code=code, name="评审组"), actor=actor)
    for name in names:
        first, last = (spans or {}).get(name, (None, None))
        member = Membership(group=group, employee=cast.employees[name], starts_on=first, ends_on=last)
        save(member, actor=actor)
    return group


def test_all_members_are_asked_but_those_who_have_left_and_the_initiator() -> None:
    world = World(b.approve("g", "G", b.group("panel")))
    world.directory.groups = {"panel": [INITIATOR, 10, 11, 12], "other": [13]}
    world.directory.inactive = {12}
    world.start()
    assert world.open() == [("g", 10), ("g", 11)]
    (activation,) = world.kept.tables["activations"].values()
    assert "panel" in explain(activation.derivation, {})["steps"][0]["detail"]
    for person in (10, 11):
        world.do(Approve, "g", person)
    assert world.case.state == "approved"


def test_an_empty_group_is_nobody_and_the_rule_for_that_holds() -> None:
    world = World(b.approve("g", "G", b.group("panel"), empty="pass"))
    world.start()
    assert world.case.state == "approved"


def test_a_rule_that_names_no_group_is_incomplete() -> None:
    source = b.process("trial.g", "G", b.approve("g", "G", b.group("")))
    assert "incomplete_rule" in {one.code for one in lint(read(source.xml())) if one.is_error}


@pytest.mark.django_db
def test_only_members_whose_time_it_is_are_asked(cast: Cast, api: Api) -> None:
    today = timezone.localdate()
    day = timedelta(days=1)
    spans: dict[str, tuple[date | None, date | None]] = {
        "warehouse": (today, today), "hr": (today + day, None), "buyer": (None, today - day),
    }  # fmt: skip
    group_of(cast, "finance", "warehouse", "hr", "buyer", spans=spans)
    with memos(cast, api, b.approve("g", "G", b.group("panel"))) as memo:
        case_id = memo.submit()
        asked = set(models.Task.objects.filter(case_id=case_id).values_list("assignee_id", flat=True))
        assert asked == {memo.id("finance"), memo.id("warehouse")}
        memo.act("finance", "approve")
        assert memo.act("warehouse", "approve")["state"] == "approved"


@pytest.mark.django_db
def test_a_group_that_is_missing_forbids_publication_and_one_that_is_named_stays(cast: Cast, api: Api) -> None:
    source = b.process("trial.grouped", "Grouped", b.approve("g", "G", b.group("panel")))
    actor = cast.actor("admin")
    draft = versions.save_draft(source.xml(), actor=actor)
    with pytest.raises(Malformed) as refusal, transaction.atomic():
        versions.publish(draft.pk, actor=actor)
    assert [(one.path, one.code) for one in refusal.value.errors] == [("g", "no_group")]
    group = group_of(cast)
    version, findings = versions.publish(draft.pk, actor=cast.actor("admin"))
    assert version.state == "published"
    assert "nobody_in" in {one.code for one in findings}, "an empty group is warned of"
    refused = api("hr").delete(f"org/groups/{group.pk}", version=group.version)
    assert refused.status_code == 409, refused.data
    assert "trial.grouped" in str(refused.data)
    assert api("hr").patch(f"org/groups/{group.pk}", {"code": "else"}, version=group.version).status_code == 422
    cast.system()
    assert UserGroup.objects.get(pk=group.pk).code == "panel"


@pytest.mark.django_db
def test_rule_18_a_successor_takes_the_leavers_place_in_the_group_and_in_open_tasks(cast: Cast, api: Api) -> None:
    group_of(cast, "employee")
    with memos(cast, api, b.approve("g", "G", b.group("panel"))) as memo:
        memo.submit()
        org.leave(cast.employees["employee"].pk, actor=cast.actor("hr"), successor_id=cast.employees["finance"].pk)
        second = memo.submit()
        asked = models.Task.objects.filter(state="open").values_list("assignee_id", flat=True)
        assert list(asked) == [memo.id("finance")] * 2
        assert models.Case.objects.get(pk=second).state == "running"
