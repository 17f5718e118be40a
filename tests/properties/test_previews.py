"""The chain shown before submission is what really happens, wherever it is said to be sure (row B15 of workflow.md).

``HEYI_PREVIEWS`` says how many cases (``5000`` for the measure), ``HEYI_SEED`` where the seeds begin.
"""

import os

import pytest

from tests.properties.previews import Compared, compare

CASES, FIRST = int(os.environ.get("HEYI_PREVIEWS", "100")), int(os.environ.get("HEYI_SEED", "0"))


def test_what_the_preview_claims_surely_is_what_happens(capsys: pytest.CaptureFixture[str]) -> None:
    total = Compared()
    for seed in range(FIRST, FIRST + CASES):
        total.merge(compare(seed))
    with capsys.disabled():
        print(f"\n  {total.text()}")
    assert total.wrong == [], "\n".join(total.wrong[:20])
    assert total.equal == total.claimed
    assert total.unknown < total.claimed, "what is not known must not be most of it"
    assert total.ordered > CASES // 4
