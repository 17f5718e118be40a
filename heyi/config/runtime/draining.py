"""Ending a serving process without failing a request: first it takes no new connections, then it is told to end.

granian stops accepting and begins to close connections at the same moment, so one that was just accepted may be closed
before its first request is read. `DRAIN` comes a moment earlier and only takes the socket out of the process's epoll;
new connections wait in the socket's queue for a process that stays. Linux only; elsewhere nothing happens.
"""

import contextlib
import os
import select
import signal
from pathlib import Path

DRAIN = signal.SIGUSR1
SECONDS = 0.5
"""Between the two: long enough for every connection that was accepted to have sent its request."""


def stop_accepting(listener: int) -> None:
    """Let no event loop of this process hear of new connections any more, whatever copies of the socket it has."""
    if not hasattr(select, "epoll"):
        return
    inode = os.fstat(listener).st_ino
    sockets, loops = [], []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError, ValueError):
            number = int(entry.name)
            if os.fstat(number).st_ino == inode:
                sockets.append(number)
            elif os.readlink(entry).startswith("anon_inode:[eventpoll]"):  # noqa: PTH115 - no such file to resolve
                loops.append(number)
    for number in loops:
        with contextlib.suppress(OSError), select.epoll.fromfd(os.dup(number)) as loop:
            for one in sockets:
                with contextlib.suppress(OSError):
                    loop.unregister(one)
