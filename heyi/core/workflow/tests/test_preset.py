"""Whom a process presets where the initiator may choose (row B6): shown before, asked if nobody is chosen, checked."""

from typing import Any

import pytest

from heyi.core.workflow import builder as b
from heyi.core.workflow import models, subjects
from heyi.core.workflow.services import cases, versions
from heyi.core.workflow.tests.papers import KEY, memos
from heyi.core.workflow.tests.test_versions_on_postgres import Api
from heyi.kit.errors import Malformed
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def choice(cast: Cast, *names: str, **options: Any) -> Any:
    return b.approve(
        "v", "V", b.choice_of_initiator(preset=tuple(cast.employees[name].pk for name in names), **options)
    )


def planned(api: Api) -> Any:
    """What the initiator is shown before submission."""
    object.__setattr__(subjects._subjects[KEY], "may_view", lambda record_id, actor: True)
    answer = api("sales").post("workflow/preview", {"resource": KEY, "id": 1})
    assert answer.status_code == 200, answer.content
    return answer.data


def asked(case_id: int) -> list[int | None]:
    return list(models.Task.objects.filter(case_id=case_id, state="open").values_list("assignee_id", flat=True))


class TestPreset:
    def test_the_preview_shows_it_and_it_is_what_happens(self, cast: Cast, api: Api) -> None:
        with memos(cast, api, choice(cast, "finance")) as memo:
            plan = planned(api)
            (offered,) = plan["choices"]
            assert [one["id"] for one in offered["preset"]] == [memo.id("finance")]
            (step,) = [one for one in plan["path"] if one["node"] == "v"]
            assert ([one["id"] for one in step["people"]], step["sure"]) == ([memo.id("finance")], True)
            case_id = memo.submit()
            assert asked(case_id) == [memo.id("finance")]
            why = api("finance").get(f"workflow/tasks/{memo.task('finance')}/why").data
            assert "预设" in str(why)
            assert asked(memo.submit(choices={"v": [memo.id("hr")]})) == [memo.id("hr")]

    def test_without_one_the_step_is_not_known_before(self, cast: Cast, api: Api) -> None:
        with memos(cast, api, choice(cast)):
            plan = planned(api)
            assert plan["choices"][0]["preset"] == []
            (step,) = [one for one in plan["path"] if one["node"] == "v"]
            assert (step["people"], step["sure"]) == ([], False)

    @pytest.mark.parametrize(("names", "options", "right"), [
        (("finance",), {}, True), (("finance",), {"role": "finance"}, True), (("hr",), {"role": "finance"}, False),
        (("stranger",), {}, False), (("finance", "hr"), {}, False), (("finance", "hr"), {"most": 2}, True),
    ])  # fmt: skip
    def test_publication_refuses_who_could_not_be_chosen(
        self, cast: Cast, names: tuple[str, ...], options: dict[str, Any], right: bool
    ) -> None:
        actor = cast.actor("admin")
        written = b.process("trial.preset", "P", choice(cast, *names, **options)).xml()
        version = versions.save_draft(written, actor=actor)
        if right:
            assert versions.publish(version.pk, actor=actor)[0].state == "published"
            return
        with pytest.raises(Malformed) as refusal:
            versions.publish(version.pk, actor=actor)
        assert [one.path for one in refusal.value.errors] == ["v"]
        assert models.Version.objects.get(pk=version.pk).state == "draft"

    def test_who_has_left_since_is_not_asked_and_not_shown(self, cast: Cast, api: Api) -> None:
        with memos(cast, api, choice(cast, "finance")):
            cast.system()
            person = cast.employees["finance"]
            type(person).objects.filter(pk=person.pk).update(status="left")
            plan = planned(api)
            assert plan["choices"][0]["preset"] == []
            case_id = cases.submit(KEY, 1, actor=cast.actor("sales"))
            assert person.pk not in asked(case_id)
            assert asked(case_id), "the rule for nobody decides who is asked"
