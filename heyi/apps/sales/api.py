"""What to know before an order is handed in or decided."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.apps.sales import pricing, schemas, selectors
from heyi.apps.sales.models import Order
from heyi.core.access import scoping
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of, checked_id

router = Router(tags=["sales"])


@router.get("/sales/orders/{int:order_id}/facts", openapi_extra=says("sales.order.view", schemas.OrderFacts))
def facts(request: HttpRequest, order_id: int) -> HttpResponse:
    """Credit, stock, margin and last prices at this moment, as far as the reader may know them; the warnings that they
    give; and what approving will do.
    """
    actor = actor_of(request)
    order = Order.objects.visible_to(actor).get_visible(checked_id(order_id))
    body = {
        "facts": selectors.facts(order, actor=actor),
        "warnings": selectors.warnings(order, actor=actor),
        "effects": selectors.effects(order),
    }
    return json_response(body)


@router.post("/sales/orders/prices", openapi_extra=says("sales.order.view", schemas.Quotes))
def prices(request: HttpRequest, body: schemas.Question) -> HttpResponse:
    """For each line, in order: price, where it comes from, tax rate, unit and what is free to promise; null for a
    product that the reader does not see. Nothing is stored.
    """
    actor = actor_of(request)
    scoping.require(actor, "sales.order.view")
    wanted = [(line.product, line.quantity) for line in body.lines]
    rows = pricing.quote(wanted, customer_id=body.customer, currency=body.currency, on=body.on, actor=actor)
    return json_response({"rows": rows})
