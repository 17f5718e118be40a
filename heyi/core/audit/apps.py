from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class AuditConfig(HeyiApp):
    name = "heyi.core.audit"
    label = "audit"
    verbose_name = _("Audit")
    icon = "audit"
    order = 920
    menu = (
        MenuItem(
            "checkup", _("System check"), "/audit/checkup", permission="audit.checkfinding.view", icon="medicine-box"
        ),
    )
