"""Every business verb of the API, stopped at every statement: all or nothing, and the retry succeeds.

``HEYI_FAULT_BOUNDARIES=all`` stops at each boundary (the long run); otherwise so many of each operation are drawn.
"""

import os
import re
from collections.abc import Callable, Iterator

import pytest

from heyi.config.api import api as whole_api
from heyi.config.installed import BUSINESS_APPS
from tests.cast import Cast
from tests.faults import stories
from tests.faults.crashing import Crashes, CrashingClient
from tests.faults.digest import Digest
from tests.trade import Api

pytestmark = pytest.mark.fault
ASKED = os.environ.get("HEYI_FAULT_BOUNDARIES", "1")
# What must be in a story; the administration of people, roles and accounts is tried as far as the stories need it.
BUSINESS = (*(label.rpartition(".")[2] for label in BUSINESS_APPS), "plain", "workflow")
STORIES: tuple[Callable[[Api], None], ...] = (
    stories.kept_lists,
    stories.the_person,
    stories.leads,
    stories.customers,
    stories.approvals,
    stories.goods_and_money,
)


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


def operations() -> set[str]:
    """``post sales/orders/{id}/submit`` for every business verb of the API; exports are one and the same act."""
    found = set()
    for path, methods in whole_api.get_openapi_schema()["paths"].items():
        named = re.sub(r"{[^}]+}", "{id}", path.removeprefix("/api/v1/"))
        if named.split("/")[0] in BUSINESS and not named.endswith("/export"):
            found |= {f"{method} {named}" for method in methods if method != "get"}
    return found


def test_every_write_is_all_or_nothing_wherever_the_process_dies(
    api: Api, crashes: Crashes, capsys: pytest.CaptureFixture[str]
) -> None:
    for story in STORIES:
        story(api)
    assert operations() - set(crashes.boundaries) == set(), "no story does these"
    with capsys.disabled():
        print(f"\n  {sum(crashes.boundaries.values())} deaths in {len(crashes.boundaries)} operations: all or nothing")
