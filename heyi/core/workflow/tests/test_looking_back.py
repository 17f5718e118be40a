"""The case as each of its deciders saw it, and where its time went."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.utils import timezone

from heyi.core.org.models import CalendarDay
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.services import figures
from heyi.core.workflow.tests.papers import memos
from heyi.core.workflow.tests.test_acts import people
from heyi.core.workflow.tests.test_on_postgres import Papers, papers, submitted, todo
from tests.cast import Cast
from tests.client import ApiClient

__all__ = ["papers"]
pytestmark = pytest.mark.django_db
Api = Callable[[str], ApiClient]


def test_after_each_line_the_case_is_shown_as_it_was_with_the_content_that_was_decided_about(
    cast: Cast, api: Api, papers: Papers
) -> None:
    case_id = submitted(cast)
    first = todo(api, "manager")[0]["task_id"]
    api("manager").post(f"workflow/tasks/{first}/return", {"opinion": "too much"})
    papers.values["total"] = papers.values["total"] / 2
    again = todo(api, "sales")[0]["task_id"]
    assert api("sales").post(f"workflow/tasks/{again}/resubmit", {}).status_code == 200
    second = todo(api, "manager")[0]["task_id"]
    assert api("manager").post(f"workflow/tasks/{second}/approve", {"opinion": "好"}).status_code == 200

    lines = api("admin").get(f"workflow/cases/{case_id}/log").data["rows"]
    assert [line["act"] for line in lines] == ["submit", "return", "resubmit", "approve"]
    seen = [api("admin").get(f"workflow/cases/{case_id}/log/{line['seq']}").data for line in lines]
    assert [(one["state"], one["round"], one["content"]["total"]) for one in seen] == [
        ("running", 1, "60000.00"), ("returned", 1, "60000.00"), ("running", 2, "30000.00"), ("approved", 2, "30000.00"),
    ]  # fmt: skip
    assert all(one["content_proved"] for one in seen)
    assert [task["id"] for task in seen[0]["asked"]] == [first]
    assert seen[-1]["asked"] == []
    made = seen[-1]["decided"]
    assert made[0]["content_hash"] != made[-1]["content_hash"]
    assert api("admin").get(f"workflow/cases/{case_id}/log/9").status_code == 404
    assert api("sales").get(f"workflow/cases/{case_id}/log").status_code == 403
    assert api("stranger").get(f"workflow/cases/{case_id}/log/1").status_code == 404


def test_an_open_blind_vote_is_told_by_no_line_of_the_log_until_its_node_closes(cast: Cast, api: Api) -> None:
    vote = b.approve("v", "V", people(cast, "manager", "finance"), blind=True)
    with memos(cast, api, vote, b.approve("w", "W", people(cast, "hr"))) as memo:
        path = f"workflow/cases/{memo.submit()}/log"
        assert [line["act"] for line in api("admin").get(path).data["rows"]] == ["submit"]
        memo.act("manager", "approve")
        assert [line["act"] for line in api("admin").get(path).data["rows"]] == ["submit"]
        assert api("admin").get(f"{path}/2").status_code == 404
        assert api("admin").get(f"{path}/1").data["decided"] == []
        memo.act("finance", "approve")
        assert [line["act"] for line in api("admin").get(path).data["rows"]] == ["submit", "approve", "approve"]
        decided = api("admin").get(f"{path}/2").data["decided"]
        assert [one["actor_id"] for one in decided] == [memo.id("manager")]


class TestFigures:
    MONDAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)  # nine in Shanghai

    def planted(self, cast: Cast, papers: Papers) -> None:
        """Twenty cases: the manager takes one hour of work, finance thirty over a weekend and a holiday."""
        for number in range(20):
            from heyi.core.workflow.services import cases

            case_id = cases.submit("trial.paper", 100 + number, actor=cast.actor("sales"))
            (lead,) = models.Activation.objects.filter(case_id=case_id)
            models.Activation.objects.filter(pk=lead.pk).update(
                state="completed", entered_at=self.MONDAY, ended_at=self.MONDAY + timedelta(hours=1)
            )
            models.Activation.objects.create(
                id=lead.pk + 500, company=cast.company, case_id=case_id, node="finance", kind="userTask",
                token_id=lead.token_id, round=1, state="completed", entered_at=self.MONDAY + timedelta(hours=1),
                ended_at=self.MONDAY + timedelta(days=7),
            )  # fmt: skip

    def test_a_planted_bottleneck_is_found_and_counted_in_working_time(
        self, cast: Cast, api: Api, papers: Papers
    ) -> None:
        cast.system()
        CalendarDay.objects.filter(on__year=2026, on__month=11).delete()
        calendar: Any = CalendarDay.objects.first()
        assert calendar is not None
        CalendarDay.objects.create(company=cast.company, calendar=calendar.calendar, on="2026-11-05", kind="holiday")
        self.planted(cast, papers)
        period = {"since": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z"}
        rows = api("admin").get("workflow/figures", **period).data["rows"]
        worst, other = rows
        # Monday 10:00 to the next Monday 9:00 without Thursday: 7 h and three days of 8 h.
        assert (worst["node"], worst["count"], worst["p50"], worst["p95"]) == ("finance", 20, 31.0, 31.0)
        assert (other["node"], other["p50"], other["total"]) == ("lead", 1.0, 20.0)
        assert worst["share"] == round(31 / 32, 4)
        assert api("sales").get("workflow/figures", **period).status_code == 403

    PERIOD: ClassVar = {"since": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z"}

    def decided(self, cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch, *, action: str = "approve") -> int:
        """A case that arrives on Friday at five, is opened on Monday at ten, and decided at noon, all in Shanghai."""
        clock = [datetime(2026, 11, 13, 9, 0, tzinfo=UTC)]
        monkeypatch.setattr(timezone, "now", lambda: clock[0])
        case_id = submitted(cast)
        clock[0] = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
        task = todo(api, "manager")[0]["task_id"]
        for hour in (2, 3):
            clock[0] = datetime(2026, 11, 16, hour, 0, tzinfo=UTC)
            assert api("manager").get(f"workflow/cases/{case_id}").status_code == 200, (
                "looked at twice: the first counts"
            )
        clock[0] = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
        assert api("manager").post(f"workflow/tasks/{task}/{action}", {"opinion": "x"}).status_code == 200
        return case_id

    def test_waiting_until_the_first_opening_and_handling_are_told_apart_by_step_and_by_person(
        self, cast: Cast, api: Api, papers: Papers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        CalendarDay.objects.filter(on__year=2026, on__month=11).delete()
        self.decided(cast, api, monkeypatch)
        (step,) = [
            row for row in api("admin").get("workflow/figures", **self.PERIOD).data["rows"] if row["node"] == "lead"
        ]
        assert (step["waiting_p50"], step["waiting_p95"]) == (2.0, 2.0), "an hour on Friday and one on Monday"
        assert (step["handling_p50"], step["p50"], step["returned"]) == (2.0, 4.0, 0.0)
        (person,) = api("admin").get("workflow/figures/people", **self.PERIOD).data["rows"]
        assert person["person"]["id"] == cast.employees["manager"].pk
        assert (person["count"], person["waiting_p50"], person["handling_p95"]) == (1, 2.0, 2.0)
        for path in ("figures/people", "figures/processes"):
            assert api("sales").get(f"workflow/{path}", **self.PERIOD).status_code == 403
            assert api("admin").get(f"workflow/{path}", **self.PERIOD, process="other").data["rows"] == []

    def test_whoever_looks_along_begins_nothing(self, cast: Cast, api: Api, papers: Papers) -> None:
        case_id = submitted(cast)
        for name in ("sales", "admin"):
            assert api(name).get(f"workflow/cases/{case_id}").status_code == 200
        assert models.Task.objects.get(case_id=case_id, state="open").opened_at is None

    def test_the_rate_of_returns_counts_at_the_step_at_the_person_and_for_the_process(
        self, cast: Cast, api: Api, papers: Papers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case_id = self.decided(cast, api, monkeypatch, action="return")
        again = todo(api, "sales")[0]["task_id"]
        papers.values["total"] = papers.values["total"] / 2
        assert api("sales").post(f"workflow/tasks/{again}/resubmit", {}).status_code == 200
        task = todo(api, "manager")[0]["task_id"]
        assert api("manager").post(f"workflow/tasks/{task}/approve", {}).status_code == 200
        assert models.Case.objects.get(pk=case_id).state == "approved"
        (step,) = api("admin").get("workflow/figures", **self.PERIOD).data["rows"]
        assert (step["count"], step["returned"]) == (2, 0.5)
        (person,) = api("admin").get("workflow/figures/people", **self.PERIOD).data["rows"]
        assert (person["count"], person["returned"]) == (2, 0.5), "submitting again is no decision of a step"
        (process,) = api("admin").get("workflow/figures/processes", **self.PERIOD).data["rows"]
        assert (process["count"], process["reworked"], process["p50"]) == (1, 1.0, 4.0)


def test_a_pooled_task_waits_until_somebody_takes_it(cast: Cast, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [datetime(2026, 11, 16, 2, 0, tzinfo=UTC)]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    CalendarDay.objects.filter(on__year=2026, on__month=11).delete()
    step = b.approve("pool", "Pool", b.manager(), b.role("finance"), mode=VoteMode.ANY, claim=True)
    with memos(cast, api, step) as found:
        case_id = found.submit()
        assert api("manager").get(f"workflow/cases/{case_id}").status_code == 200, "looked at, and not taken"
        clock[0] += timedelta(hours=1)
        found.act("manager", "claim")
        clock[0] += timedelta(hours=1)
        found.act("manager", "release")
        found.act("finance", "claim")
        clock[0] += timedelta(hours=4)
        found.act("finance", "approve")
        (row,) = api("admin").get("workflow/figures", **TestFigures.PERIOD).data["rows"]
        assert (row["waiting_p50"], row["handling_p50"]) == (2.0, 3.0), "from the last taking on, without noon"


def test_decisions_and_cases_of_a_period_are_found_by_their_indexes(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # few rows are sorted as fast
        facts = {"company": cast.company.pk, "since": timezone.now(), "until": timezone.now(), "process": "", "most": 9}
        for sql, index in ((figures.DECIDED, "workflow_decision_when"), (figures.ENDED, "workflow_case_ended")):
            cursor.execute("EXPLAIN " + sql, facts)
            assert index in "\n".join(row[0] for row in cursor.fetchall())
