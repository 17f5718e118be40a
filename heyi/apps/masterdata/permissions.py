"""Who keeps master data."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.guards import Guard
from heyi.core.access.permissions import FieldLimit, RoleGrant, RoleTemplate, register

_NAMES = ("product", "pricelist", "category", "unit", "currency", "exchangerate", "region", "shipper")
_LOOK = tuple(RoleGrant(f"masterdata.{name}.view", "company") for name in _NAMES)
_ALL_PARTIES = (RoleGrant("masterdata.party.view", "company"), RoleGrant("masterdata.contact.view", "company"))
# Nobody owns a party, so "own" opens none by itself: it lets through what comes with customers that the person reaches.
_PARTIES = (
    *(RoleGrant(f"masterdata.party.{verb}", "own") for verb in ("view", "update")),
    *(RoleGrant(f"masterdata.contact.{verb}", "own") for verb in ("view", "create", "update")),
)
register("masterdata.party.check_duplicates", _("Check for duplicates"))
register("masterdata.party.override_duplicate", _("Allow a duplicate"))
_CHECK = (RoleGrant("masterdata.party.check_duplicates", "company"),)
_OVERRIDE = (RoleGrant("masterdata.party.override_duplicate", "company"),)
# What a product costs us is for those who answer for margins.
_NO_COST = (FieldLimit("masterdata.product", "cost", "hidden"),)

ROLES = (
    RoleTemplate("employee", _("Employee"), tuple(g for g in _LOOK if "pricelist" not in g.permission), _NO_COST),
    RoleTemplate("sales", _("Sales"), (*_LOOK, *_PARTIES, *_CHECK), _NO_COST),
    RoleTemplate(
        "sales_manager",
        _("Sales manager"),
        (*_LOOK, *_PARTIES, *_CHECK, *_OVERRIDE, RoleGrant("masterdata.pricelist.*", "company")),
    ),
    RoleTemplate(
        "finance",
        _("Finance"),
        (
            *_LOOK,
            *_ALL_PARTIES,
            RoleGrant("masterdata.exchangerate.*", "company"),
            RoleGrant("masterdata.currency.*", "company"),
        ),
    ),
    RoleTemplate(
        "warehouse", _("Warehouse"), (*_LOOK, *_ALL_PARTIES, RoleGrant("masterdata.shipper.*", "company")), _NO_COST
    ),
    RoleTemplate("buyer", _("Buyer"), (RoleGrant("masterdata.*", "company"),)),
    RoleTemplate("service", _("Service"), (*_LOOK, *_ALL_PARTIES), _NO_COST),
    RoleTemplate("general_manager", _("General manager"), (*_LOOK, *_ALL_PARTIES)),
)

GUARDS = (
    Guard("masterdata.contact", by="masterdata.party", label=_("Party"), here="party_id"),
    # The prices that one party gets are not for those who may not know of the party.
    Guard(
        "masterdata.pricelist", by="masterdata.party", label=_("Party"), here="party_id", rows=Q(party__isnull=False)
    ),
)
