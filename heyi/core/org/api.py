"""Endpoints of the organization that no resource gives."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.org import setup
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import body_of

router = Router(tags=["setup"])
ANONYMOUS = {"x-permission": "anonymous"}


@router.get("/setup", openapi_extra=ANONYMOUS)
def show_setup(request: HttpRequest, token: str = "") -> HttpResponse:
    """Whether the one-time link of an empty install still opens."""
    return json_response({"valid": setup.is_valid(token)})


@router.post("/setup", openapi_extra=ANONYMOUS)
def use_setup(request: HttpRequest) -> HttpResponse:
    """Found the first company and its administrator with the one-time link."""
    setup.use(body_of(request))
    return json_response({"ok": True}, status=201)
