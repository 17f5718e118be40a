"""Files as tables: a header, and rows whose cells are clean text, numbers or dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heyi.core.importing.document import MappingError, unknown
from heyi.core.importing.sheets import Fault, Grid, Value, read_csv, read_sheet
from heyi.core.importing.specs import FileSpec
from heyi.kit import encoding
from heyi.kit.text import clean_line, clean_text

MAX_BYTES = 512 * 1024 * 1024
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")

_ESCAPE = re.compile(r"\\([nrt\\])")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
# What no spreadsheet lets a person type: the file is broken, or something else than text was put into a cell.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_PLAIN = re.compile("[\t\n\x20-\x7e]*")


@dataclass(frozen=True)
class Row:
    """One row: its number in the file as a person counts (the header is 1), its cells by column, what is wrong with its
    shape (quotation marks, more or fewer cells than the header), and with the characters of single cells.
    """

    number: int
    cells: dict[str, Value]
    misfit: Fault | None = None
    faults: Mapping[str, Fault] = field(default_factory=dict)


class Table:
    """One file, read once. ``columns`` are the names of its header in their order."""

    def __init__(self, folder: Path, spec: FileSpec) -> None:
        self.spec = spec
        path = self._path(folder)
        grid = read_sheet(path, spec) if path.suffix.lower() in WORKBOOKS else read_csv(path, spec)
        self.columns = self._header(grid)
        self.rows = [
            self._row(*found) for found in grid if found[2] or any(cell not in ("", None) for cell in found[1])
        ]
        self._indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]] = {}

    def _path(self, folder: Path) -> Path:
        try:
            path = (folder / self.spec.path).resolve()
            if path.is_relative_to(folder.resolve()) and path.is_file():
                size = path.stat().st_size
                with path.open("rb"):
                    pass
            else:
                raise MappingError(_("there is no file %s in the folder") % self.spec.path, line=self.spec.line)
        except (OSError, ValueError) as error:
            raise MappingError(_("the file %s cannot be opened") % self.spec.path, line=self.spec.line) from error
        if size > MAX_BYTES:
            raise MappingError(_("the file %s is too large") % self.spec.path, line=self.spec.line)
        return path

    def _header(self, grid: Grid) -> list[str]:
        for number, cells, fault in grid:
            if number < self.spec.header or fault:
                continue
            names = [clean_line(as_text(cell)) for cell in cells]
            while names and not names[-1]:
                names.pop()
            double = next((name for name in names if name and names.count(name) > 1), None)
            if double:
                told = {"path": self.spec.path, "name": double}
                raise MappingError(_("the file %(path)s has two columns “%(name)s”") % told, line=self.spec.line)
            if names:
                return names
        raise MappingError(_("the file %s has no header") % self.spec.path, line=self.spec.line)

    def _row(self, number: int, cells: list[Value], fault: Fault | None) -> Row:
        width = len(self.columns)
        if fault is None and (len(cells) < width or any(cell not in ("", None) for cell in cells[width:])):
            reason = format_lazy(
                gettext_lazy("{cells} cells where the header has {columns} columns"), cells=len(cells), columns=width
            )
            fault = Fault("misfit", reason)
        padded = [*cells, *[None] * (width - len(cells))]
        values: dict[str, Value] = {}
        faults: dict[str, Fault] = {}
        for name, cell in zip(self.columns, padded, strict=False):
            if not name:
                continue
            values[name] = self._value(cell)
            if isinstance(cell, str) and (found := fault_of(cell)):
                faults[name] = found
        return Row(number, values, fault, faults)

    def _value(self, value: Value) -> Value:
        if not isinstance(value, str):
            return value
        text = value.strip() if _PLAIN.fullmatch(value) else clean_text(value).strip()
        if self.spec.escapes:
            text = _ESCAPE.sub(lambda found: _ESCAPES[found[1]], text)
        return None if text in self.spec.empty else text

    def require(self, column: str, line: int | None) -> None:
        """Refuse a mapping that names a column which the file does not have."""
        if column not in self.columns:
            told = {"path": self.spec.path, "problem": unknown(column, [name for name in self.columns if name])}
            raise MappingError(_("in the file %(path)s: %(problem)s") % told, line=line)

    def index(self, columns: tuple[str, ...]) -> dict[tuple[str, ...], list[Row]]:
        """Rows by the text of some columns."""
        if columns not in self._indexes:
            found: dict[tuple[str, ...], list[Row]] = {}
            for row in self.rows:
                found.setdefault(tuple(as_text(row.cells.get(c)) for c in columns), []).append(row)
            self._indexes[columns] = found
        return self._indexes[columns]


def fault_of(text: str) -> Fault | None:
    """Whether a cell holds what was never typed: control characters, or the traces of a broken encoding."""
    if text.isascii() and text.isprintable():
        return None
    if encoding.DAMAGE in text:
        reason = gettext_lazy("Some characters of this text are damaged: the file was saved in a wrong encoding.")
        return Fault("damaged_text", reason, text[:200])
    if _CONTROL.search(text):
        return Fault("hidden_characters", gettext_lazy("The text contains control characters."), text[:200])
    return None


def as_text(value: Value) -> str:
    """How a cell compares with another: numbers without trailing zeros, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
