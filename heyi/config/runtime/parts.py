"""One supervised part: how its process is started, watched, replaced, restarted and ended."""

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
from heyi.config.runtime.readiness import Readiness

FIRST_PAUSE, LONGEST_PAUSE, CALM_AFTER = 0.5, 30.0, 60.0
"""Seconds: back-off doubles from the first pause to the longest; a part that lived this long starts over."""
LOG_BYTES = 20_000_000


@dataclass
class Run:
    """One process of its own session, so that everything it spawned can be ended with it."""

    child: subprocess.Popen[bytes]
    readiness: Readiness | None
    at: float = field(default_factory=time.time)
    started: float = field(default_factory=time.monotonic)
    leaving_since: float = 0.0

    def ending(self) -> str:
        """How it ended ("signal 9", "status 1"); empty while it runs."""
        code = self.child.poll()
        if code is None:
            return ""
        return f"signal {-code}" if code < 0 else f"status {code}"

    def is_ready(self) -> bool:
        """Whether it has said that it answers; a part that never says so is ready when it runs."""
        if self.readiness is not None and self.readiness.told():
            self.readiness.close()
        return self.readiness is None or self.readiness.ours < 0

    def ask_to_end(self) -> None:
        self.leaving_since = self.leaving_since or time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            self.child.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Whatever is left of its session ends now."""
        left = processes.of_session(self.child.pid, started_at=self.at)
        processes.end(left, ask=signal.SIGKILL, patience=5)
        self.child.wait()
        if self.readiness is not None:
            self.readiness.close()


@dataclass
class Part:
    """A process that must be there. While it is replaced there are two: `run`, which serves, and `successor`."""

    name: str
    command: Sequence[str]
    data: DataDir
    patience: float = 15.0
    listener: int | None = None
    run: Run | None = None
    successor: Run | None = None
    leaving: list[Run] = field(default_factory=list)
    due: float = 0.0
    pause: float = FIRST_PAUSE
    variables: Mapping[str, str] = field(default_factory=dict)
    noted: bool = True

    @property
    def log(self) -> Path:
        return self.data.log / f"{self.name}.log"

    @property
    def note(self) -> Path:
        return self.data.run / f"{self.name}.json"

    def start(self) -> None:
        self.run = self._launch()
        self._write_note()

    def replace(self) -> None:
        """Start the successor; `look` lets it take over as soon as it answers."""
        if self.run is not None and self.successor is None:
            self.successor = self._launch()
            self._write_note()

    def look(self) -> str:
        """Move a replacement on, and end who was to leave and does not. "replaced", "failed", or nothing new."""
        if not self.noted:
            self._write_note()
        for run in [
            run for run in self.leaving if run.ending() or time.monotonic() > run.leaving_since + self.patience
        ]:
            run.end()
            self.leaving.remove(run)
            self._write_note()
        if self.successor is None or self.run is None:
            return ""
        if self.successor.ending():
            self.successor.end()
            self.successor = None
            self._write_note()
            return "failed"
        if not self.successor.is_ready():
            return ""
        self.run.ask_to_end()
        self.leaving.append(self.run)
        self.run, self.successor = self.successor, None
        self._write_note()
        return "replaced"

    def plan_restart(self) -> float:
        """Sweep what the dead process left and set the time of the next start. The pause in seconds."""
        if self.run is not None:
            self.run.end()
            if time.monotonic() - self.run.started > CALM_AFTER:
                self.pause = FIRST_PAUSE
        chosen, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.run, self.due = self.successor, time.monotonic() + chosen
        self.successor = None
        self._write_note()
        return chosen

    def forgive(self) -> None:
        """What it fell over is mended: it starts at once, and as if it had never ended."""
        self.pause, self.due = FIRST_PAUSE, 0.0

    def ask_to_end(self) -> None:
        for run in self._runs():
            run.ask_to_end()

    def has_ended(self) -> bool:
        return all(run.ending() for run in self._runs())

    def finish(self) -> None:
        """Remove whatever is left."""
        for run in self._runs():
            run.end()
        self.run, self.successor, self.leaving = None, None, []
        self.note.unlink(missing_ok=True)

    def sweep(self) -> int:
        """End every process that the last note names, left by a supervisor that was killed. How many."""
        count = 0
        try:
            for noted in json.loads(self.note.read_text())["runs"]:
                left = processes.of_session(int(noted["pid"]), started_at=float(noted["at"]))
                processes.end(left, ask=signal.SIGTERM, patience=5)
                count += len(left)
        except (OSError, ValueError, KeyError, TypeError):
            return count
        self.note.unlink(missing_ok=True)
        return count

    def last_words(self, lines: int = 12) -> str:
        with contextlib.suppress(OSError), self.log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 8000))
            return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])
        return ""

    def _runs(self) -> list[Run]:
        return [run for run in (self.run, self.successor, *self.leaving) if run is not None]

    def _launch(self) -> Run:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        command, inherited, readiness = list(self.command), [], None
        if self.listener is not None:
            readiness = Readiness()
            inherited = [self.listener, readiness.theirs]
            places = {"{listener}": str(self.listener), "{ready}": str(readiness.theirs)}
            command = [places.get(word, word) for word in command]
        with self.log.open("ab") as output:
            child = subprocess.Popen(
                command,
                env=dict(self.variables),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=inherited,
                preexec_fn=processes.follow_parent(signal.SIGTERM),
            )
        if readiness is not None:
            readiness.started()
        return Run(child, readiness)

    def _write_note(self) -> None:
        """Who runs, the one that serves first: for the next start, should this supervisor be killed."""
        runs = [{"pid": run.child.pid, "at": run.at} for run in self._runs()]
        draft = self.note.with_suffix(".new")
        successor = self.successor.child.pid if self.successor else 0
        text = json.dumps({"pid": runs[0]["pid"] if self.run else 0, "successor": successor, "runs": runs})
        try:
            draft.write_text(text)
            draft.replace(self.note)
            self.noted = True
        except OSError:  # a full disk must not end the group; `look` writes it as soon as there is room
            self.noted = False
