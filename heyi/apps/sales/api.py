"""What to know before an order is handed in or decided."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from heyi.apps.sales import selectors
from heyi.apps.sales.models import Order
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of, checked_id

router = Router(tags=["sales"])


@router.get("/sales/orders/{int:order_id}/facts", openapi_extra={"x-permission": "sales.order.view"})
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
