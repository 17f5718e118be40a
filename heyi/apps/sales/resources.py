"""Orders as people see them."""

from django.db.models import F as Col
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.apps.sales.errors import OrderOfAnotherCompany
from heyi.apps.sales.models import Order, OrderLine
from heyi.apps.sales.services import orders
from heyi.core.access.actor import Actor, Mode
from heyi.core.resources.declare import F, Kanban, Lines, Resource, Section, Tab, Verb
from heyi.core.resources.kinds import Kind
from heyi.kit.errors import Text

READ = Mode.READ
PROGRESS = {"none": "neutral", "part": "orange", "full": "green", "over": "red"}


def _not_to_copy(order: Order, actor: Actor) -> Text | None:
    if order.company_id != actor.company_id:
        return OrderOfAnotherCompany.title
    return None if actor.can_here("sales.order.create") else _("You may not create orders.")


def _amount(name: str, **more: object) -> F:
    return F(name, kind=Kind.MONEY, currency="currency", **more)  # type: ignore[arg-type]


def _percent(name: str) -> F:
    return F(name, kind=Kind.PERCENT, required=False)


lines = Lines(
    OrderLine,
    "order",
    (
        F("product"),
        F("description", required=False),
        F("quantity", kind=Kind.QUANTITY, options={"above": 0}),
        F("unit_price", kind=Kind.MONEY, required=False, options={"least": 0}),
        _percent("discount"),
        _percent("tax_rate"),
        F("net", kind=Kind.MONEY, mode=READ),
        F("tax", kind=Kind.MONEY, mode=READ),
        F("gross", kind=Kind.MONEY, label=_("Gross"), source=Col("net") + Col("tax")),
        F("unit", source="product__unit"),
        F("delivered", kind=Kind.QUANTITY, mode=READ),
        F("price_reason", mode=READ),
        F("is_manual_price", mode=READ),
        F("list_price", kind=Kind.MONEY, mode=READ),
    ),
)

order_resource = Resource(
    Order,
    name="orders",
    icon="file-text",
    title="number",
    hint="customer__party__name",
    fields=(
        F("number", mode=READ, search="A"),
        F("external_number", search="A"),
        F(
            "status",
            mode=READ,
            tones={
                "draft": "neutral",
                "in_approval": "blue",
                "approved": "green",
                "closed": "neutral",
                "cancelled": "void",
            },
        ),
        F("delivery_status", mode=READ, tones=PROGRESS),
        F("invoice_status", mode=READ, tones=PROGRESS),
        F("payment_status", mode=READ, tones=PROGRESS),
        "customer",
        F("customer_name", source="customer__party__name", label=_("Customer name"), search="B"),
        "contact",
        "opportunity",
        "owner",
        "department",
        F("ordered_on", required=False),
        "required_on",
        "shipped_on",
        F("currency", required=False),
        F("rate", mode=READ),
        F("prices_include_tax", required=False),
        _amount("whole_discount"),
        _amount("net_amount", mode=READ),
        _amount("tax_amount", mode=READ),
        _amount("total", mode=READ),
        _amount("freight"),
        "shipper",
        "credit_days",
        "instalment_count",
        "ship_name",
        "ship_address",
        "ship_city",
        "ship_region",
        "ship_postal_code",
        "ship_country",
        "note",
        F("lines", label=_("Lines"), lines=lines),
    ),
    list=(
        "number",
        "customer",
        "ordered_on",
        "total",
        "status",
        "delivery_status",
        "payment_status",
        "owner",
    ),
    filters=("status", "delivery_status", "payment_status", "customer", "owner", "ordered_on"),
    sort=("-ordered_on", "-id"),
    summary=("status", "delivery_status", "invoice_status", "payment_status", "total"),
    form=(
        Section(
            pgettext_lazy("section", "Order"),
            ("customer", "contact", "opportunity", "ordered_on", "required_on", "currency", "owner"),
        ),
        Section(_("Lines"), ("lines", "prices_include_tax", "whole_discount"), columns=1),
        Section(_("Terms"), ("credit_days", "instalment_count", "external_number")),
        Section(
            pgettext_lazy("section", "Delivery"),
            (
                "ship_name",
                "ship_address",
                "ship_city",
                "ship_region",
                "ship_postal_code",
                "ship_country",
                "shipper",
                "freight",
            ),
        ),
        Section(_("More"), ("note",), columns=1),
    ),
    tabs=(
        Tab(
            "deliveries",
            _("Deliveries"),
            "inventory.delivery",
            {"source_resource": "sales.order", "source_id": "$record.id"},
        ),
        Tab(
            "claims",
            _("Receivables"),
            "receivables.claim",
            {"source_resource": "sales.order", "source_id": "$record.id"},
        ),
    ),
    kanban=Kanban("status", "number", ("customer", "total", "owner"), sum="total"),
    create=orders.create,
    update=orders.update,
    verbs=(
        Verb(
            "submit",
            _("Submit"),
            orders.submit,
            tone="primary",
            step="submit",
            payload=(
                F("choices", kind=Kind.JSON, label=_("Approvers chosen"), options={"virtual": True}),
                F("identity", kind=Kind.INTEGER, label=_("Post in which it is submitted"), options={"virtual": True}),
            ),
        ),
        Verb("withdraw", _("Withdraw"), orders.withdraw, step="withdraw"),
        Verb("close", _("Close"), orders.close, step="close", confirm=_("What has not been delivered will not be.")),
        Verb("reopen", _("Reopen"), orders.reopen, step="reopen"),
        Verb(
            "cancel",
            _("Cancel order"),
            orders.cancel,
            tone="danger",
            step="cancel",
            confirm=_("The order will not be."),
        ),
        Verb("copy", _("Copy"), orders.copy, when=_not_to_copy),
        Verb("record", _("Record as past"), orders.record, step="record", bulk=True),
    ),
)

RESOURCES = (order_resource,)
