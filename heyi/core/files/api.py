"""``/api/v1/files``: upload and fetch."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from heyi.core.files import schemas, storing
from heyi.core.files.answering import as_attachment
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import BINARY, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.kit.errors import Malformed, TooLarge

router = Router(tags=["files"])


@router.post("/files", openapi_extra=says(SIGNED_IN, {201: schemas.StoredFile}, body=schemas.UPLOAD))
def upload(request: HttpRequest) -> HttpResponse:
    """Upload one file, for a record (``resource``, ``id``) or for later use."""
    files: Any = request.FILES
    if getattr(request, "upload_too_large", False):
        raise TooLarge
    if set(files) != {"file"} or len(files.getlist("file")) != 1:
        raise Malformed.at("file", "required", _("Send exactly one file."))
    text = str(request.POST.get("id", ""))
    if text and (not text.isdecimal() or len(text) > 18):
        raise Malformed.at("id", "invalid", _("This is not an id."))
    resource, record_id = str(request.POST.get("resource", "")), int(text) if text else None
    file = storing.keep(files["file"], actor=actor_of(request), resource=resource, record_id=record_id)
    return json_response(storing.shown(file), status=201)


@router.get("/files/{int:file_id}/content", openapi_extra=says(SIGNED_IN, BINARY))
def content(request: HttpRequest, file_id: int) -> HttpResponse:
    """The file's bytes, always as an attachment that the browser does not run."""
    return as_attachment(*storing.open_to(file_id, actor=actor_of(request)))
