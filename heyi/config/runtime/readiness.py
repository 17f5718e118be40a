"""How a started process tells its supervisor that it answers: one byte on an inherited pipe (HEYI_READY_FD)."""

import contextlib
import os
import select

NAME = "HEYI_READY_FD"


class Readiness:
    """The supervisor's end. `theirs` is the descriptor that the child inherits."""

    def __init__(self) -> None:
        self.ours, self.theirs = os.pipe()

    def told(self) -> bool:
        """Whether the child has said so; never waits."""
        if self.ours < 0:
            return True
        readable, _writable, _failed = select.select([self.ours], [], [], 0)
        return bool(readable) and bool(os.read(self.ours, 1))

    def started(self) -> None:
        """The child has its copy; without ours, its death is seen as the end of the pipe."""
        os.close(self.theirs)
        self.theirs = -1

    def close(self) -> None:
        """Nobody waits any more."""
        for descriptor in (self.ours, self.theirs):
            if descriptor >= 0:
                os.close(descriptor)
        self.ours = self.theirs = -1


def tell() -> None:
    """Called by the child when it can answer. Without a supervisor, or when it no longer listens, nothing happens."""
    text = os.environ.get(NAME, "")
    if text.isdecimal():
        with contextlib.suppress(OSError):
            os.write(int(text), b"+")
