"""`heyi backup --list`: what can be brought back, and whether that is as much as one expects (I44)."""

import datetime
import shutil
from dataclasses import dataclass, field

import psycopg

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import gaps, slot
from heyi.config.runtime.journal import lsn as positions
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal.choosing import shown
from heyi.config.runtime.journal.place import Place
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import table
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

NEWEST = datetime.timedelta(days=8)
"""A base each week, and a day to notice that one has failed."""
LAG = datetime.timedelta(seconds=60)


@dataclass
class Listing:
    """Lines to read, and sentences about what is wrong."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def look(data: DataDir) -> Listing:
    """The archive of this installation. Starts nothing and changes nothing."""
    installation.needs_embedded()
    place = places.chosen(data)
    if place is None:
        raise Refusal(_("Set ARCHIVE_DIR to the folder of the archive first."))
    return describe(place, datetime.datetime.now(datetime.UTC), _server(data))


def _server(data: DataDir) -> tuple[str, int] | None:
    """The state of the slot, and how many bytes of the log have not been received; None while nothing runs."""
    if not (data.path / "secrets.json").exists():
        return None
    cluster = Cluster(data)
    if not cluster.is_ready():
        return None
    with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True, connect_timeout=10) as connection:
        received = slot.received(connection)
        return slot.state(connection), max(0, slot.now(connection).lsn - received) if received else -1


def describe(place: Place, now: datetime.datetime, server: tuple[str, int] | None) -> Listing:
    """Bases, the window, gaps, lag and room; and I44: a young base with a log without a gap since."""
    found = Listing()
    bases, reached, segments = place.bases(), place.reached(), place.segments()
    rows = [(base.path.name, shown(base.ended_at), f"{base.bytes / 1e6:.1f} MB") for base in bases]
    found.lines += [_("Bases (from when on, size):"), table(rows) if rows else "  " + _("none")]
    if not bases:
        found.wrong.append(_("There is no base yet; make one: heyi backup --base"))
    elif now - bases[-1].ended_at > NEWEST:
        sentence = _("The newest base is {days} days old; make one each week: heyi backup --base")
        found.wrong.append(sentence.format(days=(now - bases[-1].ended_at).days))
    if bases and reached is not None:
        _describe_window(found, place)
    size = sum(path.stat().st_size for path in place.wal.glob("*")) if place.wal.is_dir() else 0
    log = _("Log: {count} pieces, {size} MB; room on the disk: {free} GB")
    free = shutil.disk_usage(place.path).free if place.path.exists() else 0
    found.lines.append(log.format(count=len(segments), size=f"{size / 1e6:.0f}", free=f"{free / 1e9:.1f}"))
    if server is not None:
        _describe_server(found, server, now - reached.at if reached else None)
    return found


def _describe_window(found: Listing, place: Place) -> None:
    bases, reached, identity = place.bases(), place.reached(), place.identity()
    assert reached is not None  # noqa: S101 - asked by the caller
    assert identity is not None  # noqa: S101 - a base belongs to somebody
    missing = gaps.missing(place.segments(), bases[0].segment)
    whole = [base for base in bases if all(last < base.segment for _first, last in missing)]
    if not place.segments() or max(place.segments()) < positions.segment(max(reached.lsn - 1, 0)):
        found.wrong.append(
            _("The log that was received up to {moment} is not all there.").format(moment=shown(reached.at))
        )
    if whole:
        sentence = _("Any moment from {first} to {last} can be brought back.")
        found.lines.append(sentence.format(first=shown(whole[0].ended_at), last=shown(reached.at)))
    for first, last in missing:
        sentence = _("The log has a gap from {first} to {last}.")
        names = [positions.name(identity.timeline, number) for number in (first, last)]
        text = sentence.format(first=names[0], last=names[1])
        (found.wrong if last >= bases[-1].segment else found.lines).append(text)


def _describe_server(found: Listing, server: tuple[str, int], behind: datetime.timedelta | None) -> None:
    state, lag = server
    if state == "lost":
        found.wrong.append(
            _(
                "The archive fell so far behind that the server has given up what it lacks; make a new base: heyi backup --base"
            )
        )
    elif state == "" or lag < 0:
        found.wrong.append(_("Nobody receives the log of the running installation; see log/archive.log."))
    elif behind is not None and behind > LAG:
        found.wrong.append(_("The archive is {seconds} s behind.").format(seconds=int(behind.total_seconds())))
    if lag >= 0:
        seconds = "?" if behind is None else f"{behind.total_seconds():.0f}"
        found.lines.append(_("Behind the installation: {bytes} bytes, {seconds} s").format(bytes=lag, seconds=seconds))
