from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class AccessConfig(HeyiApp):
    name = "heyi.core.access"
    label = "access"
    verbose_name = _("Access")
