"""``GET /api/v1/bench/empty``: authenticated, declared to PostgreSQL, and nothing else."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import SIGNED_IN, says

router = Router(tags=["bench"])


@router.get("/bench/empty", openapi_extra=says(SIGNED_IN, {"type": "object"}))
def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return json_response({})
