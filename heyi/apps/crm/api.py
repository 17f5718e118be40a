"""The forecast has no resource of its own."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from heyi.apps.crm import selectors
from heyi.core.access import scoping
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of

router = Router(tags=["crm"])


@router.get("/crm/forecast", openapi_extra={"x-permission": "crm.opportunity.view"})
def forecast(request: HttpRequest) -> HttpResponse:
    """Weighted value of the open opportunities by month of expected close."""
    actor = actor_of(request)
    scoping.require(actor, "crm.opportunity.view")
    return json_response(selectors.forecast(actor, today=timezone.localdate()))
