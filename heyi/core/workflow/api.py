"""Inbox, cases and decisions over HTTP; docs/guide/api.md, section 5. The actor is who signed in."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.files.answering import as_attachment
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import BINARY, SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import schemas
from heyi.core.workflow.commands import (
    Approve,
    Circulate,
    RecallCopy,
    Reject,
    Resubmit,
    Return,
    SendCopy,
    Transfer,
    Urge,
    Withdraw,
)
from heyi.core.workflow.commands.base import case_of
from heyi.core.workflow.http import (
    acts,
    archive,
    definitions,
    interventions,
    matrices,
    operation,
    process_shapes,
    simple,
)
from heyi.core.workflow.http.bodies import DONE, Body, Choices, Id, Opinion, Short, answer, done
from heyi.core.workflow.http.picture_shapes import CasePicture
from heyi.core.workflow.services import attaching
from heyi.core.workflow.services import inbox as boxes
from heyi.core.workflow.services import overview as process_overview
from heyi.core.workflow.services.picture import picture
from heyi.core.workflow.services.previewing import preview as preview_path
from heyi.core.workflow.services.viewing import View, case_view
from heyi.core.workflow.services.viewing import why as explain_task

router = Router(tags=["workflow"])
router.add_router("", definitions.router)
router.add_router("", operation.router)
router.add_router("", acts.router)
router.add_router("", interventions.router)
router.add_router("", matrices.router)
router.add_router("", archive.router)
router.add_router("", simple.router)


class ApproveBody(Opinion):
    choices: Choices = {}


class ReturnBody(Opinion):
    target: Short = "start"
    targets: Annotated[list[Short], Field(max_length=10)] = []
    then: Annotated[str, Field(pattern="^(step|jump|)$")] = ""
    rerun_all: bool = False


class TransferBody(Opinion):
    to: Id


class CopyBody(Opinion):
    to: Annotated[list[Id], Field(min_length=1, max_length=100)]


class ReaderBody(Opinion):
    employee: Id


class CommentBody(Opinion):
    mentions: Annotated[list[Id], Field(max_length=20)] = []
    files: Annotated[list[Id], Field(max_length=10)] = []
    secret: bool = False


class PreviewBody(Body):
    resource: Short
    id: Id
    choices: Choices = {}
    identity: Annotated[int, Field(ge=0, lt=2**53)] = 0


@router.get("/workflow/inbox", openapi_extra=says(SIGNED_IN, schemas.InboxPage))
def inbox(
    request: HttpRequest, box: str = "todo", q: Short = "", sla: Short = "", cursor: str = "", limit: int = 50
) -> HttpResponse:
    """A page of what waits for this person (todo), what they decided (done), began (mine), or may read (cc); with ``sla``
    only cases that are ``on_time``, ``at_risk`` or ``breached``."""
    return json_response(boxes.page(box, actor=actor_of(request), q=q, sla=sla, cursor=cursor, limit=limit))


@router.get("/workflow/inbox/counts", openapi_extra=says(SIGNED_IN, schemas.InboxCounts))
def inbox_counts(request: HttpRequest) -> HttpResponse:
    """How much waits in each box."""
    return json_response(boxes.counts(actor=actor_of(request)))


@router.get("/workflow/processes", openapi_extra=says(process_overview.NEEDED, process_shapes.Processes))
def processes(request: HttpRequest) -> HttpResponse:
    """The processes of the company, step by step, and who would be asked today."""
    return json_response({"rows": process_overview.overview(actor_of(request))})


@router.post("/workflow/preview", openapi_extra=says(SIGNED_IN, schemas.Preview, refuses=(404,)))
def preview(request: HttpRequest, body: PreviewBody) -> HttpResponse:
    """Who would be asked if this document were submitted now, in the post ``identity`` of the initiator (0: the main one)."""
    found = preview_path(body.resource, body.id, actor=actor_of(request), choices=body.choices, identity=body.identity)
    return json_response(found)


@router.get("/workflow/cases/{case_id}", openapi_extra=says(SIGNED_IN, schemas.Case))
def case(request: HttpRequest, case_id: Id) -> HttpResponse:
    """One case with its path, timeline and what this person can do."""
    return json_response(case_view(case_id, actor=actor_of(request)))


@router.get("/workflow/cases/{case_id}/picture", openapi_extra=says(SIGNED_IN, CasePicture))
def case_picture(request: HttpRequest, case_id: Id) -> HttpResponse:
    """The case on the diagram of its process: where it was, is, and would come to."""
    return json_response(picture(case_id, actor=actor_of(request)))


@router.get("/workflow/cases/{case_id}/files/{file_id}", openapi_extra=says(SIGNED_IN, BINARY))
def case_file(request: HttpRequest, case_id: Id, file_id: Id) -> HttpResponse:
    """The bytes of a file that came with a comment, for those who may see it. Each reading is kept as an event."""
    return as_attachment(*attaching.read(View(case_id, actor_of(request)), file_id))


@router.get("/workflow/tasks/{task_id}/why", openapi_extra=says(SIGNED_IN, schemas.Why))
def why(request: HttpRequest, task_id: Id) -> HttpResponse:
    """How the approver was found."""
    return json_response(explain_task(task_id, actor=actor_of(request)))


@router.post("/workflow/tasks/{task_id}/approve", openapi_extra=says(SIGNED_IN, DONE))
def approve(request: HttpRequest, task_id: Id, body: ApproveBody) -> HttpResponse:
    """Approve; the effect of the last approval happens now or not at all. ``choices``: the approvers whom one picks for
    later steps that ask for it.
    """
    return done(request, Approve(task_id=task_id, opinion=body.opinion, choices=body.choices))


@router.post("/workflow/tasks/{task_id}/reject", openapi_extra=says(SIGNED_IN, DONE))
def reject(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Reject."""
    return done(request, Reject(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/return", openapi_extra=says(SIGNED_IN, DONE))
def return_(request: HttpRequest, task_id: Id, body: ReturnBody) -> HttpResponse:
    """Return to the initiator, an earlier step, or several (``targets``) that can be open together; which can is told with
    the case (``together``), and a refusal gives the reason for each step or pair.
    """
    command = Return(
        task_id=task_id, opinion=body.opinion, target=body.target, targets=tuple(body.targets), then=body.then,
        rerun_all=body.rerun_all,
    )  # fmt: skip
    return done(request, command)


@router.post("/workflow/tasks/{task_id}/resubmit", openapi_extra=says(SIGNED_IN, DONE))
def resubmit(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Submit again what was returned."""
    return done(request, Resubmit(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/transfer", openapi_extra=says(SIGNED_IN, DONE))
def transfer(request: HttpRequest, task_id: Id, body: TransferBody) -> HttpResponse:
    """Hand the task over."""
    return done(request, Transfer(task_id=task_id, to=body.to, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/comment", openapi_extra=says(SIGNED_IN, DONE))
def comment_task(request: HttpRequest, task_id: Id, body: CommentBody) -> HttpResponse:
    """Comment on the case of a task."""
    return _commented(request, case_of(task_id), body, task_id)


@router.post("/workflow/cases/{case_id}/withdraw", openapi_extra=says(SIGNED_IN, DONE))
def withdraw(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Take the case back."""
    return done(request, Withdraw(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/urge", openapi_extra=says(SIGNED_IN, DONE, refuses=(429,)))
def urge(request: HttpRequest, case_id: Id, body: Opinion) -> HttpResponse:
    """Ask the approvers to hurry."""
    return done(request, Urge(case_id=case_id, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/cc", openapi_extra=says(SIGNED_IN, DONE))
def copy(request: HttpRequest, case_id: Id, body: CopyBody) -> HttpResponse:
    """Let colleagues read along."""
    return done(request, SendCopy(case_id=case_id, to=tuple(body.to), opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/circulate", openapi_extra=says(SIGNED_IN, DONE))
def circulate(request: HttpRequest, case_id: Id, body: CopyBody) -> HttpResponse:
    """Pass on to read, within the bounds of the process."""
    return done(request, Circulate(case_id=case_id, to=tuple(body.to), opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/recall_copy", openapi_extra=says(SIGNED_IN, DONE))
def recall_copy(request: HttpRequest, case_id: Id, body: ReaderBody) -> HttpResponse:
    """Take back from a reader what they have not read."""
    return done(request, RecallCopy(case_id=case_id, employee_id=body.employee, opinion=body.opinion))


@router.post("/workflow/cases/{case_id}/comment", openapi_extra=says(SIGNED_IN, DONE))
def comment(request: HttpRequest, case_id: Id, body: CommentBody) -> HttpResponse:
    """Comment. ``mentions`` are people who are called by @; ``files`` uploads of one's own, which belong to the case from then
    on; ``secret``: not for those who have decided already, nor for readers."""
    return _commented(request, case_id, body)


def _commented(request: HttpRequest, case_id: int, body: CommentBody, task_id: int | None = None) -> HttpResponse:
    state = attaching.comment(
        case_id, actor=actor_of(request), opinion=body.opinion, mentions=body.mentions, files=body.files,
        secret=body.secret, task_id=task_id,
    )  # fmt: skip
    return answer(request, state)
