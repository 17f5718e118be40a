"""What of an archive may go: nothing that the window needs, and nothing before what replaces it is safe on the disk."""

import contextlib
import datetime
import shutil
from collections.abc import Sequence

from heyi.config.runtime.journal import copying
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal.place import Base, Place


def kept(bases: Sequence[Base], now: datetime.datetime, days: int) -> list[Base]:
    """Those that ended within the window, and the newest before it, from which its beginning is reached. Of any, at least
    the newest stays.
    """
    begins = now - datetime.timedelta(days=days)
    ordered = sorted(bases, key=lambda base: base.ended_at)
    before = [base for base in ordered if base.ended_at <= begins]
    return before[-1:] + [base for base in ordered if base.ended_at > begins]


def prune(place: Place, now: datetime.datetime, days: int, *, present: frozenset[str]) -> None:
    """Remove what no moment of the window needs. `present` are the uploads that there are now. The caller holds the lock
    of bases, so everything that is called `.part` is a leftover.
    """
    places.sync(place.bases_folder)
    bases = place.bases()
    keep = kept(bases, now, days)
    for base in bases:
        if base not in keep:
            # A death on the way must not leave half a base under the name of a whole one.
            base.path.rename(base.path.with_name(base.path.name + places.PART))
    places.sync(place.bases_folder)
    for leftover in place.bases_folder.glob(f"*{places.PART}"):
        shutil.rmtree(leftover)
    if keep:
        _prune_log(place, min(base.segment for base in keep))
        _prune_files(place, keep, present)


def _prune_log(place: Place, first: int) -> None:
    """Pieces before the first that a base needs, and parts of a piece that has been completed since."""
    segments = place.segments()
    wanted = {path for number, path in segments.items() if number >= first}
    timeline = place.identity()
    for path in list(place.wal.iterdir()):
        mine = places.number_in(path, timeline.timeline) if timeline else None
        if mine is not None and path not in wanted and (mine < first or not segments[mine].name.endswith(".partial")):
            path.unlink(missing_ok=True)


def _prune_files(place: Place, keep: Sequence[Base], present: frozenset[str]) -> None:
    """A file that was there at a moment of the window is in the list of a base, or came after the oldest list was made."""
    oldest = min(base.listed_at for base in keep)
    needed = present.union(*(base.names for base in keep))
    for path in copying.files_in(place.files):
        name = path.relative_to(place.files).as_posix()
        with contextlib.suppress(FileNotFoundError):
            if name not in needed and path.stat().st_mtime < oldest:
                path.unlink()
