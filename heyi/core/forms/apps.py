from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class FormsConfig(HeyiApp):
    name = "heyi.core.forms"
    label = "forms"
    verbose_name = _("Forms")
    icon = "profile"
    order = 5
    menu = (
        MenuItem("start", _("New request"), "/forms/start", icon="file-text"),
        MenuItem(
            "designs", _("Form and process design"), "/forms/designs", permission="forms.form.update", icon="branches"
        ),
    )

    def ready(self) -> None:
        """Designed forms are resources from now on."""
        super().ready()
        from heyi.core.forms import source

        source.register()
