"""What somebody who decides about an order should know at this moment, and what stands against submitting it."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from heyi.apps.crm import public as crm
from heyi.apps.inventory import public as inventory
from heyi.apps.masterdata import public as masterdata
from heyi.apps.receivables import public as receivables
from heyi.apps.sales.models import Order, OrderLine
from heyi.core.access.actor import Actor
from heyi.core.org.days import today
from heyi.core.resources.modes import knows

ZERO = Decimal(0)
LAST_PRICES = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in words. ``tone`` is green, orange, red or neutral; red ones would refuse the approval now."""

    name: str
    label: str
    value: str
    tone: str = "neutral"
    hint: str = ""
    changed: dict[str, str] | None = None


def facts(order: Order, *, actor: Actor) -> list[dict[str, Any]]:
    """Credit, overdue money, stock by line, margin (for those who may know costs) and the last prices."""
    lines = list(order.lines.select_related("product").order_by("position"))
    found = [*_stock(order, lines), *_margin(order, lines, actor)]
    if knows(actor, "crm.customer", "credit_limit"):
        found = [*_credit(order), *found]
    if knows(actor, "masterdata.product", "floor_price"):
        found += _floor(order, lines)
    return [asdict(fact) for fact in (*found, *_last_prices(order, lines))]


def warnings(order: Order, *, actor: Actor) -> list[str]:
    """The sentences to show before an order is handed in: what would refuse it as things are, or make it late."""
    return [
        f"{fact['label']}: {fact['value']}" for fact in facts(order, actor=actor) if fact["tone"] in ("red", "orange")
    ]


def _credit(order: Order) -> list[Fact]:
    terms = crm.terms(order.customer_id)
    day = today(order.company_id)
    used = receivables.exposure(terms.party_id, company_id=order.company_id, today=day)
    rate = order.rate or masterdata.rate_on(order.currency, day, company_id=order.company_id)
    pending = order.status in (Order.Status.DRAFT, Order.Status.IN_APPROVAL)
    base = order.company.currency
    found = [_overdue(used, base)] if used.overdue else []
    if rate is None:
        missing = _("No exchange rate for %(currency)s") % {"currency": order.currency}
        return [Fact("rate", _("Exchange rate"), missing, "red"), *found]
    own = (order.total * rate).quantize(Decimal("0.01")) if pending else ZERO
    hint = _("In use %(used)s, this order %(own)s") % {"used": _money(used.total, base), "own": _money(own, base)}
    if terms.credit_limit is None:
        return [Fact("credit", _("Credit limit"), _("No limit set"), "neutral", hint), *found]
    after = terms.credit_limit - used.total - own
    tone = "red" if after < 0 else "orange" if after < terms.credit_limit / 10 else "green"
    limit = Fact("credit", _("Credit limit"), _money(terms.credit_limit, base), "neutral", hint)
    return [limit, Fact("credit_after", _("Credit left after this"), _money(after, base), tone), *found]


def _overdue(used: receivables.Exposure, base: str) -> Fact:
    told = {"amount": _money(used.overdue, base), "days": used.overdue_days}
    text = _("%(amount)s, up to %(days)s days late") % told
    return Fact("overdue", _("Overdue"), text, "orange")


def _stock(order: Order, lines: list[OrderLine]) -> list[Fact]:
    if order.status not in (Order.Status.DRAFT, Order.Status.IN_APPROVAL):
        return []
    wanted: dict[int, Decimal] = {}
    names = {line.product_id: line.product.name for line in lines}
    for line in lines:
        if line.product.is_stocked:
            wanted[line.product_id] = wanted.get(line.product_id, ZERO) + line.quantity
    free = inventory.available(wanted, company_id=order.company_id)
    short = [(pk, names[pk], need, free.get(pk, ZERO)) for pk, need in wanted.items() if need > free.get(pk, ZERO)]
    if not short:
        return [Fact("stock", _("Stock"), _("Everything is available"), "green")] if wanted else []
    return [
        Fact(
            f"stock_{pk}",
            _("Short of %(product)s") % {"product": name},
            _("%(wanted)s wanted, %(available)s available") % {"wanted": _plain(need), "available": _plain(has)},
            "red",
        )
        for pk, name, need, has in short
    ]


def _margin(order: Order, lines: list[OrderLine], actor: Actor) -> list[Fact]:
    if not knows(actor, "masterdata.product", "cost") or not actor.can("masterdata.product.view"):
        return []
    rate = order.rate or masterdata.rate_on(order.currency, today(order.company_id), company_id=order.company_id)
    if rate is None or order.net_amount <= 0 or any(line.product.cost is None for line in lines):
        return []
    cost = sum(((line.product.cost or ZERO) * line.quantity for line in lines), ZERO)
    earned = order.net_amount * rate
    share = (earned - cost) / earned
    tone = "red" if share < 0 else "orange" if share < Decimal("0.1") else "green"
    hint = _("Net %(net)s, cost %(cost)s") % {
        "net": _money(earned, order.company.currency),
        "cost": _money(cost, order.company.currency),
    }
    return [Fact("margin", _("Margin"), f"{share * 100:.1f} %", "orange" if tone == "red" else tone, hint)]


def _floor(order: Order, lines: list[OrderLine]) -> list[Fact]:
    found = []
    for line in lines:
        floor, price = line.product.floor_price, line.unit_price * (1 - line.discount)
        if floor is not None and price < floor:
            text = _("%(price)s, floor price %(floor)s") % {"price": _plain(price), "floor": _plain(floor)}
            found.append(
                Fact(
                    f"floor_{line.pk}",
                    _("Below the floor: %(product)s") % {"product": line.product.name},
                    text,
                    "orange",
                )
            )
    return found


def _last_prices(order: Order, lines: list[OrderLine]) -> list[Fact]:
    """The last prices at which this customer bought the same products."""
    names = {line.product_id: line.product.name for line in lines}
    rows = OrderLine.objects.filter(
        order__customer_id=order.customer_id,
        order__currency=order.currency,
        order__status__in=(Order.Status.APPROVED, Order.Status.CLOSED),
        product_id__in=names,
    ).exclude(order_id=order.pk)
    latest: dict[int, list[str]] = {}
    columns = ("product_id", "unit_price", "discount", "order__ordered_on")
    for product_id, price, discount, on in rows.order_by("-order__ordered_on", "-pk").values_list(*columns)[:500]:
        seen = latest.setdefault(product_id, [])
        if len(seen) < LAST_PRICES:
            seen.append(f"{_plain(price * (1 - discount))} ({on.isoformat()})")
    label = _("Last prices of %(product)s")
    return [
        Fact(f"last_prices_{pk}", label % {"product": names[pk]}, ", ".join(seen))
        for pk, seen in sorted(latest.items())
    ]


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _money(value: Decimal, currency: str) -> str:
    return f"{value:,.2f} {currency}"


def effects(order: Order) -> list[dict[str, str]]:
    """What will happen in the instant of the last approval, in words."""
    return [
        {"label": _("The goods are reserved for this order.")},
        {"label": _("A delivery note is prepared for the warehouse.")},
        {
            "label": _("A receivable of %(amount)s %(currency)s is opened, due in %(count)s instalments.")
            % {"amount": f"{order.total:,.2f}", "currency": order.currency, "count": order.instalment_count}
        },
        {"label": _("The exchange rate of the day is fixed.")},
    ]
