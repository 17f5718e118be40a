"""A paper as an Excel workbook: one sheet, numbers as numbers, every other text as text (nothing becomes a formula)."""

import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import xlsxwriter

from heyi.core.printing.spelling import exact

WIDTH = 8
LOOKS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center"},
    "quiet": {"font_color": "#666666"},
    "head": {"bold": True, "bg_color": "#f2f2f0", "border": 1, "border_color": "#bbbbbb", "valign": "vcenter"},
    "cell": {"border": 1, "border_color": "#bbbbbb", "text_wrap": True, "valign": "vcenter"},
    "number": {"border": 1, "border_color": "#bbbbbb", "num_format": "#,##0.00", "valign": "vcenter"},
    "section": {"bold": True, "font_size": 12},
}


class _Page:
    """One sheet that is written downwards."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self.looks = {name: self.book.add_format(look) for name, look in LOOKS.items()}
        self.sheet = self.book.add_worksheet()
        self.sheet.set_column(0, WIDTH - 1, 18)
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.row = 0
        self.data = data

    def line(self, text: str, look: str) -> None:
        self.sheet.write_string(self.row, 0, text, self.looks[look])
        self.row += 1

    def cells(self, texts: Iterable[str], look: str, numbers: Iterable[bool] = ()) -> None:
        are_numbers = list(numbers)
        for at, text in enumerate(texts):
            number = _number(text) if at < len(are_numbers) and are_numbers[at] else None
            if number is None:
                self.sheet.write_string(self.row, at, text, self.looks[look])
            else:
                self.sheet.write_number(self.row, at, number, self.looks["number"])
        self.row += 1

    def item(self, item: Mapping[str, Any]) -> None:
        if item["kind"] == "note":
            self.line(item["text"], "quiet")
        elif item["kind"] == "field":
            self.sheet.write_string(self.row, 0, item["label"], self.looks["head"])
            text = "\n".join(part for part in (item["value"], item["note"]) if part)
            self.sheet.merge_range(self.row, 1, self.row, WIDTH - 1, "", self.looks["cell"])
            self.sheet.write_string(self.row, 1, text, self.looks["cell"])
            self.row += 1
        else:
            right = [head["right"] for head in item["columns"]]
            self.cells((head["label"] for head in item["columns"]), "head")
            for row in item["rows"]:
                self.cells(row, "cell", right)
            if item["sums"]:
                self.cells(item["sums"], "head", right)


def as_xlsx(data: Mapping[str, Any]) -> bytes:
    """The workbook."""
    page = _Page(data)
    page.line(data["company"], "quiet")
    page.sheet.merge_range(page.row, 0, page.row, WIDTH - 1, "", page.looks["title"])
    page.line(data["title"], "title")
    page.line(f"{data['number-label']} {data['number']}    {data['state']}", "quiet")
    for one in data["facts"]:
        page.item(one)
    for section in data["sections"]:
        page.row += 1
        if section["title"]:
            page.line(section["title"], "section")
        for one in section["items"]:
            page.item(one)
    page.row += 1
    page.line(data["decisions"]["title"], "section")
    page.cells(data["decisions"]["heads"], "head")
    for row in data["decisions"]["rows"]:
        who = " ".join(part for part in (row["who"], row["whom"]) if part)
        page.cells((row["step"], who, row["decision"], row["opinion"], row["at"]), "cell")
    page.row += 1
    page.line(data["footer"], "quiet")
    page.book.close()
    return page.file.getvalue()


def _number(text: str) -> float | None:
    """A number that a workbook can hold exactly; others stay texts."""
    found = exact(text.replace(",", "")) if text else None
    return float(found) if found is not None and Decimal(repr(float(found))) == found else None
