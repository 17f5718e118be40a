"""People work, a base and a backup are made meanwhile, a table is dropped, the disk is lost: any moment comes back, exactly.

``HEYI_FAULT_RESTORES=5`` is the long run: so many moments, drawn from ``HEYI_FAULT_SEED``.
"""

import asyncio
import datetime
import hashlib
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from heyi.config.runtime import processes
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.journal.place import Place
from tests.faults.load import moments
from tests.faults.load.effects import TRACES, Effects
from tests.faults.load.history import History
from tests.faults.load.moments import Commit, Cut, Rows
from tests.faults.load.people import Office
from tests.faults.load.product import Product, installed
from tests.faults.test_full import upload
from tests.scenarios.browser import free_port

pytestmark = pytest.mark.fault
RESTORES = int(os.environ.get("HEYI_FAULT_RESTORES", "1"))
SEED = int(os.environ.get("HEYI_FAULT_SEED", "20260101"))
SEEN = 20
"""Transactions by which a wrong state would differ from the right one; some write only what is written again later."""
MARGIN = 0.02
"""Seconds by which the clocks of a client and of the server may be read apart."""
Moment = datetime.datetime


def now() -> Moment:
    return datetime.datetime.now(datetime.UTC)


@dataclass(frozen=True)
class Mark:
    """A row that one client wrote, one after the other: begun and acknowledged when."""

    number: int
    begun: Moment
    done: Moment


@dataclass
class Story:
    """What happened until the disk was lost, as its witnesses tell it."""

    folder: Path
    place: Place
    history: History
    lag: float = 0.0
    """What to add to the monotonic clock for seconds since 1970."""
    marks: list[Mark] = field(default_factory=list)
    drawn: list[Moment] = field(default_factory=list)
    log: list[Commit] = field(default_factory=list)
    last: Rows = field(default_factory=dict)
    ended: Moment = field(default_factory=now)
    """When everybody had gone home; the table was dropped after that."""
    said: list[str] = field(default_factory=list)

    @property
    def backup(self) -> Path:
        return self.folder / "whole.tar"

    def timed(self, product: Product, *words: str, status: int = 0) -> str:
        """Run a command; what it complained about."""
        began = time.monotonic()
        done = product.run("heyi", *words)
        assert done.returncode == status, done.stdout + done.stderr
        self.said.append(
            f"{words[0]} {words[1] if words[1].startswith('--') else 'FILE'}: {time.monotonic() - began:.1f} s"
        )
        return done.stderr


def size(path: Path) -> float:
    """MB."""
    return sum(one.stat().st_size for one in [path, *path.rglob("*")] if one.is_file()) / 1e6


@contextmanager
def busy(act: Callable[[], None]) -> Iterator[None]:
    """Somebody who does this again and again, on a thread."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def repeat() -> None:
        try:
            while not stop.is_set():
                act()
                stop.wait(0.02)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert failed == []


def marking(story: Story, connection: Any) -> Callable[[], None]:
    def mark() -> None:
        begun, number = now(), len(story.marks)
        connection.execute("INSERT INTO drill_mark VALUES (%s)", [number])
        story.marks.append(Mark(number, begun, now()))

    connection.execute("CREATE TABLE drill_mark (number bigint PRIMARY KEY)")
    return mark


async def work(story: Story, product: Product, office: Office) -> tuple[Moment, Moment]:
    """Everybody works while a backup and a base are made, and the archive's part is killed. From when to when moments count."""
    await office.prepare()
    async with asyncio.TaskGroup() as group:
        group.create_task(office.work())
        try:
            while not all(office.history.operations_of(kind) for kind in TRACES):
                await asyncio.sleep(0.02)
            await asyncio.to_thread(story.timed, product, "backup", str(story.backup))
            await asyncio.to_thread(story.timed, product, "backup", "--base")
            first = now()
            await asyncio.sleep(1.0)
            os.kill(product.pid("archive"), signal.SIGKILL)
            await asyncio.sleep(2.0)
            last = now()
            await asyncio.sleep(0.5)
        finally:
            office.stopping.set()
    return first, last


def lose(story: Story, product: Product) -> None:
    """A table is dropped by its owner, the group ends, and the disk is gone."""
    with product.owner() as connection:
        assert processes.wait_until(lambda: len(story.place.segments()) > 0, seconds=10)
        story.last = moments.rows(connection)
        story.ended = now()
        connection.execute("DROP TABLE audit_auditentry CASCADE")
    listed = product.run("heyi", "backup", "--list")
    assert listed.returncode == 0, listed.stdout + listed.stderr
    product.stop()
    story.log = moments.commits(story.place, story.place.bases()[0].segment)
    shutil.rmtree(product.data.cluster.resolve())
    shutil.rmtree(product.data.path)


@pytest.fixture(scope="module")
def story(django_db_setup: None) -> Iterator[Story]:
    folder = Path(tempfile.mkdtemp(prefix="heyi-restore-"))
    folder.chmod(0o711)
    history = History(SEED)
    told = Story(folder, Place(folder / "archive"), history, time.time() - time.monotonic())
    try:
        with installed() as product:
            product.more["ARCHIVE_DIR"] = str(told.place.path)
            product.start()
            people = product.hire()
            dice = random.Random(SEED)  # noqa: S311 - a repeatable draw, no secret
            office = Office(product.port, people, history)
            with (
                product.owner() as one,
                busy(marking(told, one)),
                busy(lambda: _uploaded(product, people, dice.randrange(100_000))),
            ):
                first, last = asyncio.run(work(told, product, office))
            told.drawn = [first + (last - first) * dice.random() for _moment in range(RESTORES)]
            lose(told, product)
        yield told
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _uploaded(product: Product, people: Any, length: int) -> None:
    assert upload(product, people, 1 + length) == 201
    time.sleep(0.1)


@contextmanager
def brought_back(story: Story, *words: str) -> Iterator[Product]:
    """A new installation from what was kept; its database runs."""
    place = Path(tempfile.mkdtemp(prefix="back-", dir=story.folder))
    place.chmod(0o711)
    product = Product(DataDir(place / "data"), free_port())
    story.timed(product, "restore", *words)
    try:
        product.cluster.start()
        yield product
    finally:
        product.cluster.stop("immediate")
        shutil.rmtree(product.data.cluster.resolve(), ignore_errors=True)
        shutil.rmtree(place, ignore_errors=True)


def files_are_whole(product: Product) -> int:
    """How many uploads the database knows; every one is there as it was."""
    with product.owner() as connection:
        known = connection.execute("SELECT path, sha256 FROM files_file").fetchall()
    for path, digest in known:
        assert hashlib.sha256((product.data.files / "uploads" / path).read_bytes()).hexdigest() == digest
    return len(known)


def check_the_clients(story: Story, moment: Moment, product: Product) -> tuple[int, int]:
    """What they were told before is there, what they began after is not. How many of each."""
    early, late = moment.timestamp() - MARGIN, moment.timestamp() + MARGIN
    with product.owner() as connection:
        effects = Effects(connection)
        marks = {number for (number,) in connection.execute("SELECT number FROM drill_mark")}
    told = [op for op in story.history.operations if op.outcome == "ok" and op.answered + story.lag < early]
    begun = [op for op in story.history.operations if op.attempts == 1 and op.sent + story.lag > late]
    assert [op for op in told if effects.of(op) != {1}] == []
    assert [op for op in begun if effects.of(op) != {0}] == []
    assert marks >= {mark.number for mark in story.marks if mark.done.timestamp() < early}
    assert not marks & {mark.number for mark in story.marks if mark.begun.timestamp() > late}
    assert marks == set(range(len(marks)))
    return len(told), len(begun)


@pytest.mark.parametrize("number", range(RESTORES))
def test_a_moment_comes_back_exactly(story: Story, number: int, capsys: pytest.CaptureFixture[str]) -> None:
    moment = story.drawn[number]
    cut = Cut.at(moment, story.log)
    assert cut.before
    assert cut.after
    with brought_back(story, "--to", moment.isoformat(), str(story.place.path)) as product:
        with product.owner() as connection:
            found = moments.rows(connection)
        assert moments.differences(cut, story.last, found) == []
        for other in (-SEEN, SEEN):  # a look that finds nothing has to be one that would find something
            assert moments.differences(Cut.at(moment, story.log, off_by=other), story.last, found)
        told, begun = check_the_clients(story, moment, product)
        assert told > 0
        assert begun > 0
        uploads = files_are_whole(product)
        assert product.broken() == []
    with capsys.disabled():
        count = sum(len(some) for some in found.values())
        print(
            f"\n  restored to {moment.isoformat()}: {len(cut.before)} transactions in, {len(cut.after)} out, {count} rows "
            f"compared; {told} writes told before are there, {begun} begun after are not; {uploads} uploads"
            f"\n  {'; '.join(story.said)}; base {size(story.place.bases_folder):.0f} MB, log {size(story.place.wal):.0f} MB, "
            f"whole backup {size(story.backup):.1f} MB; seed {SEED}"
        )


def test_a_moment_after_the_last_commit_comes_back(story: Story) -> None:
    reached = story.place.reached()
    assert reached is not None
    with (
        brought_back(story, "--to", reached.at.isoformat(), str(story.place.path)) as product,
        product.owner() as connection,
    ):
        assert connection.execute("SELECT to_regclass('audit_auditentry')").fetchone() == (None,)
        assert connection.execute("SELECT count(*) FROM drill_mark").fetchone() == (len(story.marks),)


def test_a_lost_upload_is_named_and_holds_up_nothing(story: Story) -> None:
    victim = max(story.place.files.glob("uploads/*/*"), key=lambda path: path.stat().st_mtime)
    place, aside = story.folder / "back-without", story.folder / "aside"
    place.mkdir(mode=0o711)
    victim.rename(aside)
    product = Product(DataDir(place / "data"), free_port())
    try:
        said = story.timed(product, "restore", "--to", "latest", str(story.place.path), status=1)
    finally:
        aside.rename(victim)
    assert (
        f"1 uploads are missing in the archive, or not what was saved: uploads/{victim.parent.name}/{victim.name}"
        in said
    )
    assert not product.data.restoring.exists()
    shutil.rmtree(product.data.cluster.resolve())


def test_the_whole_backup_that_was_made_meanwhile_comes_back(story: Story) -> None:
    with brought_back(story, str(story.backup)) as product:
        assert files_are_whole(product) > 0
        assert product.broken() == []
