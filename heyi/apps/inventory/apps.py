from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class InventoryConfig(HeyiApp):
    name = "heyi.apps.inventory"
    label = "inventory"
    verbose_name = _("Inventory")
    depends = ("masterdata",)
    icon = "inbox"
    order = 40
    menu = (
        MenuItem("stock", _("Stock"), "/inventory/stock", resource="inventory.balance", icon="inbox"),
        MenuItem("deliveries", _("Deliveries"), "/inventory/deliveries", resource="inventory.delivery", icon="truck"),
        MenuItem("moves", _("Stock ledger"), "/inventory/moves", resource="inventory.move", icon="swap"),
        MenuItem("locations", _("Locations"), "/inventory/locations", resource="inventory.location", icon="home"),
    )

    def ready(self) -> None:
        super().ready()
        from heyi.apps.inventory.services import places
        from heyi.core.numbering import register_series
        from heyi.core.org.services import companies

        register_series("inventory.delivery", "DN-{year}-{seq:05}", _("Delivery number"))
        companies.on_found(places.seed)
