"""The grid of a file: CSV in whatever encoding and delimiter it has, and the sheets of workbooks.

A grid is ``(number, cells, fault)`` for each row: its number as a person counts, and what keeps it from being a row.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heyi.core.importing.document import MappingError, unknown
from heyi.core.importing.specs import DELIMITERS, FileSpec
from heyi.kit import encoding
from heyi.kit.errors import Text
from heyi.kit.invalid import InvalidText

MAX_CELL = 1_000_000
csv.field_size_limit(MAX_CELL)
# What the names of encodings mean to the people who write them: Windows' own, larger tables.
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "cp950"}

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Fault:
    """What is wrong with the shape of a row, or with the characters of a cell."""

    code: str
    reason: Text
    value: str = ""


Grid = Iterator[tuple[int, list[Value], Fault | None]]


def read_csv(path: Path, spec: FileSpec) -> Grid:
    """The rows of a CSV file; each is called by the line on which it begins."""
    text = _decoded(path, spec).removeprefix("\ufeff")
    lines = list(io.StringIO(text, newline=""))
    delimiter = DELIMITERS.get(spec.delimiter) or _delimiter(lines[spec.header - 1 :])
    start = 0
    while start < len(lines):
        reader = csv.reader((lines[at] for at in range(start, len(lines))), delimiter=delimiter, strict=True)
        read = 0
        try:
            for cells in reader:
                yield start + read + 1, list(cells), None
                read = reader.line_num
            return
        except csv.Error:
            # A quote that is not closed would swallow the rest of the file: only its own line is lost.
            bad = lines[start + read]
            yield start + read + 1, _leniently(bad, delimiter), _broken(bad)
            start += read + 1


def _leniently(line: str, delimiter: str) -> list[Value]:
    """The cells as far as they can be told, so that a broken line of a document is known to be that document's."""
    try:
        return list(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return []


def _broken(line: str) -> Fault:
    if len(line) > MAX_CELL:
        return Fault("too_long", gettext_lazy("This text is too long."), line[:200])
    reason = gettext_lazy("The quotation marks of this row do not fit: one is missing or stands inside a cell.")
    return Fault("bad_quotes", reason, line.strip()[:200])


def _decoded(path: Path, spec: FileSpec) -> str:
    data = path.read_bytes()
    if spec.encoding != "auto":
        name = _WIDER.get(spec.encoding, spec.encoding)
        text = data.decode("utf-8-sig" if name == "utf-8" else name, "replace")
        if text.count(encoding.DAMAGE) * 10 <= len(text):
            return text
    else:
        try:
            return encoding.decode(data)[0]
        except InvalidText:
            pass
    told = {"path": spec.path, "encoding": spec.encoding}
    message = _("the file %(path)s cannot be read as %(encoding)s; say which “encoding” it has") % told
    raise MappingError(message, line=spec.line)


def _delimiter(lines: list[str]) -> str:
    """The one that occurs most in the header, outside of quotes."""
    header = "".join((lines or [""])[0].split('"')[::2])
    return max(DELIMITERS.values(), key=header.count)


def read_sheet(path: Path, spec: FileSpec) -> Grid:
    """The rows of one sheet of a workbook."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        name = spec.sheet or book.sheet_names[0]
        if name not in book.sheet_names:
            raise MappingError(unknown(name, book.sheet_names), line=spec.line)
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError, OSError) as error:
        raise MappingError(_("the file %s is not a readable workbook") % spec.path, line=spec.line) from error
    for number, cells in enumerate(rows, start=1):
        yield number, [_cell(cell) for cell in cells], None


def _cell(cell: Any) -> Value:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, str | int | float | bool | date | datetime) or cell is None:
        return cell
    return str(cell)
