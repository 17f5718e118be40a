"""Rows of lines that are sent again: what their writer could not set stays with the row that it belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any

from heyi.core.forms.design import Design, Field

Row = dict[str, Any]
COMPUTED = ("lookup",)


def carry(
    design: Design, cleaned: Mapping[str, Any], kept: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, list[Row]]:
    """Put into the kept rows of every lines field the columns that the cleaned ones do not have, as they stood. Returns for
    each of these fields the earlier rows, one for each kept one; new rows have an empty one.
    """
    found = {}
    for lines in design.fields:
        if lines.fields and kept.get(lines.name):
            found[lines.name] = _carried(lines, cleaned[lines.name], kept[lines.name], before.get(lines.name) or [])
    return found


def _carried(lines: Field, cleaned: Sequence[Row], kept: Sequence[Row], before: Sequence[Row]) -> list[Row]:
    computed = {one.name for one in lines.fields if one.type in COMPUTED}
    pairs = _paired([set(row) - computed for row in cleaned], kept, before)
    for given, row, stood in zip(cleaned, kept, pairs, strict=True):
        for name in lines.by_name.keys() - (given.keys() - computed):
            row.pop(name, None)
            if name in stood:
                row[name] = stood[name]
    return pairs


def _paired(given: Sequence[set[str]], kept: Sequence[Row], before: Sequence[Row]) -> list[Row]:
    """For each row the one that it was: the same in everything that was sent, or else the one in its place."""
    left = dict(enumerate(before))
    found: list[Row | None] = []
    for index, (names, row) in enumerate(zip(given, kept, strict=True)):
        alike = [at for at, old in left.items() if all(row.get(name) == old.get(name) for name in names)]
        at = index if index in alike else next(iter(alike), None)
        found.append(None if at is None else left.pop(at))
    return [left.pop(index, {}) if old is None else old for index, old in enumerate(found)]
