"""One supervised process: how it is started, watched, restarted and ended."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from heyi.config.runtime import processes
from heyi.config.runtime.datadir import DataDir

FIRST_PAUSE, LONGEST_PAUSE, CALM_AFTER = 0.5, 30.0, 60.0
"""Seconds: back-off doubles from the first pause to the longest; a part that lived this long starts over."""
LOG_BYTES = 20_000_000


@dataclass
class Part:
    """A process of its own session, so that everything it spawned can be ended with it."""

    name: str
    command: Sequence[str]
    data: DataDir
    patience: float = 15.0
    child: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = FIRST_PAUSE
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        return self.data.log / f"{self.name}.log"

    @property
    def note(self) -> Path:
        return self.data.run / f"{self.name}.json"

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self.started = time.monotonic()
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                list(self.command),
                env=dict(self.variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=processes.follow_parent(signal.SIGTERM),
            )
        self.note.write_text(json.dumps({"pid": self.child.pid, "at": time.time()}))

    def ended(self) -> str:
        """How it ended ("signal 9", "status 1"); empty while it runs."""
        code = self.child.poll() if self.child else 0
        if code is None:
            return ""
        return f"signal {-code}" if code < 0 else f"status {code}"

    def plan_restart(self) -> float:
        """Sweep what the dead process left and set the time of the next start. The pause in seconds."""
        self.sweep()
        if time.monotonic() - self.started > CALM_AFTER:
            self.pause = FIRST_PAUSE
        chosen, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.child, self.due = None, time.monotonic() + chosen
        return chosen

    def ask_to_end(self) -> None:
        if self.child and self.child.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self.child.send_signal(signal.SIGTERM)

    def finish(self, *, deadline: float) -> None:
        """Wait until it ended by itself, then remove whatever is left."""
        while self.child and self.child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        self.sweep()
        if self.child:
            self.child.wait()
        self.child = None

    def sweep(self) -> int:
        """End every process of the session noted last, also one left by a supervisor that was killed. How many."""
        try:
            noted = json.loads(self.note.read_text())
            left = processes.of_session(int(noted["pid"]), started_at=float(noted["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return 0
        processes.end(left, ask=signal.SIGTERM if self.child is None else signal.SIGKILL, patience=5)
        self.note.unlink(missing_ok=True)
        return len(left)

    def last_words(self, lines: int = 12) -> str:
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 8000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
        return ""
