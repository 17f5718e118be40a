"""Rows that are sent again keep what their writer could not set."""

from typing import Any

from heyi.core.forms import rows
from heyi.core.forms.design import read
from heyi.core.forms.tests.designs import field

COLUMNS = [field("item", "text"), field("price", "number"), field("booked", "text", later=True)]
DESIGN = read({"fields": [field("lines", "lines", fields=COLUMNS)]})[0]
A, B, C = ({"item": name, "price": "1", "booked": name.upper()} for name in "abc")


def carried(sent: list[dict[str, Any]], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that are kept of those that were sent."""
    kept = [{name: value for name, value in row.items() if value is not None} for row in sent]
    rows.carry(DESIGN, {"lines": sent}, {"lines": kept}, {"lines": before})
    return kept


def sent(item: str | None, price: str | None = "1") -> dict[str, Any]:
    return {"item": item, "price": price}


def test_they_keep_it_wherever_they_come_to_stand() -> None:
    assert carried([sent("c"), sent("a")], [A, B, C]) == [C, A]


def test_a_changed_row_is_the_one_in_its_place() -> None:
    assert carried([sent("a"), sent("x", None)], [A, B]) == [A, {"item": "x", "booked": "B"}]


def test_a_new_row_has_nothing_of_others() -> None:
    assert carried([sent("new"), sent("a")], [A]) == [{"item": "new", "price": "1"}, A]


def test_equal_rows_stay_in_their_order() -> None:
    twins = [{**A, "booked": "1"}, {**A, "booked": "2"}]
    assert carried([sent("a"), sent("a")], twins) == twins
