"""The embedded PostgreSQL cluster of one installation: made, started, healed and stopped here.

For developers: `python -m heyi.config.runtime.postgres --data DIR start|stop|url|status`.
"""

import argparse
import contextlib
import fcntl
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from heyi.config.runtime import account as accounts
from heyi.config.runtime import binaries as programs
from heyi.config.runtime import processes, roles
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

HOST = "127.0.0.1"
PORTS = (21000, 29999)
START_SECONDS = 120.0
"""Recovery after a crash replays the log since the last checkpoint; a slow disk may take this long."""

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    # What an archive that has stopped receiving may hold back on the database's disk (docs/operations/backup.md).
    "max_slot_wal_keep_size": "4GB",
    "random_page_cost": "1.1",
    "password_encryption": "scram-sha-256",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %u@%d ",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
    "jit": "off",
}
CAREFUL = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum_naptime": "5min"}
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


class Cluster:
    """One PostgreSQL cluster below one DATA folder.

    `durable=False` trades safety for speed and lets the owner create databases: for tests only.
    """

    def __init__(self, data: DataDir | str | Path, *, durable: bool = True) -> None:
        self.data = data if isinstance(data, DataDir) else DataDir(data)
        self.durable = durable
        self._child: subprocess.Popen[bytes] | None = None

    # -- state ---------------------------------------------------------------------------------
    @property
    def folder(self) -> Path:
        """The cluster's own directory, links followed."""
        return self.data.cluster.resolve()

    def is_initialised(self) -> bool:
        return (self.folder / "global" / "pg_control").exists()

    def pid(self) -> int | None:
        """Process id of the running postmaster of this cluster, never of a process that inherited its number."""
        facts = self._postmaster_file()
        if not facts or not facts[0].isdigit():
            return None
        process = processes.alive(int(facts[0]))
        if process is None:
            if self._child is not None:
                self._child.poll()
            return None
        return process.pid if processes.works_in(process, self.folder) else None

    def is_ready(self) -> bool:
        """Whether the server accepts connections."""
        facts = self._postmaster_file()
        return len(facts) >= 8 and facts[7].strip() == "ready" and self.pid() is not None

    def port(self) -> int:
        """The port of the running server, else the remembered one, else 0."""
        facts = self._postmaster_file()
        if len(facts) >= 4 and facts[3].isdigit():
            return int(facts[3])
        with contextlib.suppress(OSError, ValueError):
            return int((self.data.run / "postgres.port").read_text())
        return 0

    def url(self, role: str = roles.APP, database: str = "heyi") -> str:
        """The address for one role; `postgres` is the superuser, which only this package should need."""
        return f"postgresql://{role}:{quote(self.data.secrets()[role])}@{HOST}:{self.port()}/{database}"

    # -- life ----------------------------------------------------------------------------------
    def ensure_initialised(self) -> None:
        """Make the cluster when there is none. Refuses one made by another major version."""
        self.data.prepare()
        if self.data.restoring.exists():
            sentence = _("{path} was being restored and that did not come to its end; remove it and restore once more.")
            raise Refusal(sentence.format(path=self.data.path))
        known = self.folder / "PG_VERSION"
        ours = self._programs()
        if self.is_initialised():
            made_by = known.read_text().strip()
            if made_by != str(ours.major):
                raise Refusal(
                    _(
                        "The data in {path} was made by PostgreSQL {made_by}, but {ours} is installed; "
                        "see “Upgrading PostgreSQL” in docs/operations."
                    ).format(path=self.folder, made_by=made_by, ours=ours.major)
                )
            return
        self._initialise(ours)

    def start(self, *, die_with_parent: bool = False) -> None:
        """Start the server unless it runs, healing what a crash left, and see to roles and database."""
        self.data.prepare()
        with self._lock():
            self.ensure_initialised()
            if self.pid() is None:
                self._clear_leftovers()
                self._launch(die_with_parent)
            self._wait_until_ready()
            roles.ensure(self.url("postgres", "postgres"), self.data.secrets(), may_create_databases=not self.durable)
        roles.check_server(self.url(roles.OWNER))

    def take_copy(self, source: Path) -> None:
        """Make the cluster a copy of the stopped one in `source`. The data folder has none yet."""
        who, link = self._account(), self.data.cluster
        place = self._new_place(who)
        if place != link:
            link.symlink_to(place)
        shutil.copytree(source, place, symlinks=True)
        if who.switch:
            subprocess.run(["chown", "-R", f"{who.uid}:{who.gid}", str(place)], check=True)
        place.chmod(0o700)

    def recover(self, settings: Mapping[str, str]) -> bool:
        """Let the copy replay the log with these settings, however long that takes. Whether it then serves; if not, its
        last words are in the log.
        """
        with self._lock():
            (self.folder / "recovery.signal").touch()
            self._launch(die_with_parent=True, more=settings)
            while not self.is_ready():
                if self._child is None or self._child.poll() is not None:
                    return False
                time.sleep(0.02)
        return True

    def stop(self, mode: str = "fast", *, patience: float = 60.0) -> None:
        """Stop the server: `smart` waits for clients, `fast` ends them, `immediate` leaves recovery to later."""
        pid = self.pid()
        process = processes.alive(pid) if pid else None
        if process is None:
            return
        process.send_signal(STOP_SIGNALS[mode])
        if not processes.wait_until(lambda: self._ended(process.pid), seconds=patience):
            processes.end([process], ask=signal.SIGQUIT, patience=10)
        if self._child is not None:
            self._child.poll()

    # -- how -----------------------------------------------------------------------------------
    def _postmaster_file(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _ended(self, pid: int) -> bool:
        if self._child is not None:
            self._child.poll()
        return processes.alive(pid) is None

    def _account(self) -> accounts.Account:
        return accounts.for_cluster(self.folder)

    def _programs(self) -> programs.Binaries:
        return programs.within_reach(programs.find(), self._account())

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.data.run / "postgres.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _initialise(self, ours: programs.Binaries) -> None:
        who = self._account()
        link = self.data.cluster
        if link.is_symlink():  # the link survives while its target is gone: begin anew
            link.unlink()
        place = self._new_place(who)
        if place.exists():
            self._set_aside_unfinished(place)
        place.mkdir(mode=0o700)
        os.chown(place, who.uid, who.gid)
        with tempfile.NamedTemporaryFile("w", prefix="heyi-", suffix=".pw") as password_file:
            password_file.write(self.data.secrets()["postgres"])
            password_file.flush()
            os.chown(password_file.name, who.uid, who.gid)
            command = [ours["initdb"], "-D", str(place), "--username=postgres", f"--pwfile={password_file.name}"]
            command += ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums"]
            command += [] if self.durable else ["--no-sync"]
            done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **who.options())  # type: ignore[call-overload]
        if done.returncode:
            shutil.rmtree(place, ignore_errors=True)
            reason = (done.stderr.strip().splitlines() or ["?"])[-1]
            raise Refusal(_("The database could not be created in {path}: {reason}").format(path=place, reason=reason))
        if place != link:
            link.symlink_to(place)

    def _new_place(self, who: accounts.Account) -> Path:
        """Where a new cluster goes: into the data folder, or beside all when its user may not go there."""
        if not who.switch or who.can_use(self.data.path):
            return self.data.cluster
        place = programs.SHARED_ROOT / f"{self.data.path.parent.name}-{secrets.token_hex(4)}" / "pg"
        place.parent.mkdir(mode=0o755, parents=True)
        return place

    def _set_aside_unfinished(self, place: Path) -> None:
        """An initdb that was killed leaves a folder without pg_control or catalogue; it holds nobody's data."""
        if (place / "global" / "pg_control").exists():
            raise Refusal(_("{path} holds a database; it is left untouched.").format(path=place))
        shutil.rmtree(place)

    def _clear_leftovers(self) -> None:
        """After a kill -9 of the postmaster: end backends that still hold its memory, drop its stale lock file."""
        left = processes.working_in(self.folder)
        if left:
            processes.end(left, ask=signal.SIGQUIT, patience=5)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _launch(self, die_with_parent: bool, more: Mapping[str, str] | None = None) -> None:
        who, ours = self._account(), self._programs()
        log = self.data.log / "postgresql.log"
        if log.exists() and log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
        port = self._choose_port()
        settings = SETTINGS | (CAREFUL if self.durable else CARELESS) | {"port": str(port)} | dict(more or {})
        command = [ours["postgres"], "-D", str(self.folder)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with log.open("ab") as output:
            self._child = subprocess.Popen(  # type: ignore[call-overload]
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=processes.follow_parent(signal.SIGINT) if die_with_parent else None,
                **who.options(),
            )
        (self.data.run / "postgres.port").write_text(str(port))

    def _choose_port(self) -> int:
        remembered = self.port()
        for port in [remembered] * bool(remembered) + random.sample(range(*PORTS), 50):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with contextlib.suppress(OSError):
                    probe.bind((HOST, port))
                    return port
        raise Refusal(_("No free port between {low} and {high} for PostgreSQL.").format(low=PORTS[0], high=PORTS[1]))

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            gone = self._child is not None and self._child.poll() is not None
            if gone or time.monotonic() > deadline:
                raise Refusal(
                    _("PostgreSQL did not start: {reason} (see {log})").format(
                        reason=self._last_words(), log=self.data.log / "postgresql.log"
                    )
                )
            time.sleep(0.02)

    def said(self) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError), (self.data.log / "postgresql.log").open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 8000))
            return file.read().decode(errors="replace").strip()
        return ""

    def _last_words(self) -> str:
        return (self.said().splitlines() or ["?"])[-1]


def main(arguments: list[str] | None = None) -> int:
    """Start, stop or show a cluster by hand."""
    parser = argparse.ArgumentParser(prog="python -m heyi.config.runtime.postgres", description=main.__doc__)
    parser.add_argument("--data", default=None, help="data folder (default: HEYI_DATA or .heyi)")
    parser.add_argument("--role", default=roles.APP, help="role for url")
    parser.add_argument("--fast", action="store_true", help="without durability: for tests only")
    parser.add_argument("verb", choices=["start", "stop", "url", "status"])
    options = parser.parse_args(arguments)
    cluster = Cluster(DataDir(options.data), durable=not options.fast)
    try:
        if options.verb == "start":
            cluster.start()
        elif options.verb == "stop":
            cluster.stop()
        if options.verb in ("start", "url"):
            print(cluster.url(options.role))
        if options.verb == "status":
            print(f"pid {cluster.pid()} port {cluster.port()}" if cluster.is_ready() else "stopped")
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
