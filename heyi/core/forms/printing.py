"""Documents of designed forms on paper: in the order of the form's layout, with its sections."""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from heyi.core.files import storing
from heyi.core.forms.design import Design
from heyi.core.forms.design import Field as Designed
from heyi.core.forms.models import Document, FormVersion
from heyi.core.forms.source import KEY, built_of
from heyi.core.forms.texts import said
from heyi.core.forms.workflow import in_words
from heyi.core.printing import spelling, words
from heyi.core.printing.paper import (
    SUFFIXES,
    Asked,
    Column,
    Field,
    Laid,
    Note,
    Picture,
    Section,
    Table,
    register_layout,
)
from heyi.core.resources.kinds import EXACT, Kind
from heyi.kit.errors import NotFound

WIDE = ("longtext", "richtext", "address", "file", "image", "signature")
MOST_PICTURES, MOST_BYTES, MOST_PIXELS = 12, 4_000_000, 25_000_000
Values = Mapping[str, Any]


def layout(asked: Asked) -> Laid | None:
    """By the version of the form by which the document was filled in."""
    if not KEY.fullmatch(asked.resource):
        return None
    record = Document.objects.get(pk=asked.record_id)
    version = FormVersion.objects.select_related("form").get(pk=record.form_version_id)
    return Laid(words.paper(said(version.form.names)), [*_sections(built_of(version).design, asked)])


def _sections(design: Design, asked: Asked) -> Iterator[Section]:
    known, placed = design.by_name, set()
    for block in design.layout:
        for title, one in _blocks(block):
            placed |= {item["field"] for item in one.get("items", ()) if "field" in item}
            found = _section(title, one, known, asked)
            if any(not isinstance(item, Note) for item in found.items):
                yield found
    rest = [{"field": name} for name in known if name not in placed]
    found = _section(words.usual("rest") if placed else "", {"columns": 2, "items": rest}, known, asked)
    if found.items:
        yield found


def _blocks(block: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The sections of a block, with the title of their tab where they have none."""
    if block.get("type") != "tabs":
        yield said(block.get("title")), block
        return
    for tab in block.get("tabs", ()):
        for index, one in enumerate(tab.get("blocks", ())):
            yield said(one.get("title")) or (said(tab.get("title")) if index == 0 else ""), one


def _section(title: str, block: Mapping[str, Any], known: Mapping[str, Designed], asked: Asked) -> Section:
    items: list[Field | Table | Note] = []
    columns = int(block.get("columns", 1))
    for item in block.get("items", ()):
        if item.get("type") == "description":
            items.append(Note(said(item.get("text"))))
        elif _is_printed(known.get(item.get("field")), asked.values):
            items.append(_item(known[item["field"]], asked, title, columns, int(item.get("span") or 1)))
    return Section(tuple(items), title, columns)


def _is_printed(field: Designed | None, values: Values) -> bool:
    """Not what the reader may not know (it is not among the values), nor what the form does not show for these values."""
    if field is None or field.hidden or field.name not in values:
        return False
    return not field.conditions.get("visible") or values[field.name] not in (None, "", [])


def _item(field: Designed, asked: Asked, title: str, columns: int, span: int) -> Field | Table:
    value = asked.values[field.name]
    if field.type == "lines":
        return _table(field, [row for row in value or () if isinstance(row, Mapping)], asked, title)
    pictures = tuple(_pictures(field, value, asked))
    text = "" if pictures else spelled(field, value, asked)
    note = spelling.in_words(value, _currency(field)) if field.options.get("capitals") and value is not None else ""
    return Field(said(field.label), text, note, columns if field.type in WIDE else span, pictures)


def _table(field: Designed, rows: list[Values], asked: Asked, title: str) -> Table:
    """The lines, in the columns that any row has, with the sums for which the form asks."""
    shown = [one for one in field.fields if not one.hidden and any(one.name in row for row in rows)]
    columns = tuple(Column(_head(one), one.of.kind in EXACT) for one in shown)
    lines = tuple(tuple(_cell(one, row.get(one.name), asked) for one in shown) for row in rows)
    label = said(field.label)
    return Table(columns, lines, _sums(field, shown, rows, asked), "" if label == title else label)


def _head(column: Designed) -> str:
    """The currency stands at the top instead of in each row."""
    label = said(column.label)
    return f"{label} ({_currency(column)})" if column.of.kind is Kind.MONEY else label


def _cell(column: Designed, value: Any, asked: Asked) -> str:
    return spelling.money(value, "") if column.of.kind is Kind.MONEY and value else spelled(column, value, asked)


def _sums(field: Designed, shown: list[Designed], rows: list[Values], asked: Asked) -> tuple[str, ...]:
    wanted = field.options.get("sums", ())
    if not rows or not any(one.name in wanted for one in shown):
        return ()
    found = [
        _cell(one, sum(filter(None, (spelling.exact(row.get(one.name)) for row in rows))), asked)
        if one.name in wanted and one.of.kind in EXACT else ""
        for one in shown
    ]  # fmt: skip
    return (found[0] or words.usual("sum"), *found[1:])


def spelled(field: Designed, value: Any, asked: Asked) -> str:
    """A value as the form shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words.usual("yes" if value else "no")
    spell = _SPELLED.get(field.of.kind)
    if spell is not None:
        return spell(field, value, asked)
    if field.of.kind in EXACT:
        return f"{spelling.number(value)} {_unit(field)}".strip()
    return in_words(field, value)


def _currency(field: Designed) -> str:
    return str(field.options.get("currency") or "CNY")


def _unit(field: Designed) -> str:
    unit = field.options.get("unit")
    return words.usual(unit) if isinstance(unit, str) else said(unit)


def _range(value: Values) -> str:
    ends = [
        f"{spelling.day(value[one])} {words.usual(str(value.get(f'{one}_half') or ''))}".strip()
        for one in ("start", "end")
    ]
    return ends[0] if ends[0] == ends[1] else " – ".join(ends)


def _way(tree: Iterable[Values], value: Any) -> Iterator[str]:
    """The labels along a cascade."""
    for one in value if isinstance(value, list) else [value]:
        here = next((node for node in tree if node.get("value") == one), None)
        yield said(here["label"]) if here else str(one)
        tree = here.get("children", ()) if here else ()


def _pictures(field: Designed, value: Any, asked: Asked) -> Iterator[Picture]:
    """Images and hand signatures, those that this reader may open."""
    if field.type not in ("image", "signature") or not value:
        return
    for one in (value if isinstance(value, list) else [value])[:MOST_PICTURES]:
        found = _picture(one.get("id"), asked) if isinstance(one, Mapping) else None
        if found is not None:
            yield found


def _picture(file_id: Any, asked: Asked) -> Picture | None:
    try:
        file, opened = storing.open_to(int(file_id or 0), actor=asked.reader)
    except (NotFound, ValueError):
        return None
    with opened:
        data = opened.read(MOST_BYTES + 1)
    fits = len(data) <= MOST_BYTES and file.type in SUFFIXES
    return Picture(data, file.type) if fits and _is_small(data, file.type) else None


def _is_small(data: bytes, kind: str) -> bool:
    """A PNG says its size in its first bytes: one that would fill the memory is not opened."""
    if kind != "image/png":
        return True
    if len(data) < 24:
        return False
    width, height = struct.unpack(">II", data[16:24])
    return bool(width * height <= MOST_PIXELS)


_SPELLED: Mapping[Kind, Callable[[Designed, Any, Asked], str]] = {
    Kind.MONEY: lambda field, value, asked: spelling.money(value, _currency(field)),
    Kind.PERCENT: lambda field, value, asked: spelling.percent(value),
    Kind.DATETIME: lambda field, value, asked: spelling.moment(value, asked.time_zone),
    Kind.DATERANGE: lambda field, value, asked: _range(value),
    Kind.RICHTEXT: lambda field, value, asked: spelling.plain(str(value)),
    Kind.RATING: lambda field, value, asked: f"{value} / {field.options.get('most', 5)}",
    Kind.CASCADE: lambda field, value, asked: " / ".join(_way(field.options.get("tree", ()), value)),
}

register_layout(layout)
