from django.utils.translation import gettext_lazy as _

from heyi.core.resources.registry import HeyiApp, MenuItem


class MasterdataConfig(HeyiApp):
    name = "heyi.apps.masterdata"
    label = "masterdata"
    verbose_name = _("Master data")
    icon = "database"
    order = 80
    menu = (
        MenuItem("products", _("Products"), "/masterdata/products", resource="masterdata.product", icon="shopping"),
        MenuItem(
            "price-lists", _("Price lists"), "/masterdata/price-lists", resource="masterdata.pricelist", icon="tags"
        ),
        MenuItem("parties", _("Parties"), "/masterdata/parties", resource="masterdata.party", icon="bank"),
        MenuItem("contacts", _("Contacts"), "/masterdata/contacts", resource="masterdata.contact", icon="contacts"),
        MenuItem(
            "exchange-rates", _("Exchange rates"), "/masterdata/exchange-rates", resource="masterdata.exchangerate"
        ),
    )

    def ready(self) -> None:
        super().ready()
        from heyi.apps.masterdata.services import duplicates, parties, seeding
        from heyi.core.org.services import companies

        companies.on_found(seeding.seed)
        duplicates.register_teller("party", parties.tell)
