"""Rules of the specification that other tests need and none shows by itself, by number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.commands import Approve, Resume, Suspend
from heyi.core.workflow.services import timers
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.tests.papers import memos
from heyi.core.workflow.tests.test_scopes import begun
from heyi.core.workflow.tests.test_versions_on_postgres import ONE, published
from heyi.core.workflow.tests.test_waiting_on_postgres import another, in_force, nodes
from tests.cast import Cast
from tests.client import ApiClient

Api = Callable[[str], ApiClient]


class TestFlow:
    def test_rule_29_an_exclusive_merge_passes_every_token(self) -> None:
        trial = begun(
            "start s; and fork; user a; user b; xor m; user c; s -> fork; fork -> a -> m; fork -> b -> m; m -> c"
        )
        trial.complete("a")
        assert trial.active() == ["b", "c"]
        trial.complete("b")
        assert trial.active() == ["c", "c"]

    def test_rule_40_a_condition_reads_the_values_of_its_own_moment(self) -> None:
        text = (
            'start s; xor one; user a; user small; xor two; user big; user end_; s -> one; one -> a if "total > 10"; '
            'one -> small default; a -> two; two -> big if "total > 10"; two -> end_ default'
        )
        trial = begun(text, total=20)
        trial.set({"total": 5})
        assert trial.active() == ["a"], "what was chosen stays"
        trial.complete("a")
        assert trial.active() == ["end_"], "what comes is chosen by what is there now"


@pytest.mark.django_db
def test_rule_34_timers_of_a_suspended_case_wait_and_those_of_others_do_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [datetime(2026, 9, 30, 1, 0, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    in_force(cast, "start s; catch t timer=PT1H; receive r message=x; s -> t -> r")
    halted, other = another(cast), another(cast)
    engine().perform(Suspend(case_id=halted, opinion="audit"), actor=cast.actor("admin"))
    clock[0] += timedelta(hours=2)
    assert timers.fire(cast.company.pk) == 1
    assert (nodes(halted), nodes(other)) == (["t"], ["r"])
    engine().perform(Resume(case_id=halted), actor=cast.actor("admin"))
    assert timers.fire(cast.company.pk) == 0, "no backlog"
    clock[0] += timedelta(hours=1)
    assert timers.fire(cast.company.pk) == 1
    assert nodes(halted) == ["r"]


@pytest.mark.django_db
def test_rule_40_what_follows_a_step_with_fields_to_fill_in_is_shown_as_a_guess(cast: Cast, api: Api) -> None:
    steps = (
        b.approve("lead", "Lead", b.role("finance")),
        b.approve("fills", "Fills", b.role("hr"), fields={"total": FieldRight.REQUIRED}),
        b.choose(b.when("total > 50", b.approve("big", "Big", b.role("warehouse"))), b.otherwise()),
    )
    with memos(cast, api, *steps) as papers:
        case_id = papers.submit()
        path = api("sales").get(f"workflow/cases/{case_id}").data["path"]
        assert [(one["node"], one["sure"]) for one in path[1:-1]] == [("lead", True), ("fills", True), ("big", False)]
        task = models.Task.objects.get(case_id=case_id, state="open")
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        now = api("sales").get(f"workflow/cases/{case_id}").data["path"]
    assert (now[-2]["node"], now[-2]["sure"]) == ("big", False), "the step before is being filled in at this moment"


@pytest.mark.django_db
def test_rule_47_a_version_with_cases_is_not_thrown_away_and_retiring_ends_none(cast: Cast, api: Api) -> None:
    version = published(api, ONE)
    case_id = engine().start("", None, actor=cast.actor("sales"), process="trial").case.id
    assert api("admin").delete(f"workflow/versions/{version['id']}").data["code"] == "has_cases"
    assert api("admin").post("workflow/processes/trial/retire", {}).status_code == 204
    task = models.Task.objects.get(case_id=case_id)
    with transaction.atomic():
        engine().perform(Approve(task_id=task.pk), actor=cast.actor("finance"))
    assert models.Case.objects.get(pk=case_id).state == "approved"
