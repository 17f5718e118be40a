from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class PrintingConfig(HeyiApp):
    name = "heyi.core.printing"
    label = "printing"
    verbose_name = _("Printing")
