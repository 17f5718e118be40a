"""Master data as people see it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.apps.masterdata.models import (
    Category,
    Contact,
    Currency,
    ExchangeRate,
    Party,
    PriceList,
    PriceListItem,
    Product,
    Region,
    Shipper,
    Unit,
)
from heyi.apps.masterdata.services import contacts, parties
from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Lines, Resource, Section, Tab
from heyi.core.resources.kinds import Kind

# Why a strong key of somebody else is right here: taken by the services, kept with the key (services/duplicates.py).
_REASON = F(
    "duplicate_reason", kind=Kind.TEXT, label=_("Why this is no duplicate"), options={"virtual": True, "asked": True}
)

party_resource = Resource(
    Party,
    name="parties",
    icon="bank",
    hint="city",
    fields=(
        F("name", search="A"),
        F("code", search="B"),
        F("short_name", search="A"),
        # A party becomes a customer in crm, which then decides who sees it.
        F("is_customer", mode=Mode.READ),
        "is_supplier",
        F("credit_code", search="B"),
        "tax_number",
        F("phone", kind=Kind.PHONE, search="C", mask="phone"),
        F("fax", kind=Kind.PHONE),
        "email",
        F("website", kind=Kind.TEXT),
        "country",
        "region",
        F("city", search="D"),
        "address",
        "postal_code",
        "language",
        "currency",
        "parent",
        "note",
        _REASON,
    ),
    list=("name", "code", "is_customer", "is_supplier", "phone", "city", "country"),
    filters=("is_customer", "is_supplier", "country"),
    sort=("name",),
    summary=("code", "phone", "city", "country"),
    form=(
        Section(_("Basics"), ("name", "short_name", "code", "is_supplier", "credit_code", "tax_number")),
        Section(
            pgettext_lazy("section", "Contact"),
            ("phone", "fax", "email", "website", "country", "region", "city", "postal_code", "address"),
        ),
        Section(_("More"), ("language", "currency", "parent", "note")),
    ),
    tabs=(Tab("contacts", _("Contacts"), "masterdata.contact", {"party": "$record.id"}),),
    create=parties.create,
    update=parties.update,
    delete=parties.delete,
)
contact_resource = Resource(
    Contact,
    name="contacts",
    icon="contacts",
    hint="party__name",
    fields=(
        F("name", search="A"),
        "party",
        "title",
        F("phone", kind=Kind.PHONE, search="B", mask="phone"),
        F("email", search="C"),
        "is_primary",
        "is_decision_maker",
        "note",
        _REASON,
    ),
    list=("name", "party", "title", "phone", "email", "is_primary"),
    filters=("party",),
    sort=("name",),
    create=contacts.create,
    update=contacts.update,
    delete=contacts.delete,
)
product_resource = Resource(
    Product,
    name="products",
    icon="shopping",
    hint="code",
    fields=(
        F("name", search="A"),
        F("code", search="A"),
        F("specification", search="C"),
        "category",
        "unit",
        F("list_price", kind=Kind.MONEY, options={"least": 0}),
        F("floor_price", kind=Kind.MONEY, options={"least": 0}),
        F("cost", kind=Kind.MONEY, options={"least": 0}),
        F("tax_rate", kind=Kind.PERCENT),
        "is_stocked",
        "on_shelf",
        F("safety_stock", kind=Kind.QUANTITY, options={"least": 0}),
        "supplier",
        "description",
    ),
    list=("name", "code", "specification", "category", "unit", "list_price", "on_shelf"),
    filters=("category", "on_shelf", "supplier"),
    sort=("name",),
    summary=("code", "list_price", "unit", "on_shelf"),
    form=(
        Section(
            _("Basics"), ("name", "code", "specification", "category", "unit", "supplier", "on_shelf", "is_stocked")
        ),
        Section(_("Prices"), ("list_price", "floor_price", "cost", "tax_rate", "safety_stock")),
        Section(_("More"), ("description",), columns=1),
    ),
)
price_resource = Resource(
    PriceList,
    name="price-lists",
    icon="tags",
    fields=(
        F("name", search="A"),
        "party",
        "currency",
        "valid_from",
        "valid_to",
        "is_active",
        F(
            "items",
            label=_("Prices"),
            lines=Lines(
                PriceListItem,
                "price_list",
                (F("product"), F("min_quantity", kind=Kind.QUANTITY), F("price", kind=Kind.MONEY)),
            ),
        ),
    ),
    list=("name", "party", "currency", "valid_from", "valid_to", "is_active"),
    filters=("party", "is_active"),
    sort=("name",),
    form=(
        Section(_("Price list"), ("name", "party", "currency", "valid_from", "valid_to", "is_active")),
        Section(_("Prices"), ("items",), columns=1),
    ),
)
RESOURCES = (
    party_resource,
    contact_resource,
    product_resource,
    price_resource,
    Resource(
        Category,
        name="categories",
        icon="cluster",
        fields=("name", "code", "parent", "description"),
        list=("name", "code", "parent"),
        sort=("name",),
    ),
    Resource(
        Unit, name="units", fields=("name", "code", "decimals"), list=("name", "code", "decimals"), sort=("code",)
    ),
    Resource(
        Currency,
        name="currencies",
        title="code",
        hint="name",
        fields=("code", "name"),
        list=("code", "name"),
        sort=("code",),
    ),
    Resource(
        ExchangeRate,
        name="exchange-rates",
        title="currency",
        fields=("currency", "on", "rate"),
        list=("currency", "on", "rate"),
        filters=("currency", "on"),
        sort=("-on",),
    ),
    Resource(
        Region,
        name="regions",
        icon="environment",
        fields=("name", "code", "parent"),
        list=("name", "code", "parent"),
        sort=("code",),
    ),
    Resource(
        Shipper,
        name="shippers",
        icon="car",
        fields=("name", "code", "phone"),
        list=("name", "code", "phone"),
        sort=("name",),
    ),
)
