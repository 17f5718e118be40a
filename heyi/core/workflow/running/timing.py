"""When a timer is due: ISO 8601 dates, durations and repetitions (BPMN 2.0.2, table 10.101), or FEEL that gives them.

Working time is kept as a budget (rule 31): due is worked out from it, and again whenever the calendar changes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.feel.temporal import DaysTime, YearsMonths
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.graph import Trap
from heyi.core.workflow.running.calendars import Calendars
from heyi.core.workflow.state import Subscription, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

CYCLE = re.compile(r"R(?P<times>\d{0,9})/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?")
FOR_EVER = -1
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The first moment, and for a cycle how often it comes after that (-1: for ever) and how far apart. ``budget`` is
    the working time in microseconds that the moment was worked out from."""

    due_at: datetime
    again: int = 0
    interval: str = ""
    budget: int = 0

    def data(self) -> dict[str, Any]:
        """What is stored beside the moment."""
        kept: dict[str, Any] = {"again": self.again, "interval": self.interval} if self.again else {}
        return {**kept, "budget": self.budget} if self.budget else kept


@dataclass(frozen=True, slots=True)
class Clock:
    """Now, and whose working time and zone count."""

    now: datetime
    calendars: Calendars
    company_id: int
    department_id: int | None

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the unit."""
        return self.calendars.zone(self.company_id, self.department_id)

    def plan(self, trap: Trap, values: Mapping[str, Any]) -> Plan:
        """Work a timer out. ConditionFailed for what is no moment, duration or cycle."""
        value: Any = trap.text or (trap.expression.value(values) if trap.expression else None)
        text = value.strip() if isinstance(value, str) else ""
        matched = CYCLE.fullmatch(text)
        try:
            return self._cycle(matched, trap) if matched is not None else self._once(text or value, trap)
        except OverflowError:
            raise ConditionFailed(f"{value}: out of range") from None

    def _cycle(self, matched: re.Match[str], trap: Trap) -> Plan:
        times = int(matched["times"]) if matched["times"] else FOR_EVER
        if times == 0:
            raise ConditionFailed(f"{matched[0]}: a cycle comes at least once")
        again = times - 1 if times > 0 else FOR_EVER
        first, second = matched["first"], matched["second"]
        if second is None:  # R3/PT10M: the first time comes after one interval
            return Plan(self._once(first, trap).due_at, again, first)
        if first[:1] == "P":  # R3/PT10M/2026-12-01T00:00:00Z ends there
            last = self._once(second, trap).due_at
            return Plan(last - length(first, self.now, self.zone) * max(again, 0), again, first)
        return Plan(self._once(first, trap).due_at, again, second)

    def _once(self, value: Any, trap: Trap) -> Plan:
        if isinstance(value, datetime):
            return Plan(_aware(value, self.zone))
        if isinstance(value, date):
            return Plan(_aware(datetime.combine(value, time()), self.zone))
        if isinstance(value, timedelta):
            return self._after(value, trap)
        if isinstance(value, str):
            duration = read_duration(value)
            if isinstance(duration, DaysTime):
                return self._after(timedelta(microseconds=duration.nanos // 1000), trap)
            if duration is not None:
                return Plan(self.now + length(value, self.now, self.zone))
            try:
                return Plan(_aware(datetime.fromisoformat(value), self.zone))
            except ValueError:
                pass
        said = trap.text or (trap.expression.text if trap.expression else "")
        raise ConditionFailed(f"{said}: no date, duration or cycle")

    def _after(self, amount: timedelta, trap: Trap) -> Plan:
        if not trap.working:
            return Plan(self.now + amount)
        due = self.calendars.deadline(self.company_id, self.department_id, self.now, amount)
        return Plan(due, budget=amount // MICROSECOND)


def clock_of(step: "Step") -> Clock:
    """The clock of a case: the zone is that of the initiator's unit."""
    case = step.state.case
    return Clock(step.at, step.calendars, case.company_id, case.department_id)


def plan(step: "Step", token: Token | None, trap: Trap) -> Plan:
    """When a timer of a case is due, seen from now."""
    return clock_of(step).plan(trap, step.values(token))


def following(step: "Step", row: Subscription) -> datetime:
    """The next moment of a cycle: counted from the one that was due, not from when it was noticed."""
    assert row.due_at is not None  # noqa: S101  only timers come here
    return row.due_at + length(row.data["interval"], row.due_at, clock_of(step).zone)


def retimed(step: "Step", row: Subscription) -> datetime | None:
    """When a timer in working time is due by the calendar as it is now; None for other timers."""
    budget = row.data.get("budget")
    if not budget or row.due_at is None:
        return None
    clock = clock_of(step)
    since = datetime.fromisoformat(row.data["since"]) if "since" in row.data else row.opened_at
    return clock.calendars.deadline(clock.company_id, clock.department_id, since, budget * MICROSECOND)


def freeze(step: "Step") -> None:
    """A suspended case has no time: what is left of every timer is kept instead of its moment (rule 34)."""
    clock = clock_of(step)
    for row in _clocked(step):
        if row.due_at is None:
            continue
        budget = row.data.get("budget")
        if budget:
            since = datetime.fromisoformat(row.data["since"]) if "since" in row.data else row.opened_at
            worked = clock.calendars.worked(clock.company_id, clock.department_id, since, clock.now)
            row.data = {**row.data, "budget": max(budget - worked // MICROSECOND, 1)}
        else:
            row.data = {**row.data, "frozen": max((row.due_at - clock.now) // MICROSECOND, 0)}
        row.due_at = None
        step.state.touch(row)


def _clocked(step: "Step") -> list[Subscription]:
    return [row for row in step.state.open_subscriptions() if row.kind in ("timer", "urge")]


def thaw(step: "Step") -> None:
    """It goes on: everything is due later by as long as it was suspended, and nothing all at once."""
    clock = clock_of(step)
    for row in _clocked(step):
        if row.due_at is not None:
            continue
        kept = dict(row.data)
        if "budget" in kept:
            left = kept["budget"] * MICROSECOND
            row.due_at = clock.calendars.deadline(clock.company_id, clock.department_id, clock.now, left)
            kept["since"] = clock.now.isoformat()
        else:
            row.due_at = clock.now + kept.pop("frozen", 0) * MICROSECOND
        row.data = kept
        step.state.touch(row)


def length(text: str, start: datetime, zone: ZoneInfo) -> timedelta:
    """How long a duration is from a moment on: months differ, and so do days on which clocks change."""
    duration = read_duration(text)
    if isinstance(duration, YearsMonths):
        local = start.astimezone(zone)
        return (local + relativedelta(months=duration.months)).astimezone(UTC) - start
    if isinstance(duration, DaysTime) and duration.nanos > 0:
        return timedelta(microseconds=duration.nanos // 1000)
    raise ConditionFailed(f"{text}: no duration")


def _aware(value: datetime, zone: ZoneInfo) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
