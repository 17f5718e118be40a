"""Acts on whole cases over HTTP: the initiator's reversal, and what administrators may do, each with a reason."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.commands import Archive, Jump, Reopen, Resume, Revert, Suspend, Terminate, Void
from heyi.core.workflow.functions import INTERVENE
from heyi.core.workflow.http.bodies import DONE, Body, Id, Opinion, People, Short, answer, done
from heyi.core.workflow.services import revising
from heyi.core.workflow.services.revising import NewStep

router = Router()


class Reason(Body):
    opinion: Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]


class JumpBody(Reason):
    target: Short
    source: Short = ""


class StepBody(Reason):
    """``kind``: somebody approves, handles (办理) or is informed (知会); ``place``: before or after the element ``node``."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    people: People
    mode: Literal["all", "any", "sequential"] = "all"
    kind: Literal["approve", "handle", "inform"] = "approve"
    place: Literal["before", "after"] = "before"
    node: Short


class LeaveOutBody(Reason):
    node: Short


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


@router.post("/workflow/cases/{case_id}/steps", openapi_extra=says(INTERVENE, DONE, refuses=(409,)))
def append(request: HttpRequest, case_id: Id, body: StepBody) -> HttpResponse:
    """Put a step into this one case, before or after an element that it has not passed. Under the rule of two the first call
    asks, the same call by another administrator does it."""
    actor, step = actor_of(request), NewStep(body.name, tuple(body.people), VoteMode(body.mode), body.kind)
    state = revising.append(case_id, step, body.place, body.node, actor=actor, opinion=body.opinion)
    return answer(request, state)


@router.post("/workflow/cases/{case_id}/steps/leave-out", openapi_extra=says(INTERVENE, DONE, refuses=(409,)))
def leave_out(request: HttpRequest, case_id: Id, body: LeaveOutBody) -> HttpResponse:
    """Let this one case go past a step that it has not come to yet."""
    state = revising.leave_out(case_id, body.node, actor=actor_of(request), opinion=body.opinion)
    return answer(request, state)


@router.post("/workflow/cases/{case_id}/reopen", openapi_extra=says(INTERVENE, DONE))
def reopen(request: HttpRequest, case_id: Id, body: ReopenBody) -> HttpResponse:
    """Begin a new round of an ended case."""
    return done(request, Reopen(case_id=case_id, target=body.target, opinion=body.opinion))
