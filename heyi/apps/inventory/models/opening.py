"""What was there on the first day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class OpeningStock(Record):
    """The quantity of a product in a warehouse when it was taken over from an older system: once for each, by a movement
    from gain and loss. Corrections are stocktakes, not edits.
    """

    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+", verbose_name=_("Location"))
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4)
    on = models.DateField(_("Date"))

    class Meta:
        verbose_name, verbose_name_plural = _("Opening stock"), _("Opening stock")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "location"], name="inventory_opening_once"),
            models.CheckConstraint(name="inventory_opening_not_negative", condition=models.Q(quantity__gte=0)),
        ]
