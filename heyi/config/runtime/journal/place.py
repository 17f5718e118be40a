"""The folder of the archive (ARCHIVE_DIR) and what lies in it.

ARCHIVE/archive.json      whose it is: {"format", "system", "timeline"}; one life of one cluster, never two
ARCHIVE/reached.json      {"at", "lsn"}: every commit up to that moment is in `wal`
ARCHIVE/wal/SEGMENT       the write-ahead log in pieces of 16 MB; the last one ends in `.partial`
ARCHIVE/base/STAMP/       `pg` (a copy of the cluster), `names.txt` (the files there were), `manifest.json`
ARCHIVE/files/…           a copy of every upload
ARCHIVE/*.lock            who follows, and who makes a base
"""

import contextlib
import datetime
import fcntl
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import lsn as positions
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

FORMAT = 1
PART = ".part"
PARTIAL = ".partial"
KEEP_DAYS = 14
_SEGMENT = re.compile(r"([0-9A-F]{8})([0-9A-F]{16})((?:\.\w+)?\.partial)?")


@dataclass(frozen=True)
class Base:
    """A complete base. Any moment from `ended_at` on can be reached from it, as far as the log goes without a gap."""

    path: Path
    started_at: datetime.datetime
    listed_at: float
    """When `names` was taken, seconds since 1970: before `ended_at`."""
    ended_at: datetime.datetime
    segment: int
    """The number of the first piece of the log that it needs."""
    bytes: int

    @property
    def names(self) -> frozenset[str]:
        """The uploads that there were."""
        return frozenset((self.path / "names.txt").read_text().splitlines())

    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.path / "manifest.json").read_text())
        return found


@dataclass(frozen=True)
class Reached:
    """Every commit up to the moment `at` lies before the position `lsn`, and all before `lsn` is in the archive."""

    at: datetime.datetime
    lsn: int


@dataclass(frozen=True)
class Identity:
    """Which cluster this is, and which of its lives: bringing back a moment begins the next one."""

    system: str
    timeline: int


class Place:
    """One archive. Creating the object touches nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.wal, self.bases_folder, self.files = path / "wal", path / "base", path / "files"

    def prepare(self) -> None:
        """Make what is missing; for its owner only, because it holds everything that the company knows."""
        for folder in (self.path, self.wal, self.bases_folder, self.files):
            try:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise Refusal(f"ARCHIVE_DIR: {folder}: {error.strerror}") from error

    def identity(self) -> Identity | None:
        """Whose archive this is; None for an empty folder."""
        known = read(self.path / "archive.json")
        return Identity(str(known["system"]), int(known["timeline"])) if known else None

    def belong_to(self, ours: Identity) -> None:
        """Claim an empty archive. Refuses one of another cluster, or of an earlier life of this one."""
        known = self.identity()
        if known is None:
            write(self.path / "archive.json", {"format": FORMAT, "system": ours.system, "timeline": ours.timeline})
        elif known != ours:
            sentence = _(
                "{path} is the archive of another database, or of this one before it was brought back to a moment; "
                "set ARCHIVE_DIR to a new folder."
            )
            raise Refusal(sentence.format(path=self.path))

    def bases(self) -> list[Base]:
        """The complete ones, oldest first."""
        found = [
            _base(path) for path in self.bases_folder.glob("*Z") if path.is_dir() and (path / "manifest.json").exists()
        ]
        return sorted(found, key=lambda base: base.ended_at)

    def segments(self) -> dict[int, Path]:
        """The pieces of the log by number. One that is there only in part is the longest of its parts."""
        known = self.identity()
        found: dict[int, tuple[tuple[bool, int], Path]] = {}
        for path in self.wal.iterdir() if known and self.wal.is_dir() else ():
            number = number_in(path, known.timeline) if known else None
            if number is None:
                continue
            with contextlib.suppress(FileNotFoundError):  # it has just been completed under its own name
                worth = (not path.name.endswith(PARTIAL), path.stat().st_size)
                if number not in found or worth > found[number][0]:
                    found[number] = worth, path
        return {number: path for number, (_worth, path) in sorted(found.items())}

    def reached(self) -> Reached | None:
        """How far the archive reaches; None when nothing was ever received."""
        known = read(self.path / "reached.json")
        return Reached(moment(known["at"]), positions.parse(known["lsn"])) if known else None

    def write_reached(self, reached: Reached) -> None:
        """Not made durable: after a fall of the machine an older one is as true."""
        known = {"at": reached.at.isoformat(), "lsn": positions.text(reached.lsn)}
        write(self.path / "reached.json", known, durable=False)

    @contextlib.contextmanager
    def lock(self, name: str, *, busy: str = "", wait: Callable[[], bool] = lambda: True) -> Iterator[bool]:
        """Hold one of the archive's locks: at once, or a refusal with the sentence `busy`; without one, as long as `wait`
        says so. Yields whether it is held.
        """
        with (self.path / f"{name}.lock").open("a") as file:
            held = _take(file.fileno())
            while not held and not busy and wait():
                time.sleep(0.1)
                held = _take(file.fileno())
            if not held and busy:
                raise Refusal(busy)
            yield held


def chosen(data: DataDir, environ: Mapping[str, str] = os.environ) -> Place | None:
    """The archive that the operator has chosen; None without ARCHIVE_DIR. Refuses one inside the installation."""
    text = environ.get("ARCHIVE_DIR", "").strip()
    if not text:
        return None
    path, files = Path(text), environ.get("FILES_DIR", "").strip()
    for inside in (data.path, *([Path(files)] if files else [])):
        if path.resolve().is_relative_to(inside.resolve()):
            sentence = _("must lie outside of {path}, best on another disk.")
            raise Refusal("ARCHIVE_DIR: " + sentence.format(path=inside))
    return Place(path)


def keep_days(environ: Mapping[str, str] = os.environ) -> int:
    """How far back one wants to go, in days."""
    return int(environ.get("ARCHIVE_KEEP", "").strip() or KEEP_DAYS)


def number_in(path: Path, timeline: int) -> int | None:
    """The number of the piece, or part of one, that this file of `wal` is; None for anything else."""
    match = _SEGMENT.fullmatch(path.name)
    return positions.number_of(match[2]) if match and int(match[1], 16) == timeline else None


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def read(path: Path) -> dict[str, Any]:
    """What a small file of facts says; empty when there is none. Refuses a damaged one."""
    try:
        found: dict[str, Any] = json.loads(path.read_text())
        return found
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Refusal(_("{path} is damaged: {reason}").format(path=path, reason=error)) from error


def write(path: Path, facts: dict[str, Any], *, durable: bool = True) -> None:
    """Exchange a small file of facts as a whole."""
    draft = path.with_name(path.name + ".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - its mode
        file.write(json.dumps(facts, indent=2))
        file.flush()
        if durable:
            os.fsync(file.fileno())
    draft.replace(path)
    if durable:
        sync(path.parent)


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _base(path: Path) -> Base:
    known = read(path / "manifest.json")
    return Base(
        path,
        moment(known["started_at"]),
        float(known["listed_at"]),
        moment(known["ended_at"]),
        positions.segment(positions.parse(known["start_lsn"])),
        int(known["bytes"]),
    )


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
