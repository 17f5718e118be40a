"""Who does what with goods."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate

_LOOK = (
    RoleGrant("inventory.balance.view", "company"),
    RoleGrant("inventory.location.view", "company"),
)
ROLES = (
    RoleTemplate("warehouse", _("Warehouse"), (RoleGrant("inventory.*", "company"),)),
    RoleTemplate("sales", _("Sales"), (*_LOOK, RoleGrant("inventory.delivery.view", "company"))),
    RoleTemplate("sales_manager", _("Sales manager"), (*_LOOK, RoleGrant("inventory.delivery.view", "company"))),
    RoleTemplate("finance", _("Finance"), (*_LOOK, RoleGrant("inventory.delivery.view", "company"))),
    RoleTemplate(
        "general_manager",
        _("General manager"),
        (*_LOOK, RoleGrant("inventory.delivery.view", "company"), RoleGrant("inventory.move.view", "company")),
    ),
    RoleTemplate("buyer", _("Buyer"), (*_LOOK, RoleGrant("inventory.move.view", "company"))),
    RoleTemplate("service", _("Service"), _LOOK),
)
