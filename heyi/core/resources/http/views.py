"""``/api/v1/views``: saved views."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.resources import views
from heyi.core.resources.http.answers import json_response, record_response
from heyi.core.resources.http.operations import actor_of, body_of, checked_id, expected_version

router = Router(tags=["views"])
SIGNED_IN = {"x-permission": "signed_in"}


@router.get("/views", openapi_extra=SIGNED_IN)
def list_views(request: HttpRequest, resource: str = "") -> HttpResponse:
    """The person's own views and those that colleagues share."""
    return json_response({"rows": views.every(actor_of(request), resource)})


@router.post("/views", openapi_extra=SIGNED_IN)
def create_view(request: HttpRequest) -> HttpResponse:
    """Keep a view: ``{"resource", "name", "shared", "query": {"filter", "sort", "columns", "q", "mode"}}``."""
    actor = actor_of(request)
    return record_response(views.shown(views.create(body_of(request), actor), actor), status=201)


@router.patch("/views/{int:view_id}", openapi_extra=SIGNED_IN)
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Change a view of one's own."""
    actor, body = actor_of(request), body_of(request)
    version = expected_version(request, body)
    return record_response(views.shown(views.change(checked_id(view_id), body, actor, version=version), actor))


@router.delete("/views/{int:view_id}", openapi_extra=SIGNED_IN)
def remove_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Remove a view of one's own."""
    views.remove(checked_id(view_id), actor_of(request))
    return HttpResponse(status=204)
