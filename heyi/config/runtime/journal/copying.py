"""Uploads are copied into the archive as they come. They are never changed in place, and their names are random."""

import contextlib
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from heyi.config.runtime.journal import place as places

DRAFT = ".copying"
STILL = 2.0
"""Seconds for which a file has not been written to before it is taken for finished."""
ALL_OVER = 600.0
"""Seconds between two looks into every folder, whatever its time says."""


@dataclass
class Copying:
    """From a folder of uploads into the archive's. `look` does what there is to do."""

    source: Path
    target: Path
    seen: dict[Path, tuple[int, list[Path]]] = field(default_factory=dict)
    """When each folder was last changed, as of the last look, in nanoseconds, and the folders in it."""
    open: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Size and time of what was copied and may still grow."""
    backlog: dict[str, None] = field(default_factory=dict)
    """What was seen and not copied yet, in the order in which it was seen."""
    all_over_at: float = -ALL_OVER

    def look(self, *, seconds: float = float("inf")) -> int:
        """Copy what is new, and again what has grown since, for so many seconds; the rest comes with the next look. How many
        copies were made.
        """
        until = time.monotonic() + seconds
        self.backlog.update(dict.fromkeys(name for name in self._new() if name not in self.open))
        count = sum(self._copy(name) for name in list(self.open))
        while self.backlog and time.monotonic() < until:
            name = next(iter(self.backlog))
            del self.backlog[name]
            count += self._copy(name)
        return count

    def finish(self) -> int:
        """Look into every folder, until all that is there now is whole in the archive, whatever comes meanwhile."""
        self.all_over_at = -ALL_OVER
        count = self.look()
        wanted = set(self.open)
        while wanted & self.open.keys():
            time.sleep(0.1)
            count += sum(self._copy(name) for name in wanted & self.open.keys())
        return count

    def _new(self) -> list[str]:
        """Names of files that the archive lacks or has shorter, in folders that have changed."""
        if time.monotonic() - self.all_over_at >= ALL_OVER:
            self.seen, self.all_over_at = {}, time.monotonic()
        found: list[str] = []
        waiting = [self.source]
        while waiting:
            folder = waiting.pop()
            with contextlib.suppress(FileNotFoundError):
                changed = folder.stat().st_mtime_ns
                known = self.seen.get(folder)
                if known is None or known[0] != changed:
                    known = changed, self._read(folder, found)
                    if time.time_ns() - changed > STILL * 1e9:  # else it may change again within one tick of the clock
                        self.seen[folder] = known
                waiting += known[1]
        return found

    def _read(self, folder: Path, found: list[str]) -> list[Path]:
        """Add the names of what is to be copied from one folder; the folders in it."""
        with os.scandir(folder) as listing:
            entries = list(listing)
        found += [_name(entry, self.source) for entry in entries if self._lacks(entry)]
        return [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]

    def _lacks(self, entry: "os.DirEntry[str]") -> bool:
        with contextlib.suppress(FileNotFoundError):
            if not entry.is_file(follow_symlinks=False):
                return False
            copy = self.target / _name(entry, self.source)
            return not copy.exists() or copy.stat().st_size != entry.stat().st_size
        return False

    def _copy(self, name: str) -> int:
        """Copy one file unless that has been done since it last changed. 1 when a copy was made."""
        source, target = self.source / name, self.target / name
        try:
            found = source.stat()
            state = found.st_size, found.st_mtime_ns
            if self.open.get(name) == state:
                if time.time() - found.st_mtime > STILL:
                    del self.open[name]
                return 0
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _copy_safely(source, target)
        except FileNotFoundError:  # its request has failed, and it went with that
            self.open.pop(name, None)
            return 0
        self.open[name] = state
        return 1


def present(folder: Path) -> frozenset[str]:
    """The names of all files of a folder of uploads."""
    return frozenset(path.relative_to(folder).as_posix() for path in files_in(folder))


def files_in(folder: Path) -> list[Path]:
    """All files below a folder, which may be missing."""
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def _copy_safely(source: Path, target: Path) -> None:
    """Whole under its name or not there at all. Its time becomes that of its coming, by which it may be pruned."""
    draft = target.with_name(target.name + DRAFT)
    with source.open("rb") as reading, open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - its mode
        shutil.copyfileobj(reading, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)
    places.sync(target.parent)


def _name(entry: "os.DirEntry[str]", root: Path) -> str:
    return Path(entry.path).relative_to(root).as_posix()
