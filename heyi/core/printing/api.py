"""Papers over HTTP: printed for whoever may see the case, and verified by them."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from heyi.core.printing import schemas
from heyi.core.printing.services import printing, verifying
from heyi.core.printing.statement import MOST
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import BINARY, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.http.bodies import Body, Id
from heyi.kit.errors import Malformed, TooLarge
from heyi.kit.languages import normalise

router = Router(tags=["workflow"])
MOST_BYTES = 20 * 1024 * 1024


class CodeBody(Body):
    code: Annotated[str, Field(min_length=1, max_length=MOST, pattern=r"^[^\x00]*$")]


@router.get("/workflow/cases/{case_id}/pdf", openapi_extra=says(SIGNED_IN, BINARY, refuses=(503,)))
def case_pdf(
    request: HttpRequest,
    case_id: Id,
    language: Annotated[str, Field(max_length=35, pattern=r"^[^\x00]*$")] = "",
    format: Literal["pdf", "docx", "xlsx"] = "pdf",  # noqa: A002  what callers write
) -> HttpResponse:
    """The case on paper, as far as this person may see it, in a language (``zh-Hans``, ``zh-Hant``, ``en``) or else in theirs;
    as Word or Excel it is neither sealed nor to be verified.
    """
    wanted = normalise(language) if language else ""
    if wanted is None:
        raise Malformed.at("language", "unknown_language", _("This language is not offered."))
    actor = actor_of(request)
    if format == "pdf":
        return attached(printing.print_case(case_id, actor=actor, language=wanted))
    return attached(printing.export_case(case_id, format, actor=actor, language=wanted))


def attached(file: printing.Printed) -> HttpResponse:
    """A file that the browser keeps; nothing of it is cached, since it was made for one reader."""
    answer = HttpResponse(file.content, content_type=file.type)
    answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@router.post("/workflow/verify", openapi_extra=says(SIGNED_IN, schemas.VerifiedPaper, refuses=(404,)))
def verify_code(request: HttpRequest, body: CodeBody) -> HttpResponse:
    """Whether the code of a paper (what a scanner reads of it) is what the system says about the case."""
    return json_response(verifying.verify_code(body.code, actor=actor_of(request)))


@router.post(
    "/workflow/verify/file", openapi_extra=says(SIGNED_IN, schemas.VerifiedPaper, body=schemas.FILE, refuses=(404, 413))
)
def verify_file(request: HttpRequest) -> HttpResponse:
    """Whether a PDF is as it was printed, and each difference to what the system says. Nothing is kept."""
    actor = actor_of(request)
    file: Any = request.FILES.get("file")
    if file is None:
        raise Malformed.at("file", "required", _("Send exactly one file."))
    if file.size > MOST_BYTES:
        raise TooLarge
    return json_response(verifying.verify_file(file.read(), actor=actor))
