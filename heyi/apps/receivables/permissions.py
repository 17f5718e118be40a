"""Who sees and moves money."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate


def _look(scope: str) -> tuple[RoleGrant, ...]:
    names = ("claim", "instalment", "receipt", "allocation", "adjustment")
    return tuple(RoleGrant(f"receivables.{name}.view", scope) for name in names)


ROLES = (
    RoleTemplate("finance", _("Finance"), (RoleGrant("receivables.*", "company"),)),
    RoleTemplate("sales", _("Sales"), _look("own")),
    RoleTemplate("sales_manager", _("Sales manager"), _look("department_and_below")),
    RoleTemplate(
        "general_manager", _("General manager"), (*_look("company"), RoleGrant("receivables.creditticket.*", "company"))
    ),
)
