"""The supervisor's check of every night: it comes once when its time has come, and after a night that was missed."""

import os
import sys
from datetime import UTC, datetime, timedelta

import pytest

from heyi.config.runtime import nightly, processes
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.nightly import CATCHING_UP, FOUND, Nightly

EVENING = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """``clock(nightly, moment)`` looks at that moment, and again until a check that was started has ended."""
    data = DataDir(tmp_path / "data")
    data.prepare()
    said = f"import os, sys; print(os.environ['DATABASE_OWNER_URL'], flush=True); sys.exit({FOUND})"
    monkeypatch.setattr(nightly, "COMMAND", (sys.executable, "-c", said))
    monkeypatch.setenv("TIME_ZONE", "Asia/Shanghai")
    moment = [EVENING]
    made = Nightly(data, now=lambda: moment[0])

    def look(at):
        moment[0] = at
        answer = made.look(lambda: {"DATABASE_OWNER_URL": "postgresql://owner"})
        if made.child is None:
            return answer
        found = []
        processes.wait_until(lambda: bool(found.append(made.look(dict)) or made.child is None), seconds=20)
        return found[-1]

    look.made = made
    look.at = moment
    yield look
    made.close()


def test_it_comes_once_each_night_with_the_owners_address(clock):
    assert clock.made.due == NIGHT
    assert clock(NIGHT - timedelta(seconds=1)) is None
    assert not clock.made.log.exists()
    assert clock(NIGHT) == FOUND
    assert "postgresql://owner" in clock.made.log.read_text()
    assert clock(NIGHT + timedelta(hours=1)) is None
    assert clock.made.due == NIGHT + timedelta(days=1)


def test_a_start_after_a_missed_night_makes_up_for_it_soon(clock):
    clock.made.log.write_text("the night before last")
    long_ago = (EVENING - timedelta(hours=31)).timestamp()
    os.utime(clock.made.log, (long_ago, long_ago))
    assert Nightly(clock.made.data, now=lambda: EVENING).due == EVENING + CATCHING_UP
    lately = (EVENING - timedelta(hours=17)).timestamp()
    os.utime(clock.made.log, (lately, lately))
    assert Nightly(clock.made.data, now=lambda: EVENING).due == NIGHT


def test_stopping_ends_a_check_that_runs(clock, monkeypatch):
    monkeypatch.setattr(nightly, "COMMAND", (sys.executable, "-c", "import time; time.sleep(600)"))
    clock.at[0] = NIGHT
    assert clock.made.look(dict) is None
    child = clock.made.child
    assert child is not None
    clock.made.close()
    assert child.poll() is not None
