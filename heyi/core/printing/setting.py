"""From a paper to the data of its template, and how documents are laid out about which nobody has said anything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import east_asian_width

from heyi.core.printing.fonts import families
from heyi.core.printing.paper import SUFFIXES, Asked, Column, Field, Laid, Note, Section, Table
from heyi.core.printing.spelling import exact, number

Part = Field | Table | Note
SHORT, LONG = 16, 60


def look(language: str) -> dict[str, Any]:
    """Fonts and measures of a language. NoChineseFont."""
    found, chinese = families(language), language.startswith("zh")
    return {
        "sans": found.sans, "serif": found.serif, "lang": "zh" if chinese else "en",
        "region": {"zh-hans": "cn", "zh-hant": "tw"}.get(language, "us"),
        "tracking": 0.18 if chinese else 0.01, "label-width": 25 if chinese else 31,
    }  # fmt: skip


def section(one: Section, pictures: dict[str, bytes]) -> dict[str, Any]:
    """A section as data."""
    items = [item(inner, pictures) for inner in filled(one.items, one.columns)]
    return {"title": one.title, "columns": one.columns, "items": items}


def filled(items: Sequence[Part], columns: int) -> list[Part]:
    """The same fields, the last of each row so wide that nothing stays empty beside it."""
    found: list[Part] = []
    used = 0
    for one in items:
        span = min(one.span, columns) if isinstance(one, Field) else columns
        if used and used + span > columns:
            found[-1] = _wider(found[-1], columns - used)
            used = 0
        found.append(replace(one, span=span) if isinstance(one, Field) else one)
        used = (used + span) % columns
    if used:
        found[-1] = _wider(found[-1], columns - used)
    return found


def _wider(one: Part, by: int) -> Part:
    return replace(one, span=one.span + by) if isinstance(one, Field) else one


def table(one: Table) -> dict[str, Any]:
    """A table as data: short columns are as wide as what stands in them, the others share the rest."""
    widths = [
        max([_width(head.label), *(_width(row[at]) for row in (*one.rows, one.sums) if row)])
        for at, head in enumerate(one.columns)
    ]
    widest = max(widths, default=0)
    columns = [
        {
            "label": head.label,
            "right": head.right,
            "weight": min(width, LONG) if width in (widest, *_long(widths)) else 0,
        }
        for head, width in zip(one.columns, widths, strict=True)
    ]
    return {"kind": "table", "title": one.title, "columns": columns, "rows": one.rows, "sums": one.sums}


def _long(widths: Sequence[int]) -> list[int]:
    return [width for width in widths if width > SHORT]


def _width(text: str) -> int:
    """In halves of a Chinese character."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def item(one: Part, pictures: dict[str, bytes]) -> dict[str, Any]:
    """One of its parts; its pictures become files by name."""
    if isinstance(one, Note):
        return {"kind": "note", "text": one.text}
    if isinstance(one, Table):
        return table(one)
    names = []
    for picture in one.pictures:
        names.append(f"picture-{len(pictures) + 1}.{SUFFIXES[picture.type]}")
        pictures[names[-1]] = picture.data
    return {
        "kind": "field", "label": one.label, "value": one.value, "note": one.note, "span": one.span, "pictures": names,
    }  # fmt: skip


def plain(one: Section) -> dict[str, Any]:
    """A section as texts, for its check sum."""
    return section(without_pictures([one])[0], {})


def without_pictures(sections: Sequence[Section]) -> list[Section]:
    """The same with words only."""
    return [
        replace(one, items=tuple(replace(part, pictures=()) if isinstance(part, Field) else part for part in one.items))
        for one in sections
    ]


def usual(asked: Asked, title: str) -> Laid:
    """Every value that has a label, in the order of the labels; lists of rows as tables."""
    known = [name for name in asked.labels if name in asked.values]
    rows = {name for name in known if isinstance(asked.values[name], list)}
    fields = [_field(asked, name) for name in known if name not in rows and not isinstance(asked.values[name], Mapping)]
    tables = [_table(asked, name) for name in known if name in rows]
    sections = [Section(tuple(fields))] if fields else []
    return Laid(title, [*sections, *(Section((one,), title=str(asked.labels[name])) for name, one in tables if one)])


def _field(asked: Asked, name: str) -> Field:
    return Field(str(asked.labels[name]), _text(asked.values[name]))


def _table(asked: Asked, name: str) -> tuple[str, Table | None]:
    rows = [row for row in asked.values[name] if isinstance(row, Mapping)]
    heads = [one for one in asked.labels if any(one in row for row in rows)]
    if not heads:
        return name, None
    columns = tuple(
        Column(str(asked.labels[one]), right=all(exact(row.get(one)) is not None for row in rows)) for one in heads
    )
    return name, Table(columns, tuple(tuple(_text(row.get(one)) for one in heads) for row in rows))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return number(value) if exact(value) is not None else str(value)
