from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class SalesConfig(HeyiApp):
    name = "heyi.apps.sales"
    label = "sales"
    verbose_name = _("Sales")
    depends = ("masterdata", "crm", "inventory", "receivables")
    icon = "file-text"
    order = 20
    menu = (MenuItem("orders", _("Sales orders"), "/sales/orders", resource="sales.order", icon="file-text"),)

    def ready(self) -> None:
        super().ready()
        from heyi.apps.inventory import public as inventory
        from heyi.apps.receivables import public as receivables
        from heyi.apps.sales.services import effects
        from heyi.core.numbering import register_series

        register_series("sales.order", "SO-{year}-{seq:05}", _("Order number"))
        inventory.on_delivered("sales.order", effects.follow_deliveries)
        receivables.on_settled("sales.order", effects.follow_payments)
