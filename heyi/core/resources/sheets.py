"""Values of a list as cells: numbers that count, dates that sort, text that never becomes a formula."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heyi.core.resources.declare import F
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind
from heyi.core.resources.spoken import said

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
LONGEST_CELL = 32_767
DIGITS = 15
"""A spreadsheet's numbers are binary with fifteen digits; longer ones are written as text, to the last cent."""
WIDTHS = {Kind.LONGTEXT: 40, Kind.TEXT: 24, Kind.REFERENCE: 24, Kind.DATETIME: 19, Kind.DATE: 12, Kind.MONEY: 16}

Plain = str | int | bool | Decimal | date | datetime | None


def quoted(text: str) -> str:
    """Text that a spreadsheet program would take for a formula gets an apostrophe (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def plain(field: F, value: Any, zone: ZoneInfo) -> Plain:
    """One member of a list's row as a value; masked ones stay the text that they are."""
    if value is None:
        return None
    kind = field.kind
    if kind in REFERENCES or kind is Kind.FILE:
        return str(value.get("label") or "") if isinstance(value, dict) else str(value)
    if kind is Kind.BOOLEAN and isinstance(value, bool):
        return value
    if kind in EXACT or kind is Kind.INTEGER:
        return _number(value)
    if kind is Kind.DATE:
        return _date(value)
    if kind is Kind.DATETIME:
        return _moment(value, zone)
    return said(field, value)


def _number(value: Any) -> Plain:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return found if found.is_finite() else str(value)


def _date(value: Any) -> Plain:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return str(value)


def _moment(value: Any, zone: ZoneInfo) -> Plain:
    try:
        return datetime.fromisoformat(str(value)).astimezone(zone).replace(tzinfo=None, microsecond=0)
    except ValueError:
        return str(value)


def write(path: Path, title: str, fields: list[F], rows: Iterator[dict[str, Any]], zone: ZoneInfo) -> None:
    """A workbook with one sheet, written row by row: memory does not grow with the list."""
    import xlsxwriter  # 19 MB that only exports need

    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(path.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    try:
        _fill(book, title, fields, rows, zone)
    finally:
        book.close()


def _fill(book: Any, title: str, fields: list[F], rows: Iterator[dict[str, Any]], zone: ZoneInfo) -> None:
    sheet = book.add_worksheet("".join(char for char in title if char not in "[]:*?/\\'")[:31] or None)
    head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
    styles = Styles(book)
    for index, field in enumerate(fields):
        sheet.set_column(index, index, WIDTHS.get(field.kind or Kind.TEXT, 16))
    sheet.freeze_panes(1, 0)
    for index, field in enumerate(fields):
        sheet.write_string(0, index, str(field.label or field.name), head)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, field in enumerate(fields):
            styles.put(sheet, last, index, field, plain(field, row.get(field.name), zone))
    if fields:
        sheet.autofilter(0, 0, max(last, 1), len(fields) - 1)


class Styles:
    """The formats of one workbook, made when they are first needed."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.text = book.add_format({"quote_prefix": True})
        self.numbers: dict[int, Any] = {}

    def put(self, sheet: Any, row: int, column: int, field: F, value: Plain) -> None:
        """Write one cell by its type."""
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_string(row, column, _("Yes") if value else _("No"))
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, self.moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.day)
        elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= DIGITS:
            sheet.write_number(row, column, value, self._number(max(0, -int(value.as_tuple().exponent))))
        else:
            text = str(value)[:LONGEST_CELL]
            sheet.write_string(row, column, text, self.text if text.startswith(DANGEROUS) else None)

    def _number(self, decimals: int) -> Any:
        if decimals not in self.numbers:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.numbers[decimals] = self.book.add_format({"num_format": pattern})
        return self.numbers[decimals]
