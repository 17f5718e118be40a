"""Which base leads to a moment, and whether the archived log does. Everything that can be refused is refused here, first."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from heyi.config.runtime.journal import gaps
from heyi.config.runtime.journal import lsn as positions
from heyi.config.runtime.journal.place import Base, Place, Reached
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

LATEST = "latest"


@dataclass(frozen=True)
class Way:
    """From a base to a moment; without one to the end of the log."""

    base: Base
    moment: datetime.datetime | None
    reached: Reached
    timeline: int


def read(text: str) -> datetime.datetime | None:
    """The moment that was asked for; None for `latest`. Refuses one that does not say which clock it is read from."""
    if text == LATEST:
        return None
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            _("“{text}” is no moment; write it like 2026-11-23T14:05:00+08:00, or latest.").format(text=text)
        ) from error
    if found.tzinfo is None:
        raise Refusal(_("“{text}” lacks its time zone; write it like {text}+08:00 or {text}Z.").format(text=text))
    return found.astimezone(datetime.UTC)


def choose(place: Place, moment: datetime.datetime | None, now: datetime.datetime) -> Way:
    """The newest base that had ended by then, and a log without a gap from there on."""
    identity, reached, bases = place.identity(), place.reached(), place.bases()
    if identity is None or reached is None or not bases:
        raise Refusal(_("{path} holds no base with a log to replay on it.").format(path=place.path))
    if moment is not None:
        _refuse_outside(moment, now, bases, reached)
    base = [one for one in bases if moment is None or one.ended_at <= moment][-1]
    segments = place.segments()
    last = gaps.last_without_gap(segments, base.segment)
    if last < base.segment:
        raise Refusal(_gap(place, identity.timeline, base.segment))
    if last < max(segments) and moment is None:
        raise Refusal(_gap(place, identity.timeline, last + 1))
    return Way(base, moment, reached, identity.timeline)


def _refuse_outside(moment: datetime.datetime, now: datetime.datetime, bases: Sequence[Base], reached: Reached) -> None:
    if moment > now:
        raise Refusal(_("{moment} lies in the future.").format(moment=shown(moment)))
    if moment < bases[0].ended_at:
        sentence = _("{moment} lies before the oldest base; the first moment that can be brought back is {first}.")
        raise Refusal(sentence.format(moment=shown(moment), first=shown(bases[0].ended_at)))
    if moment > reached.at:
        sentence = _("The archive reaches until {last}; ask for that or earlier, or for latest: all that was received.")
        raise Refusal(sentence.format(last=shown(reached.at)))


def refuse_short(way: Way, place: Place, end: int) -> None:
    """After the log was replayed to its end, at `end`: refuse when that is earlier than what had been received."""
    if end < way.reached.lsn:
        sentence = _(
            "The archived log can only be replayed to {end}, but had been received to {reached}: it is damaged."
        )
        raise Refusal(sentence.format(end=positions.text(end), reached=positions.text(way.reached.lsn)))


def _gap(place: Place, timeline: int, number: int) -> str:
    sentence = _("The archived log has a gap: {name} is missing in {path}.")
    return sentence.format(name=positions.name(timeline, number), path=place.wal)


def shown(moment: datetime.datetime) -> str:
    """A moment as it may be given to --to."""
    return moment.astimezone(datetime.UTC).isoformat()
