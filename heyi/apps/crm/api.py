"""Forecast and overview have no resource of their own."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.apps.crm import schemas, selectors
from heyi.apps.crm.services import overview
from heyi.core.access import scoping
from heyi.core.org.days import today
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of, checked_id

router = Router(tags=["crm"])


@router.get("/crm/forecast", openapi_extra=says("crm.opportunity.view", schemas.Forecast))
def forecast(request: HttpRequest) -> HttpResponse:
    """Weighted value of the open opportunities by month of expected close."""
    actor = actor_of(request)
    scoping.require(actor, "crm.opportunity.view")
    return json_response(selectors.forecast(actor, today=today(actor.company_id)))


@router.get(
    "/crm/customers/{int:customer_id}/overview", openapi_extra=says("crm.customer.view", schemas.CustomerOverview)
)
def customer_overview(request: HttpRequest, customer_id: int) -> HttpResponse:
    """What was promised by date, money and files of one customer, as far as the reader may know them."""
    return json_response(overview.of(checked_id(customer_id), actor=actor_of(request)))
