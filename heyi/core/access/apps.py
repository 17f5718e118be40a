from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class AccessConfig(HeyiApp):
    name = "heyi.core.access"
    label = "access"
    verbose_name = _("Access")
    icon = "safety-certificate"
    order = 910
    menu = (
        MenuItem("roles", _("Roles"), "/access/roles", resource="access.role", icon="safety-certificate"),
        MenuItem(
            "role-assignments",
            _("Role assignments"),
            "/access/role-assignments",
            resource="access.roleassignment",
            icon="user-switch",
        ),
        MenuItem("explain", _("Explain access"), "/access/explain", permission="access.explain.view", icon="audit"),
    )
