"""Delegates for a while and without circles; calendars that know the public holidays and say what they do not know."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from heyi.core.org.models import CalendarDay, Delegation, WorkCalendar

pytestmark = pytest.mark.django_db
PATH = "org/delegations"


def _body(cast: Any, delegate: str, *, first: int = 0, last: int = 7, **more: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "delegate": cast.employees[delegate].pk,
        "starts_at": (now + timedelta(days=first)).isoformat(),
        "ends_at": (now + timedelta(days=last)).isoformat(),
        **more,
    }


class TestDelegating:
    def test_one_names_a_delegate_for_oneself_and_takes_it_back(self, cast: Any, api: Any) -> None:
        made = api("manager").post(PATH, _body(cast, "sales"))
        assert made.status_code == 201, made.data
        assert made.data["principal"]["id"] == cast.employees["manager"].pk
        ended = api("manager").post(f"{PATH}/{made.data['id']}/revoke", {})
        assert (ended.status_code, ended.data["revoked_at"] is not None) == (200, True)

    def test_for_others_only_hr_may(self, cast: Any, api: Any) -> None:
        body = _body(cast, "sales", principal=cast.employees["finance"].pk)
        refused = api("manager").post(PATH, body)
        assert (refused.status_code, refused.data["code"]) == (403, "not_yours")
        assert api("hr").post(PATH, body).status_code == 201
        cast.system()
        assert Delegation.objects.count() == 1

    def test_a_circle_is_refused_in_the_same_time_and_process_only(self, cast: Any, api: Any) -> None:
        assert api("manager").post(PATH, _body(cast, "boss")).status_code == 201
        assert api("boss").post(PATH, _body(cast, "finance")).status_code == 201
        refused = api("finance").post(PATH, _body(cast, "manager"))
        assert (refused.status_code, refused.data["code"]) == (409, "delegation_loop")
        assert api("finance").post(PATH, _body(cast, "manager", first=8, last=9)).status_code == 201

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"first": 3, "last": 1}, "ends_at"),
            ({"first": -9, "last": -1}, "ends_at"),
            ({"first": 0, "last": 400}, "ends_at"),
        ],
    )
    def test_the_period_is_bounded(self, cast: Any, api: Any, change: dict[str, int], place: str) -> None:
        refused = api("manager").post(PATH, _body(cast, "sales", **change))
        assert (refused.status_code, refused.data["errors"][0]["path"]) == (422, place)

    def test_one_sees_ones_own_and_nobody_elses(self, cast: Any, api: Any) -> None:
        made = api("manager").post(PATH, _body(cast, "sales")).data["id"]
        assert api("finance").get(f"{PATH}/{made}").status_code == 404
        assert api("finance").post(f"{PATH}/{made}/revoke", {}).status_code in (403, 404)


class TestCalendars:
    def test_a_company_starts_with_the_announced_days(self, cast: Any) -> None:
        cast.system()
        calendar = WorkCalendar.objects.get(company=cast.company, is_default=True)
        days = dict(CalendarDay.objects.filter(calendar=calendar, on__year=2026).values_list("on", "kind"))
        if timezone.localdate().year in (2025, 2026):
            assert set(days.values()) == {"holiday", "workday"}

    def test_a_year_is_filled_once_and_what_somebody_entered_stays(self, cast: Any, api: Any) -> None:
        cast.system()
        calendar = WorkCalendar.objects.get(company=cast.company, is_default=True)
        path = f"org/calendars/{calendar.pk}"
        CalendarDay.objects.filter(calendar=calendar, on__year=2025).delete()
        mine = CalendarDay.objects.create(
            company=cast.company, calendar=calendar, on="2025-10-01", kind="workday", name="盘点"
        )
        for _again in range(2):
            assert api("hr").post(f"{path}/fill", {"year": 2025}).status_code == 200
        cast.system()
        days = dict(CalendarDay.objects.filter(calendar=calendar, on__year=2025).values_list("on", "kind"))
        kinds = {f"{day:%m-%d}": kind for day, kind in days.items()}
        # 国务院办公厅关于2025年部分节假日安排: spring festival, and work on Sunday 26 January.
        assert (kinds["01-29"], kinds["01-26"], kinds["10-01"]) == ("holiday", "workday", "workday")
        mine.refresh_from_db()
        assert mine.name == "盘点"

    def test_a_year_that_nobody_has_announced_is_refused_with_a_way_out(self, cast: Any, api: Any) -> None:
        cast.system()
        path = f"org/calendars/{WorkCalendar.objects.get(company=cast.company, is_default=True).pk}"
        refused = api("hr").post(f"{path}/fill", {"year": 2040})
        assert (refused.status_code, refused.data["code"]) == (409, "year_unknown")
        assert "2040" in refused.data["title"]
        assert api("hr").post(f"{path}/fill", {"year": 2040, "provisional": True}).status_code == 200
        cast.system()
        assert CalendarDay.objects.filter(on="2040-10-01", kind="holiday").exists()

    def test_only_those_who_keep_calendars(self, cast: Any, api: Any) -> None:
        cast.system()
        path = f"org/calendars/{WorkCalendar.objects.get(company=cast.company, is_default=True).pk}"
        assert api("sales").get(path).status_code == 200
        assert api("sales").post(f"{path}/fill", {"year": 2025}).status_code == 403
