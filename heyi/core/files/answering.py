"""How bytes of strangers leave the system."""

from typing import Any

from django.http import FileResponse, HttpResponse

from heyi.core.files.models import File


def as_attachment(file: File, opened: Any) -> HttpResponse:
    """The file's bytes, always as an attachment that the browser does not run."""
    # What counts as text was read as UTF-8 (inspecting.py); unsaid, a browser would guess.
    kind = f"{file.type}; charset=utf-8" if file.type.startswith("text/") else file.type
    found: Any = FileResponse(opened, as_attachment=True, filename=file.name, content_type=kind)
    found["X-Content-Type-Options"] = "nosniff"
    answer: HttpResponse = found
    return answer
