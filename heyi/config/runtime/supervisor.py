"""`heyi up` and `heyi demo`: PostgreSQL, web and worker as one group on one port, kept alive until told to stop."""

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from heyi.config.runtime import installation, schema, welcome
from heyi.config.runtime.datadir import DataDir
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
    hurried: bool = False

    def run(self) -> int:
        with self._only_one():
            check_port(self.host, self.port)
            self._listen_to_signals()
            progress = Progress(4 + self.demo)
            parts = self._parts()
            for part in parts:
                if part.sweep():
                    progress.write(_("Ended what an earlier start had left running: {part}.").format(part=part.name))
            with contextlib.ExitStack() as stack:
                with progress.step(_("Database")) as step:
                    cluster = stack.enter_context(installation.database(self.data, die_with_parent=True))
                    step.note = f"PostgreSQL, {cluster.folder}" if cluster else _("external server")
                self._prepare(progress, cluster)
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

    def _parts(self) -> list[Part]:
        workers = os.environ.get("WEB_WORKERS", "").strip() or str(max(1, min(os.cpu_count() or 1, 4)))
        web = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", self.host, "--port", str(self.port)]
        web += ["--workers", workers, "--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.5"]
        web += ["--workers-kill-timeout", "8", "--log-level", "warning", "heyi.config.asgi:application"]
        return [
            Part("web", web, self.data),
            Part("worker", [sys.executable, "-m", "heyi", "worker"], self.data, patience=30.0),
        ]

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
        titles = {"web": _("Web"), "worker": _("Worker")}
        self._renew_variables(parts, cluster)
        for part in parts:  # one after the other: the first answer should not wait for the worker's imports
            with progress.step(titles[part.name]) as step:
                part.start()
                if part.name == "web":
                    self._wait_for_web(part)
                    step.note = f"http://{welcome.shown(self.host)}:{self.port}/"

    def _renew_variables(self, parts: list[Part], cluster: Cluster | None) -> None:
        variables = installation.variables(self.data, cluster, role="app")
        variables["PORT"] = str(self.port)
        variables["HEYI_DEMO"] = "1" if self.demo else "0"
        variables["PYTHONUNBUFFERED"] = "1"
        for part in parts:
            part.variables = variables

    def _wait_for_web(self, web: Part) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping.is_set() and not welcome.answers(self.host, self.port):
            ending = web.ended()
            if ending or time.monotonic() > deadline:
                raise Refusal(
                    _("The web server did not start ({ending}); the end of {log}:").format(
                        ending=ending or _("no answer"), log=web.log
                    )
                    + "\n"
                    + web.last_words()
                )
            self.stopping.wait(0.05)

    def _offer_setup(self, cluster: Cluster | None) -> None:
        """On a real installation nobody can sign in to yet: the one-time link for the first administrator."""
        if not self.demo:
            base = f"http://{welcome.shown(self.host)}:{self.port}"
            command = [sys.executable, "-m", "heyi", "setup-link", "--quiet", "--base", base]
            subprocess.run(command, env=installation.variables(self.data, cluster), check=False)

    def _watch(self, parts: list[Part], progress: Progress, cluster: Cluster | None) -> None:
        while not self.stopping.wait(TICK):
            if cluster is not None and cluster.pid() is None:
                self._heal_database(parts, progress, cluster)
            for part in parts:
                if part.child is None and time.monotonic() >= part.due:
                    part.start()
                elif part.child is not None and (ending := part.ended()):
                    pause = part.plan_restart()
                    sentence = _("{part} ended ({ending}); starting it again in {seconds} s. Its log: {log}")
                    progress.write(sentence.format(part=part.name, ending=ending, seconds=f"{pause:g}", log=part.log))

    def _heal_database(self, parts: list[Part], progress: Progress, cluster: Cluster) -> None:
        progress.write(_("PostgreSQL ended; recovering and starting it again."))
        before = cluster.url()
        started = time.monotonic()
        try:
            cluster.start(die_with_parent=True)
        except Refusal as refusal:
            progress.write(str(refusal))
            self.stopping.wait(2)
            return
        progress.write(_("PostgreSQL is back after {seconds} s.").format(seconds=f"{time.monotonic() - started:.1f}"))
        if cluster.url() != before:
            self._renew_variables(parts, cluster)
            for part in parts:
                part.ask_to_end()

    # -- after -----------------------------------------------------------------------------------
    def _stop(self, parts: list[Part], progress: Progress) -> None:
        progress.write(_("Stopping …"))
        for part in parts:
            part.ask_to_end()
        for part in parts:
            deadline = time.monotonic() + part.patience
            while part.child and part.child.poll() is None and time.monotonic() < deadline and not self.hurried:
                time.sleep(0.05)
            part.finish(deadline=0.0)


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else holds, or an address that is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Refusal(_("Port {port} needs root; choose one above 1023 with PORT=….").format(port=port)) from error
        except OSError as error:
            sentence = _("Port {port} on {host} cannot be used ({reason}); choose another with PORT=….")
            raise Refusal(sentence.format(port=port, host=host, reason=error.strerror or error)) from error
