"""Orders on paper: the content that was submitted, with its lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from heyi.apps.sales.models import Order
from heyi.core.printing import spelling, words
from heyi.core.printing.paper import Asked, Column, Field, Laid, Note, Section, Table, register_layout

LINES = ("description", "quantity", "unit_price", "discount", "tax_rate", "net", "tax")
SUMMED = ("net", "tax")


def layout(asked: Asked) -> Laid | None:
    """What the salesperson submitted."""
    if asked.resource != "sales.order":
        return None
    values = asked.values
    sections = [
        Section(tuple(_fields(values, "customer", "required_on", "credit_days", "instalment_count")), _("Terms")),
        Section(tuple(_fields(values, "ship_name", "ship_address", "ship_city", "ship_country")), _("Shipping")),
        Section((_lines(values),), _("Lines")),
        Section(tuple(_amounts(values)), _("Amounts")),
    ]
    return Laid(str(Order._meta.verbose_name), [one for one in sections if _says_something(one)])


def _says_something(section: Section) -> bool:
    return any(one.rows if isinstance(one, Table) else one.value for one in section.items if not isinstance(one, Note))


def _label(name: str) -> str:
    return {
        "customer": _("Customer"), "required_on": _("Required on"), "credit_days": _("Credit period (days)"),
        "instalment_count": _("Instalments"), "ship_name": _("Ship to"), "ship_address": _("Delivery address"),
        "ship_city": _("City"), "ship_country": _("Country"), "description": _("Description"), "quantity": _("Quantity"),
        "unit_price": _("Unit price"), "discount": _("Discount"), "tax_rate": _("Tax rate"), "net": _("Net"),
        "tax": _("Tax"), "net_amount": _("Net amount"), "tax_amount": _("Tax"), "total": _("Total"),
        "whole_discount": _("Whole-order discount"), "prices_include_tax": _("Prices include tax"),
    }[name]  # fmt: skip


def _fields(values: Mapping[str, Any], *names: str) -> Iterator[Field]:
    for name in names:
        if name in values:
            value = values[name]
            yield Field(_label(name), "" if value is None else str(value))


def _amounts(values: Mapping[str, Any]) -> Iterator[Field]:
    currency = str(values.get("currency") or "")
    for name in ("net_amount", "tax_amount", "whole_discount", "prices_include_tax", "total"):
        if name not in values:
            continue
        value, note = values[name], ""
        if name == "prices_include_tax":
            text = words.usual("yes" if value else "no")
        elif name == "whole_discount":
            text = spelling.percent(value)
        else:
            text = spelling.money(value, currency)
        if name == "total":
            note = spelling.in_words(value, currency) if currency in ("CNY", "") else ""
        yield Field(_label(name), text, note, span=2 if name == "total" else 1)


def _lines(values: Mapping[str, Any]) -> Table:
    rows = [row for row in values.get("lines") or () if isinstance(row, Mapping)]
    shown = [name for name in LINES if any(name in row for row in rows)]
    columns = tuple(Column(_label(name), name != "description") for name in shown)
    sums = [
        f"{sum(filter(None, (spelling.exact(row.get(name)) for row in rows))):,.2f}" if name in SUMMED else ""
        for name in shown
    ]
    has_sums = any(sums)
    if has_sums and not sums[0]:
        sums[0] = words.usual("sum")
    lines = tuple(tuple(_spelled(name, row.get(name)) for name in shown) for row in rows)
    return Table(columns, lines, tuple(sums) if has_sums else ())


def _spelled(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in ("discount", "tax_rate"):
        return spelling.percent(value)
    if name in ("unit_price", "net", "tax"):
        return spelling.money(value, "")
    return str(value) if name == "description" else spelling.number(value)


register_layout(layout)
