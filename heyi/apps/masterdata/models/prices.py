"""Price lists: for a customer, for everybody, by quantity, between days."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class PriceList(Record):
    """A list of prices in one currency. With a party it is that party's own; without, it is for everybody."""

    name = models.CharField(_("Name"), max_length=120)
    party = models.ForeignKey(
        "masterdata.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Party")
    )
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Price list"), _("Price lists")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="masterdata_pricelist_name"),
            models.CheckConstraint(
                name="masterdata_pricelist_span",
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceListItem(Record):
    """The price of one product from a quantity on."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="items", verbose_name=_("Price list"))
    position = models.PositiveIntegerField(default=0, editable=False)
    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    min_quantity = models.DecimalField(_("From quantity"), max_digits=18, decimal_places=4, default=Decimal(0))
    price = models.DecimalField(_("Price"), max_digits=18, decimal_places=6)

    class Meta:
        verbose_name, verbose_name_plural = _("Price"), _("Prices")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["price_list", "product", "min_quantity"], name="masterdata_price_once"),
            models.CheckConstraint(
                name="masterdata_price_amounts", condition=models.Q(price__gte=0, min_quantity__gte=0)
            ),
        ]
