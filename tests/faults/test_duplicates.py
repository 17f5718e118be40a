"""Every business verb of the API, sent twice, ten times at once, and with another body under the same key."""

import os
from collections.abc import Iterator

import pytest

from tests.cast import Cast
from tests.faults import stories
from tests.faults.digest import Digest
from tests.faults.repeating import RepeatingClient, Repeats
from tests.trade import Api

pytestmark = pytest.mark.fault


@pytest.fixture
def repeats(committed: Cast) -> Iterator[Repeats]:
    digest = Digest(os.environ["HEYI_TEST_DATABASE"])
    found = Repeats(digest)
    yield found
    found.close()
    digest.close()


@pytest.fixture
def api(committed: Cast, repeats: Repeats) -> Api:
    clients: dict[str, RepeatingClient] = {}

    def client(name: str) -> RepeatingClient:
        if name not in clients:
            clients[name] = RepeatingClient(committed.employees[name].user, repeats)
        return clients[name]

    return client


def test_a_write_that_comes_several_times_is_done_once(
    api: Api, repeats: Repeats, capsys: pytest.CaptureFixture[str]
) -> None:
    for story in stories.ALL:
        story(api)
    assert stories.operations() - set(repeats.operations) == set(), "no story does these"
    with capsys.disabled():
        print(
            f"\n  {repeats.operations.total()} writes of {len(repeats.operations)} operations, ten at once: "
            f"{dict(repeats.answers)}; then once more, and with another body: nothing done twice"
        )
