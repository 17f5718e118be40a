"""The demo's past as a story: acts of people, each at its own moment, played in the order of time.

Services stamp what they write with the present moment. While an act is played the present *is* its moment, so numbers,
due dates, claims and stays in stages come out as if the act had been done then, with every check that the services make.
What the database itself stamps (audit, time of change) stays what it is: the moment when the demo was made.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from heyi.config.demo.organization import Staff
from heyi.core.access.actor import Actor
from heyi.core.access.work import declare
from heyi.core.org import actors
from heyi.core.org.models import Employee

TAKEOVER = 270
"""So many days ago the company came to Heyi: what is older was taken over from the former system."""

Act = Callable[[Actor], None]
Progress = Callable[[int, int], None]
_present: ContextVar[datetime | None] = ContextVar("demo_present", default=None)


@contextmanager
def moving_clock() -> Iterator[None]:
    """Let ``timezone.now`` tell the moment of the act that is being played, for the demo's own thread only."""
    real = timezone.now
    timezone.now = lambda: _present.get() or real()
    try:
        yield
    finally:
        timezone.now = real


@dataclass
class Story:
    """Who, what and when. ``today`` is the company's; acts after the present moment have not happened and are left out."""

    staff: Staff
    now: datetime = field(default_factory=timezone.now)
    _acts: list[tuple[datetime, int, Employee | None, Act]] = field(default_factory=list)
    _actors: dict[int, Actor] = field(default_factory=dict)

    @property
    def chance(self) -> random.Random:
        return self.staff.random

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.staff.company.time_zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def day(self, days_ago: float) -> date:
        """The working day that many days ago, or the Friday before it."""
        found = self.today - timedelta(days=int(days_ago))
        return found - timedelta(days=max(0, found.weekday() - 4))

    def at(self, day: date, hour: float = 10) -> datetime:
        """A moment of that day in the company's time."""
        minutes = int(hour * 60)
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.zone)

    def moment(self, days_ago: float, hour: float = 10) -> datetime:
        """A moment of the working day that many days ago."""
        return self.at(self.day(days_ago), hour)

    def plan(self, moment: datetime, who: Employee | None, act: Act) -> None:
        """``who`` does something then; None is the system, which sets up and takes over."""
        if moment <= self.now:
            self._acts.append((moment, len(self._acts), who, act))

    def play(self, progress: Progress, *, start: int, end: int) -> None:
        """All acts from the oldest to the latest; progress moves from ``start`` to ``end`` of 100."""
        acts = sorted(self._acts, key=lambda entry: entry[:2])
        told = start
        with moving_clock():
            for done, (moment, _number, who, act) in enumerate(acts, start=1):
                token = _present.set(moment)
                try:
                    act(self._acting(who))
                finally:
                    _present.reset(token)
                reached = start + (end - start) * done // len(acts)
                if reached > told:
                    told = reached
                    progress(told, 100)
        declare(self.staff.actor)

    def _acting(self, who: Employee | None) -> Actor:
        """The actor of a person with their own roles; the database is told who acts."""
        if who is None:
            actor = self.staff.actor
        elif who.pk in self._actors:
            actor = self._actors[who.pk]
        else:
            found = actors.load(who.user_id or 0)
            if found is None:
                raise LookupError(f"{who.name} has no account")
            actor = self._actors[who.pk] = found
        declare(actor)
        return actor
