"""A small script that drives a case: one act on each line, and after each where the case is.

start {"amount": 60000}          begin (variables as JSON; `start PROCESS {…}` for another process of the file)
complete NODE {"approved": true} do what waits there, with what it brings
reject NODE                      decide against
fail NODE [CODE]                 the work there fails, with an error code or without
message NAME [KEY] {…}           a message arrives
signal NAME {…}                  a signal is heard by everybody
advance PT1H                     time passes
set {"x": 1}                     variables change
begin NODE | finish NODE         an ad-hoc sub-process
add NODE [ITEM] | remove NODE    a run of a multi-instance activity more or less
# …                              a remark
"""

import json
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from heyi.core.workflow.feel.temporal import DaysTime
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.trying.trial import Trial
from heyi.kit.errors import Problem


class BadLine(Exception):
    """A line that cannot be understood or done; ``number`` counts from 1."""

    def __init__(self, number: int, line: str, reason: str) -> None:
        self.number, self.line, self.reason = number, line, reason
        super().__init__(f"line {number}: {line}: {reason}")


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the case is after a line. ``state`` is empty before it begins."""

    line: str
    active: tuple[str, ...]
    state: str
    incidents: tuple[str, ...] = ()


def play(trial: Trial, lines: Iterable[str]) -> Iterator[Shown]:
    """Do line after line. BadLine for the first that cannot be done; what was done before stays shown."""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            _act(trial, text)
        except Problem as problem:
            raise BadLine(number, text, str(problem)) from problem
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise BadLine(number, text, str(error)) from error
        state = trial.case.state if trial.case_id else ""
        yield Shown(text, tuple(trial.active()), state, tuple(trial.incidents()))


def _act(trial: Trial, text: str) -> None:
    head, values = _split(text)
    verb, *words = shlex.split(head)
    acts: dict[str, Callable[[], object]] = {
        "start": lambda: trial.start(words[0] if words else "", values),
        "complete": lambda: trial.complete(words[0], values),
        "reject": lambda: trial.reject(words[0]),
        "fail": lambda: trial.fail(*words[:2]),
        "message": lambda: trial.message(words[0], words[1] if len(words) > 1 else None, values),
        "trigger": lambda: trial.trigger(words[0], values),
        "signal": lambda: trial.signal(words[0], values),
        "advance": lambda: trial.advance(_duration(words[0])),
        "set": lambda: trial.set(values),
        "begin": lambda: trial.begin(words[0]),
        "finish": lambda: trial.finish(words[0]),
        "add": lambda: trial.add(words[0], *words[1:2]),
        "remove": lambda: trial.remove(words[0]),
    }
    if verb not in acts:
        raise ValueError(f"{verb} is none of {', '.join(acts)}")
    if verb not in ("start", "set") and not words:
        raise ValueError(f"{verb} what?")
    acts[verb]()


def _split(text: str) -> tuple[str, dict[str, Any]]:
    head, brace, rest = text.partition("{")
    values = json.loads(brace + rest) if brace else {}
    return head, values


def _duration(text: str) -> timedelta:
    value = read_duration(text)
    if not isinstance(value, DaysTime):
        raise ValueError(f"{text} is no duration of days and time, such as P1D or PT90M")
    return timedelta(microseconds=value.nanos // 1000)
