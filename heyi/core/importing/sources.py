"""Files as rows: CSV in whatever encoding and delimiter it has, and sheets of XLSX."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from heyi.core.importing.document import MappingError, unknown
from heyi.core.importing.mapping import FileSpec
from heyi.kit import encoding
from heyi.kit.invalid import InvalidText

MAX_BYTES = 512 * 1024 * 1024
SHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
csv.field_size_limit(1_000_000)

_ESCAPE = re.compile(r"\\([nrt\\])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}

Value = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as a person counts (the header is 1), its cells by column, and what is wrong with
    its shape (more or fewer cells than the header), if anything.
    """

    number: int
    cells: dict[str, Value]
    misfit: str = ""


class Table:
    """One file, read once. ``columns`` are the names of its header in their order."""

    def __init__(self, folder: Path, spec: FileSpec) -> None:
        self.spec = spec
        path = (folder / spec.path).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file():
            raise MappingError(_("there is no file %s in the folder") % spec.path, line=spec.line)
        if path.stat().st_size > MAX_BYTES:
            raise MappingError(_("the file %s is too large") % spec.path, line=spec.line)
        grid = self._sheet(path) if path.suffix.lower() in SHEETS else self._csv(path)
        self.columns = self._header(grid)
        self.rows = list(self._rows(grid))
        self._indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]] = {}

    def _csv(self, path: Path) -> Iterator[tuple[int, list[Value]]]:
        data = path.read_bytes()
        try:
            if self.spec.encoding == "auto":
                text, _name = encoding.decode(data)
            else:
                text = data.decode(self.spec.encoding)
        except (InvalidText, UnicodeDecodeError, LookupError) as error:
            raise MappingError(
                _("the file %(path)s cannot be read as %(encoding)s")
                % {"path": self.spec.path, "encoding": self.spec.encoding},
                line=self.spec.line,
            ) from error
        reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=self._delimiter(text))
        before = 0
        try:
            for cells in reader:
                # A row with line breaks inside quotes is called by the line on which it begins.
                yield before + 1, list(cells)
                before = reader.line_num
        except csv.Error as error:
            message = _("the file %(path)s is not proper CSV near line %(line)d: %(reason)s")
            told = {"path": self.spec.path, "line": reader.line_num, "reason": error}
            raise MappingError(message % told, line=self.spec.line) from error

    def _delimiter(self, text: str) -> str:
        named = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
        if self.spec.delimiter != "auto":
            found = named.get(self.spec.delimiter, self.spec.delimiter)
            if len(found) != 1:
                raise MappingError(unknown(self.spec.delimiter, named), line=self.spec.line)
            return found
        first = text.lstrip("\ufeff").partition("\n")[0]
        return max(named.values(), key=first.count)

    def _sheet(self, path: Path) -> Iterator[tuple[int, list[Value]]]:
        import python_calamine

        try:
            book = python_calamine.CalamineWorkbook.from_path(path)
            name = self.spec.sheet or book.sheet_names[0]
            if name not in book.sheet_names:
                raise MappingError(unknown(name, book.sheet_names), line=self.spec.line)
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, IndexError) as error:
            raise MappingError(
                _("the file %s is not a readable workbook") % self.spec.path, line=self.spec.line
            ) from error
        for number, cells in enumerate(rows, start=1):
            yield number, [_cell(cell) for cell in cells]

    def _header(self, grid: Iterator[tuple[int, list[Value]]]) -> list[str]:
        for number, cells in grid:
            if number >= self.spec.header:
                names = [str(cell if cell is not None else "").strip() for cell in cells]
                while names and not names[-1]:
                    names.pop()
                double = next((name for name in names if name and names.count(name) > 1), None)
                if double:
                    message = _("the file %(path)s has two columns “%(name)s”") % {
                        "path": self.spec.path,
                        "name": double,
                    }
                    raise MappingError(message, line=self.spec.line)
                return names
        raise MappingError(_("the file %s has no header") % self.spec.path, line=self.spec.line)

    def _rows(self, grid: Iterator[tuple[int, list[Value]]]) -> Iterator[Row]:
        width = len(self.columns)
        for number, cells in grid:
            if not any(cell not in ("", None) for cell in cells):
                continue
            misfit = ""
            if len(cells) < width or any(cell not in ("", None) for cell in cells[width:]):
                told = {"cells": len(cells), "columns": width}
                misfit = _("%(cells)d cells where the header has %(columns)d columns") % told
            padded = [*cells, *[None] * (width - len(cells))]
            yield Row(number, {n: self._value(v) for n, v in zip(self.columns, padded, strict=False) if n}, misfit)

    def _value(self, value: Value) -> Value:
        if isinstance(value, str):
            text = value.strip()
            if self.spec.escapes:
                text = _ESCAPE.sub(lambda found: _ESCAPES[found[1]], text)
            return None if text in self.spec.empty else text
        return value

    def require(self, column: str, line: int | None) -> None:
        """Refuse a mapping that names a column which the file does not have."""
        if column not in self.columns:
            told = {"path": self.spec.path, "problem": unknown(column, self.columns)}
            raise MappingError(_("in the file %(path)s: %(problem)s") % told, line=line)

    def index(self, columns: tuple[str, ...]) -> dict[tuple[str, ...], list[Row]]:
        """Rows by the text of some columns."""
        if columns not in self._indexes:
            found: dict[tuple[str, ...], list[Row]] = {}
            for row in self.rows:
                found.setdefault(tuple(as_text(row.cells.get(c)) for c in columns), []).append(row)
            self._indexes[columns] = found
        return self._indexes[columns]


def _cell(cell: Any) -> Value:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if isinstance(cell, str | int | float | bool | date | datetime) or cell is None:
        return cell
    return str(cell)


def as_text(value: Value) -> str:
    """How a cell compares with another: numbers without trailing zeros, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
