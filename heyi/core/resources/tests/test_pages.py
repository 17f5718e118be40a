"""Pages are made from the first rows of each way in which records come within reach: together they are the whole list."""

import random
from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest

from heyi.core.access.models import Share
from heyi.core.access.scoping import ways
from heyi.core.resources import listing, registry
from heyi.core.resources.listing import Query
from heyi.core.resources.saving import save
from tests.cast import Cast
from tests.plain.models import Book

pytestmark = pytest.mark.django_db
PEOPLE = ("sales", "colleague", "manager", "boss", "warehouse")
SORTS = ("", "price", "-price,bought_on", "-bought_on,-price", "title", "-owner")
FILTERS = ("", '["shelf","eq","old"]', '["price","gt","3"]')


@pytest.fixture
def books(cast: Cast) -> None:
    """Sixty books of anybody or nobody, some of them shared; prices and dates repeat or are missing."""
    chance = random.Random(20261127)  # noqa: S311 - a sample, no secret
    actor = cast.system()
    owners = [cast.employees[name].pk for name in ("sales", "colleague", "manager")]
    places = [department.pk for department in cast.departments.values()]
    for number in range(60):
        book = Book(
            company_id=actor.company_id,
            title=f"书{number:02}",
            shelf=chance.choice(("new", "old")),
            price=chance.choice((None, Decimal(chance.randrange(1, 6)))),
            bought_on=chance.choice((None, date(2026, 1, 1) + timedelta(chance.randrange(4)))),
            owner_id=chance.choice([*owners, None]),
            department_id=chance.choice([*places, None]),
        )
        save(book, actor=actor)
        if chance.random() < 0.2:
            reader = cast.employees[chance.choice(("sales", "warehouse"))].pk
            save(
                Share(
                    company_id=actor.company_id,
                    resource="plain.book",
                    record_id=book.pk,
                    employee_id=reader,
                    reason=Share.Reason.SHARE,
                ),
                actor=actor,
            )


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("size", [1, 7, 500])
def test_pages_one_after_the_other_are_the_list_in_its_order(books: None, cast: Cast, name: str, size: int) -> None:
    resource, actor = registry.get("plain.book"), cast.actor(name)
    for sort in SORTS:
        for chosen in FILTERS:
            query = Query(filter=chosen, sort=sort, limit=size)
            keys = listing.sort_keys(resource, sort, actor)
            whole = listing.rows_for(resource, query, actor).order_by(*(key.order() for key in keys))
            found, cursor = [], ""
            while cursor is not None:
                page = orjson.loads(listing.page(resource, Query(chosen, "", sort, "", size, cursor), actor))
                found += [row["id"] for row in page["rows"]]
                cursor = page["next"]
            assert found == list(whole.values_list("pk", flat=True)), (sort, chosen)


def test_somebody_with_narrow_grants_comes_by_several_ways(books: None, cast: Cast) -> None:
    """Otherwise the test above would not ask what it says."""
    assert len(ways(cast.actor("sales"), Book)) > 1
    assert len(ways(cast.actor("manager"), Book)) > 2
    assert len(ways(cast.actor("boss"), Book)) == 1
