"""Every ready form is installed, filled in, submitted, read by whoever decides, and decided to its end.

By default once each, in one of the three languages and read in another, by turns; ``HEYI_WALKS=N`` walks every one until
all of its branches are taken, N times at most, and reads it in each language.
"""

import os
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from heyi.core.forms.services import gallery
from heyi.core.org import actors
from heyi.kit.languages import OFFERED
from tests import trade
from tests.cast import Cast
from tests.client import ApiClient
from tests.filling import World
from tests.walking import People, Walk, Ways

pytestmark = pytest.mark.django_db
ALL = list(gallery.templates())
WALKS = int(os.environ.get("HEYI_WALKS", "1"))
#: Those that point to customers and their orders, or to the documents of whoever fills them in.
OF_SALES = {
    code for code, one in gallery.templates().items() if "reference" in {f["type"] for f in one["design"]["fields"]}
} | {code for code, one in gallery.templates().items() if gallery.needs(one)}  # fmt: skip
INITIATORS = ("sales", "employee", "hr", "manager", "finance", "warehouse", "boss")
Api = Callable[[str], ApiClient]


@pytest.fixture
def people(api: Api, cast: Cast, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> People:
    settings.FILES_DIR = tmp_path
    monkeypatch.setattr(actors, "REMEMBERED_FOR", 0.0)  # what one transaction changes about people holds at once in it
    return People(api, cast)


@pytest.fixture
def world(people: People) -> World:
    """What forms of trade and personnel point to."""
    cast, api = people.cast, people.client
    goods = trade.product(cast, api, "P1", stock="10")
    buyer = trade.customer(api, name="Blue Sky", limit="100000")
    trade.order(api, buyer, (goods, "1"))
    chance = api("sales").post("crm/opportunities", {"name": "Chance", "customer": buyer["id"], "amount": "100"})
    party = api("buyer").post("masterdata/parties", {"name": "Supplier", "is_supplier": True})
    assert (chance.status_code, party.status_code) == (201, 201)
    staff = [one for name, one in cast.employees.items() if name != "stranger"]
    posts = sorted({one.post_id for one in staff})
    return World(api("sales"), [one.pk for one in staff], [one.pk for one in cast.departments.values()], posts)


def walk(people: People, world: World, code: str, seed: int, wish: str = "", who: str = "sales") -> Walk:
    """A document of a template that is installed, up to its draft."""
    made = people.client("admin").get("forms/designs").data["rows"]
    resource = next(one["resource"] for one in made if one["code"] == code)
    found = Walk(people, gallery.templates()[code], resource, world, seed, who)
    found.begin(wish)
    return found


def installed(people: People, world: World, code: str) -> None:
    """The form in force, and of those that it points to one approved document each."""
    answer = people.client("admin").post(f"forms/templates/{code}/install", {})
    assert answer.status_code == 201, answer.data
    for other in gallery.needs(gallery.templates()[code]):
        earlier = walk(people, world, other, 1)
        earlier.submit()
        earlier.to_the_end()
        earlier.check_end()
        world.documents[other] = [earlier.document["id"]]


@pytest.mark.parametrize("code", ALL)
def test_it_goes_its_whole_way_in_the_language_of_whoever_reads_it(people: People, world: World, code: str) -> None:
    people.language, other = (OFFERED[(ALL.index(code) + more) % 3] for more in (0, 1))
    installed(people, world, code)
    seed, left = zlib.crc32(code.encode()), Ways(gallery.templates()[code]).all()
    for number in range(WALKS):
        who = "sales" if code in OF_SALES else INITIATORS[number % len(INITIATORS)]
        world.client = people.client(who)
        found = walk(people, world, code, seed + number, next(iter(left), ""), who)
        found.submit()
        if number == 0:
            assert found.speaks(found.open_tasks()[0][0], OFFERED if WALKS > 1 else [other]) == []
            found.reject()
            found.send_back()
        found.to_the_end()
        for way in found.check_end()[0]:
            left.pop(way, None)
        if not left:
            break
    assert not left or WALKS < 8, f"never taken: {list(left)}"
