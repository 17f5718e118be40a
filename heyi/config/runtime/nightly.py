"""The check of every night: `heyi check --nightly` beside the parts, with the owner's address, which no part may have."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from heyi.config.runtime import processes
from heyi.config.runtime.datadir import DataDir
from heyi.core.audit import nights

COMMAND = (sys.executable, "-m", "heyi", "check", "--nightly")
FOUND = 3
"""The status of a nightly check that was recorded and found something; 1 is also that of a program that broke."""
LOG_BYTES = 5_000_000
CATCHING_UP = timedelta(minutes=10)
"""After a start that missed a night: not at once, people are waiting to work."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Nightly:
    """`look` starts it when its time has come, and knows when it has ended. What it printed is in its log."""

    data: DataDir
    now: Callable[[], datetime] = _now
    zone: str = field(default_factory=lambda: os.environ.get("TIME_ZONE", "").strip() or "Asia/Shanghai")
    child: subprocess.Popen[bytes] | None = None
    due: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.due = nights.following(self.now(), self.zone)
        with contextlib.suppress(OSError):
            last = datetime.fromtimestamp(self.log.stat().st_mtime, UTC)
            if self.now() - last > nights.LATE:  # the machine is switched off at night
                self.due = min(self.due, self.now() + CATCHING_UP)

    @property
    def log(self) -> Path:
        return self.data.log / "check.log"

    def look(self, variables: Callable[[], Mapping[str, str]]) -> int | None:
        """The status of a check that has ended since the last look; None otherwise."""
        if self.child is not None:
            status = self.child.poll()
            if status is not None:
                self.child = None
            return status
        if self.now() >= self.due:
            self.due = nights.following(self.now(), self.zone)
            self._start(variables())
        return None

    def _start(self, variables: Mapping[str, str]) -> None:
        # A full disk must not end the group: this night goes without a check, and the page says so.
        with contextlib.suppress(OSError):
            if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.1"))
            with self.log.open("ab") as output:
                output.write(f"{self.now():%Y-%m-%d %H:%M} UTC\n".encode())
                output.flush()
                self.child = subprocess.Popen(
                    COMMAND,
                    env=dict(variables),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                    preexec_fn=processes.follow_parent(signal.SIGTERM),
                )

    def close(self) -> None:
        """The group stops: a check that runs has changed nothing yet, or all."""
        if self.child is not None:
            with contextlib.suppress(ProcessLookupError):
                self.child.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(5)
            if self.child.poll() is None:
                self.child.kill()
                self.child.wait()
            self.child = None
