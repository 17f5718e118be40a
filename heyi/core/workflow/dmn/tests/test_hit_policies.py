"""A decision table under each hit policy gives what a naive evaluation of its rules gives."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heyi.core.workflow.dmn.tests.build import table, table_model

NUMBERS = list(range(7))
LEVELS = ["A", "B", "C"]
OUTPUTS = ["low", "middle", "high"]


Cell = tuple[str, Callable[[Any], bool]]
number_cells: st.SearchStrategy[Cell] = st.one_of(
    st.just(("-", lambda value: True)),
    st.integers(0, 6).map(lambda a: (f"< {a}", lambda value: value < a)),
    st.integers(0, 6).map(lambda a: (f">= {a}", lambda value: value >= a)),
    st.tuples(st.integers(0, 6), st.integers(0, 6)).map(
        lambda pair: (f"[{pair[0]}..{pair[1]})", lambda value: pair[0] <= value < pair[1])
    ),
    st.integers(0, 6).map(lambda a: (f"not({a})", lambda value: value != a)),
)
level_cells: st.SearchStrategy[Cell] = st.one_of(
    st.just(("-", lambda value: True)),
    st.lists(st.sampled_from(LEVELS), min_size=1).map(
        lambda some: (", ".join(f'"{one}"' for one in some), lambda value: value in some)
    ),
)
rules = st.lists(st.tuples(number_cells, level_cells, st.sampled_from(OUTPUTS)), max_size=6)
number_rules = st.lists(st.tuples(number_cells, level_cells, st.integers(-5, 5)), max_size=6)


def _held(rows: list[Any], number: int, level: str) -> list[tuple[int, Any]]:
    return [(index, output) for index, (one, two, output) in enumerate(rows, 1) if one[1](number) and two[1](level)]


def _decide(rows: list[Any], number: int, level: str, write: Callable[[Any], str], **options: Any) -> Any:
    body = table(["n", "l"], [((one[0], two[0]), (write(out),)) for one, two, out in rows], **options)
    outcome = table_model(["n", "l"], body).decide("d", {"n": number, "l": level})
    return outcome.value, list(outcome.matches[0].rules)


def _by_priority(outputs: list[str]) -> list[str]:
    return sorted(outputs, key=OUTPUTS.index)


NAIVE: dict[str, Callable[[list[str]], Any]] = {
    "UNIQUE": lambda found: found[0] if len(found) == 1 else None,
    "ANY": lambda found: found[0] if len(set(found)) == 1 else None,
    "FIRST": lambda found: found[0] if found else None,
    "PRIORITY": lambda found: _by_priority(found)[0] if found else None,
    "RULE ORDER": lambda found: found or None,
    "OUTPUT ORDER": lambda found: _by_priority(found) or None,
    "COLLECT": lambda found: found,
}


@pytest.mark.parametrize("policy", list(NAIVE))
@given(rows=rules, number=st.sampled_from(NUMBERS), level=st.sampled_from(LEVELS))
def test_each_policy_gives_what_the_rules_that_hold_come_to(
    policy: str, rows: list[Any], number: int, level: str
) -> None:
    held = _held(rows, number, level)
    listed = ", ".join(f'"{one}"' for one in OUTPUTS)
    value, matched = _decide(rows, number, level, lambda out: f'"{out}"', policy=policy, outputs=(("", listed, ""),))
    assert value == NAIVE[policy]([output for _index, output in held])
    assert matched == [index for index, _output in held][: 1 if policy == "FIRST" else None]


AGGREGATED: dict[str, Callable[[list[int]], Any]] = {
    "SUM": lambda found: sum(found) if found else None,
    "MIN": lambda found: min(found, default=None),
    "MAX": lambda found: max(found, default=None),
    "COUNT": len,
}


@pytest.mark.parametrize("aggregation", list(AGGREGATED))
@given(rows=number_rules, number=st.sampled_from(NUMBERS), level=st.sampled_from(LEVELS))
def test_each_aggregation_is_of_the_outputs_of_the_rules_that_hold(
    aggregation: str, rows: list[Any], number: int, level: str
) -> None:
    held = _held(rows, number, level)
    value, matched = _decide(rows, number, level, str, policy="COLLECT", aggregation=aggregation)
    assert value == AGGREGATED[aggregation]([output for _index, output in held])
    assert matched == [index for index, _output in held]


TWO = (("rate", "", "0.1"), ("reason", "", '"default"'))


def test_several_outputs_make_a_context() -> None:
    body = table(["n"], [((">= 5",), ("0.3", '"large"'))], outputs=TWO)
    assert table_model(["n"], body).decide("d", {"n": 5}).value == {"rate": Decimal("0.3"), "reason": "large"}


def test_the_default_outputs_count_when_no_rule_holds_and_only_then() -> None:
    body = table(["n"], [((">= 5",), ("0.3", '"large"'))], outputs=TWO)
    outcome = table_model(["n"], body).decide("d", {"n": 4})
    assert outcome.value == {"rate": Decimal("0.1"), "reason": "default"}
    assert outcome.matches[0].rules == ()


def test_the_order_of_priority_goes_column_by_column() -> None:
    rows = [(("-",), ('"b"', '"x"')), (("-",), ('"a"', '"y"')), (("-",), ('"a"', '"x"'))]
    outputs = (("one", '"a", "b"', ""), ("two", '"x", "y"', ""))
    found = table_model(["n"], table(["n"], rows, policy="OUTPUT ORDER", outputs=outputs)).decide("d", {"n": 1}).value
    assert [(row["one"], row["two"]) for row in found] == [("a", "x"), ("a", "y"), ("b", "x")]


def test_two_rules_under_unique_are_named_and_give_null() -> None:
    outcome = table_model(["n"], table(["n"], [(("> 1",), ("1",)), (("> 2",), ("1",))])).decide("d", {"n": 3})
    assert outcome.value is None
    assert outcome.matches[0].rules == (1, 2)
    assert outcome.matches[0].problem == "several_rules"
    assert [note.code for note in outcome.diagnostics] == ["several_rules"]


def test_a_value_that_is_not_an_input_value_decides_nothing() -> None:
    body = table(["l"], [(("-",), ("1",))], allowed=['"A", "B"'])
    model = table_model(["l"], body)
    assert model.decide("d", {"l": "A"}).value == 1
    refused = model.decide("d", {"l": "Z"})
    assert refused.value is None
    assert refused.matches[0].problem == "input_not_allowed"


def test_first_does_not_look_at_later_rules() -> None:
    body = table(["n"], [(("> 1",), ("1",)), (("(",), ("2",))], policy="FIRST")
    outcome = table_model(["n"], body).decide("d", {"n": 3})
    assert outcome.value == 1
    assert outcome.diagnostics == ()
