"""``/api/v1/jobs``: how far the person's own work is, and the file that came of it."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import Router

from heyi.core.jobs import progress, results, schemas
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import BINARY, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.kit.errors import NotFound

router = Router(tags=["jobs"])


@router.get("/jobs/{int:job_id}", openapi_extra=says(SIGNED_IN, schemas.Job))
def show_job(request: HttpRequest, job_id: int) -> HttpResponse:
    """State and progress of one of the person's jobs."""
    return json_response(progress.shown(progress.of(actor_of(request), job_id)))


@router.get("/jobs/{int:job_id}/file", openapi_extra=says(SIGNED_IN, BINARY))
def job_file(request: HttpRequest, job_id: int) -> HttpResponse:
    """The file of one of the person's jobs, as an attachment."""
    job = progress.of(actor_of(request), job_id)
    file = job.file or {}
    opened = results.opened(file) if file else None
    if opened is None:
        raise NotFound
    found: Any = FileResponse(opened, as_attachment=True, filename=file["name"], content_type=file["type"])
    found["X-Content-Type-Options"] = "nosniff"
    answer: HttpResponse = found
    return answer
