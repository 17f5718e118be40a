from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class NumberingConfig(HeyiApp):
    name = "heyi.core.numbering"
    label = "numbering"
    verbose_name = _("Numbering")
