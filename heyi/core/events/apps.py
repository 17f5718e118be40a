from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp


class EventsConfig(HeyiApp):
    name = "heyi.core.events"
    label = "events"
    verbose_name = _("Events")
