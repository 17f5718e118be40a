"""Every type of designed fields, alone and as a column: what is taken, what is refused, what is missing, what finds it."""

from typing import Any

import orjson
import pytest

from heyi.core.forms.models import Document
from heyi.core.forms.tests.everything import World
from heyi.core.forms.tests.specimens import Ids, Named, table
from heyi.core.forms.vocabulary import TYPES
from heyi.core.resources import detail, listing, writing
from heyi.core.resources.kinds import OPERATORS
from heyi.core.resources.summing import GROUPABLE, aggregate
from heyi.kit.errors import Malformed

TWO = (Named(1, "one"), Named(2, "two"))
ALL = table(Ids(*[TWO] * 9))
GIVEN = [name for name, one in ALL.items() if one.is_given]
COLUMNS = [name for name in GIVEN if TYPES[ALL[name].type].in_lines]
ASKED = [(name, operator) for name, one in ALL.items() for operator in one.asks]


def test_no_type_and_no_operator_is_left_out() -> None:
    assert {one.type for one in ALL.values()} | {"lines"} == TYPES.keys()
    several = {one.type for one in ALL.values() if one.options.get("many")}
    assert several == {name for name, one in TYPES.items() if "many" in one.options}
    for name, one in ALL.items():
        assert name == "serial" or one.asks.keys() == set(OPERATORS[one.kind]), name


def refused(call: Any) -> dict[str, str]:
    with pytest.raises(Malformed) as problem:
        call()
    return {error.path: error.code for error in problem.value.errors}


def fill(world: World, values: dict[str, Any]) -> Any:
    return writing.create(world.resource, values, world.cast.actor("sales"))


class TestValues:
    def test_what_is_good_is_kept_and_shown_as_it_was_meant(self, world: World) -> None:
        shown = detail.show(world.resource, world.full, world.cast.actor("sales"))
        wanted = {f"f_{name}": one.kept for name, one in world.specimens.items() if one.kept is not None}
        assert {name: shown[name] for name in wanted} == wanted
        assert shown["double"] == "1462003"
        row = {f"c_{name}": one.kept for name, one in world.columns.items() if name not in ("file", "image")}
        row["c_lookup"] = world.specimens["lookup"].shown
        assert {name: shown["rows"][0].get(name) for name in row} == row

    @pytest.mark.parametrize("name", GIVEN)
    def test_what_is_bad_is_refused_where_it_stands(self, world: World, name: str) -> None:
        before = Document.objects.count()
        for value, code in world.specimens[name].bad:
            assert refused(lambda value=value: fill(world, {f"f_{name}": value})) == {f"f_{name}": code}
            if name in COLUMNS:
                rows = {"rows": [{"c_open": "x"}, {f"c_{name}": value}]}
                assert refused(lambda rows=rows: fill(world, rows)) == {f"rows.1.c_{name}": code}
        assert Document.objects.count() == before

    def test_nothing_is_taken_for_a_draft_and_refused_when_it_is_handed_in(self, world: World) -> None:
        empty: dict[str, Any] = {f"f_{name}": None for name in GIVEN}
        row = {f"c_{name}": None for name in COLUMNS}
        record = fill(world, {**empty, "rows": [row]})
        assert record.data == {"rows": [{}]}
        lacking = {
            **{f"f_{name}": "required" for name in GIVEN},
            **{f"rows.0.c_{name}": "required" for name in COLUMNS},
        }
        sales, verb = world.cast.actor("sales"), world.resource.verb("submit")
        assert refused(lambda: writing.act(world.resource, verb, record.pk, {}, sales, version=None)) == lacking
        no_rows = {**{name: code for name, code in lacking.items() if "." not in name}, "rows": "required"}
        blank = refused(lambda: writing.act(world.resource, verb, world.blank, {}, sales, version=None))
        assert blank == no_rows
        assert Document.objects.get(pk=record.pk).status == "draft"

    def test_what_was_filled_in_can_be_emptied_again(self, world: World) -> None:
        sales = world.cast.actor("sales")
        writing.update(world.resource, world.full, {f"f_{name}": None for name in GIVEN}, sales, version=None)
        assert Document.objects.get(pk=world.full).data.keys() == {"rows"}

    def test_nobody_fills_in_what_is_not_theirs(self, world: World) -> None:
        inner = {"later": "x", "inner": "x", "double": "1", "f_serial": "ZQ-1", "f_lookup": "x"}
        assert refused(lambda: fill(world, inner)) == dict.fromkeys(inner, "read_only")
        record = fill(world, {"rows": [{"c_open": "x", "c_later": "mine"}]})
        assert record.data == {"rows": [{"c_open": "x"}]}


class TestAsking:
    @pytest.mark.parametrize(("name", "operator"), ASKED)
    def test_a_filter_finds_it_and_another_one_does_not(self, world: World, name: str, operator: str) -> None:
        finds, misses = world.specimens[name].asks[operator]
        assert world.full in found(world, filter=filter_of(name, operator, finds))
        assert world.full not in found(world, filter=filter_of(name, operator, misses))

    @pytest.mark.parametrize("name", [*GIVEN, "lookup"])
    def test_what_is_empty_is_found_as_empty_only(self, world: World, name: str) -> None:
        operators = world.specimens[name].asks
        if "empty" in operators:
            assert world.blank in found(world, filter=filter_of(name, "empty", True))
            assert world.blank not in found(world, filter=filter_of(name, "empty", False))

    @pytest.mark.parametrize("name", [name for name, one in ALL.items() if TYPES[one.type].compared])
    def test_the_list_is_sorted_and_paged_by_it(self, world: World, name: str) -> None:
        if not world.resource.by_name[f"f_{name}"].sortable:
            assert ALL[name].options.get("many")
            return
        writing.act(
            world.resource, world.resource.verb("copy"), world.full, {}, world.cast.actor("sales"), version=None
        )
        for sign in ("", "-"):
            seen, cursor = [], ""
            while True:
                query = listing.Query(sort=f"{sign}f_{name}", columns=f"f_{name}", limit=1, cursor=cursor)
                page = orjson.loads(listing.page(world.resource, query, world.cast.actor("sales")))
                seen += [row["id"] for row in page["rows"]]
                cursor = page["next"]
                if not cursor:
                    break
            assert len(seen) == len(set(seen)) == 3
            assert name == "serial" or seen[-1] == world.blank

    @pytest.mark.parametrize("name", [name for name, one in ALL.items() if one.word])
    def test_the_search_box_finds_it(self, world: World, name: str) -> None:
        assert found(world, q=world.specimens[name].word) == [world.full]

    @pytest.mark.parametrize("name", list(ALL))
    def test_documents_are_counted_by_it_or_not_at_all(self, world: World, name: str) -> None:
        one, sales = world.specimens[name], world.cast.actor("sales")
        if one.kind not in GROUPABLE:
            count = lambda: aggregate(world.resource, listing.Query(), f"f_{name}", "", sales)  # noqa: E731
            assert refused(count) == {"group": "unknown_field"}
            return
        rows = {row["key"]: row for row in aggregate(world.resource, listing.Query(), f"f_{name}", "f_number", sales)}
        assert rows.keys() == {one.good, None}
        assert (rows[one.good]["count"], rows[one.good]["sum"]) == (1, "731001.5")
        assert str(rows[one.good]["label"]) == (str(one.good) if name == "switch" else one.cell)


def filter_of(name: str, operator: str, value: Any) -> str:
    return orjson.dumps([f"f_{name}", operator, value]).decode()


def found(world: World, **asked: Any) -> list[int]:
    page = listing.page(world.resource, listing.Query(**asked), world.cast.actor("sales"))
    return [row["id"] for row in orjson.loads(page)["rows"]]
