"""Fill a working calendar with a year's public holidays and make-up days (调休), as they were announced."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.errors import YearUnknown
from heyi.core.org.models import CalendarDay, WorkCalendar
from heyi.core.resources.saving import save
from heyi.kit import publicdays
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCalendar

NAMES = {"zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US"}


@transaction.atomic
def fill(calendar_id: int, *, actor: Actor, year: int, provisional: bool = False) -> WorkCalendar:
    """Add the year's days of the calendar's region; days that somebody has entered stay as they are.

    A mainland year that is not announced is refused, unless ``provisional`` asks for its statutory days.
    """
    calendar = WorkCalendar.objects.for_update(calendar_id)
    if not publicdays.is_published(calendar.region, year) and not provisional:
        raise YearUnknown(year=year)
    try:
        days = publicdays.public_days(calendar.region, year)
    except InvalidCalendar as error:
        raise Malformed.at("year", error.code, str(error.message)) from error
    known = set(CalendarDay.objects.filter(calendar=calendar, on__year=year).values_list("on", flat=True))
    language = NAMES.get(calendar.company.language)
    for day, kind in days.items():
        if day not in known:
            name = _name(calendar.region, day, language) if kind == publicdays.DayKind.HOLIDAY else ""
            row = CalendarDay(company_id=calendar.company_id, calendar=calendar, on=day, kind=kind.value, name=name)
            save(row, actor=actor)
    publish("org.workcalendar.filled", calendar, actor=actor, data={"year": year})
    return calendar


def fill_known(calendar: WorkCalendar, *, actor: Actor) -> None:
    """This year and the next, as far as they are announced: what a new calendar starts with."""
    this = timezone.localdate().year
    for year in (this, this + 1):
        if publicdays.is_published(calendar.region, year):
            fill(calendar.pk, actor=actor, year=year)


def _name(region: str, day: date, language: str | None) -> str:
    return publicdays.day_name(region, day, language=language)[:120]
