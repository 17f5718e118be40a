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
        from heyi.apps.crm import public as crm
        from heyi.apps.inventory import public as inventory
        from heyi.apps.masterdata import public as masterdata
        from heyi.apps.receivables import public as receivables
        from heyi.apps.sales.services import customers, effects
        from heyi.core.access import shipped
        from heyi.core.numbering import register_series
        from heyi.core.resources.declare import Tab
        from heyi.core.resources.registry import add_tab

        register_series("sales.order", "SO-{year}-{seq:05}", _("Order number"))
        inventory.on_delivered("sales.order", effects.follow_deliveries)
        receivables.on_settled("sales.order", effects.follow_payments)
        crm.register_hold(customers.held)
        shipped.register("sales.orderline", lambda: [masterdata.LIST_PRICE], "price_reason")
        crm.register_promises(customers.promises)
        crm.register_overview("money", customers.money)
        add_tab("crm.customer", Tab("orders", _("Sales orders"), "sales.order", {"customer": "$record.id"}))
        for name, label, resource in (
            ("deliveries", _("Deliveries"), "inventory.delivery"),
            ("claims", _("Receivables"), "receivables.claim"),
            ("receipts", _("Receipts"), "receivables.receipt"),
        ):
            add_tab("crm.customer", Tab(name, label, resource, {"party": "$record.party.id"}))
