"""挂起 of a process: nothing begins, what runs goes on unless it is frozen, and it can be activated again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from heyi.core.events.models import Event
from heyi.core.workflow import models
from heyi.core.workflow.errors import NotWaiting, ProcessSuspended
from heyi.core.workflow.parser.read import read, write
from heyi.core.workflow.services import beginning, definitions, halting, posting
from heyi.core.workflow.services.cases import engine
from heyi.core.workflow.services.verifying import verify
from tests.cast import Cast
from tests.client import ApiClient
from tests.faults.processes import written

pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]
KEY = "trial"
FLOW = "start s; user a; receive r message=more; s -> a -> r"


def in_force(cast: Cast, text: str = FLOW, key: str = KEY) -> models.Version:
    return definitions.store(key, cast.company.pk, write(read(written(text, key))), shipped=False)


def begin(cast: Cast, key: str = KEY) -> int:
    return engine().start("", None, actor=cast.actor("sales"), process=key).case.id


def halt(api: Api, *, freeze: bool = False) -> None:
    body = {"opinion": "审计", "freeze": freeze}
    answer = api("admin").post(f"workflow/processes/{KEY}/suspend", body)
    assert answer.status_code == 200, answer.content


def revive(api: Api) -> None:
    answer = api("admin").post(f"workflow/processes/{KEY}/activate", {"opinion": "完成"})
    assert (answer.status_code, answer.data["suspended"]) == (200, None)


def follow(cast: Cast) -> int:
    definition = models.Definition.objects.get(key=KEY)
    return halting.follow(definition.pk, cast.company.pk, "管理员")


class TestBeginning:
    def test_nothing_begins_the_refusal_says_why_and_activated_it_begins_again(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        halt(api)
        with pytest.raises(ProcessSuspended) as refused, transaction.atomic():
            begin(cast)
        assert "审计" in str(refused.value)
        assert models.Case.objects.count() == 0
        (row,) = api("admin").get("workflow/versions").data["rows"]
        assert (row["suspended"]["reason"], row["suspended"]["frozen"], row["state"]) == ("审计", False, "published")
        revive(api)
        assert begin(cast)
        assert api("admin").get("workflow/versions").data["rows"][0]["suspended"] is None

    def test_what_runs_goes_on_to_its_end(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        case_id = begin(cast)
        halt(api)
        assert follow(cast) == 0
        task = models.Task.objects.get(case_id=case_id, state="open")
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        assert posting.correlate("more", "", {}, actor=cast.actor("sales")) == case_id
        assert models.Case.objects.get(pk=case_id).state == "approved"

    def test_messages_wait_until_it_is_activated_and_signals_pass(self, cast: Cast, api: Api) -> None:
        in_force(cast, "start s message=go; user a; s -> a")
        halt(api)
        with pytest.raises(NotWaiting), transaction.atomic():
            posting.correlate("go", "", {}, actor=cast.actor("sales"))
        assert posting.correlate("go", "", {}, actor=cast.actor("sales"), keep=True) is None
        assert models.Case.objects.count() == 0
        revive(api)
        (post,) = models.Post.objects.all()
        posting.deliver(post.pk, cast.company.pk)
        posting.deliver(post.pk, cast.company.pk)
        assert models.Case.objects.count() == 1

    def test_what_the_clock_would_have_begun_meanwhile_is_not_made_up_for(
        self, cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = [datetime(2026, 9, 30, 1, 0, tzinfo=UTC)]
        monkeypatch.setattr(timezone, "now", lambda: clock[0])
        in_force(cast, "start s timer=R/PT1H; user a; s -> a")
        halt(api)
        clock[0] += timedelta(hours=5, minutes=30)
        assert beginning.begin_due(cast.company.pk) == 0
        revive(api)
        assert beginning.begin_due(cast.company.pk) == 0
        clock[0] += timedelta(minutes=30)
        assert beginning.begin_due(cast.company.pk) == 1
        assert beginning.begin_due(cast.company.pk) == 0

    def test_a_call_of_it_is_an_incident_that_is_tried_again(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        in_force(cast, f"start s; receive w message=now; call c calls={KEY}; s -> w -> c", "outer")
        outer = begin(cast, "outer")
        halt(api)
        posting.correlate("now", "", {}, actor=cast.actor("sales"))
        (row,) = api("admin").get("workflow/incidents").data["rows"]
        assert (row["case"], row["node"]) == (outer, "c")
        assert models.Case.objects.filter(parent_id=outer).count() == 0
        revive(api)
        assert api("admin").post(f"workflow/incidents/{row['id']}/retry", {}).status_code == 200
        assert models.Case.objects.filter(parent_id=outer, ended_at=None).count() == 1


class TestFreezing:
    def test_running_cases_are_frozen_with_their_timers_and_go_on_with_it(self, cast: Cast, api: Api) -> None:
        in_force(cast, "start s; user a; boundary late on=a timer=PT1H; end e; s -> a; late -> e")
        cases = [begin(cast) for _ in range(3)]
        by_hand = cases[0]
        assert api("admin").post(f"workflow/cases/{by_hand}/suspend", {"opinion": "手动"}).status_code == 200
        halt(api, freeze=True)
        assert follow(cast) == 2
        assert follow(cast) == 0, "once"
        frozen = models.Case.objects.get(pk=cases[1])
        assert (frozen.suspended["reason"], frozen.suspended["with_process"]) == ("审计", True)
        assert frozen.suspended["by"] == cast.employees["admin"].pk
        assert models.Subscription.objects.filter(state="open", due_at__isnull=False).count() == 0
        task = models.Task.objects.get(case_id=cases[1], state="open")
        refused = api("finance").post(f"workflow/tasks/{task.pk}/approve", {})
        assert (refused.status_code, refused.data["code"]) == (409, "case_suspended")
        revive(api)
        assert follow(cast) == 2
        assert models.Case.objects.get(pk=by_hand).suspended["reason"] == "手动", "stopped by hand, it stays so"
        assert models.Case.objects.get(pk=cases[1]).suspended == {}
        assert models.Subscription.objects.filter(state="open", due_at__isnull=False).count() == 2
        assert api("finance").post(f"workflow/tasks/{task.pk}/approve", {}).status_code == 200
        assert verify(cast.company.pk).breaches == ()

    def test_activated_before_the_job_has_run_nothing_is_frozen(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        case_id = begin(cast)
        halt(api, freeze=True)
        revive(api)
        assert follow(cast) == 0
        assert models.Case.objects.get(pk=case_id).suspended == {}


class TestRefusals:
    def test_it_takes_the_right_and_a_reason_and_is_done_once(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        path = f"workflow/processes/{KEY}"
        for verb in ("suspend", "activate"):
            assert api("sales").post(f"{path}/{verb}", {"opinion": "x"}).status_code == 403
            assert api("admin").post(f"{path}/{verb}", {"opinion": " "}).status_code == 422
            assert api("admin").post(f"{path}/{verb}", {}).status_code == 422
            assert api("admin").post(f"workflow/processes/unknown/{verb}", {"opinion": "x"}).status_code == 404
        not_yet = api("admin").post(f"{path}/activate", {"opinion": "x"})
        assert (not_yet.status_code, not_yet.data["code"]) == (409, "process_not_suspended")
        halt(api)
        again = api("admin").post(f"{path}/suspend", {"opinion": "y"})
        assert (again.status_code, again.data["code"]) == (409, "process_suspended")
        assert models.Definition.objects.get(key=KEY).suspended["reason"] == "审计"

    def test_both_are_events_with_their_reason(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        halt(api)
        revive(api)
        rows = Event.objects.filter(name__startswith="workflow.definition.").order_by("pk")
        assert [(row.name, row.data["reason"]) for row in rows] == [
            ("workflow.definition.suspended", "审计"), ("workflow.definition.activated", "完成"),
        ]  # fmt: skip

    def test_another_company_does_not_notice(self, cast: Cast, api: Api) -> None:
        in_force(cast)
        halt(api)
        assert models.Definition.objects.get(key=KEY).company_id == cast.company.pk
        assert api("stranger").post(f"workflow/processes/{KEY}/activate", {"opinion": "x"}).status_code in (403, 404)
        cast.system()
        assert models.Definition.objects.get(key=KEY).suspended
