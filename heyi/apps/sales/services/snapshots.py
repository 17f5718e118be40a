"""What an approver decides about: all material fields and lines, in one canonical form with a hash (crm rule 33)."""

import hashlib
from typing import Any

import orjson

from heyi.apps.sales.models import Order

FIELDS = (
    "customer_id", "contact_id", "currency", "prices_include_tax", "whole_discount", "net_amount", "tax_amount",
    "total", "credit_days", "instalment_count", "required_on", "ship_name", "ship_address", "ship_city", "ship_country",
)  # fmt: skip
LINE_FIELDS = ("product_id", "description", "quantity", "unit_price", "discount", "tax_rate", "net", "tax")


def snapshot(order: Order) -> dict[str, Any]:
    """The order's material content. Decimals as the database stores them, so that equal orders are equal texts."""
    order = Order.objects.get(pk=order.pk)
    lines = [{name: _plain(getattr(line, name)) for name in LINE_FIELDS} for line in order.lines.order_by("position")]
    return {**{name: _plain(getattr(order, name)) for name in FIELDS}, "lines": lines}


def digest(order: Order) -> str:
    """SHA-256 of the canonical JSON of the snapshot."""
    return hashlib.sha256(orjson.dumps(snapshot(order), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
