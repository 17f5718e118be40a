"""What sales refuses."""

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import Conflict


class OrderIsEmpty(Conflict):
    code = "order_is_empty"
    title = _("The order has no lines.")
    detail = _("Add at least one line before you submit it.")


class RateMissing(Conflict):
    """The company's books need a rate for a foreign currency."""

    code = "rate_missing"
    title = _("There is no exchange rate for %(currency)s on %(on)s.")


class GoodsHaveMoved(Conflict):
    """Delivered goods have to come back before the order can be cancelled."""

    code = "goods_have_moved"
    title = _("Goods of this order have been delivered; take them back first, or close it.")


class OrderOfThePast(Conflict):
    """An order that was taken over as handled elsewhere never promised goods and never claimed money."""

    code = "order_of_the_past"
    title = _("This order was recorded as past; copy it instead.")


class OrderOfAnotherCompany(Conflict):
    """New orders are made in the company that somebody acts for."""

    code = "order_of_another_company"
    title = _("This order is of another company; change to that company first.")
