"""Finding and ending operating-system processes that belong to one installation."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

_PR_SET_PDEATHSIG = 1


def follow_parent(sent: signal.Signals) -> Callable[[], None] | None:
    """A function for the child between fork and exec: the kernel sends `sent` when the parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    number = int(sent)

    def ask_kernel() -> None:
        prctl(_PR_SET_PDEATHSIG, number)

    return ask_kernel


def alive(pid: int) -> psutil.Process | None:
    """The process if it runs; a zombie does not."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process
    except psutil.Error:
        return None


def works_in(process: psutil.Process, folder: Path) -> bool:
    """Whether this is a PostgreSQL process of the cluster in `folder`: PostgreSQL works in its data directory."""
    with contextlib.suppress(psutil.Error, OSError):
        return process.name().startswith(("postgres", "postmaster")) and process.cwd() == str(folder.resolve())
    return False


def working_in(folder: Path) -> list[psutil.Process]:
    """All PostgreSQL processes of the cluster in `folder`."""
    return [process for process in psutil.process_iter() if works_in(process, folder)]


def end(processes: Iterable[psutil.Process], *, ask: signal.Signals, patience: float) -> None:
    """Ask the processes to end, wait `patience` seconds, then kill those that stay."""
    waiting = list(processes)
    for process in waiting:
        with contextlib.suppress(psutil.Error):
            process.send_signal(ask)
    _gone, left = psutil.wait_procs(waiting, timeout=patience)
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(left, timeout=5)


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def of_session(leader: int, *, started_at: float) -> list[psutil.Process]:
    """What is left of a session that `leader` opened at `started_at` (seconds since 1970), however its leader ended."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if os.getsid(process.pid) == leader and process.create_time() >= started_at - 1:
                found.append(process)
    return found
