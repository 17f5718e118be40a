"""Cases to print: a leave by the template of the gallery, and an order."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from pypdf import PdfReader

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
    done = api("manager").post(f"workflow/tasks/{row['task_id']}/approve", {"opinion": "同意，路上小心"})
    assert done.status_code == 200, done.data
    case: int = row["case_id"]
    return case


def text_of(pdf: bytes) -> str:
    """Every word of a PDF, in order, without white space."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def opened(png: bytes) -> Image.Image:
    """A picture."""
    return Image.open(io.BytesIO(png))
