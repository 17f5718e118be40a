"""A paper as a Word document, to be edited."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FONTS = {"zh-hant": "Microsoft JhengHei"}
BROKEN = (UnrecognizedImageError, UnexpectedEndOfFileError, InvalidImageStreamError, ValueError)
QUIET = RGBColor(0x66, 0x66, 0x66)


def as_docx(data: Mapping[str, Any], pictures: Mapping[str, bytes], language: str) -> bytes:
    """The document."""
    file = Document()
    _look(file, FONTS.get(language, "Microsoft YaHei"))
    _line(file, data["company"], WD_ALIGN_PARAGRAPH.CENTER, colour=QUIET)
    _line(file, data["title"], WD_ALIGN_PARAGRAPH.CENTER, size=20, bold=True)
    _line(file, f"{data['number-label']} {data['number']}    {data['state']}")
    _fields(file, data["facts"], pictures)
    for section in data["sections"]:
        _section(file, section, pictures)
    _line(file, data["decisions"]["title"], size=12, bold=True, above=10)
    rows = [
        (row["step"], "\n".join(filter(None, (row["who"], row["whom"]))), row["decision"], row["opinion"], row["at"])
        for row in data["decisions"]["rows"]
    ]
    _table(file, data["decisions"]["heads"], rows)
    file.sections[0].footer.paragraphs[0].text = data["footer"]
    found = io.BytesIO()
    file.save(found)
    return found.getvalue()


def _look(file: Any, family: str) -> None:
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(24), Mm(18), Mm(18), Mm(18)
    usual = file.styles["Normal"]
    usual.font.name, usual.font.size = family, Pt(10)
    usual.element.rPr.rFonts.set(qn("w:eastAsia"), family)
    usual.paragraph_format.space_after = Pt(2)


def _line(
    file: Any, text: str, align: Any = None, *, size: int = 10, bold: bool = False, colour: Any = None, above: int = 0
) -> None:
    one = file.add_paragraph()
    one.alignment = align
    one.paragraph_format.space_before = Pt(above)
    said = one.add_run(text)
    said.font.size, said.bold = Pt(size), bold
    if colour is not None:
        said.font.color.rgb = colour


def _section(file: Any, section: Mapping[str, Any], pictures: Mapping[str, bytes]) -> None:
    if section["title"]:
        _line(file, section["title"], size=12, bold=True, above=10)
    run: list[Mapping[str, Any]] = []
    for item in section["items"]:
        if item["kind"] == "field":
            run.append(item)
            continue
        _fields(file, run, pictures)
        run = []
        if item["kind"] == "note":
            _line(file, item["text"], colour=QUIET)
        else:
            sums = [item["sums"]] if item["sums"] else []
            _table(file, [head["label"] for head in item["columns"]], [*item["rows"], *sums])
    _fields(file, run, pictures)


def _fields(file: Any, items: Sequence[Mapping[str, Any]], pictures: Mapping[str, bytes]) -> None:
    """Label and value, one under the other."""
    if not items:
        return
    grid = file.add_table(rows=len(items), cols=2, style="Table Grid")
    for row, item in zip(grid.rows, items, strict=True):
        row.cells[0].width, row.cells[1].width = Mm(40), Mm(128)
        row.cells[0].text = item["label"]
        row.cells[1].text = "\n".join(part for part in (item["value"], item["note"]) if part)
        for name in item["pictures"]:
            try:
                row.cells[1].paragraphs[-1].add_run().add_picture(io.BytesIO(pictures[name]), height=Mm(18))
            except BROKEN:
                continue


def _table(file: Any, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    grid = file.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, text in zip(grid.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            cell.text = text
