"""Pieces of the archived log are handed to a recovering server one by one, as it asks for them.

The server may run as another user, who has no business in the archive, so it only sees a folder of its own: its
restore_command asks there by a file and waits. Nothing needs room for more than one piece.
"""

import contextlib
import os
import re
import shlex
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from heyi.config.runtime import account as accounts
from heyi.config.runtime.journal.place import Place, number_in

PAUSE = 0.01
COMMAND = (
    'd={folder}; : > "$d/%f.wanted" || exit 1; n=0; '
    'while [ ! -e "$d/%f" ] && [ ! -e "$d/%f.none" ]; do '
    'n=$((n+1)); [ $n -lt 6000 ] && [ -d "$d" ] || exit 1; sleep 0.02; done; '
    'rm -f "$d/%f.none"; [ -e "$d/%f" ] && mv "$d/%f" "%p"'
)
"""For the server's shell. It gives up after two minutes, or when the folder goes."""
_SAFE = re.compile(r"[0-9A-F]{8}([0-9A-F]{16}|\.history)")


class Feeder:
    """Answers what the server asks for in `folder`."""

    def __init__(self, place: Place, folder: Path, who: accounts.Account, timeline: int) -> None:
        self.place, self.folder, self.who, self.timeline = place, folder, who, timeline
        self.ending = threading.Event()
        self.served = 0

    @property
    def command(self) -> str:
        """The restore_command."""
        return COMMAND.format(folder=shlex.quote(str(self.folder)).replace("%", "%%"))

    def run(self) -> None:
        while not self.ending.wait(PAUSE):
            for wish in self.folder.glob("*.wanted"):
                self._answer(wish.name.removesuffix(".wanted"))
                wish.unlink(missing_ok=True)

    def _answer(self, name: str) -> None:
        """The piece under its name, or the word that there is none."""
        draft = self.folder / f"{name}.coming"
        for _attempt in range(2):  # a part is completed under its own name while one looks
            source = self._find(name)
            if source is None:
                break
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(source, draft)
                self._hand_over(draft)
                draft.rename(self.folder / name)
                self.served += 1
                return
        draft.touch()
        self._hand_over(draft)
        draft.rename(self.folder / f"{name}.none")

    def _find(self, name: str) -> Path | None:
        if not _SAFE.fullmatch(name):
            return None
        if name.endswith(".history"):
            path = self.place.wal / name
            return path if path.exists() else None
        number = number_in(Path(name), self.timeline)
        return self.place.segments().get(number) if number is not None else None

    def _hand_over(self, path: Path) -> None:
        if self.who.switch:
            os.chown(path, self.who.uid, self.who.gid)


@contextlib.contextmanager
def feeding(place: Place, who: accounts.Account, timeline: int) -> Iterator[Feeder]:
    """A feeder at work, in a folder of its own that is gone in the end."""
    folder = Path(tempfile.mkdtemp(prefix="heyi-log-"))
    if who.switch:
        os.chown(folder, who.uid, who.gid)
    feeder = Feeder(place, folder, who, timeline)
    thread = threading.Thread(target=feeder.run, daemon=True)
    thread.start()
    try:
        yield feeder
    finally:
        feeder.ending.set()
        thread.join()
        shutil.rmtree(folder, ignore_errors=True)
