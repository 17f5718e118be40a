"""Who keeps master data."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import FieldLimit, RoleGrant, RoleTemplate, register

_NAMES = ("product", "pricelist", "category", "unit", "currency", "exchangerate", "region", "shipper")
_LOOK = tuple(RoleGrant(f"masterdata.{name}.view", "company") for name in _NAMES)
_PARTY = (RoleGrant("masterdata.party.view", "company"), RoleGrant("masterdata.contact.view", "company"))
register("masterdata.party.check_duplicates", _("Check for duplicates"))
register("masterdata.party.override_duplicate", _("Allow a duplicate"))
_CHECK = (RoleGrant("masterdata.party.check_duplicates", "company"),)
_OVERRIDE = (RoleGrant("masterdata.party.override_duplicate", "company"),)
_CONTACTS = tuple(RoleGrant(f"masterdata.contact.{verb}", "company") for verb in ("create", "update"))
# What a product costs us is for those who answer for margins.
_NO_COST = (FieldLimit("masterdata.product", "cost", "hidden"),)

ROLES = (
    RoleTemplate("employee", _("Employee"), tuple(g for g in _LOOK if "pricelist" not in g.permission), _NO_COST),
    RoleTemplate("sales", _("Sales"), (*_LOOK, *_PARTY, *_CONTACTS, *_CHECK), _NO_COST),
    RoleTemplate(
        "sales_manager",
        _("Sales manager"),
        (*_LOOK, *_PARTY, *_CONTACTS, *_CHECK, *_OVERRIDE, RoleGrant("masterdata.pricelist.*", "company")),
    ),
    RoleTemplate(
        "finance",
        _("Finance"),
        (
            *_LOOK,
            *_PARTY,
            RoleGrant("masterdata.exchangerate.*", "company"),
            RoleGrant("masterdata.currency.*", "company"),
        ),
    ),
    RoleTemplate(
        "warehouse", _("Warehouse"), (*_LOOK, *_PARTY, RoleGrant("masterdata.shipper.*", "company")), _NO_COST
    ),
    RoleTemplate("buyer", _("Buyer"), (RoleGrant("masterdata.*", "company"),)),
    RoleTemplate("service", _("Service"), (*_LOOK, *_PARTY), _NO_COST),
    RoleTemplate("general_manager", _("General manager"), (*_LOOK, *_PARTY)),
)
