"""Orders in approval: the process that ships, and what approvers see, decide and cause."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from heyi.apps.inventory import public as inventory
from heyi.apps.receivables import public as receivables
from heyi.apps.sales import selectors
from heyi.apps.sales.models import Order
from heyi.apps.sales.services import orders, snapshots
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
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
    """The order in a few words; the title holds names only, since it is stored once and read in every language."""
    order = Order.objects.select_related("customer__party", "owner").get(pk=order_id)
    customer = order.customer.party.name
    return Described(
        label=str(order),
        company_id=order.company_id,
        title=f"{customer} · {order}",
        summary=(
            ("customer", customer),
            ("total", f"{order.total:,.2f} {order.currency}"),
            ("owner", str(order.owner or "")),
        ),
    )


def facts(order_id: int, actor: Actor) -> list[Fact]:
    """Credit, stock, margin, last prices as they are now, each under the approver's own rights."""
    order = Order.objects.select_related("customer", "company").get(pk=order_id)
    rows = selectors.facts(order, actor=actor)
    return [Fact(row["name"], row["label"], row["value"], row["tone"], row["hint"]) for row in rows]


def effects(order_id: int) -> list[Effect]:
    """What approving changes, before and after."""
    order = Order.objects.get(pk=order_id)
    promised = inventory.promised(order.source)
    claimed = receivables.claimed("sales.order", order.pk)
    return [
        Effect("status", _("Sales order"), str(order.get_status_display())),
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
        speaks_of=("crm.customer.name", "sales.order.total", "sales.order.currency", "sales.order.owner"),
        labels={
            "customer": _("Customer"), "currency": _("Currency"), "total": _("Total"), "net_amount": _("Net amount"),
            "tax_amount": _("Tax"), "whole_discount": _("Whole-order discount"), "required_on": _("Required on"),
            "credit_days": _("Credit period (days)"), "instalment_count": _("Instalments"), "lines": _("Lines"),
            "ship_name": _("Ship to"), "ship_address": _("Delivery address"), "ship_city": _("City"),
            "ship_country": _("Country"), "owner": _("Owner"), "description": _("Description"), "quantity": _("Quantity"),
            "unit_price": _("Unit price"), "discount": _("Discount"), "tax_rate": _("Tax rate"), "net": _("Net"),
            "tax": _("Tax"), "product_id": _("Product"), "contact_id": _("Contact"),
            "prices_include_tax": _("Prices include tax"),
        },
    )
)  # fmt: skip
