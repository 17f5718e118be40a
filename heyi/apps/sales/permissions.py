"""Who writes, decides and sees orders."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate

_WRITE = ("view", "create", "update", "delete", "export", "submit", "withdraw", "copy", "cancel", "close", "reopen")


def _orders(verbs: tuple[str, ...], scope: str) -> tuple[RoleGrant, ...]:
    return tuple(RoleGrant(f"sales.order.{verb}", scope) for verb in verbs)


ROLES = (
    RoleTemplate("sales", _("Sales"), _orders(_WRITE, "own")),
    RoleTemplate("sales_manager", _("Sales manager"), _orders(_WRITE, "department_and_below")),
    RoleTemplate("finance", _("Finance"), _orders(("view", "export"), "company")),
    RoleTemplate("warehouse", _("Warehouse"), _orders(("view",), "company")),
    RoleTemplate("service", _("Service"), _orders(("view",), "company")),
    RoleTemplate("general_manager", _("General manager"), _orders(("view", "export"), "company")),
)
