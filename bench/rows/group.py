"""Row 16: the whole group (`heyi up`) on a data folder that was prepared: seconds to the first page, memory at rest."""

import contextlib
import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.context import Context
from bench.ground import ROOT
from bench.measure import Figure
from heyi.config.runtime import listening

SECONDS, MEGABYTES = 5, 600
CALM = 10
"""Seconds after the first answer until the memory is read."""
OTHERS = ("DATABASE_", "HEYI_", "DJANGO_", "SECRET_KEY", "LOG_LEVEL")


def measure(context: Context) -> None:
    seconds, memory = [], []
    with tempfile.TemporaryDirectory(prefix="heyi-bench-") as folder:
        with _running(Path(folder), patience=300):  # the first start makes the tables and does not count
            pass
        for _round in range(1 if context.quick else context.rounds):
            with _running(Path(folder)) as (process, taken):
                seconds.append(taken)
                time.sleep(CALM)
                memory.append(megabytes(process.pid))
    first, idle = statistics.median(seconds), statistics.median(memory)
    what = "second start of the whole group, to the first page"
    context.add(Figure("16", what, "s", first, goal=f"< {SECONDS} s", met=first < SECONDS))
    note = f"PSS of all its processes, PostgreSQL too, {CALM} s after the start"
    context.add(
        Figure(
            "16",
            "memory of the whole group at rest",
            "MB",
            idle,
            goal=f"< {MEGABYTES} MB",
            met=idle < MEGABYTES,
            note=note,
        )
    )


@contextlib.contextmanager
def _running(data: Path, patience: float = 60) -> Iterator[tuple["subprocess.Popen[bytes]", float]]:
    """The group, and the seconds it took to its first answer."""
    with listening.listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
    command = [sys.executable, "-m", "heyi", "up", "--data", str(data), "--port", str(port)]
    started = time.perf_counter()
    with (data / "up.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=clean, stdout=log, stderr=log, start_new_session=True)
        try:
            while not _answers(port):
                if process.poll() is not None or time.perf_counter() - started > patience:
                    raise RuntimeError(f"The group did not start: {(data / 'up.log').read_text()[-2000:]}")
                time.sleep(0.02)
            yield process, time.perf_counter() - started
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def megabytes(pid: int) -> float:
    """What a process and all that it started take, shared pages shared out among those that share them."""
    top = psutil.Process(pid)
    total = 0
    for process in (top, *top.children(recursive=True)):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="utf-8")
            total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total * 1024 / 1_000_000
