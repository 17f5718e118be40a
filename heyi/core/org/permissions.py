"""The roles that every company starts with."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate

OPEN_DEPARTMENTS = "org.department.create"

ROLES = (
    RoleTemplate("administrator", _("Administrator"), (RoleGrant("*", "company"),)),
    RoleTemplate(
        "employee",
        _("Employee"),
        (RoleGrant("org.employee.view", "company"), RoleGrant("org.department.view", "company")),
    ),
    RoleTemplate(
        "hr",
        _("Human resources"),
        (RoleGrant("org.*", "company"),),
    ),
)
