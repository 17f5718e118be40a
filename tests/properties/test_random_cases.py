"""Random processes, random people, random acts, random faults: after every step all that must hold for cases does.

``HEYI_PROCESSES`` says how many processes, ``HEYI_PATHS`` how many ways through each (``2000`` and ``10`` at night, in
several processes of the machine), ``HEYI_SEED`` where the seeds begin.
"""

import multiprocessing
import os

import pytest

from heyi.core.workflow.running.gathering import GATHERING
from tests.properties.cases.playing import Result, path

PROCESSES, PATHS = int(os.environ.get("HEYI_PROCESSES", "150")), int(os.environ.get("HEYI_PATHS", "1"))
FIRST = int(os.environ.get("HEYI_SEED", "0"))
MANY, CHUNK = 500, 25
#: Each once stopped a case, doubled a token, or lost one.
FOUND = ((12, 0), (51, 0), (93, 0), (121, 0), (159, 0), (228, 0), (275, 0), (623, 1),
         (832, 0), (1096, 1), (1191, 0), (1339, 0), (2169, 1),
         (2237, 1), (2328, 1), (2349, 1), (11, 0), (910, 5), (1821, 2))  # fmt: skip
ELEMENTS = {
    "startEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "userTask", "serviceTask",
    "scriptTask", "manualTask", "sendTask", "receiveTask", "task", "inform", "split", "join", "complexGateway",
    "eventBasedGateway", "subProcess", "transaction", "adHocSubProcess", "callActivity", "multiInstance", "compensation",
}  # fmt: skip


def played(first: int) -> Result:
    """Some processes, one after the other."""
    result = Result()
    for seed in range(first, min(first + CHUNK, FIRST + PROCESSES)):
        for number in range(PATHS):
            path(seed, number, result)
    return result


def test_whatever_is_done_nothing_is_lost_doubled_or_stuck(capsys: pytest.CaptureFixture[str]) -> None:
    result, chunks = Result(), range(FIRST, FIRST + PROCESSES, CHUNK)
    if PROCESSES > MANY:
        with multiprocessing.get_context("fork").Pool() as pool:
            for found in pool.imap_unordered(played, chunks):
                result.merge(found)
    else:
        for first in chunks:
            result.merge(played(first))
    with capsys.disabled():
        print(f"\n  {PROCESSES} processes x {PATHS}: {result.text()}")
    assert result.broken == [], "\n".join(result.broken[:5])
    assert result.faults >= PROCESSES * PATHS // 20
    if PROCESSES * PATHS >= 150:
        assert result.kinds.keys() >= ELEMENTS
        assert len(result.acts) >= 30


def test_returned_to_several_steps_at_once_nothing_is_lost_doubled_or_stuck() -> None:
    result = Result()
    for seed in range(FIRST, FIRST + max(100, PROCESSES // 3)):
        path(seed, 0, result, several=True)
    assert result.broken == [], "\n".join(result.broken[:5])
    assert result.kinds[GATHERING], "steps have waited for others on the way straight back"


@pytest.mark.parametrize(("seed", "number"), FOUND)
def test_what_was_found_once_is_not_found_again(seed: int, number: int) -> None:
    result = Result()
    path(seed, number, result)
    assert result.broken == []


def test_it_finds_a_lost_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks are awake: when a pool is never freed, or a token is forgotten, it is noticed."""
    from heyi.core.workflow.approval import pool

    monkeypatch.setattr(pool, "free_if_over", lambda step, activation: None)
    result = Result()
    for seed, number in FOUND:
        path(seed, number, result)
    assert any("waits for nothing" in one for one in result.broken)
