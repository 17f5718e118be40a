"""`python -m heyi.config.runtime.journal.following`: the part of the group that keeps the archive up with the installation.

It has pg_receivewal write down the log in the moment in which the server does, copies new uploads, and notes how far all
that reaches. It ends with a status when the receiving ends, and the supervisor starts it again.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from heyi.config.runtime import backup, binaries, environment, processes
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal import slot
from heyi.config.runtime.journal.copying import Copying
from heyi.config.runtime.journal.lsn import SEGMENT_BYTES
from heyi.config.runtime.journal.place import Place, Reached
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.refusal import Refusal

TICK = 1.0
LAST_WORDS = 5.0
"""Seconds for what is left when the installation stops."""
IDLE = timedelta(seconds=3)
"""When the server has not written down for so long what it has in memory, it is asked to."""
Receiver = subprocess.Popen[bytes]


@dataclass
class Following:
    """One run of the part, until it is told to stop or the receiving ends."""

    data: DataDir
    place: Place
    stopping: threading.Event = field(default_factory=threading.Event)
    before: datetime | None = None
    """The server's time at the last look."""
    waiting: Reached | None = None
    """What will be noted as soon as the log has been received so far."""

    def run(self) -> int:
        """The exit status: 0 when told to stop."""
        self.place.prepare()
        with self.place.lock("follow", wait=lambda: not self.stopping.is_set()) as held:
            if not held:
                return 0
            url = Cluster(self.data).url("postgres", "postgres")
            with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
                self.place.belong_to(slot.identity(connection))
                slot.ensure(connection, self.place)
                copying = None if backup.in_a_bucket() else Copying(backup.files_folder(self.data), self.place.files)
                receiver = self._receive(url)
                try:
                    return self._follow(connection, receiver, copying)
                finally:
                    _end(receiver)

    def _receive(self, url: str) -> Receiver:
        for path in self.place.wal.glob(f"{'?' * 24}{places.PARTIAL}"):
            # pg_receivewal would refuse to go on with it. Nothing is thrown away: it may hold what is nowhere else.
            if path.stat().st_size not in (0, SEGMENT_BYTES):
                path.rename(path.with_name(f"{path.stem}.{time.time_ns()}{places.PARTIAL}"))
        command = [binaries.find()["pg_receivewal"], f"--dbname={backup.without_password(url)}", "--no-loop"]
        command += ["--synchronous", f"--slot={slot.NAME}", f"--directory={self.place.wal}"]
        environ = {**os.environ, "PGPASSWORD": self.data.secrets()["postgres"]}
        return subprocess.Popen(
            command, env=environ, stdin=subprocess.DEVNULL, preexec_fn=processes.follow_parent(signal.SIGINT)
        )

    def _follow(self, connection: slot.Connection, receiver: Receiver, copying: Copying | None) -> int:
        while not self.stopping.wait(TICK):
            if receiver.poll() is not None:
                return receiver.returncode or 1
            if copying is not None:
                copying.look(seconds=TICK)
            self._note(connection)
        if copying is not None:
            copying.finish()
        self._receive_the_rest(connection, receiver)
        return 0

    def _note(self, connection: slot.Connection) -> None:
        """The moment of one look goes with the position of the next one: a commit takes its time a little before its place
        in the log.
        """
        now = slot.now(connection)
        if self.waiting is None and self.before is not None:
            self.waiting = Reached(self.before, now.lsn)
        self.before = now.at
        if self.waiting is None:
            return
        if slot.received(connection) >= self.waiting.lsn:
            self.place.write_reached(self.waiting)
            self.waiting = None
        elif now.at - self.waiting.at > IDLE:
            slot.flush(connection)

    def _receive_the_rest(self, connection: slot.Connection, receiver: Receiver) -> None:
        """Nobody works any more; what is in the log now is all."""
        slot.flush(connection)
        last = slot.now(connection)
        deadline = time.monotonic() + LAST_WORDS
        while receiver.poll() is None and time.monotonic() < deadline:
            if slot.received(connection) >= last.lsn:
                self.place.write_reached(last)
                return
            time.sleep(0.02)


def _end(receiver: Receiver) -> None:
    with contextlib.suppress(ProcessLookupError):
        receiver.send_signal(signal.SIGINT)
    try:
        receiver.wait(5)
    except subprocess.TimeoutExpired:
        receiver.kill()
        receiver.wait()


def main() -> int:
    data = DataDir()
    environment.check(os.environ)
    place = places.chosen(data)
    if place is None:
        return 2
    following = Following(data, place)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: following.stopping.set())
    try:
        return following.run()
    except (Refusal, psycopg.Error, OSError) as error:
        print(str(error).strip(), file=sys.stderr, flush=True)
        return 1


if __name__ == "__main__":
    sys.exit(main())
