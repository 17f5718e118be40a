"""What an approver decides about: all material fields and lines as plain values (crm rule 33)."""

from typing import Any

from heyi.apps.sales.models import Order

FIELDS = (
    "customer_id", "contact_id", "currency", "prices_include_tax", "whole_discount", "net_amount", "tax_amount",
    "total", "credit_days", "instalment_count", "required_on", "ship_name", "ship_address", "ship_city", "ship_country",
)  # fmt: skip
LINE_FIELDS = ("product_id", "description", "quantity", "unit_price", "discount", "tax_rate", "net", "tax")


def snapshot(order_id: int) -> dict[str, Any]:
    """The order's material content as the database has it, so that equal orders have equal snapshots."""
    order = Order.objects.select_related("customer__party").get(pk=order_id)
    lines = [{name: getattr(line, name) for name in LINE_FIELDS} for line in order.lines.order_by("position")]
    content = {name: getattr(order, name) for name in FIELDS}
    return {**content, "customer": order.customer.party.name, "lines": lines}
