"""Endpoints that belong to no single resource: me, metadata, search over everything."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.resources import me as myself
from heyi.core.resources.everything import search_everything
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of, body_of
from heyi.core.resources.http.views import router as views
from heyi.core.resources.metadata import metadata

router = Router(tags=["session"])
router.add_router("", views)
SIGNED_IN = {"x-permission": "signed_in"}


@router.get("/me", openapi_extra=SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what they may do, and their menu."""
    return json_response(myself.describe(actor_of(request)))


@router.patch("/me", openapi_extra=SIGNED_IN)
def change_me(request: HttpRequest) -> HttpResponse:
    """Language, time zone, theme, density and pinned menu items of the person."""
    actor = actor_of(request)
    myself.change(actor, body_of(request))
    return json_response(myself.describe(actor))


@router.get("/meta", openapi_extra=SIGNED_IN)
def meta(request: HttpRequest) -> HttpResponse:
    """The resources that the person may view."""
    return json_response(metadata(actor_of(request)))


@router.get("/search", openapi_extra=SIGNED_IN)
def search(request: HttpRequest, q: str = "") -> HttpResponse:
    """Records of all resources that match, a few of each."""
    return json_response({"groups": search_everything(q, actor_of(request))})
