"""Every business verb of the API, stopped at every statement: all or nothing, and the retry succeeds.

``HEYI_FAULT_BOUNDARIES=all`` stops at each boundary (the long run); otherwise so many of each operation are drawn.
"""

import os
from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tests.faults import stories
from tests.faults.crashing import Crashes, CrashingClient
from tests.faults.digest import Digest
from tests.trade import Api

pytestmark = pytest.mark.fault
ASKED = os.environ.get("HEYI_FAULT_BOUNDARIES", "1")


@pytest.fixture
def crashes(committed: Cast) -> Iterator[Crashes]:
    digest = Digest(os.environ["HEYI_TEST_DATABASE"])
    yield Crashes(digest, most=None if ASKED == "all" else int(ASKED))
    digest.close()


@pytest.fixture
def api(committed: Cast, crashes: Crashes) -> Api:
    clients: dict[str, CrashingClient] = {}

    def client(name: str) -> CrashingClient:
        if name not in clients:
            clients[name] = CrashingClient(committed.employees[name].user, crashes)
        return clients[name]

    return client


def test_every_write_is_all_or_nothing_wherever_the_process_dies(
    api: Api, crashes: Crashes, capsys: pytest.CaptureFixture[str]
) -> None:
    for story in stories.ALL:
        story(api)
    assert stories.operations() - set(crashes.boundaries) == set(), "no story does these"
    with capsys.disabled():
        print(f"\n  {sum(crashes.boundaries.values())} deaths in {len(crashes.boundaries)} operations: all or nothing")
