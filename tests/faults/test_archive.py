"""The archive follows a supervised group: through a reload, a stop and a start, and over what the server has given up."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from heyi.config.runtime import processes
from heyi.config.runtime.journal import lsn
from heyi.config.runtime.journal.place import Place
from tests.faults.test_supervisor import ROOT, Running, folder, group

__all__ = ["folder", "group"]
pytestmark = pytest.mark.fault


@pytest.fixture(autouse=True)
def place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setenv("ARCHIVE_DIR", str(folder / "archive"))
    monkeypatch.setenv("HEYI_LANG", "en")
    return Place(folder / "archive")


def heyi(group: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    command = [sys.executable, "-m", "heyi", *words, "--data", str(group.data.path)]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=120)


def superuser(group: Running) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(group.cluster.url("postgres", "postgres"), autocommit=True)


def follows(group: Running, place: Place) -> bool:
    """Whether what is committed now comes to be in the archive."""
    group.counts()
    with superuser(group) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None

    def there() -> bool:
        reached = place.reached()
        return reached is not None and reached.at >= row[0]  # type: ignore[operator]

    return processes.wait_until(there, seconds=30)


def test_it_follows_through_a_reload_a_stop_and_a_start(group: Running, place: Place) -> None:
    assert follows(group, place)
    assert heyi(group, "backup", "--base").returncode == 0
    before = group.pid("archive")
    assert heyi(group, "reload").returncode == 0
    assert processes.wait_until(lambda: group.pid("archive") not in (0, before), seconds=30)
    assert follows(group, place)
    assert group.counts() > 0
    assert group.stop() == 0
    reached, segments = place.reached(), place.segments()
    assert reached is not None
    assert "archive ended" not in group.said()
    listed = heyi(group, "backup", "--list")
    assert (listed.returncode, listed.stderr) == (0, "")
    group.start()
    assert follows(group, place)
    assert min(place.segments()) == min(segments)
    assert heyi(group, "backup", "--list").returncode == 0


def test_what_the_server_has_given_up_is_told_and_followed_beyond(group: Running, place: Place) -> None:
    assert follows(group, place)
    assert heyi(group, "backup", "--base").returncode == 0
    group.stop()
    last = max(place.segments())
    group.cluster.start()
    with superuser(group) as connection:
        connection.execute("SELECT pg_drop_replication_slot('heyi_archive')")
        for _piece in range(3):
            connection.execute("CREATE TABLE IF NOT EXISTS filler (i int)")
            connection.execute("INSERT INTO filler VALUES (1)")
            connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
        connection.execute("CHECKPOINT")
        names = [str(name) for (name,) in connection.execute("SELECT name FROM pg_ls_waldir()")]
    assert lsn.name(1, last) not in names
    group.cluster.stop()
    group.start()
    assert follows(group, place)
    listed = heyi(group, "backup", "--list")
    assert listed.returncode == 1
    assert "gap" in listed.stderr
    assert "has not kept the log" in (group.data.log / "archive.log").read_text()
    assert heyi(group, "backup", "--base").returncode == 0
    assert follows(group, place)
    listed = heyi(group, "backup", "--list")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert "gap" in listed.stdout


def test_another_databases_archive_is_refused_at_the_start(group: Running, place: Place) -> None:
    assert follows(group, place)
    group.stop()
    facts = json.loads((place.path / "archive.json").read_text())
    (place.path / "archive.json").write_text(json.dumps(facts | {"timeline": 7}))
    command = [sys.executable, "-m", "tests.faults.group", str(group.data.path), str(group.port)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    second = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert "another database" in second.stderr


def test_without_an_archive_nothing_is_kept_back_any_more(
    group: Running,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert follows(group, place)
    group.stop()
    monkeypatch.delenv("ARCHIVE_DIR")
    group.start()
    with superuser(group) as connection:
        assert connection.execute("SELECT count(*) FROM pg_replication_slots").fetchone() == (0,)
    assert group.pid("archive") == 0
