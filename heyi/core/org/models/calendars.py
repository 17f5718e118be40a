"""Working calendars: weekly hours, public holidays and make-up days, per company and region."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


def usual_week() -> dict[str, list[list[str]]]:
    """Monday to Friday, nine to six with an hour at noon; keys are ISO weekdays."""
    return {str(day): [["09:00", "12:00"], ["13:00", "18:00"]] for day in range(1, 6)}


class WorkCalendar(Record):
    """When a company (or one of its places) works. ``weekly`` maps ISO weekdays to spans of local time."""

    name = models.CharField(_("Name"), max_length=120)
    region = models.CharField(_("Region"), max_length=10, default="CN")
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Asia/Shanghai")
    weekly = models.JSONField(_("Working hours"), default=usual_week)
    is_default = models.BooleanField(_("Default"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Working calendar"), _("Working calendars")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="org_calendar_name"),
            models.UniqueConstraint(
                fields=["company"], name="org_calendar_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CalendarDay(Record):
    """A day that differs from the week: a holiday, a make-up workday (调休上班), or other hours."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("Public holiday")
        WORKDAY = "workday", _("Make-up workday")

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="days", verbose_name=_("Working calendar"))
    on = models.DateField(_("Day"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    spans = models.JSONField(_("Working hours"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Special day"), _("Special days")
        constraints: ClassVar = [models.UniqueConstraint(fields=["calendar", "on"], name="org_calendar_day")]
