"""The less usual acts on tasks over HTTP: signers added and taken away, work given to others, decisions taken back."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import schemas
from heyi.core.workflow.commands import (
    Abstain,
    AddSigners,
    Answer,
    Claim,
    Consult,
    Delegate,
    EditFields,
    Recall,
    Release,
    RemoveSigner,
    TakeBack,
)
from heyi.core.workflow.http.bodies import DONE, Body, Id, Opinion, People, Short, Text, done, plain
from heyi.core.workflow.services import batching, opinions, resting
from heyi.kit.errors import Malformed

router = Router()


class SignersBody(Opinion):
    to: People
    place: Annotated[str, Field(pattern="^(before|after|parallel)$")] = "before"
    mode: Annotated[str, Field(pattern="^(all|any|sequential)$")] = "all"
    can_reject: bool = False


class PersonBody(Opinion):
    to: Id


class ConsultBody(Opinion):
    to: People
    required: bool = False


@router.post("/workflow/tasks/{task_id}/add", openapi_extra=says(SIGNED_IN, DONE))
def add(request: HttpRequest, task_id: Id, body: SignersBody) -> HttpResponse:
    """Ask more people: before or after one's own decision, or beside it with votes of their own."""
    command = AddSigners(
        task_id=task_id, to=tuple(body.to), place=body.place, mode=body.mode, can_reject=body.can_reject,
        opinion=body.opinion,
    )  # fmt: skip
    return done(request, command)


@router.post("/workflow/tasks/{task_id}/remove", openapi_extra=says(SIGNED_IN, DONE))
def remove(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Stop asking somebody whom one has added; administrators may take anybody but the last."""
    return done(request, RemoveSigner(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/delegate", openapi_extra=says(SIGNED_IN, DONE))
def delegate(request: HttpRequest, task_id: Id, body: PersonBody) -> HttpResponse:
    """Let somebody work on it; it comes back with their answer."""
    return done(request, Delegate(task_id=task_id, to=body.to, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/consult", openapi_extra=says(SIGNED_IN, DONE))
def consult(request: HttpRequest, task_id: Id, body: ConsultBody) -> HttpResponse:
    """Ask for opinions that decide nothing; ``required``: decide only when all have answered."""
    return done(request, Consult(task_id=task_id, to=tuple(body.to), required=body.required, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/answer", openapi_extra=says(SIGNED_IN, DONE))
def answer(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Answer a delegation or a question."""
    return done(request, Answer(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/recall", openapi_extra=says(SIGNED_IN, DONE))
def recall(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Wait no longer for signers before oneself, a delegate or answers."""
    return done(request, Recall(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/claim", openapi_extra=says(SIGNED_IN, DONE))
def claim(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Take a task that several could do."""
    return done(request, Claim(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/release", openapi_extra=says(SIGNED_IN, DONE))
def release(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Put a taken task back."""
    return done(request, Release(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/take_back", openapi_extra=says(SIGNED_IN, DONE))
def take_back(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Take back one's decision while nobody has acted on it."""
    return done(request, TakeBack(task_id=task_id, opinion=body.opinion))


@router.post("/workflow/tasks/{task_id}/abstain", openapi_extra=says(SIGNED_IN, DONE))
def abstain(request: HttpRequest, task_id: Id, body: Opinion) -> HttpResponse:
    """Say neither yes nor no."""
    return done(request, Abstain(task_id=task_id, opinion=body.opinion))


class FieldEdit(Body):
    """``seen`` is the value that was read."""

    seen: Any = None
    value: Any = None


class FieldsBody(Body):
    fields: Annotated[dict[Short, FieldEdit], Field(min_length=1, max_length=100)]


@router.post("/workflow/tasks/{task_id}/edit", openapi_extra=says(SIGNED_IN, DONE))
def edit(request: HttpRequest, task_id: Id, body: FieldsBody) -> HttpResponse:
    """Change fields of the document that the step lets its people change. 409 where one of them is not as it was read."""
    try:
        values = plain({name: one.value for name, one in body.fields.items()})
        seen = plain({name: one.seen for name, one in body.fields.items()})
    except ValueError as error:
        raise Malformed.at("fields", "invalid", str(error)) from error
    return done(request, EditFields(task_id=task_id, values=values, seen=seen))


class DraftBody(Body):
    opinion: Text


class PhrasesBody(Body):
    texts: Annotated[list[Short], Field(max_length=50)]


@router.post("/workflow/tasks/{task_id}/draft", openapi_extra=says(SIGNED_IN, {204: None}))
def draft(request: HttpRequest, task_id: Id, body: DraftBody) -> HttpResponse:
    """Keep an opinion that is not said yet; nobody else sees it."""
    opinions.save_draft(task_id, body.opinion, actor=actor_of(request))
    return HttpResponse(status=204)


@router.get("/workflow/phrases", openapi_extra=says(SIGNED_IN, schemas.Phrases))
def phrases(request: HttpRequest) -> HttpResponse:
    """The sentences that one keeps for opinions."""
    return json_response({"texts": opinions.phrases(actor=actor_of(request))})


@router.patch("/workflow/phrases", openapi_extra=says(SIGNED_IN, schemas.Phrases))
def keep_phrases(request: HttpRequest, body: PhrasesBody) -> HttpResponse:
    """Replace them."""
    return json_response({"texts": opinions.keep_phrases(body.texts, actor=actor_of(request))})


class QuietBody(Body):
    mode: Annotated[str, Field(pattern="^(calendar|hours|never)$")]
    start: Annotated[str, Field(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""
    until: Annotated[str, Field(pattern="^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""


@router.get("/workflow/quiet-hours", openapi_extra=says(SIGNED_IN, schemas.QuietTime))
def quiet_hours(request: HttpRequest) -> HttpResponse:
    """When one is not urged."""
    return json_response(resting.of(actor_of(request)))


@router.patch("/workflow/quiet-hours", openapi_extra=says(SIGNED_IN, schemas.QuietTime))
def keep_quiet_hours(request: HttpRequest, body: QuietBody) -> HttpResponse:
    """Say when one does not want to be urged; what comes in these hours is told at their end."""
    kept = resting.keep(actor_of(request), mode=body.mode, start=body.start, until=body.until)
    return json_response(kept)


class BatchBody(Opinion):
    tasks: Annotated[list[Id], Field(min_length=1, max_length=500)]
    verb: Annotated[str, Field(pattern="^(approve|reject)$")] = "approve"


@router.post("/workflow/tasks/batch", openapi_extra=says(SIGNED_IN, schemas.Batch))
def batch(request: HttpRequest, body: BatchBody) -> HttpResponse:
    """Decide many tasks, each on its own: one that is refused leaves nothing, and the others stay. Steps that want input
    are left out.
    """
    results = batching.decide(body.tasks, body.verb, body.opinion, actor=actor_of(request))
    return json_response({"results": results})
