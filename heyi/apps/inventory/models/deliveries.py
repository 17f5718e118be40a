"""Delivery notes: what is to go out, and what went."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import LifeCycle, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Delivery(Record, LifeCycle, Searchable):
    """A delivery note (发货单) for a document of another app, named by ``source_resource`` and ``source_id``."""

    class Status(models.TextChoices):
        READY = "ready", _("To ship")
        SHIPPED = "shipped", _("Shipped")
        CANCELLED = "cancelled", _("Cancelled")

    TRANSITIONS: ClassVar = {
        "ship": ({Status.READY}, Status.SHIPPED),
        "cancel": ({Status.READY}, Status.CANCELLED),
    }

    number = models.CharField(_("Number"), max_length=40)
    status = models.CharField(_("Status"), max_length=10, choices=Status.choices, default=Status.READY)
    source_resource = models.CharField(max_length=80)
    source_id = models.BigIntegerField()
    source_label = models.CharField(_("Source"), max_length=120, blank=True)
    party = models.ForeignKey("masterdata.Party", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    location = models.ForeignKey("inventory.Location", models.PROTECT, related_name="+", verbose_name=_("Ship from"))
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    shipped_on = models.DateField(_("Shipped on"), null=True, blank=True)
    address = models.CharField(_("Address"), max_length=400, blank=True)
    carrier = models.CharField(_("Carrier"), max_length=120, blank=True)
    tracking_number = models.CharField(_("Tracking number"), max_length=120, blank=True)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    reach = Reach()

    class Meta:
        verbose_name, verbose_name_plural = _("Delivery"), _("Deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="inventory_delivery_number"),
            models.UniqueConstraint(
                fields=["source_resource", "source_id"],
                name="inventory_delivery_one_open",
                condition=models.Q(status="ready"),
            ),
            models.CheckConstraint(
                name="inventory_delivery_shipped_on",
                condition=~models.Q(status="shipped") | models.Q(shipped_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["source_resource", "source_id"], name="inventory_delivery_source"),
        ]

    def __str__(self) -> str:
        return self.number

    def locked_reason(self, act: str) -> Any:
        """A note that has left the house is history."""
        return None if self.status == self.Status.READY else _("This delivery is closed.")


class DeliveryLine(Record):
    """A product on a delivery note: what is still open for it, and what went out with this note."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="lines", verbose_name=_("Delivery"))
    position = models.PositiveIntegerField(default=0, editable=False)
    source_line_id = models.BigIntegerField()
    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    quantity = models.DecimalField(_("To ship"), max_digits=18, decimal_places=4)
    shipped = models.DecimalField(_("Shipped"), max_digits=18, decimal_places=4, default=Decimal(0))
    returned = models.DecimalField(
        pgettext_lazy("goods", "Returned"), max_digits=18, decimal_places=4, default=Decimal(0)
    )

    reach = Reach(parents=("delivery",))
    MOVED: ClassVar = "delivery_line:"
    """How the ``source`` of a line's movements begins; the line's id follows."""

    @property
    def move_source(self) -> str:
        """What the line's movements name as their source."""
        return f"{self.MOVED}{self.pk}"

    class Meta:
        verbose_name, verbose_name_plural = _("Delivery line"), _("Delivery lines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "source_line_id"], name="inventory_delivery_line_once"),
            models.CheckConstraint(
                name="inventory_delivery_line_amounts",
                condition=models.Q(quantity__gt=0, shipped__gte=0, returned__gte=0)
                & models.Q(shipped__lte=models.F("quantity"))
                & models.Q(returned__lte=models.F("shipped")),
            ),
        ]
