"""时效 in the database: the clock notices, the calendar moves it, lists and figures show it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from heyi.core.messages.models import Message
from heyi.core.org.models import CalendarDay, WorkCalendar
from heyi.core.workflow import builder as b
from heyi.core.workflow import models
from heyi.core.workflow.approval.rules import EmptyRule
from heyi.core.workflow.parser.sla import Sla
from heyi.core.workflow.services import definitions, sla, timers
from heyi.core.workflow.services.verifying import verify
from heyi.core.workflow.tests.many import multiply
from heyi.core.workflow.tests.papers import Api, memos
from heyi.core.workflow.tests.test_versions_on_postgres import begun, xml
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
#: Wednesday 30 September 2026, half past eight in Shanghai.
WEDNESDAY = datetime(2026, 9, 30, 0, 30, tzinfo=UTC)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The clock of the engine, in a list so that a test can move it."""
    clock = [WEDNESDAY]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    return clock


def limit(case_id: int) -> models.Subscription:
    return models.Subscription.objects.get(case_id=case_id, kind="sla", node="", state="open")


def limited(cast: Cast, api: Api, within: str = "PT16H", **options: Any) -> Any:
    step = b.approve("lead", "Lead", b.manager(), empty=EmptyRule.UP)
    return memos(cast, api, step, sla=Sla(within, **options))


def holidays(cast: Cast) -> WorkCalendar:
    calendar = WorkCalendar.objects.get(company=cast.company, is_default=True)
    CalendarDay.objects.filter(calendar=calendar).delete()
    for day in range(1, 9):
        CalendarDay.objects.create(company=cast.company, calendar=calendar, on=f"2026-10-0{day}", kind="holiday")
    return calendar


def state(case_id: int) -> str:
    return models.Case.objects.get(pk=case_id).sla


def test_the_clock_notices_both_limits_and_people_get_one_message_of_each(
    cast: Cast, api: Api, now: list[datetime]
) -> None:
    with limited(cast, api, "PT10H", working=False) as found:
        case_id = found.submit()
        early = found.submit()
        now[0] += 8 * HOUR
        assert timers.fire(cast.company.pk) == 2
        assert (state(case_id), state(early)) == ("at_risk", "at_risk")
        assert timers.fire(cast.company.pk) == 0
        now[0] += 3 * HOUR
        assert timers.fire(cast.company.pk) == 2
        assert state(case_id) == "breached"
        now[0] += 100 * HOUR
        assert timers.fire(cast.company.pk) == 0
        told = Message.objects.filter(record_id=case_id, recipient=cast.employees["manager"])
        names = sorted(told.values_list("template", flat=True))
        assert names.count("workflow.case.at_risk") == 1
        assert names.count("workflow.case.breached") == 1
        acts = list(models.Entry.objects.filter(case_id=case_id).order_by("seq").values_list("act", flat=True))
        assert acts == ["submit", "sla_at_risk", "sla_breached"]
        assert verify(cast.company.pk).breaches == ()


def test_rule_31_holidays_and_make_up_days_count_and_a_change_of_the_calendar_moves_it(
    cast: Cast, api: Api, now: list[datetime]
) -> None:
    calendar = holidays(cast)
    with limited(cast, api, "PT16H", risk=100) as found:
        case_id = found.submit()
        assert limit(case_id).due_at == datetime(2026, 10, 9, 10, 0, tzinfo=UTC), "8 h today, 8 h after the holidays"
        CalendarDay.objects.filter(calendar=calendar, on="2026-10-04").update(kind="workday")
        assert timers.retime(cast.company.pk) == 1
        assert limit(case_id).due_at == datetime(2026, 10, 4, 10, 0, tzinfo=UTC), "the Sunday is worked now (调休)"
        assert timers.retime(cast.company.pk) == 0
        assert models.Entry.objects.filter(case_id=case_id, act="retime").count() == 1


def test_returned_it_pauses_and_suspended_it_freezes_and_the_case_shows_why(
    cast: Cast, api: Api, now: list[datetime]
) -> None:
    with limited(cast, api, "PT10H", working=False) as found:
        case_id = found.submit()
        now[0] += 6 * HOUR
        found.act("manager", "return", opinion="更正")
        now[0] += 50 * HOUR
        assert timers.fire(cast.company.pk) == 0
        (shown,) = api("sales").get(f"workflow/cases/{case_id}").data["sla"]
        assert (shown["state"], shown["used"], shown["left"], shown["paused"]) == ("on_time", 6.0, 4.0, "returned")
        assert shown["breach_at"] is None
        found.act("sales", "resubmit")
        assert api("admin").post(f"workflow/cases/{case_id}/suspend", {"opinion": "查"}).status_code == 200
        now[0] += 50 * HOUR
        assert timers.fire(cast.company.pk) == 0
        assert api("admin").post(f"workflow/cases/{case_id}/resume", {}).status_code == 200
        (shown,) = api("sales").get(f"workflow/cases/{case_id}").data["sla"]
        assert (shown["used"], shown["paused"]) == (6.0, "")
        assert shown["breach_at"] == (now[0] + 4 * HOUR).isoformat()
        now[0] += 4 * HOUR
        timers.fire(cast.company.pk)
        case = api("sales").get(f"workflow/cases/{case_id}").data
        assert (case["sla"][0]["state"], case["sla"][0]["left"]) == ("breached", 0.0)
        assert "sla_breached" in [one["action"] for one in case["timeline"]]
        assert verify(cast.company.pk).breaches == ()


def test_lists_are_filtered_by_it_and_only_overseers_see_all_that_is_late(
    cast: Cast, api: Api, now: list[datetime]
) -> None:
    with limited(cast, api, "PT10H", working=False) as found:
        late = found.submit()
        now[0] += 9 * HOUR
        fresh = found.submit()
        timers.fire(cast.company.pk)

        def box(who: str, **query: str) -> list[int]:
            return [row["case_id"] for row in api(who).get("workflow/inbox", **query).data["rows"]]

        assert box("manager", sla="at_risk") == [late]
        assert box("manager", sla="on_time") == [fresh]
        assert box("manager", sla="breached") == []
        assert sorted(box("manager")) == sorted([late, fresh])
        assert box("sales", box="mine", sla="at_risk") == [late]
        assert api("manager").get("workflow/inbox", sla="soon").status_code == 422
        (row,) = api("admin").get("workflow/sla").data["rows"]
        assert (row["case"], row["state"], row["limits"][0]["left"]) == (late, "at_risk", 1.0)
        assert api("admin").get("workflow/sla", state="breached").data["rows"] == []
        assert api("admin").get("workflow/sla", process="other").data["rows"] == []
        assert api("admin").get("workflow/sla", after=late).data["rows"] == []
        assert api("admin").get("workflow/sla", state="on_time").status_code == 422
        assert api("sales").get("workflow/sla").status_code == 403


def test_figures_count_what_ended_and_what_was_too_late(cast: Cast, api: Api, now: list[datetime]) -> None:
    with limited(cast, api, "PT10H", working=False) as found:
        for wait in (2, 4, 12):
            found.submit()
            now[0] += wait * HOUR
            timers.fire(cast.company.pk)
            found.act("manager", "approve")
        found.submit()
        period = {"since": "2026-09-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
        (row,) = api("admin").get("workflow/sla/figures", **period).data["rows"]
        assert (row["node"], row["count"], row["breached"], row["in_time"]) == ("", 3, 1, 0.6667)
        assert (row["p50"], row["p95"]) == (4.0, 12.0)
        assert api("admin").get("workflow/sla/figures", **period, process="other").data["rows"] == []
        assert api("sales").get("workflow/sla/figures", **period).status_code == 403


def test_late_cases_and_ended_limits_are_found_by_their_indexes(cast: Cast) -> None:
    definitions.store("trial", cast.company.pk, xml("start s; user a; end e; s -> a -> e"), shipped=False)
    begun(cast)
    cast.system()
    assert multiply(2_000) > 2_000
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workflow_case")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # few rows are sorted as fast
        facts = {"company": cast.company.pk, "since": WEDNESDAY, "until": WEDNESDAY, "process": "", "most": 10}
        cursor.execute("EXPLAIN " + sla.ENDED, facts)
        assert "workflow_sla_ended" in "\n".join(row[0] for row in cursor.fetchall())
        rows = models.Case.objects.filter(company_id=cast.company.pk, ended_at=None, sla__in=sla.LATE, pk__gt=0)
        assert "workflow_case_late" in rows.order_by("pk")[:100].explain()
