"""What the stock refuses."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict


class StockShort(Conflict):
    """Less is available than wanted. ``extra["shortages"]`` names product, wanted and available quantity of each."""

    code = "stock_short"
    title = _("There is not enough stock.")


class NegativeStock(Conflict):
    code = "negative_stock"
    title = _("The stock of %(product)s would become negative on %(on)s.")


class OverDelivery(Conflict):
    code = "over_delivery"
    title = _("More would be delivered than is still open.")


class NothingToShip(Conflict):
    code = "nothing_to_ship"
    title = _("There is nothing to ship.")


class AlreadyReversed(Conflict):
    code = "already_reversed"
    title = _("This movement has been reversed already.")


class NoWarehouse(Conflict):
    code = "no_warehouse"
    title = _("The company has no warehouse yet.")
