"""Orders in approval: the process that ships, and what approvers see, decide and cause."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm import public as crm
from heyi.apps.inventory import public as inventory
from heyi.apps.receivables import public as receivables
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import orders, snapshots
from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.builder import approve, choose, manager, otherwise, process, role, when
from heyi.core.workflow.public import Described, Effect, Fact, Subject, register_process, register_subject

LARGE = Decimal(100_000)

register_process(
    process(
        "sales.order",
        _("Order approval"),
        approve("manager", _("Direct manager"), manager()),
        approve("finance", _("Finance"), role("finance"), mode=VoteMode.ANY),
        choose(
            when(
                f"total > {LARGE}",
                approve("general_manager", _("General manager"), role("general_manager"), mode=VoteMode.ANY),
                name=_("Large order"),
            ),
            otherwise(name=_("Usual order")),
            name=_("Amount"),
        ),
    )
)


def load(order_id: int) -> Described:
    """The order in a few words."""
    order = Order.objects.select_related("customer__party", "owner").get(pk=order_id)
    customer = order.customer.party.name
    return Described(
        label=str(order),
        company_id=order.company_id,
        title=_now("Order of %(customer)s") % {"customer": customer},
        summary=(
            (_now("Customer"), customer),
            (_now("Total"), f"{order.total:,.2f} {order.currency}"),
            (_now("Owner"), str(order.owner or "")),
        ),
    )


def facts(order_id: int, actor: Actor) -> list[Fact]:
    """What an approver should know at this moment, each under the approver's own rights."""
    order = Order.objects.select_related("customer", "company").get(pk=order_id)
    return [*_credit(order, actor), *_stock(order), *_margin(order, actor)]


def _credit(order: Order, actor: Actor) -> list[Fact]:
    terms = crm.terms(order.customer_id)
    found = receivables.exposure(terms.party_id, company_id=order.company_id, today=timezone.localdate())
    rows = [Fact("exposure", _("Credit in use"), _money(found.total, order), hint=_("Open receivables less advances"))]
    if terms.credit_limit is not None:
        left = terms.credit_limit - found.total - order.total
        tone = "red" if left < 0 else "green"
        rows.append(Fact("limit", _("Credit limit"), _money(terms.credit_limit, order)))
        rows.append(Fact("left", _("Credit left after this order"), _money(left, order), tone=tone))
    if found.overdue:
        value = _now("%(amount)s, %(days)s days late") % {
            "amount": _money(found.overdue, order),
            "days": found.overdue_days,
        }
        rows.append(Fact("overdue", _("Overdue"), value, tone="red"))
    return rows


def _stock(order: Order) -> list[Fact]:
    lines = list(order.lines.select_related("product").order_by("position"))
    available = inventory.available([line.product_id for line in lines], company_id=order.company_id)
    rows = []
    for line in lines:
        if not line.product.is_stocked:
            continue
        there = available.get(line.product_id, Decimal(0))
        told = {"available": _plain(there), "wanted": _plain(line.quantity)}
        value = _now("%(available)s available, %(wanted)s wanted") % told
        rows.append(
            Fact(f"stock_{line.pk}", line.product.name, value, tone="red" if there < line.quantity else "green")
        )
    return rows


def _margin(order: Order, actor: Actor) -> list[Fact]:
    """Only for those from whom cost is not hidden, and only when every line has one."""
    if actor.field_rules.get("masterdata.product", {}).get("cost", Mode.READ) in (Mode.HIDDEN, Mode.MASKED):
        return []
    lines = list(order.lines.select_related("product"))
    if not order.net_amount or any(line.product.cost is None for line in lines):
        return []
    cost = sum(((line.product.cost or Decimal(0)) * line.quantity for line in lines), Decimal(0))
    share = (order.net_amount - cost) / order.net_amount
    return [Fact("margin", _("Gross margin"), f"{share:.1%}", tone="red" if share < 0 else "neutral")]


def effects(order_id: int) -> list[Effect]:
    """What approving changes, before and after."""
    order = Order.objects.get(pk=order_id)
    promised = inventory.promised(order.source)
    claimed = receivables.claimed("sales.order", order.pk)
    return [
        Effect("status", _("Order"), str(order.get_status_display())),
        Effect("reserved", _("Goods reserved"), _plain(promised)),
        Effect("claim", _("Receivable opened"), _money(claimed, order)),
    ]


def _money(value: Decimal, order: Order) -> str:
    return f"{value:,.2f} {order.currency}"


def _plain(value: Decimal) -> str:
    return format(value.normalize() if value else Decimal(0), "f")


register_subject(
    Subject(
        resource="sales.order",
        load=load,
        snapshot=snapshots.snapshot,
        on_submitted=orders.submitted,
        on_approved=orders.approved,
        on_rejected=orders.sent_back,
        on_withdrawn=orders.sent_back,
        on_returned=orders.sent_back,
        facts=facts,
        effects=effects,
        may_view=lambda order_id, actor: Order.objects.filter(
            scoping.visible(actor, Order), pk=order_id
        ).exists(),
        labels={
            "customer": _("Customer"), "currency": _("Currency"), "total": _("Total"), "net_amount": _("Net amount"),
            "tax_amount": _("Tax"), "whole_discount": _("Whole-order discount"), "required_on": _("Required on"),
            "credit_days": _("Credit period (days)"), "instalment_count": _("Instalments"), "lines": _("Lines"),
            "ship_name": _("Ship to"), "ship_address": _("Delivery address"), "ship_city": _("City"),
            "ship_country": _("Country"), "description": _("Description"), "quantity": _("Quantity"),
            "unit_price": _("Unit price"), "discount": _("Discount"), "tax_rate": _("Tax rate"), "net": _("Net"),
            "tax": _("Tax"),
        },
    )
)  # fmt: skip
