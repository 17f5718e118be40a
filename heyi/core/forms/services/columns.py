"""Columns of lines that whoever decides fills in: ``lines.price`` is the list of its values, one for each row."""

from collections.abc import Mapping
from typing import Any

from heyi.core.forms.keeping import Keeper
from heyi.kit.errors import Malformed

Values = dict[str, Any]


def kept(keeper: Keeper, data: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The stored values of the columns among cleaned values."""
    found: dict[str, list[Any]] = {}
    for name, value in data.items():
        lines, dot, column = name.partition(".")
        if dot:
            rows = keeper.keep({lines: [{column: one} for one in value]}).get(lines) or []
            found[name] = [row.get(column) for row in rows]
    return found


def put(values: Mapping[str, Any], before: Mapping[str, Any]) -> Values:
    """The columns put into the rows that stand in the document; everything else in these stays."""
    found = {name: value for name, value in values.items() if "." not in name}
    for name in values.keys() - found.keys():
        lines, _dot, column = name.partition(".")
        rows = found.get(lines) or before.get(lines) or []
        if len(rows) != len(values[name]):
            raise Malformed.at(name, "length", str(len(rows)))
        found[lines] = [
            {key: one for key, one in {**row, column: value}.items() if one is not None}
            for row, value in zip(rows, values[name], strict=True)
        ]
    return found
