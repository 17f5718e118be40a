from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class MessagesConfig(HeyiApp):
    name = "heyi.core.messages"
    label = "messages"
    verbose_name = _("Messages")
