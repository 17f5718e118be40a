"""Who sees what the checks found: the system administrators of a company."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate

VIEW = "audit.checkfinding.view"

ROLES = (
    RoleTemplate(
        "system_admin",
        _("System administrator"),
        (RoleGrant(VIEW, "company"), RoleGrant("audit.checkfinding.export", "company")),
        duty="system",
    ),
)
