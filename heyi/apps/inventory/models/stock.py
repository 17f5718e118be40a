"""Locations, movements between them, and what follows from the movements.

Stock is double entry (crm rule 23): every movement goes from one location to another, and suppliers, customers and
losses are locations too. Movements never change; a mistake is reversed by another movement.
"""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access import shipped
from heyi.core.access.records import Record, RecordQuerySet


class Location(Record):
    """A warehouse or a place in it, or one of the virtual places at the edges of our own stock."""

    class Kind(models.TextChoices):
        INTERNAL = "internal", _("Warehouse")
        CUSTOMER = "customer", _("Customers")
        SUPPLIER = "supplier", _("Suppliers")
        LOSS = "loss", _("Gain / loss")
        TRANSIT = "transit", _("In transit")
        PRODUCTION = "production", _("Production")

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices, default=Kind.INTERNAL)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Part of")
    )
    allow_negative = models.BooleanField(_("May become negative"), default=False)
    is_default = models.BooleanField(_("Ship from here"), default=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Location"), _("Locations")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "code"], name="inventory_location_code"),
            models.UniqueConstraint(
                fields=["company"], name="inventory_location_default", condition=models.Q(is_default=True)
            ),
            models.CheckConstraint(
                name="inventory_default_is_internal", condition=models.Q(is_default=False) | models.Q(kind="internal")
            ),
        ]

    def __str__(self) -> str:
        return shipped.spoken("inventory.location", self.name)


class Move(Record):
    """A posted movement of goods (出入库明细). Append-only. ``source`` names the document line behind it."""

    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    origin = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("place", "From"))
    destination = models.ForeignKey(
        Location, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("place", "To")
    )
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4)
    on = models.DateField(_("Date"))
    source = models.CharField(_("Source"), max_length=120, blank=True)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("Reverses")
    )

    append_only: ClassVar[bool] = True
    audited: ClassVar[bool] = False

    class Meta:
        verbose_name, verbose_name_plural = _("Stock movement"), _("Stock movements")
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_move_positive", condition=models.Q(quantity__gt=0)),
            models.CheckConstraint(
                name="inventory_move_elsewhere", condition=~models.Q(origin=models.F("destination"))
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["product", "origin", "on"], name="inventory_move_out"),
            models.Index(fields=["product", "destination", "on"], name="inventory_move_in"),
            models.Index(fields=["source"], name="inventory_move_source"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.quantity}"


class Balance(Record):
    """What is on hand of a product in a warehouse, kept in the transaction of each movement and checked every night
    against the movements; ``reserved`` is the sum of the open reservations.
    """

    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("Location"))
    on_hand = models.DecimalField(_("On hand"), max_digits=18, decimal_places=4, default=Decimal(0))
    reserved = models.DecimalField(_("Reserved"), max_digits=18, decimal_places=4, default=Decimal(0))
    may_be_negative = models.BooleanField(default=False, editable=False)

    audited: ClassVar[bool] = False

    class Meta:
        verbose_name, verbose_name_plural = _("Stock"), _("Stock")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "location"], name="inventory_balance_once"),
            models.CheckConstraint(name="inventory_reserved_not_negative", condition=models.Q(reserved__gte=0)),
            models.CheckConstraint(
                name="inventory_stock_not_negative",
                condition=models.Q(may_be_negative=True)
                | (models.Q(on_hand__gte=0) & models.Q(reserved__lte=models.F("on_hand"))),
            ),
        ]

    @property
    def available(self) -> Decimal:
        """What can still be promised."""
        return self.on_hand - self.reserved


class Reservation(Record):
    """Goods promised to a document line (占用). These rows are the only truth about promises (crm rule 24)."""

    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    location = models.ForeignKey(Location, models.PROTECT, related_name="+", verbose_name=_("Location"))
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4)
    source = models.CharField(_("Source"), max_length=120)
    line_id = models.BigIntegerField(_("Line"))

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Reservation"), _("Reservations")
        constraints: ClassVar = [
            models.CheckConstraint(name="inventory_reservation_positive", condition=models.Q(quantity__gt=0)),
            models.UniqueConstraint(fields=["source", "line_id", "location"], name="inventory_reservation_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["product", "location"], name="inventory_reservation_place")]
