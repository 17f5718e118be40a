"""Whatever is killed comes back, nothing is left behind, and two installations do not know of each other."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from heyi.config.runtime import processes, welcome
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.postgres import Cluster

pytestmark = pytest.mark.fault
ROOT = Path(__file__).resolve().parents[2]


class Running:
    """One supervised group started by a test."""

    def __init__(self, data: Path) -> None:
        self.data, self.cluster = DataDir(data), Cluster(data)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.output = data.with_suffix(".out")
        self.start()

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "HEYI_"))}
        command = [sys.executable, "-m", "tests.faults.group", str(self.data.path), str(self.port)]
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        assert processes.wait_until(self.ready, seconds=60), self.said()

    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> bool:
        return self.answers() and self.pid("worker") > 0

    def answers(self) -> bool:
        return welcome.answers("127.0.0.1", self.port)

    def pid(self, part: str) -> int:
        try:
            return int(json.loads((self.data.run / f"{part}.json").read_text())["pid"])
        except (OSError, ValueError):
            return 0

    def counts(self) -> int:
        with psycopg.connect(self.cluster.url("heyi_owner"), connect_timeout=5) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS marks (id serial)")
            connection.execute("INSERT INTO marks DEFAULT VALUES")
            row = connection.execute("SELECT count(*) FROM marks").fetchone()
            assert row is not None
            return int(row[0])

    def left(self) -> list[psutil.Process]:
        sessions = {self.pid("web"), self.pid("worker")} - {0}
        members = [process for leader in sessions for process in processes.of_session(leader, started_at=0)]
        return members + processes.working_in(self.cluster.folder)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the cluster's user may pass through, which pytest's own is not for root."""
    path = Path(tempfile.mkdtemp(prefix="heyi-fault-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def group(folder: Path) -> Iterator[Running]:
    running = Running(folder / "data")
    yield running
    running.stop()


@pytest.mark.parametrize("part", ["web", "worker"])
def test_a_killed_part_is_started_again(group: Running, part: str) -> None:
    before = group.pid(part)
    os.kill(before, signal.SIGKILL)
    assert processes.wait_until(lambda: group.pid(part) not in (0, before), seconds=20)
    assert processes.wait_until(group.ready, seconds=20)
    assert f"{part} ended (signal 9)" in group.said()
    assert not processes.of_session(before, started_at=0), "the dead part left processes behind"


def test_a_killed_web_process_is_replaced_without_losing_the_port(group: Running) -> None:
    victim = psutil.Process(group.pid("web")).children()[-1]
    victim.kill()
    assert processes.wait_until(group.answers, seconds=20)
    assert group.process.poll() is None


class TestReload:
    @staticmethod
    def reload(group: Running) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "HEYI_LANG": "en"}
        command = [sys.executable, "-m", "heyi", "reload", "--data", str(group.data.path)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)

    def test_every_request_is_answered_while_web_and_worker_are_replaced(self, group: Running) -> None:
        web, worker = group.pid("web"), group.pid("worker")
        stop, answered, failed = threading.Event(), [0], []

        def ask() -> None:
            while not stop.is_set():
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{group.port}/", timeout=30) as answer:
                        answered[0] += answer.status == 200
                except OSError as error:
                    failed.append(repr(error))

        threads = [threading.Thread(target=ask) for _client in range(4)]
        for thread in threads:
            thread.start()
        assert [self.reload(group).stdout.strip() for _round in range(2)] == ["Replaced.", "Replaced."]
        assert processes.wait_until(lambda: not processes.of_session(web, started_at=0), seconds=30)
        stop.set()
        for thread in threads:
            thread.join()
        assert failed == []
        assert answered[0] > 0
        assert group.pid("web") not in (0, web)
        assert group.pid("worker") not in (0, worker)

    def test_a_new_release_that_does_not_start_leaves_the_old_one_serving(self, group: Running) -> None:
        before = group.pid("web")
        (group.data.path / "broken").touch()
        done = self.reload(group)
        assert done.returncode == 1
        assert "did not start" in done.stdout
        assert (group.pid("web"), group.answers()) == (before, True)

    def test_nothing_is_reloaded_where_nothing_runs(self, folder: Path) -> None:
        command = [sys.executable, "-m", "heyi", "reload", "--data", str(folder / "none")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_a_killed_postmaster_recovers_with_every_commit(group: Running) -> None:
    assert group.counts() == 1
    before = group.cluster.pid()
    assert before
    os.kill(before, signal.SIGKILL)
    assert processes.wait_until(lambda: group.cluster.pid() not in (None, before), seconds=30)
    assert processes.wait_until(lambda: "PostgreSQL is back" in group.said(), seconds=30)
    assert group.counts() == 2


def test_what_fell_with_the_database_starts_at_once_when_it_is_back(group: Running) -> None:
    def kill_worker(times: int, pause: str) -> None:
        said = f"worker ended (signal 9); starting it again in {pause} s"
        os.kill(group.pid("worker"), signal.SIGKILL)
        assert processes.wait_until(lambda: group.said().count(said) == times, seconds=20), group.said()
        assert processes.wait_until(lambda: group.pid("worker") > 0, seconds=20)

    kill_worker(1, "0.5")
    kill_worker(1, "1")
    os.kill(group.cluster.pid() or 0, signal.SIGKILL)
    assert processes.wait_until(lambda: "PostgreSQL is back" in group.said(), seconds=30)
    kill_worker(2, "0.5")


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_heals(group: Running) -> None:
    assert group.counts() == 1
    group.process.kill()
    group.process.wait()
    if sys.platform.startswith("linux"):
        assert processes.wait_until(lambda: not group.left(), seconds=30), group.left()
    group.start()
    assert group.counts() == 2


def test_everything_killed_at_once_is_healed_by_the_next_start(group: Running) -> None:
    assert group.counts() == 1
    victims = [psutil.Process(group.process.pid), *group.left()]
    for victim in victims:
        # A server process may end by itself once the one that it belongs to is gone.
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()
    group.process.wait()
    group.start()
    assert group.counts() == 2


def test_a_clean_stop_ends_all_with_status_zero(group: Running) -> None:
    assert group.stop() == 0
    assert group.left() == []
    assert not group.cluster.is_ready()


def test_the_same_folder_is_not_started_twice(group: Running) -> None:
    command = [sys.executable, "-m", "tests.faults.group", str(group.data.path), "1"]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert "already running" in second.stderr
    assert str(group.port) in second.stderr
    assert group.answers()


def test_two_folders_run_side_by_side(group: Running, folder: Path) -> None:
    other = Running(folder / "other")
    try:
        assert group.cluster.port() != other.cluster.port()
        assert (group.counts(), other.counts(), other.counts()) == (1, 1, 2)
        assert other.stop() == 0
        assert group.answers()
        assert group.counts() == 2
    finally:
        other.stop()


def test_a_taken_database_port_is_replaced_by_another(folder: Path) -> None:
    cluster = Cluster(folder / "data")
    cluster.start()
    taken = cluster.port()
    cluster.stop()
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", taken))
        holder.listen()
        cluster.start()
        assert cluster.port() != taken
        assert cluster.is_ready()
        cluster.stop()
