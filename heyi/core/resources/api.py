"""Endpoints that belong to no single resource: me, metadata, search over everything."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.resources import me as myself
from heyi.core.resources import schemas, views
from heyi.core.resources.everything import search_everything
from heyi.core.resources.http.answers import json_response, record_response
from heyi.core.resources.http.described import SIGNED_IN, says
from heyi.core.resources.http.operations import actor_of, body_of, checked_id, expected_version
from heyi.core.resources.metadata import metadata

router = Router(tags=["session"])


@router.get("/me", openapi_extra=says(SIGNED_IN, schemas.Me))
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what they may do, and their menu."""
    return json_response(myself.describe(actor_of(request)))


@router.patch("/me", openapi_extra=says(SIGNED_IN, schemas.Me, body=schemas.Preferences))
def change_me(request: HttpRequest) -> HttpResponse:
    """Language, time zone, theme, density and pinned menu items of the person."""
    actor = actor_of(request)
    myself.change(actor, body_of(request))
    return json_response(myself.describe(actor))


@router.get("/meta", openapi_extra=says(SIGNED_IN, schemas.Meta))
def meta(request: HttpRequest) -> HttpResponse:
    """The resources that the person may view."""
    return json_response(metadata(actor_of(request)))


@router.get("/search", openapi_extra=says(SIGNED_IN, schemas.Found))
def search(request: HttpRequest, q: str = "") -> HttpResponse:
    """Records of all resources that match, a few of each."""
    return json_response({"groups": search_everything(q, actor_of(request))})


@router.get("/views", openapi_extra=says(SIGNED_IN, schemas.SavedViews, refuses=(404,)))
def list_views(request: HttpRequest, resource: str) -> HttpResponse:
    """Saved views of a list: the person's own, and those that others share."""
    return json_response({"rows": views.found(resource, actor=actor_of(request))})


@router.post("/views", openapi_extra=says(SIGNED_IN, {201: schemas.SavedView}, body=schemas.NewView))
def save_view(request: HttpRequest) -> HttpResponse:
    """Save filter, order and columns of a list under a name."""
    return record_response(views.create(body_of(request), actor=actor_of(request)), status=201)


@router.patch(
    "/views/{int:view_id}", openapi_extra=says(SIGNED_IN, schemas.SavedView, body=schemas.ViewChange, versioned=True)
)
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename, share or redefine one's own view."""
    body = body_of(request)
    version = expected_version(request, body)
    return record_response(views.change(checked_id(view_id), body, actor=actor_of(request), version=version))


@router.delete("/views/{int:view_id}", openapi_extra=says(SIGNED_IN, {204: None}))
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Forget one's own view."""
    views.remove(checked_id(view_id), actor=actor_of(request))
    return HttpResponse(status=204)
