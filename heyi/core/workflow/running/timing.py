"""When a timer is due: ISO 8601 dates, durations and repetitions (BPMN 2.0.2, table 10.101), or FEEL that gives them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.feel.temporal import DaysTime, YearsMonths
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.graph import Trap
from heyi.core.workflow.state import Subscription, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

CYCLE = re.compile(r"R(?P<times>\d{0,9})/(?P<first>[^/]+)(?:/(?P<second>[^/]+))?")
FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """The first moment, and for a cycle how often it comes after that (-1: for ever) and how far apart."""

    due_at: datetime
    again: int = 0
    interval: str = ""


def plan(step: "Step", token: Token | None, trap: Trap) -> Plan:
    """Work a timer out, seen from now. ConditionFailed for what is no moment, duration or cycle."""
    value: Any = trap.text or (trap.expression.value(step.values(token)) if trap.expression else None)
    zone = step.calendars.zone(step.state.case.company_id, step.state.case.department_id)
    text = value.strip() if isinstance(value, str) else ""
    matched = CYCLE.fullmatch(text)
    if matched is not None:
        return _cycle(step, matched, trap, zone)
    return Plan(_moment(step, text or value, trap, zone))


def _cycle(step: "Step", matched: re.Match[str], trap: Trap, zone: ZoneInfo) -> Plan:
    times = int(matched["times"]) if matched["times"] else FOR_EVER
    if times == 0:
        raise ConditionFailed(f"{matched[0]}: a cycle comes at least once")
    again = times - 1 if times > 0 else FOR_EVER
    first, second = matched["first"], matched["second"]
    if second is None:  # R3/PT10M: the first time comes after one interval
        return Plan(_moment(step, first, trap, zone), again, first)
    if first[:1] == "P":  # R3/PT10M/2026-12-01T00:00:00Z ends there
        last = _moment(step, second, trap, zone)
        start = last - _length(first, step.at, zone) * max(again, 0)
        return Plan(start, again, first)
    return Plan(_moment(step, first, trap, zone), again, second)


def following(step: "Step", row: Subscription, zone: ZoneInfo) -> datetime:
    """The next moment of a cycle: counted from the one that was due, not from when it was noticed."""
    assert row.due_at is not None  # noqa: S101  only timers come here
    return row.due_at + _length(row.data["interval"], row.due_at, zone)


def _moment(step: "Step", value: Any, trap: Trap, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return _aware(value, zone)
    if isinstance(value, date):
        return _aware(datetime.combine(value, time()), zone)
    if isinstance(value, timedelta):
        return _after(step, value, trap)
    if isinstance(value, str):
        duration = read_duration(value)
        if isinstance(duration, DaysTime):
            return _after(step, timedelta(microseconds=duration.nanos // 1000), trap)
        if duration is not None:
            return step.at + _length(value, step.at, zone)
        try:
            return _aware(datetime.fromisoformat(value), zone)
        except ValueError:
            pass
    raise ConditionFailed(
        f"{trap.text or (trap.expression.text if trap.expression else '')}: no date, duration or cycle"
    )


def _after(step: "Step", amount: timedelta, trap: Trap) -> datetime:
    """A length of time from now, in working hours where the timer says so (rule 31)."""
    if not trap.working:
        return step.at + amount
    case = step.state.case
    return step.calendars.deadline(case.company_id, case.department_id, step.at, amount)


def _length(text: str, start: datetime, zone: ZoneInfo) -> timedelta:
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
