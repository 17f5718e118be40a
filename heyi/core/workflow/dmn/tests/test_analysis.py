"""Gaps and overlaps that are found without trying values are those that trying values finds."""

import itertools
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.workflow.dmn.analysis import gaps_and_overlaps
from heyi.core.workflow.dmn.check import check
from heyi.core.workflow.dmn.table import DecisionTable
from heyi.core.workflow.dmn.tests.build import table, table_model
from heyi.core.workflow.feel import compile_unary_tests

Cell = tuple[str, Callable[[Any], bool]]
ANY: Cell = ("-", lambda value: True)
FIRST_DAY = date(2026, 1, 1)
DAYS = [FIRST_DAY + timedelta(days=days) for days in range(9)]
NUMBERS = [Decimal(number) / 2 for number in range(-1, 14)]
LEVELS = ["A", "B", "C", "other"]


def _span(values: st.SearchStrategy[Any], write: Callable[[Any], str]) -> st.SearchStrategy[Cell]:
    def made(low: Any, high: Any, low_closed: bool, high_closed: bool) -> Cell:
        text = f"{'[' if low_closed else '('}{write(low)}..{write(high)}{']' if high_closed else ')'}"
        return (
            text,
            lambda value: (
                (low <= value if low_closed else low < value) and (value <= high if high_closed else value < high)
            ),
        )

    return st.builds(made, values, values, st.booleans(), st.booleans())


def _line(values: st.SearchStrategy[Any], write: Callable[[Any], str]) -> st.SearchStrategy[Cell]:
    """Cells over values that have an order."""
    return st.one_of(
        st.just(ANY),
        _span(values, write),
        values.map(lambda a: (write(a), lambda value: value == a)),
        values.map(lambda a: (f"< {write(a)}", lambda value: value < a)),
        values.map(lambda a: (f">= {write(a)}", lambda value: value >= a)),
        values.map(lambda a: (f"not({write(a)})", lambda value: value != a)),
        values.map(lambda a: (f"? > {write(a)} or ? = {write(a)}", lambda value: value >= a)),
        st.tuples(values, values).map(
            lambda pair: (f"{write(pair[0])}, > {write(pair[1])}", lambda value: value == pair[0] or value > pair[1])
        ),
        st.tuples(values, values).map(
            lambda pair: (f"? between {write(pair[0])} and {write(pair[1])}", lambda v: pair[0] <= v <= pair[1])
        ),
    )


number_cells = _line(st.integers(0, 6), str)
day_cells = _line(st.sampled_from(DAYS[1:8]), lambda day: f'date("{day}")')
level_cells: st.SearchStrategy[Cell] = st.one_of(
    st.just(ANY),
    st.lists(st.sampled_from("ABC"), min_size=1).map(
        lambda some: (", ".join(f'"{one}"' for one in some), lambda value: value in some)
    ),
    st.lists(st.sampled_from("ABC"), min_size=1).map(
        lambda some: (f"not({', '.join(f'{chr(34)}{one}{chr(34)}' for one in some)})", lambda value: value not in some)
    ),
)
truth_cells: st.SearchStrategy[Cell] = st.sampled_from(
    [ANY, ("true", lambda value: value is True), ("false", lambda value: value is False)]
)
rules = st.lists(st.tuples(number_cells, level_cells, truth_cells, day_cells), max_size=5)
TYPES = ("number", "string", "boolean", "date")
GRID = list(itertools.product(NUMBERS, LEVELS, (True, False), DAYS))


def _table(rows: list[tuple[Cell, ...]], **options: Any) -> DecisionTable:
    inputs = ["n", "l", "t", "y"]
    made = [([cell[0] for cell in row], (str(index),)) for index, row in enumerate(rows)]
    return table_model(inputs, table(inputs, made, types=TYPES, **options)).tables[0]


def _within(tests: tuple[str, ...]) -> Callable[[tuple[Any, ...]], bool]:
    compiled = [compile_unary_tests(test) for test in tests]
    known: dict[tuple[int, Any], bool] = {}

    def inside(point: tuple[Any, ...]) -> bool:
        for place, (one, value) in enumerate(zip(compiled, point, strict=True)):
            if (place, value) not in known:
                known[place, value] = one.test(value, {})
            if not known[place, value]:
                return False
        return True

    return inside


@given(rows=rules)
def test_gaps_are_exactly_where_no_rule_holds(rows: list[tuple[Cell, ...]]) -> None:
    found = gaps_and_overlaps(_table(rows))
    gaps = [_within(gap.tests) for gap in found.gaps]
    assert found.not_analysed == []
    if not found.is_complete:
        return
    for point in GRID[:: 1 if len(gaps) < 5 else 7]:
        held = any(all(cell[1](value) for cell, value in zip(row, point, strict=True)) for row in rows)
        assert sum(gap(point) for gap in gaps) == (not held), (
            point,
            [[cell[0] for cell in row] for row in rows],
            found.gaps,
        )


@given(rows=rules)
def test_overlaps_are_exactly_where_two_rules_hold(rows: list[tuple[Cell, ...]]) -> None:
    found = gaps_and_overlaps(_table(rows))
    overlaps = {(one.first, one.second): _within(one.tests) for one in found.overlaps}
    for point in GRID[::5]:
        held = [
            number
            for number, row in enumerate(rows, 1)
            if all(cell[1](value) for cell, value in zip(row, point, strict=True))
        ]
        assert {pair for pair, inside in overlaps.items() if inside(point)} == set(itertools.combinations(held, 2))


@given(rows=rules)
def test_a_masked_rule_is_never_the_first_that_holds(rows: list[tuple[Cell, ...]]) -> None:
    masked = set(gaps_and_overlaps(_table(rows, policy="FIRST")).masked)
    for point in GRID[::3]:
        for number, row in enumerate(rows, 1):
            if all(cell[1](value) for cell, value in zip(row, point, strict=True)):
                assert number not in masked
                break


def _codes(inputs: list[str], rows: list[Any], **options: Any) -> list[tuple[str, bool]]:
    return [(one.code, one.is_error) for one in check(table_model(inputs, table(inputs, rows, **options)))]


def test_an_overlap_under_unique_is_an_error_and_a_gap_a_warning() -> None:
    rows = [(("< 10",), ("1",)), ((">= 9",), ("2",))]
    assert _codes(["n"], rows) == [("overlap", True)]
    assert _codes(["n"], [(("< 10",), ("1",)), (("> 10",), ("2",))]) == [("gap", False)]


def test_an_overlap_under_any_is_an_error_only_when_the_outputs_differ() -> None:
    assert _codes(["n"], [(("< 10",), ("1",)), (("-",), ("1.0",))], policy="ANY") == []
    assert _codes(["n"], [(("< 10",), ("1",)), (("-",), ("2",))], policy="ANY") == [("overlap", True)]
    assert _codes(["n"], [(("< 10",), ("n + 1",)), (("-",), ("2",))], policy="ANY") == [("overlap", False)]


def test_a_default_output_closes_gaps_and_collecting_needs_none() -> None:
    rows = [(("< 10",), ("1",))]
    assert _codes(["n"], rows, outputs=(("", "", "0"),)) == []
    assert _codes(["n"], rows, policy="COLLECT") == []


def test_input_values_bound_what_is_looked_at() -> None:
    rows = [(('"A"',), ("1",)), (('"B"',), ("2",))]
    assert _codes(["l"], rows, allowed=['"A", "B"']) == []
    assert _codes(["l"], rows) == [("gap", False)]
    assert _codes(["n"], [(("< 5",), ("1",)), (("[5..10]",), ("2",))], allowed=["[0..10]"]) == []


@pytest.mark.parametrize("cell", ["> other", "f(?)", 'starts with(?, "A")', "? + 1 > 3", "> today()", "("])
def test_a_cell_that_cannot_be_analysed_is_told_and_raises_no_alarm(cell: str) -> None:
    codes = _codes(["n"], [((cell,), ("1",)), (("< 3",), ("2",))])
    assert ("not_analysed", False) in codes
    assert not {code for code, _error in codes} & {"gap", "overlap"}


def test_what_can_be_analysed_beside_a_cell_that_cannot_is_still_found() -> None:
    codes = _codes(["n"], [(("< 3",), ("1",)), (("< 2",), ("2",)), (("> other",), ("3",))])
    assert ("overlap", True) in codes


def test_a_rule_that_earlier_ones_cover_is_told_under_first() -> None:
    rows = [(("< 5",), ("1",)), ((">= 5",), ("2",)), (("7",), ("3",))]
    assert _codes(["n"], rows, policy="FIRST") == [("never_reached", False)]


def test_missing_values_are_looked_at_where_a_cell_names_null() -> None:
    assert _codes(["n"], [(("null",), ("1",)), (("not(null)",), ("2",))]) == []
    assert _codes(["n"], [(("null",), ("1",)), (("-",), ("2",))]) == [("overlap", True)]
    assert _codes(["n"], [(("null",), ("1",)), (("< 3",), ("2",))]) == [("gap", False)]


def test_a_rule_after_one_that_cannot_be_analysed_is_not_called_unreachable() -> None:
    rows = [(("> other",), ("1",)), (("-",), ("2",)), (("3",), ("3",))]
    found = gaps_and_overlaps(table_model(["n"], table(["n"], rows, policy="FIRST")).tables[0])
    assert found.masked == [3]


@pytest.mark.parametrize("cell", ['< "b"', '? < "b"', '["a".."c"]', '? between "a" and "c"', '? in (< "b")'])
def test_texts_that_are_compared_by_order_are_not_analysed(cell: str) -> None:
    codes = _codes(["l"], [((cell,), ("1",)), (('"z"',), ("2",))])
    assert {code for code, _error in codes} == {"not_analysed"}


@pytest.mark.parametrize(
    ("cell", "gap"),
    [
        ("(? > 3) = true", None),
        ("not(? > 3)", "> 3"),
        ("? in [1..5]", "< 1, > 5"),
        ("? >= 1 and (? < 2 or ? = 4)", "< 1, [2..4), > 4"),
        ("not(null)", "null"),
        ('date("2026-01-01")', '< @"2026-01-01", > @"2026-01-01"'),
        ('> duration("PT1H")', '<= @"PT1H"'),
    ],
)
def test_conditions_about_the_value_are_analysed(cell: str, gap: str | None) -> None:
    found = gaps_and_overlaps(table_model(["n"], table(["n"], [((cell,), ("1",))])).tables[0])
    assert [one.tests for one in found.gaps] == ([(gap,)] if gap else [])
    assert bool(found.not_analysed) is (gap is None)


def test_large_tables_end_soon_and_say_that_they_were_not_looked_at_to_the_end() -> None:
    rows = [((f"[{i}..{i + 40}]", f"[{-i}..{40 - i}]", f"{i % 13}"), ("1",)) for i in range(400)]
    thin = [((f"[{i}..{i + 1})", "-", "-"), ("1",)) for i in range(2500)]
    for some, policy in ((rows, "FIRST"), (rows, "UNIQUE"), (thin, "FIRST")):
        made = table_model(["a", "b", "c"], table(["a", "b", "c"], some, policy=policy)).tables[0]
        began = time.process_time()
        found = gaps_and_overlaps(made)
        assert time.process_time() - began < 20
        assert not found.is_complete or found.not_analysed
