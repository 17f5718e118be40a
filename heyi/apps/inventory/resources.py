"""Stock, movements, deliveries and locations as people see them."""

from django.db.models import BigIntegerField, Case, CharField, OuterRef, Subquery, When
from django.db.models import F as Col
from django.db.models.functions import Cast, Substr
from django.utils.translation import gettext_lazy as _

from heyi.apps.inventory.models import Balance, Delivery, DeliveryLine, Location, Move, OpeningStock, Reservation
from heyi.apps.inventory.services import adjusting, deliveries, opening, places
from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Lines, Resource, Section, Tab, Verb
from heyi.core.resources.kinds import Kind

READ = Mode.READ

_quantities = F(
    "quantities",
    label=_("Quantities"),
    lines=Lines(
        DeliveryLine,
        "delivery",
        (
            F("line", kind=Kind.INTEGER, label=_("Line"), required=True, options={"virtual": True}),
            F("quantity", kind=Kind.QUANTITY),
        ),
    ),
)

stock = Resource(
    Balance,
    name="stock",
    icon="inbox",
    title="product__name",
    fields=(
        F("product", mode=READ),
        F("product_code", source="product__code", label=_("Code")),
        F("location", mode=READ),
        F("on_hand", kind=Kind.QUANTITY, mode=READ),
        F("reserved", kind=Kind.QUANTITY, mode=READ),
        F(
            "available",
            kind=Kind.QUANTITY,
            label=_("Available"),
            source=Col("on_hand") - Col("reserved"),
            filterable=False,
        ),
        F("safety_stock", kind=Kind.QUANTITY, source="product__safety_stock"),
    ),
    list=("product", "product_code", "location", "on_hand", "reserved", "available", "safety_stock"),
    filters=("product", "location"),
    sort=("product",),
    create=None,
    update=None,
    delete=None,
    tabs=(Tab("reservations", _("Reservations"), "inventory.reservation", {"product": "$record.product.id"}),),
    verbs=(
        Verb(
            "adjust",
            _("Adjust"),
            adjusting.adjust,
            payload=(
                F(
                    "quantity",
                    kind=Kind.QUANTITY,
                    label=_("More or less (−)"),
                    required=True,
                    options={"virtual": True},
                ),
                F("reason", kind=Kind.TEXT, label=_("Reason"), required=True, options={"virtual": True}),
            ),
        ),
    ),
)

_lines = DeliveryLine._default_manager.filter(
    pk=Cast(Substr(OuterRef("source"), len(DeliveryLine.MOVED) + 1), BigIntegerField())
)
_document = Case(
    When(source__startswith=DeliveryLine.MOVED, then=Subquery(_lines.values("delivery__number")[:1])),
    default=Col("source"),
    output_field=CharField(),
)
"""The number of the document behind a movement, which people know; the movement itself keeps the line."""

moves = Resource(
    Move,
    name="moves",
    icon="swap",
    title="product__name",
    fields=(
        *(
            F(name, mode=READ, kind=Kind.QUANTITY if name == "quantity" else None)
            for name in ("on", "product", "origin", "destination", "quantity", "note", "created_by", "created_at")
        ),
        F("source", source=_document, kind=Kind.TEXT, label=_("Source")),
    ),
    list=("on", "product", "origin", "destination", "quantity", "source", "created_by"),
    filters=("product", "origin", "destination", "on"),
    create=None,
    update=None,
    delete=None,
)

locations = Resource(
    Location,
    name="locations",
    icon="home",
    fields=(F("name", search="A"), "code", F("kind", create_only=True), "parent", "allow_negative", "is_default"),
    list=("name", "code", "kind", "is_default"),
    filters=("kind",),
    sort=("code",),
    update=places.change,
)

opening_stock = Resource(
    OpeningStock,
    name="opening-stock",
    icon="import",
    title="product__name",
    fields=(
        F("product", create_only=True),
        F("location", create_only=True, required=False),
        F("quantity", kind=Kind.QUANTITY, create_only=True),
        F("on", create_only=True, required=False),
    ),
    list=("product", "location", "quantity", "on"),
    create=opening.create,
    update=None,
    delete=None,
)

reservations = Resource(
    Reservation,
    name="reservations",
    icon="lock",
    title="source",
    fields=(
        F("product", mode=READ),
        F("location", mode=READ),
        F("quantity", kind=Kind.QUANTITY, mode=READ),
        F("source", mode=READ),
    ),
    list=("product", "location", "quantity", "source"),
    filters=("product", "location"),
    create=None,
    update=None,
    delete=None,
)

delivery_notes = Resource(
    Delivery,
    name="deliveries",
    icon="truck",
    title="number",
    hint="party__name",
    fields=(
        F("number", search="A", mode=READ),
        F("status", mode=READ, tones={"ready": "blue", "shipped": "green", "cancelled": "void"}),
        F("party", mode=READ),
        F("party_name", source="party__name", search="B", label=_("Customer name")),
        F("source_label", mode=READ, search="B"),
        F("source_resource", mode=READ, label=_("Document")),
        F("source_id", mode=READ, kind=Kind.INTEGER, label=_("Document no.")),
        F("location", mode=READ),
        "planned_on",
        F("shipped_on", mode=READ),
        "address",
        "carrier",
        "tracking_number",
        "note",
        F(
            "lines",
            label=_("Lines"),
            mode=READ,
            lines=Lines(
                DeliveryLine,
                "delivery",
                (
                    F("product", mode=READ),
                    F("quantity", kind=Kind.QUANTITY, mode=READ),
                    F("shipped", kind=Kind.QUANTITY, mode=READ),
                    F("returned", kind=Kind.QUANTITY, mode=READ),
                ),
            ),
        ),
    ),
    list=("number", "status", "party", "source_label", "planned_on", "shipped_on"),
    filters=("status", "party", "planned_on"),
    summary=("status", "party", "planned_on", "shipped_on"),
    form=(Section(_("Delivery"), ("planned_on", "carrier", "tracking_number", "address", "note")),),
    sections=(
        Section(_("Delivery"), ("party", "source_label", "location", "planned_on", "shipped_on", "carrier", "address")),
        Section(_("Lines"), ("lines",), columns=1),
    ),
    create=None,
    delete=None,
    verbs=(
        Verb(
            "ship",
            _("Ship"),
            deliveries.ship,
            tone="primary",
            step="ship",
            payload=(
                _quantities,
                F("shipped_on", required=False),
                F("carrier", required=False),
                F("tracking_number", required=False),
            ),
        ),
        Verb(
            "take_back",
            _("Take back"),
            deliveries.take_back,
            payload=(F("quantities", label=_("Quantities"), required=True, lines=_quantities.lines),),
            when=lambda record, actor: None if record.status == "shipped" else _("Nothing has been shipped yet."),
        ),
    ),
)

RESOURCES = (stock, delivery_notes, moves, reservations, locations, opening_stock)
