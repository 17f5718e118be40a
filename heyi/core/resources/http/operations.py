"""The endpoints of one resource, made from its declaration."""

from dataclasses import replace
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query as QueryParams
from ninja import Router, Schema
from pydantic import ConfigDict

from heyi.core.access.actor import Actor
from heyi.core.jobs import progress
from heyi.core.jobs.schemas import Job as JobShown
from heyi.core.resources import detail, exporting, listing, options, writing
from heyi.core.resources.declare import Resource, Verb
from heyi.core.resources.history import history
from heyi.core.resources.http import schemas, shapes
from heyi.core.resources.http.answers import json_response, record_response
from heyi.core.resources.http.bulk import bulk
from heyi.core.resources.http.described import ref, says
from heyi.core.resources.summing import aggregate
from heyi.kit.errors import Malformed, NotFound

MAX_ID = 2**63 - 1


class ListParams(Schema):
    """What a list can be asked for."""

    model_config = ConfigDict(extra="ignore")

    filter: str = ""
    q: str = ""
    sort: str = ""
    columns: str = ""
    limit: int = 50
    cursor: str = ""
    count: bool = False


class OptionParams(Schema):
    q: str = ""
    ids: str = ""
    limit: int = 20


class AggregateParams(Schema):
    group: str
    sum: str = ""
    filter: str = ""
    q: str = ""


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the entrance has found."""
    return request.actor  # type: ignore[attr-defined]


def body_of(request: HttpRequest) -> Any:
    """The JSON body; an empty one is an empty object."""
    if not request.body:
        return {}
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Malformed(_("The body is not valid JSON: %(reason)s"), reason=str(error)[:100]) from error


def expected_version(request: HttpRequest, body: Any) -> int | None:
    """The version that the person read, from ``If-Match`` or the member ``version``."""
    found: Any = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"') or None
    if found is None and isinstance(body, dict):
        found = body.pop("version", None)
    elif isinstance(body, dict):
        body.pop("version", None)
    if found is None or found == "*":
        return None
    if isinstance(found, bool) or not str(found).isdecimal() or len(str(found)) > 10:
        raise Malformed.at("version", "bad_version", _("This is not a version."))
    return int(found)


def checked_id(record_id: int) -> int:
    """Ids beyond the database's range are simply not there."""
    return record_id if 0 < record_id <= MAX_ID else 0


def mount(router: Router, resource: Resource) -> None:
    """Add all endpoints of ``resource`` to ``router``; each says its permission, which a check at start insists on."""
    _mount_reading(router, resource)
    _mount_record(router, resource)
    _mount_writing(router, resource)
    if resource.export:
        _mount_export(router, resource)
    for verb in resource.verbs:
        _mount_verb(router, resource, verb)


def _said(resource: Resource, act: str, permission: str, answer: Any, **more: Any) -> dict[str, Any]:
    """How the operation ``act`` is mounted: its name, its app, and what it says of itself."""
    extra = says(permission, answer, **more)
    extra["x-described"] = replace(extra["x-described"], resource=resource.key)
    return {"operation_id": f"{resource.key.replace('.', '_')}_{act}", "tags": [resource.app], "openapi_extra": extra}


def _ref(resource: Resource, what: str = "") -> dict[str, str]:
    return ref(schemas.named(resource.model, what))


def _after(resource: Resource) -> dict[str, Any]:
    """The record after a write, as far as it is still there for whoever wrote."""
    return {"anyOf": [_ref(resource), ref("Gone")]}


def _mount_reading(router: Router, resource: Resource) -> None:
    base, view = f"/{resource.app}/{resource.name}", resource.permission("view")

    @router.get(base, **_said(resource, "list", view, _ref(resource, "Page")))
    def list_records(request: HttpRequest, params: QueryParams[ListParams]) -> HttpResponse:
        asked = listing.Query(**params.dict())
        return json_response(listing.page(resource, asked, actor_of(request)))

    @router.get(f"{base}/options", **_said(resource, "options", view, shapes.Options))
    def list_options(request: HttpRequest, params: QueryParams[OptionParams]) -> HttpResponse:
        ids = [int(part) for part in params.ids.split(",") if part.strip().isdecimal() and len(part) < 19]
        limit = max(1, min(params.limit, 100))
        rows = options.found(resource.model, actor_of(request), query=params.q, ids=ids, limit=limit)
        return json_response({"rows": rows})

    @router.get(f"{base}/aggregate", **_said(resource, "aggregate", view, shapes.Buckets))
    def sum_up(request: HttpRequest, params: QueryParams[AggregateParams]) -> HttpResponse:
        asked = listing.Query(filter=params.filter, q=params.q)
        return json_response({"rows": aggregate(resource, asked, params.group, params.sum, actor_of(request))})


def _mount_record(router: Router, resource: Resource) -> None:
    one, view = f"/{resource.app}/{resource.name}/{{int:record_id}}", resource.permission("view")

    @router.get(one, **_said(resource, "show", view, _ref(resource), versioned=True))
    def show_record(request: HttpRequest, record_id: int) -> HttpResponse:
        return record_response(detail.show(resource, checked_id(record_id), actor_of(request)))

    @router.get(f"{one}/history", **_said(resource, "history", view, shapes.History))
    def show_history(request: HttpRequest, record_id: int) -> HttpResponse:
        return json_response({"rows": history(resource, checked_id(record_id), actor_of(request))})


def _mount_writing(router: Router, resource: Resource) -> None:
    base = f"/{resource.app}/{resource.name}"
    if resource.create is not None:
        permission, body = resource.permission("create"), _ref(resource, "New")

        @router.post(base, **_said(resource, "create", permission, {201: _after(resource)}, body=body))
        def create_record(request: HttpRequest) -> HttpResponse:
            actor = actor_of(request)
            record = writing.create(resource, body_of(request), actor)
            return record_response(_shown(resource, record.pk, actor), status=201)

    one = f"{base}/{{int:record_id}}"
    if resource.update is not None:
        permission, body = resource.permission("update"), _ref(resource, "Change")

        @router.patch(one, **_said(resource, "update", permission, _after(resource), body=body, versioned=True))
        def update_record(request: HttpRequest, record_id: int) -> HttpResponse:
            actor, body = actor_of(request), body_of(request)
            version = expected_version(request, body)
            writing.update(resource, checked_id(record_id), body, actor, version=version)
            return record_response(_shown(resource, record_id, actor))

    if resource.delete is not None:

        @router.delete(one, **_said(resource, "delete", resource.permission("delete"), {204: None}, versioned=True))
        def delete_record(request: HttpRequest, record_id: int) -> HttpResponse:
            version = expected_version(request, None)
            writing.delete(resource, checked_id(record_id), actor_of(request), version=version)
            return HttpResponse(status=204)


def _mount_export(router: Router, resource: Resource) -> None:
    said = _said(
        resource, "export", resource.permission("export"), {202: JobShown}, body=schemas.export(), refuses=(429,)
    )

    @router.post(f"/{resource.app}/{resource.name}/export", **said)
    def export_records(request: HttpRequest) -> HttpResponse:
        job = exporting.ask(resource, body_of(request), actor_of(request))
        return json_response(progress.shown(job), status=202)


def _mount_verb(router: Router, resource: Resource, verb: Verb) -> None:
    base = f"/{resource.app}/{resource.name}"
    permission, payload = verb.permission or resource.permission(verb.name), schemas.payload_name(resource, verb)
    said = _said(resource, verb.name, permission, _after(resource), body=ref(payload), versioned=True)

    @router.post(f"{base}/{{int:record_id}}/{verb.name}", **said)
    def do_verb(request: HttpRequest, record_id: int) -> HttpResponse:
        actor, body = actor_of(request), body_of(request)
        version = expected_version(request, body)
        result = writing.act(resource, verb, checked_id(record_id), body, actor, version=version)
        # A verb that makes another record of the same kind (a copy) answers with that one.
        shown = result.pk if isinstance(result, resource.model) else record_id
        return record_response(_shown(resource, shown, actor))

    if verb.bulk:
        said = _said(resource, f"bulk_{verb.name}", permission, shapes.BulkResults, body=ref(f"{payload}Bulk"))

        @router.post(f"{base}/bulk/{verb.name}", **said)
        def do_bulk(request: HttpRequest) -> HttpResponse:
            return json_response({"results": bulk(resource, verb, body_of(request), actor_of(request))})


def _shown(resource: Resource, record_id: int, actor: Actor) -> dict[str, Any]:
    """The record after the act; when the act took it out of the actor's sight, only its id."""
    try:
        return detail.show(resource, record_id, actor)
    except NotFound:
        return {"id": record_id, "gone": True}
