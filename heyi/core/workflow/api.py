"""Inbox, cases and decisions over HTTP; docs/guide/api.md, section 5. The actor is who signed in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import schemas
from heyi.core.workflow.commands import (
    Approve,
    Command,
    Comment,
    Reject,
    Resubmit,
    Return,
    SendCopy,
    Transfer,
    Urge,
    Withdraw,
)
from heyi.core.workflow.commands.base import case_of
from heyi.core.workflow.http import definitions, operation
from heyi.core.workflow.services import inbox as boxes
from heyi.core.workflow.services import overview as process_overview
from heyi.core.workflow.services.cases import act
from heyi.core.workflow.services.previewing import preview as preview_path
from heyi.core.workflow.services.viewing import case_view
from heyi.core.workflow.services.viewing import why as explain_task

router = Router(tags=["workflow"])
router.add_router("", definitions.router)
router.add_router("", operation.router)

Id = Annotated[int, Field(ge=1, lt=2**53)]
Text = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]


class Body(Schema):
    """Unknown members are refused: a forged ``actor`` is not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Opinion(Body):
    opinion: Text = ""


class ReturnBody(Opinion):
    target: Short = "start"
    then: Annotated[str, Field(pattern="^(step|jump|)$")] = ""
    rerun_all: bool = False


class TransferBody(Opinion):
    to: Id


class CopyBody(Opinion):
    to: Annotated[list[Id], Field(min_length=1, max_length=100)]


class PreviewBody(Body):
    resource: Short
    id: Id
    choices: dict[Short, Annotated[list[Id], Field(max_length=50)]] = {}


DONE = {200: schemas.Case, 204: None}


def _done(request: HttpRequest, command: Command) -> HttpResponse:
    """The case as it is now, or nothing for whoever does not want to see it (``Prefer: return=minimal``, RFC 7240)."""
    actor = actor_of(request)
    state = act(command, actor=actor)
    if "return=minimal" in request.headers.get("Prefer", ""):
        response = HttpResponse(status=204)
        response["Preference-Applied"] = "return=minimal"
        return response
    return json_response(case_view(state.case.id, actor=actor))


@router.get("/workflow/inbox", openapi_extra=says(SIGNED_IN, schemas.InboxPage))
def inbox(request: HttpRequest, box: str = "todo", q: Short = "", cursor: str = "", limit: int = 50) -> HttpResponse:
    """A page of what waits for this person (todo), what they decided (done), began (mine), or may read (cc)."""
    return json_response(boxes.page(box, actor=actor_of(request), q=q, cursor=cursor, limit=limit))


@router.get("/workflow/inbox/counts", openapi_extra=says(SIGNED_IN, schemas.InboxCounts))
def inbox_counts(request: HttpRequest) -> HttpResponse:
    """How much waits in each box."""
    return json_response(boxes.counts(actor=actor_of(request)))


@router.get("/workflow/processes", openapi_extra=says(process_overview.NEEDED, schemas.Processes))
def processes(request: HttpRequest) -> HttpResponse:
    """The processes of the company, step by step, and who would be asked today."""
    return json_response({"rows": process_overview.overview(actor_of(request))})


@router.post("/workflow/preview", openapi_extra=says(SIGNED_IN, schemas.Preview, refuses=(404,)))
def preview(request: HttpRequest, body: PreviewBody) -> HttpResponse:
    """Who would be asked if this document were submitted now."""
    return json_response(preview_path(body.resource, body.id, actor=actor_of(request), choices=body.choices))


@router.get("/workflow/cases/{case_id}", openapi_extra=says(SIGNED_IN, schemas.Case))
def case(request: HttpRequest, case_id: Id) -> HttpResponse:
    """One case with its path, timeline and what this person can do."""
    return json_response(case_view(case_id, actor=actor_of(request)))


@router.get("/workflow/tasks/{task_id}/why", openapi_extra=says(SIGNED_IN, schemas.Why))
def why(request: HttpRequest, task_id: Id) -> HttpResponse:
    """How the approver was found."""
    return json_response(explain_task(task_id, actor=actor_of(request)))


@router.post("/workflow/tasks/{task_id}/approve", openapi_extra=says(SIGNED_IN, DONE))
def approve(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Approve; the effect of the last approval happens now or not at all."""
    return _done(request, Approve(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/reject", openapi_extra=says(SIGNED_IN, DONE))
def reject(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Reject."""
    return _done(request, Reject(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/return", openapi_extra=says(SIGNED_IN, DONE))
def return_(request: HttpRequest, task_id: Id, body: ReturnBody) -> HttpResponse:
    """Return to the initiator or an earlier step."""
    command = Return(
        task_id=task_id, opinion=body.opinion, target=body.target, then=body.then, rerun_all=body.rerun_all
    )
    return _done(request, command)


@router.post("/workflow/tasks/{task_id}/resubmit", openapi_extra=says(SIGNED_IN, DONE))
def resubmit(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Submit again what was returned."""
    return _done(request, Resubmit(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/transfer", openapi_extra=says(SIGNED_IN, DONE))
def transfer(request: HttpRequest, task_id: Id, body: TransferBody) -> HttpResponse:
    """Hand the task over."""
    return _done(request, Transfer(task_id=task_id, to=body.to, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/comment", openapi_extra=says(SIGNED_IN, DONE))
def comment_task(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Comment on the case of a task."""
    return _done(request, Comment(case_id=case_of(task_id), opinion=body.opinion, task_id=task_id))


@router.post("/workflow/cases/{case_id}/withdraw", openapi_extra=says(SIGNED_IN, DONE))
def withdraw(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Take the case back."""
    return _done(request, Withdraw(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/urge", openapi_extra=says(SIGNED_IN, DONE, refuses=(429,)))
def urge(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Ask the approvers to hurry."""
    return _done(request, Urge(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/cc", openapi_extra=says(SIGNED_IN, DONE))
def copy(request: HttpRequest, case_id: Id, body: CopyBody) -> HttpResponse:
    """Let colleagues read along."""
    return _done(request, SendCopy(case_id=case_id, to=tuple(body.to), opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/comment", openapi_extra=says(SIGNED_IN, DONE))
def comment(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Comment."""
    return _done(request, Comment(case_id=case_id, opinion=body.opinion))
