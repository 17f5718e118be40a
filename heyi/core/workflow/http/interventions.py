"""Acts on whole cases over HTTP: the initiator's reversal, and what administrators may do, each with a reason."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.workflow.commands import Archive, Jump, Reopen, Resume, Revert, Suspend, Terminate, Void
from heyi.core.workflow.functions import INTERVENE
from heyi.core.workflow.http.bodies import DONE, Body, Id, Opinion, Short, done

router = Router()


class Reason(Body):
    opinion: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]


class JumpBody(Reason):
    target: Short
    source: Short = ""


class ReopenBody(Reason):
    target: Short = ""


@router.post("/workflow/cases/{case_id}/revert", openapi_extra=says(SIGNED_IN, DONE))
def revert(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Take an approved case back within the days that its process gives; what approving did is undone."""
    return done(request, Revert(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/terminate", openapi_extra=says(INTERVENE, DONE))
def terminate(request: HttpRequest, case_id: Id, body: Reason) -> HttpResponse:
    """End a running case. Under the rule of two the first call asks, the same call by another administrator does it."""
    return done(request, Terminate(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/archive", openapi_extra=says(INTERVENE, DONE))
def archive(request: HttpRequest, case_id: Id, body: Reason) -> HttpResponse:
    """Close a running case as it is, without the effect of an approval."""
    return done(request, Archive(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/void", openapi_extra=says(INTERVENE, DONE))
def void(request: HttpRequest, case_id: Id, body: Reason) -> HttpResponse:
    """End a running case void, or undo an approved one."""
    return done(request, Void(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/suspend", openapi_extra=says(INTERVENE, DONE))
def suspend(request: HttpRequest, case_id: Id, body: Reason) -> HttpResponse:
    """Let nobody act on the case until it is resumed."""
    return done(request, Suspend(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/resume", openapi_extra=says(INTERVENE, DONE))
def resume(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Let a suspended case go on."""
    return done(request, Resume(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/jump", openapi_extra=says(INTERVENE, DONE))
def jump(request: HttpRequest, case_id: Id, body: JumpBody) -> HttpResponse:
    """Move the case to another step, if every way from there comes to an end."""
    return done(request, Jump(case_id=case_id, target=body.target, source=body.source, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/reopen", openapi_extra=says(INTERVENE, DONE))
def reopen(request: HttpRequest, case_id: Id, body: ReopenBody) -> HttpResponse:
    """Begin a new round of an ended case."""
    return done(request, Reopen(case_id=case_id, target=body.target, opinion=body.opinion))
