"""A disk of so many megabytes that only this process and those that it starts can see. Needs Linux and root."""

import ctypes
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CLONE_NEWNS, MS_REC, MS_PRIVATE, MNT_DETACH = 0x20000, 0x4000, 1 << 18, 2


@contextmanager
def disk(megabytes: int) -> Iterator[Path]:
    """The folder where it is mounted. OSError when this machine does not allow it."""
    library = ctypes.CDLL(None, use_errno=True)
    outside = os.open("/proc/self/ns/mnt", os.O_RDONLY)
    place = Path(tempfile.mkdtemp(prefix="heyi-small-"))
    try:
        _insist(library.unshare(CLONE_NEWNS))
        _insist(library.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None))
        _insist(library.mount(b"tmpfs", bytes(place), b"tmpfs", 0, b"size=%dm,mode=711" % megabytes))
        try:
            yield place
        finally:
            library.umount2(bytes(place), MNT_DETACH)
    finally:
        library.setns(outside, CLONE_NEWNS)
        os.close(outside)
        with suppress(OSError):
            place.rmdir()


def _insist(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "no disk of its own")


class Filler:
    """A file that takes all the room that is left, until it goes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "filler"

    def fill(self) -> None:
        with self.path.open("ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    def free(self) -> None:
        self.path.unlink(missing_ok=True)
