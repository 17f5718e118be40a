"""`heyi up` and `heyi demo`: PostgreSQL, web and worker as one group on one port, kept alive until told to stop."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

from heyi.config.runtime import installation, listening, schema, welcome
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal import place as places
from heyi.config.runtime.journal import slot
from heyi.config.runtime.journal.place import Place
from heyi.config.runtime.nightly import FOUND, Nightly
from heyi.config.runtime.parts import Part
from heyi.config.runtime.postgres import Cluster
from heyi.config.runtime.progress import Progress
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _

READY_SECONDS = 90.0
TICK = 0.2
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Supervisor:
    """The group of one installation. `run` returns the exit status."""

    data: DataDir
    host: str
    port: int
    demo: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)
    reloading: threading.Event = field(default_factory=threading.Event)
    hurried: bool = False

    def run(self) -> int:
        with self._only_one():
            self._listen_to_signals()
            place = places.chosen(self.data)
            progress = Progress(4 + self.demo + (place is not None))
            with contextlib.ExitStack() as stack:
                parts = [*self._parts(stack, progress), *self._archive(progress, place)]
                with progress.step(_("Database")) as step:
                    cluster = stack.enter_context(installation.database(self.data, die_with_parent=True))
                    step.note = f"PostgreSQL, {cluster.folder}" if cluster else _("external server")
                self._prepare(progress, cluster)
                self._see_to_slot(progress, cluster, place)
                try:
                    self._start(parts, progress, cluster)
                    if not self.stopping.is_set():
                        progress.write(welcome.text(self.host, self.port, seconds=progress.seconds()))
                        self._offer_setup(cluster)
                    self._watch(parts, progress, cluster)
                finally:
                    self._stop(parts, progress)
        return 0

    # -- before ----------------------------------------------------------------------------------
    @contextlib.contextmanager
    def _only_one(self) -> Iterator[None]:
        self.data.prepare()
        with (self.data.run / "heyi.lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.seek(0)
                raise Refusal(
                    _(
                        "{path} is already running ({where}); stop it first or choose another folder with DATA=…."
                    ).format(path=self.data.path, where=file.read().strip())
                ) from error
            file.truncate(0)
            file.write(f"http://{welcome.shown(self.host)}:{self.port}/, pid {os.getpid()}")
            file.flush()
            yield

    def _listen_to_signals(self) -> None:
        def on_signal(_number: int, _frame: object) -> None:
            self.hurried = self.stopping.is_set()
            self.stopping.set()

        for number in ENDINGS:
            signal.signal(number, on_signal)
        signal.signal(signal.SIGUSR1, lambda _number, _frame: self.reloading.set())

    def _parts(self, stack: contextlib.ExitStack, progress: Progress) -> list[Part]:
        """Web and worker, after what an earlier start left of them is gone and its port is free."""
        web, worker = Part("web", [], self.data), Part("worker", [], self.data, patience=30.0)
        for part in (web, worker):
            if part.sweep():
                progress.write(_("Ended what an earlier start had left running: {part}.").format(part=part.name))
        self.data.fresh_metrics()
        listener = stack.enter_context(listening.listen(self.host, self.port))
        workers = os.environ.get("WEB_WORKERS", "").strip() or str(max(1, min(os.cpu_count() or 1, 4)))
        web.listener = listener.fileno()
        web.command = [sys.executable, "-m", "heyi.config.serving", "{listener}", "{ready}", workers]
        worker.command = [sys.executable, "-m", "heyi", "worker"]
        return [web, worker]

    def _archive(self, progress: Progress, place: Place | None) -> list[Part]:
        """The part that keeps the archive, when there is one; it is the last to be told to stop."""
        part = Part(
            "archive", [sys.executable, "-m", "heyi.config.runtime.journal.following"], self.data, patience=20.0
        )
        if part.sweep():
            progress.write(_("Ended what an earlier start had left running: {part}.").format(part=part.name))
        return [part] if place is not None else []

    @staticmethod
    def _see_to_slot(progress: Progress, cluster: Cluster | None, place: Place | None) -> None:
        """Refuse another's archive. Without an archive, nothing is kept back for one any more."""
        if cluster is None or (place is None and not (cluster.folder / "pg_replslot" / slot.NAME).exists()):
            return
        with psycopg.connect(cluster.url("postgres", "postgres"), autocommit=True) as connection:
            if place is None:
                slot.drop(connection)
                progress.write(_("ARCHIVE_DIR is not set any more: the archive does not follow."))
            elif (known := place.identity()) is not None and known != slot.identity(connection):
                place.belong_to(slot.identity(connection))

    def _prepare(self, progress: Progress, cluster: Cluster | None) -> None:
        """Tables, and the demo company on the first run; only looks when nothing changed."""
        variables = installation.variables(self.data, cluster, role="owner")
        state = schema.read(variables["DATABASE_OWNER_URL"])
        if self.demo and state.schema and not state.demo:
            raise Refusal(
                _(
                    "{path} holds a real installation; the demo company is never mixed into it. Choose another DATA=…."
                ).format(path=self.data.path)
            )
        if state.schema == schema.fingerprint() and state.demo >= self.demo:
            for title in [_("Tables"), *([_("Demo company")] if self.demo else [])]:
                with progress.step(title) as step:
                    step.note = _("unchanged")
        else:
            command = [sys.executable, "-m", "heyi", "migrate", "--step", f"{progress.done}/{progress.total}"]
            done = subprocess.run(command + (["--demo"] if self.demo else []), env=variables, check=False)
            if done.returncode:
                raise Refusal(_("The tables could not be brought up to date; see the message above."))
            progress.done += 1 + self.demo
        self.demo = schema.read(variables["DATABASE_OWNER_URL"]).demo

    # -- during ----------------------------------------------------------------------------------
    def _start(self, parts: list[Part], progress: Progress, cluster: Cluster | None) -> None:
        titles = {"web": _("Web"), "worker": _("Worker"), "archive": _("Archive")}
        self._renew_variables(parts, cluster)
        for part in parts:  # one after the other: the first answer should not wait for the worker's imports
            with progress.step(titles[part.name]) as step:
                part.start()
                if part.listener is not None:
                    self._wait_for(part)
                    step.note = f"http://{welcome.shown(self.host)}:{self.port}/"

    def _renew_variables(self, parts: list[Part], cluster: Cluster | None) -> None:
        variables = installation.variables(self.data, cluster, role="app")
        variables["PORT"] = str(self.port)
        variables["HEYI_DEMO"] = "1" if self.demo else "0"
        variables["PYTHONUNBUFFERED"] = "1"
        variables["PROMETHEUS_MULTIPROC_DIR"] = str(self.data.metrics)
        for part in parts:
            part.variables = variables

    def _wait_for(self, web: Part) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.is_set() and web.run is not None and not web.run.is_ready():
            ending = web.run.ending()
            if ending or time.monotonic() > deadline:
                raise Refusal(
                    _("The web server did not start ({ending}); the end of {log}:").format(
                        ending=ending or _("no answer"), log=web.log
                    )
                    + "\n"
                    + web.last_words()
                )
            self.stopping.wait(0.02)

    def _offer_setup(self, cluster: Cluster | None) -> None:
        """On a real installation nobody can sign in to yet: the one-time link for the first administrator."""
        if not self.demo:
            base = f"http://{welcome.shown(self.host)}:{self.port}"
            command = [sys.executable, "-m", "heyi", "setup-link", "--quiet", "--base", base]
            subprocess.run(command, env=installation.variables(self.data, cluster), check=False)

    def _watch(self, parts: list[Part], progress: Progress, cluster: Cluster | None) -> None:
        with contextlib.closing(Nightly(self.data)) as nightly:
            while not self.stopping.wait(TICK):
                self._watch_once(parts, progress, cluster)
                if found := nightly.look(lambda: installation.variables(self.data, cluster, role="owner")):
                    sentence = (
                        _("The nightly check found what does not hold; administrators see it under “System check”.")
                        if found == FOUND
                        else _("The nightly check was not done. Its log: {log}").format(log=nightly.log)
                    )
                    progress.write(sentence)

    def _watch_once(self, parts: list[Part], progress: Progress, cluster: Cluster | None) -> None:
        if cluster is not None and cluster.pid() is None:
            self._heal_database(parts, progress, cluster)
        for part in parts:
            self._look_after(part, progress)
        if self.reloading.is_set():
            self.reloading.clear()
            self._renew_variables(parts, cluster)
            for part in parts:
                part.replace()

    @staticmethod
    def _look_after(part: Part, progress: Progress) -> None:
        match part.look():
            case "replaced":
                progress.write(_("{part} was replaced.").format(part=part.name))
            case "failed":
                sentence = _("The new {part} did not start; the old one goes on. Its log: {log}")
                progress.write(sentence.format(part=part.name, log=part.log))
        if part.run is None:
            if time.monotonic() >= part.due:
                part.start()
        elif ending := part.run.ending():
            pause = part.plan_restart()
            sentence = _("{part} ended ({ending}); starting it again in {seconds} s. Its log: {log}")
            progress.write(sentence.format(part=part.name, ending=ending, seconds=f"{pause:g}", log=part.log))

    def _heal_database(self, parts: list[Part], progress: Progress, cluster: Cluster) -> None:
        progress.write(_("PostgreSQL ended; recovering and starting it again."))
        before = cluster.url()
        started = time.monotonic()
        try:
            cluster.start(die_with_parent=True)
        except (Refusal, OSError) as refusal:
            progress.write(str(refusal))
            self.stopping.wait(2)
            return
        progress.write(_("PostgreSQL is back after {seconds} s.").format(seconds=f"{time.monotonic() - started:.1f}"))
        for part in parts:
            part.forgive()
        if cluster.url() != before:
            self._renew_variables(parts, cluster)
            for part in parts:
                part.ask_to_end()

    # -- after -----------------------------------------------------------------------------------
    def _stop(self, parts: list[Part], progress: Progress) -> None:
        progress.write(_("Stopping …"))
        # The archive still has to receive what the others do at the end.
        last = [part for part in parts if part.name == "archive"]
        for group in ([part for part in parts if part not in last], last):
            self._end(group)
        self.data.drop_metrics()

    def _end(self, parts: list[Part]) -> None:
        for part in parts:
            part.ask_to_end()
        for part in parts:
            deadline = time.monotonic() + part.patience
            while not part.has_ended() and time.monotonic() < deadline and not self.hurried:
                time.sleep(0.02)
            part.finish()


def running_pid(data: DataDir) -> int:
    """The process id of the supervisor that holds this folder; 0 when none does."""
    try:
        with (data.run / "heyi.lock").open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return int(file.read().rpartition("pid ")[2] or 0)
    except (OSError, ValueError):
        return 0
    return 0
