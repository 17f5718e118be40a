"""People as they stand in a spreadsheet: which column is which, whatever language its heading has."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.kit import encoding
from heyi.kit.errors import Malformed, TooLarge
from heyi.kit.invalid import InvalidText
from heyi.kit.text import clean_line, fold, simplified

MAX_ROWS = 2000
COLUMNS = ("name", "contact", "department", "post", "manager")
# Headings, folded and simplified, so that traditional ones are found too.
_HEADINGS = {
    "name": ("姓名", "名字", "员工姓名", "name", "full name", "employee"),
    "email": ("邮箱", "电子邮箱", "邮件", "电子邮件", "邮箱地址", "email", "e-mail", "mail"),
    "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "行动电话", "phone", "mobile", "mobile phone", "tel"),
    "contact": ("联系方式", "邮箱/手机", "邮箱或手机", "e-mail or phone", "email or phone", "contact"),
    "department": ("部门", "所属部门", "department", "dept", "team"),
    "post": ("岗位", "职位", "职务", "职称", "post", "position", "title", "job title"),
    "manager": (
        "上级",
        "直属上级",
        "直接上级",
        "主管",
        "直属主管",
        "汇报对象",
        "manager",
        "reports to",
        "direct manager",
    ),
    "role": ("角色", "系统角色", "权限角色", "role", "roles"),
    "number": ("工号", "员工编号", "编号", "员工号", "employee no", "employee no.", "number", "id"),
}
_BY_HEADING = {heading: column for column, headings in _HEADINGS.items() for heading in headings}


@dataclass(frozen=True)
class Person:
    """One row, as text. ``number`` counts rows as the person who pasted them does; a heading is row 1."""

    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def from_text(text: str) -> list[Person]:
    """Rows that were pasted: cells divided by tabs, as spreadsheets copy them, else by commas or semicolons."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max("\t,;，", key=first.count)
    if mark == "，":
        text, mark = text.replace("，", ","), ","
    try:
        return _people(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise Malformed.at("text", "not_rows", _("These rows cannot be read.")) from error


def from_file(name: str, data: bytes) -> list[Person]:
    """A CSV file in whatever encoding, or the first sheet of a workbook."""
    if not name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        try:
            return from_text(encoding.decode(data)[0].removeprefix("\ufeff"))
        except InvalidText as error:
            raise Malformed.at("file", "not_text", _("This file is neither a table nor text.")) from error
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows: Any = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, IndexError) as error:
        raise Malformed.at("file", "not_workbook", _("This workbook cannot be read.")) from error
    return _people([_text(cell) for cell in row] for row in rows)


def as_text(people: list[Person]) -> str:
    """The table as tab-divided text, with a heading, that ``from_text`` reads again."""
    used = [column for column in _HEADINGS if any(column in person.cells for person in people)]
    lines = [used, *([person[column].replace("\t", " ") for column in used] for person in people)]
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(lines)
    return out.getvalue()


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def _people(rows: Iterable[list[str]]) -> list[Person]:
    columns: tuple[str, ...] | None = None
    found: list[Person] = []
    for number, row in enumerate(rows, start=1):
        cells = [clean_line(cell) for cell in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is not None:
                continue
            columns = COLUMNS
        if len(found) >= MAX_ROWS:
            raise TooLarge
        found.append(Person(number, {c: v for c, v in zip(columns, cells, strict=False) if c and v}))
    return found


def _columns(cells: list[str]) -> tuple[str, ...] | None:
    """The meaning of each column when the row is a heading: it names people, and at least half of it is understood."""
    meant = tuple(_BY_HEADING.get(simplified(fold(cell)).strip(" *:"), "") for cell in cells)
    understood = sum(bool(name) for name in meant)
    return meant if "name" in meant and understood * 2 >= sum(bool(cell) for cell in cells) else None
