"""``GET /api/v1/bench/empty``: authenticated, declared to PostgreSQL, and nothing else."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.resources.http.answers import json_response

router = Router(tags=["bench"])


@router.get("/bench/empty", openapi_extra={"x-permission": "signed_in"})
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return json_response({})
