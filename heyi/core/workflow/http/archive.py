"""The archive over HTTP: found by everybody who may see a case, kept by administrators."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AwareDatetime, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.functions import RETAIN
from heyi.core.workflow.http import archive_shapes as shapes
from heyi.core.workflow.http.bodies import Body, Id, Short
from heyi.core.workflow.services import archived, removing, retaining, sealing_cases

router = Router()
Key = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Words = Annotated[str, Field(min_length=1, max_length=5_000, pattern=r"^[^\x00]*$")]


class RetentionBody(Body):
    """``archive_after`` days after their end cases move into the archive (null: never), ``keep_months`` months after it they
    are removed (0: never). An empty process: all that have no rule of their own."""

    process: Key = ""
    archive_after: Annotated[int, Field(ge=1, le=36_500)] | None = None
    keep_months: Annotated[int, Field(ge=0, le=1_200)] = 0


class RuleOfBody(Body):
    process: Key = ""


class HoldBody(Body):
    """One of ``case``, ``process``, or ``resource`` with ``record``."""

    reason: Words
    case: Id | None = None
    process: Key = ""
    resource: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""
    record: Id | None = None


class ReleaseBody(Body):
    reason: Words


@router.get("/workflow/archive", openapi_extra=says(SIGNED_IN, shapes.ArchivePage))
def archive_page(
    request: HttpRequest,
    q: Short = "",
    process: Key = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    cursor: str = "",
    limit: int = 50,
) -> HttpResponse:
    """Archived cases that one may see, by number, title, time of the end and process, newest first."""
    found = archived.page(
        actor=actor_of(request), q=q, process=process, since=since, until=until, cursor=cursor, limit=limit
    )
    return json_response(found)


@router.get("/workflow/archive/plan", openapi_extra=says(RETAIN, shapes.ArchivePlan))
def archive_plan(request: HttpRequest) -> HttpResponse:
    """What the next night would move and remove, and what holds keep; nothing is changed."""
    return json_response(removing.plan(actor=actor_of(request)))


@router.get("/workflow/archive/acts", openapi_extra=says(RETAIN, shapes.ArchiveActs))
def archive_acts(request: HttpRequest, before: int = 0) -> HttpResponse:
    """The chained log of the archive, newest first, a hundred lines at a time."""
    actor = actor_of(request)
    retaining.require(actor)
    return json_response({"rows": sealing_cases.acts(actor.company_id, before=min(max(before, 0), 2**31 - 1))})


@router.get("/workflow/retention", openapi_extra=says(RETAIN, shapes.RetentionRules))
def retention(request: HttpRequest) -> HttpResponse:
    """How long cases stay."""
    return json_response({"rows": retaining.rules(actor=actor_of(request))})


@router.patch("/workflow/retention", openapi_extra=says(RETAIN, shapes.RetentionRules))
def set_retention(request: HttpRequest, body: RetentionBody) -> HttpResponse:
    """Say how long cases of a process stay, or of all others."""
    rows = retaining.set_rule(body.process, body.archive_after, body.keep_months, actor=actor_of(request))
    return json_response({"rows": rows})


@router.post("/workflow/retention/drop", openapi_extra=says(RETAIN, shapes.RetentionRules, refuses=(404,)))
def drop_retention(request: HttpRequest, body: RuleOfBody) -> HttpResponse:
    """A process has no rule of its own any more."""
    return json_response({"rows": retaining.drop_rule(body.process, actor=actor_of(request))})


@router.get("/workflow/holds", openapi_extra=says(RETAIN, shapes.LegalHolds))
def legal_holds(request: HttpRequest, released: bool = False) -> HttpResponse:
    """Legal holds, newest first; those that were released if asked for."""
    return json_response({"rows": retaining.holds(actor=actor_of(request), released=released)})


@router.post("/workflow/holds", openapi_extra=says(RETAIN, shapes.LegalHold, refuses=(404, 409)))
def hold(request: HttpRequest, body: HoldBody) -> HttpResponse:
    """Nothing that this names is removed, whatever its period, until it is released."""
    what = retaining.What(body.case, body.process, body.resource, body.record)
    return json_response(retaining.hold(what, body.reason, actor=actor_of(request)))


@router.post("/workflow/holds/{hold_id}/release", openapi_extra=says(RETAIN, shapes.LegalHold, refuses=(404, 409)))
def release_hold(request: HttpRequest, hold_id: Id, body: ReleaseBody) -> HttpResponse:
    """The hold ends; periods count again."""
    return json_response(retaining.release(hold_id, body.reason, actor=actor_of(request)))
