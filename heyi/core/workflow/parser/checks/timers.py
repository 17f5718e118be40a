"""Timers: dates, durations and repetitions in ISO 8601, read with the rules by which they run."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.feel.temporal import DaysTime, YearsMonths
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.graph import is_literal
from heyi.core.workflow.parser.model import Event
from heyi.core.workflow.running.timing import CYCLE
from heyi.kit.errors import Text

#: A negative duration: a name with a minus sign for FEEL, but nobody means that.
NEGATIVE = re.compile(r"[-+]P[\dT]")


def timer_problem(event: Event) -> tuple[str, Text]:
    """A code and what is wrong with a timer; two empty texts when it is right or FEEL that only the case can tell."""
    text = event.expression.strip()
    if not event.timer or not text:
        return "no_timer", _("Say when: a date, a duration or a cycle.")
    if not (is_literal(text) or NEGATIVE.match(text)) or _fits(event.timer, text):
        return "", ""
    problems = {
        "date": _("This is no date: “%(text)s”. Write it like 2026-12-01T09:00:00+08:00."),
        "duration": _("This is no duration: “%(text)s”. Write it like P3D or PT2H."),
        "cycle": _("This is no cycle: “%(text)s”. Write it like R3/P1D."),
    }
    return "bad_timer", problems[event.timer] % {"text": text}


def _fits(kind: str, text: str) -> bool:
    if kind == "cycle":
        found = CYCLE.fullmatch(text)
        if found is None or (found["times"] and not int(found["times"])):
            return False
        first, second = found["first"], found["second"]
        if second is None:
            return _is_duration(first)
        return (_is_duration(first) and _is_date(second)) or (_is_date(first) and _is_duration(second))
    return _is_date(text) if kind == "date" else _is_duration(text)


def _is_duration(text: str) -> bool:
    value = read_duration(text)
    if isinstance(value, YearsMonths):
        return value.months > 0
    return isinstance(value, DaysTime) and value.nanos > 0


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
