"""Two snapshots of one document, told apart field by field and line by line."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from heyi.kit.errors import Text

Values = Mapping[str, Any]


def changes(old: Values, new: Values, labels: Mapping[str, Text]) -> list[dict[str, Any]]:
    """``[{"field", "label", "old", "new"}]``, by field name; in lines ``field`` is ``lines.2.quantity``.

    A line that only one of them has is one change of ``lines.2``, with the whole line on that side and null on the
    other. An id that stands beside its name (``customer_id`` and ``customer``) is left to the name.
    """
    return [
        {"field": field, "label": label, "old": before, "new": after}
        for field, label, before, after in _differences(old, new, labels)
    ]


def _differences(old: Values, new: Values, labels: Mapping[str, Text]) -> Iterator[tuple[str, str, Any, Any]]:
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before == after or name.removesuffix("_id") in (old.keys() | new.keys()) - {name}:
            continue
        label = str(labels.get(name, name))
        rows, others = _lines(before), _lines(after)
        if rows is not None and others is not None:
            yield from _in_lines(name, label, rows, others, labels)
        else:
            yield name, label, before, after


def _in_lines(
    name: str, label: str, old: list[Values], new: list[Values], labels: Mapping[str, Text]
) -> Iterator[tuple[str, str, Any, Any]]:
    for index, (before, after) in enumerate(zip_longest(old, new)):
        place, title = f"{name}.{index}", f"{label} {index + 1}"
        if before is None or after is None:
            yield place, title, before, after
            continue
        for field, inner, one, other in _differences(before, after, labels):
            yield f"{place}.{field}", f"{title} · {inner}", one, other


def _lines(value: Any) -> list[Values] | None:
    return value if isinstance(value, list) and all(isinstance(one, dict) for one in value) else None
