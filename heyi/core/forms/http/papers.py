"""Documents of designed forms over HTTP: what every declared resource has, for a resource that is looked up by its name."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query as QueryParams
from ninja import Router
from pydantic import Field

from heyi.core.access.actor import Actor
from heyi.core.forms import schemas
from heyi.core.forms.errors import NotPublished
from heyi.core.forms.services import evaluating
from heyi.core.jobs import progress
from heyi.core.jobs.schemas import Job as JobShown
from heyi.core.resources import detail, exporting, listing, options, registry, writing
from heyi.core.resources.declare import Resource
from heyi.core.resources.history import history
from heyi.core.resources.http import shapes
from heyi.core.resources.http.answers import json_response, record_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import (
    AggregateParams,
    ListParams,
    OptionParams,
    actor_of,
    body_of,
    checked_id,
    expected_version,
)
from heyi.core.resources.summing import aggregate
from heyi.core.workflow.http.bodies import Body
from heyi.kit import regions
from heyi.kit.errors import NotFound

router = Router(tags=["forms"])
BASE, ONE = "/paper/{slug:name}", "/paper/{slug:name}/{int:record_id}"
RECORD: dict[str, Any] = {"type": "object"}
PAGE: dict[str, Any] = {"type": "object"}


def _named(name: str) -> Resource:
    """The form in force of that name, or NotFound; which companies' forms there are, row-level security says."""
    try:
        return registry.get(f"paper.{name}")
    except KeyError as error:
        raise NotFound from error


def _shown(resource: Resource, record_id: int, actor: Actor) -> dict[str, Any]:
    try:
        return detail.show(resource, record_id, actor)
    except NotFound:
        return {"id": record_id, "gone": True}


@router.get("/forms/start", openapi_extra=says(SIGNED_IN, schemas.StartRows))
def list_startable(request: HttpRequest) -> HttpResponse:
    """The forms that the person may fill in."""
    return json_response({"rows": evaluating.startable(actor_of(request))})


@router.get("/forms/regions", openapi_extra=says(SIGNED_IN, schemas.Regions))
def list_regions(request: HttpRequest, within: Annotated[str, Field(max_length=6)] = "") -> HttpResponse:
    """The places directly inside a place (GB/T 2260), provinces first."""
    rows = regions.within(within)
    return json_response({"rows": [{"code": one, "label": name, "leaf": not one.endswith("00")} for one, name in rows]})


@router.get(BASE + "/design", openapi_extra=says(SIGNED_IN, schemas.FillingDesign))
def show_design(request: HttpRequest, name: str) -> HttpResponse:
    """The form as whoever fills it in or reads it gets it."""
    return json_response(evaluating.design_for(_named(name), actor_of(request)))


class Sent(Body):
    values: dict[str, Any]
    id: int | None = None


@router.post(BASE + "/evaluate", openapi_extra=says(SIGNED_IN, schemas.Evaluated))
def evaluate(request: HttpRequest, name: str, body: Sent) -> HttpResponse:
    """What formulas, look-ups and conditions make of values, as the server sees it; nothing is stored."""
    return json_response(evaluating.evaluate(_named(name), body.values, actor_of(request), record_id=body.id))


@router.get(BASE, openapi_extra=says(SIGNED_IN, PAGE))
def list_papers(request: HttpRequest, name: str, params: QueryParams[ListParams]) -> HttpResponse:
    """Documents of a form: those of the person, and those that roles and approvals open."""
    return json_response(listing.page(_named(name), listing.Query(**params.dict()), actor_of(request)))


@router.get(BASE + "/options", openapi_extra=says(SIGNED_IN, shapes.Options))
def list_paper_options(request: HttpRequest, name: str, params: QueryParams[OptionParams]) -> HttpResponse:
    """Documents for pickers."""
    ids = [int(part) for part in params.ids.split(",") if part.strip().isdecimal() and len(part) < 19]
    limit = max(1, min(params.limit, 100))
    rows = options.found(_named(name).model, actor_of(request), query=params.q, ids=ids, limit=limit)
    return json_response({"rows": rows})


@router.get(BASE + "/aggregate", openapi_extra=says(SIGNED_IN, shapes.Buckets))
def sum_papers_up(request: HttpRequest, name: str, params: QueryParams[AggregateParams]) -> HttpResponse:
    """Counts and sums by one field."""
    asked = listing.Query(filter=params.filter, q=params.q)
    return json_response({"rows": aggregate(_named(name), asked, params.group, params.sum, actor_of(request))})


@router.post(BASE + "/export", openapi_extra=says(SIGNED_IN, {202: JobShown}, body=RECORD, refuses=(429,)))
def export_papers(request: HttpRequest, name: str) -> HttpResponse:
    """The list as a file, made in the background."""
    job = exporting.ask(_named(name), body_of(request), actor_of(request))
    return json_response(progress.shown(job), status=202)


@router.post(BASE, openapi_extra=says(SIGNED_IN, {201: RECORD}, body=RECORD))
def create_paper(request: HttpRequest, name: str) -> HttpResponse:
    """A draft of a document."""
    resource, actor = _named(name), actor_of(request)
    if resource.create is None:
        raise NotPublished
    record = writing.create(resource, body_of(request), actor)
    return record_response(_shown(resource, record.pk, actor), status=201)


@router.get(ONE, openapi_extra=says(SIGNED_IN, RECORD, versioned=True))
def show_paper(request: HttpRequest, name: str, record_id: int) -> HttpResponse:
    """One document."""
    return record_response(detail.show(_named(name), checked_id(record_id), actor_of(request)))


@router.get(ONE + "/history", openapi_extra=says(SIGNED_IN, shapes.History))
def show_paper_history(request: HttpRequest, name: str, record_id: int) -> HttpResponse:
    """What was changed in it (痕迹), field by field."""
    return json_response({"rows": history(_named(name), checked_id(record_id), actor_of(request))})


@router.patch(ONE, openapi_extra=says(SIGNED_IN, RECORD, body=RECORD, versioned=True))
def update_paper(request: HttpRequest, name: str, record_id: int) -> HttpResponse:
    """Change a draft."""
    resource, actor, body = _named(name), actor_of(request), body_of(request)
    version = expected_version(request, body)
    writing.update(resource, checked_id(record_id), body, actor, version=version)
    return record_response(_shown(resource, record_id, actor))


@router.delete(ONE, openapi_extra=says(SIGNED_IN, {204: None}, versioned=True))
def delete_paper(request: HttpRequest, name: str, record_id: int) -> HttpResponse:
    """Throw a draft away."""
    version = expected_version(request, None)
    writing.delete(_named(name), checked_id(record_id), actor_of(request), version=version)
    return HttpResponse(status=204)


@router.post(ONE + "/{slug:verb}", openapi_extra=says(SIGNED_IN, RECORD, body=RECORD, versioned=True))
def act_on_paper(request: HttpRequest, name: str, record_id: int, verb: str) -> HttpResponse:
    """Submit, withdraw or copy a document."""
    resource, actor, body = _named(name), actor_of(request), body_of(request)
    if verb not in {one.name for one in resource.verbs}:
        raise NotFound
    version = expected_version(request, body)
    result = writing.act(resource, resource.verb(verb), checked_id(record_id), body, actor, version=version)
    shown = result.pk if isinstance(result, resource.model) else record_id
    return record_response(_shown(resource, shown, actor))
