"""Cases to print: a leave by the template of the gallery, and an order."""

import io
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from tests import contract
from tests.cast import Cast
from tests.client import ApiClient

Login = Callable[[str], ApiClient]
LEAVE = {
    "type": "annual", "period": {"start": "2026-12-01", "end": "2026-12-02", "start_half": "am", "end_half": "pm"},
    "days": "2", "reason": "家里有事 #import $x$ *bold* \\u{41}",
}  # fmt: skip


def leave(api: Login, cast: Cast, **more: Any) -> int:
    """A leave of the salesperson that her manager has approved: its case."""
    made = api("admin").post("forms/templates/leave/install", {})
    assert made.status_code == 201, made.data
    place = str(made.data["resource"]).replace(".", "/")
    values = {**LEAVE, "handover": cast.employees["colleague"].pk, **more}
    paper = api("sales").post(place, values)
    assert paper.status_code == 201, paper.data
    sent = api("sales").post(f"{place}/{paper.data['id']}/submit", {})
    assert sent.status_code == 200, sent.data
    row = api("manager").get("workflow/inbox", box="todo").data["rows"][0]
    done = api("manager").post(f"workflow/tasks/{row['task_id']}/approve", {"opinion": "同意，\x01路上小心"})
    assert done.status_code == 200, done.data
    case: int = row["case_id"]
    return case


def text_of(pdf: bytes) -> str:
    """Every word of a PDF, in order, without white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def drawn(pdf: bytes, folder: Path) -> Image.Image:
    """The first page as a printer would draw it."""
    (folder / "paper.pdf").write_bytes(pdf)
    page = b'#set page(width: 210mm, height: 297mm, margin: 0pt)\n#image("paper.pdf", width: 210mm)'
    (folder / "page.typ").write_bytes(page)
    png = typst.compile(folder / "page.typ", root=folder, format="png", ppi=200)
    assert isinstance(png, bytes)
    return Image.open(io.BytesIO(png))


def code_on(pdf: bytes, folder: Path) -> str:
    """What a scanner reads on the first page."""
    (found,) = zxingcpp.read_barcodes(drawn(pdf, folder))
    return str(found.text)


def printed(client: ApiClient, case: int, language: str = "en") -> bytes:
    """The PDF that somebody gets."""
    answer = client.get(f"workflow/cases/{case}/pdf", language=language)
    assert answer.status_code == 200, answer.data
    content: bytes = answer.content
    return content


def verified(client: ApiClient, pdf: bytes) -> Any:
    """The answer about a file."""
    body = {"file": SimpleUploadedFile("paper.pdf", pdf, content_type="application/pdf")}
    answer = client.http.post("/api/v1/workflow/verify/file", body, headers={"Idempotency-Key": str(uuid.uuid4())})
    contract.insist("post", "/api/v1/workflow/verify/file", answer)
    return answer


def picture() -> bytes:
    """A small red PNG."""
    found = io.BytesIO()
    Image.new("RGB", (60, 60), (200, 0, 0)).save(found, "PNG")
    return found.getvalue()
