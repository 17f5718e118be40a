"""Files as strangers make them, for the importer and for uploads: a table or a clear refusal, an upload or a clear refusal,
within bounded time, whatever bytes they hold and whatever their name says.

``HEYI_FUZZ_EXAMPLES`` sets how many files each test makes (default 60; the long run thousands).
"""

import io
import os
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from heyi.core.files.inspecting import Harmful, inspect, pixels
from heyi.core.importing.document import MappingError
from heyi.core.importing.sources import Table
from heyi.core.importing.specs import FileSpec

SECONDS = 5.0
tried = settings(
    max_examples=int(os.environ.get("HEYI_FUZZ_EXAMPLES", "60")),
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
pieces = st.one_of(
    st.binary(max_size=30),
    text.map(str.encode),
    text.map(lambda words: words.encode("gb18030")),
    text.map(lambda words: words.encode("utf-16")),
    st.sampled_from(
        [b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"=1+1", b"," * 500]
    ),
)
tables = st.lists(pieces, max_size=25).map(b"".join)
specs = st.builds(
    lambda encoding, delimiter, header, escapes: {
        "encoding": encoding,
        "delimiter": delimiter,
        "header": header,
        "escapes": escapes,
    },
    st.sampled_from(["auto", "utf-8", "gbk", "big5", "utf-16", "latin-1"]),
    st.sampled_from(["auto", "comma", "semicolon", "tab"]),
    st.integers(1, 4),
    st.booleans(),
)


def _spec(name: str, **given: Any) -> FileSpec:
    return replace(SPEC, path=name, **given)


SPEC = FileSpec(path="a.csv")


def _read(folder: Path, name: str, data: bytes, told: list[str], **given: Any) -> None:
    (folder / name).write_bytes(data)
    began = time.monotonic()
    try:
        table = Table(folder, _spec(name, **given))
        assert all(set(row.cells) <= set(table.columns) for row in table.rows)
    except MappingError as refusal:
        told.append(str(refusal))
    assert time.monotonic() - began < SECONDS


def test_any_bytes_are_a_table_or_a_refusal(tmp_path: Path):
    told: list[str] = []

    @tried
    @given(tables, specs)
    def read(data: bytes, given: dict[str, Any]) -> None:
        _read(tmp_path, "a.csv", data, told, **given)

    read()
    assert told
    assert all(told)


def _workbook() -> bytes:
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet("表")
    for number, row in enumerate([["name", "数量"], ["a", 1], ["=1+1", 2.5]]):
        sheet.write_row(number, 0, row)
    book.close()
    return made.getvalue()


def _replaced(book: bytes, member: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
    return made.getvalue()


def test_any_workbook_is_a_table_or_a_refusal(tmp_path: Path):
    book, told = _workbook(), list[str]()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = archive.namelist()

    @tried
    @given(st.sampled_from(members), st.floats(0, 1), st.integers(0, 60), pieces, st.booleans())
    def read(member: str, where: float, length: int, piece: bytes, inside: bool) -> None:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            data = archive.read(member) if inside else book
        place = int(where * len(data))
        spoiled = data[:place] + piece + data[place + length :]
        _read(tmp_path, "a.xlsx", _replaced(book, member, spoiled) if inside else spoiled, told)

    read()
    assert told
    assert all(told)


def test_a_workbook_reads_no_file_of_the_machine_and_unpacks_no_bomb(tmp_path: Path):
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">' + "".join(
        f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "lol"}">' for n in range(10)
    )
    strings = (
        f'<?xml version="1.0"?>{doctype}]><sst count="2" uniqueCount="2"><si><t>&a;&b9;</t></si><si><t>x</t></si></sst>'
    )
    book = _replaced(_workbook(), "xl/sharedStrings.xml", strings.encode())
    (tmp_path / "a.xlsx").write_bytes(book)
    began = time.monotonic()
    try:
        table = Table(tmp_path, _spec("a.xlsx"))
        assert "canary" not in str((table.columns, table.rows))
        assert len(str(table.rows)) < 10_000
    except MappingError:
        pass
    assert time.monotonic() - began < SECONDS


HEADS = [
    b"",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"BM",
    b"%PDF-1.7",
    b"<svg",
]
ENDINGS = ["", ".png", ".jpg", ".zip", ".xlsx", ".exe", ".svg", ".html", ".pdf", ".csv", ".PhP", ". ", ".tar.gz"]


def test_any_upload_has_a_kind_or_is_refused_and_programs_always_are(tmp_path: Path):
    path = tmp_path / "upload"

    @tried
    @given(st.sampled_from(HEADS), st.binary(max_size=300), text, st.sampled_from(ENDINGS))
    def look(head: bytes, rest: bytes, name: str, ending: str) -> None:
        path.write_bytes(head + rest)
        began = time.monotonic()
        try:
            kind = inspect(path, f"{name}{ending}")
        except Harmful:
            return
        assert "/" in kind
        assert not (head + rest).startswith((b"MZ", b"\x7fELF", b"#!"))
        assert not f"{name}{ending}".casefold().rstrip(". ").endswith((".exe", ".php"))
        assert pixels(head + rest) <= 100_000_000 or not kind.startswith("image/")
        assert time.monotonic() - began < SECONDS

    look()


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "..", "", "a\x00.csv", "a" * 5000])
def test_no_path_leaves_the_folder(tmp_path: Path, name: str):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "a.csv").write_text("name\nx\n")
    with pytest.raises(MappingError):
        Table(folder, _spec(name))
