"""The roles that every company starts with."""

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import RoleGrant, RoleTemplate

ROLES = (
    RoleTemplate("administrator", _("Administrator"), (RoleGrant("*", "company"),)),
    RoleTemplate(
        "employee",
        _("Employee"),
        (
            RoleGrant("org.employee.view", "company"),
            RoleGrant("org.department.view", "company"),
            RoleGrant("org.workcalendar.view", "company"),
            *(RoleGrant(f"org.delegation.{verb}", "own") for verb in ("view", "create", "update", "revoke")),
        ),
    ),
    RoleTemplate(
        "hr",
        _("Human resources"),
        (RoleGrant("org.*", "company"),),
    ),
    # 三员: three administrative duties that exclude each other; none of them reads business data.
    RoleTemplate(
        "system_admin",
        _("System administrator"),
        (
            RoleGrant("org.*", "company"),
            RoleGrant("access.role.view", "company"),
            RoleGrant("access.roleassignment.view", "company"),
        ),
        duty="system",
    ),
    RoleTemplate(
        "security_admin",
        _("Security administrator"),
        (
            RoleGrant("access.*", "company"),
            RoleGrant("org.employee.view", "company"),
            RoleGrant("org.department.view", "company"),
        ),
        duty="security",
    ),
    RoleTemplate(
        "audit_admin",
        _("Audit administrator"),
        (
            RoleGrant("access.role.view", "company"),
            RoleGrant("access.roleassignment.view", "company"),
            RoleGrant("access.explain.view", "company"),
            RoleGrant("org.employee.view", "company"),
        ),
        duty="audit",
    ),
)
