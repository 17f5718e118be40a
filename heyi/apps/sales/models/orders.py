"""Sales orders and their lines."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import LifeCycle, OwnedRecord, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


def _money(label: Any, *, editable: bool = True) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(label, max_digits=18, decimal_places=2, default=Decimal(0), editable=editable)


class Order(OwnedRecord, LifeCycle, Searchable):
    """A sales order (销售订单). It has four states, each about another question (crm rule 14): the document itself, and
    delivery, invoicing and payment, which follow from deliveries, invoices and receipts and are never typed. They are
    columns, kept in the transactions that change them, because every list filters and groups by them.

    Amounts are sums of the stored lines (crm rule 13). ``freight`` is what carriage costs us; it is not charged.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_APPROVAL = "in_approval", _("In approval")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    class Progress(models.TextChoices):
        """How far each of the three has come; every axis says it in its own words."""

        NONE = "none"
        PART = "part"
        FULL = "full"
        OVER = "over"

    DELIVERED: ClassVar = (
        (Progress.NONE, _("Not delivered")),
        (Progress.PART, _("Partly delivered")),
        (Progress.FULL, _("Delivered")),
        (Progress.OVER, _("Over-delivered")),
    )
    INVOICED: ClassVar = (
        (Progress.NONE, _("Not invoiced")),
        (Progress.PART, _("Partly invoiced")),
        (Progress.FULL, _("Invoiced")),
        (Progress.OVER, _("Over-invoiced")),
    )
    PAID: ClassVar = (
        (Progress.NONE, _("Unpaid")),
        (Progress.PART, _("Partly paid")),
        (Progress.FULL, _("Paid")),
        (Progress.OVER, _("Overpaid")),
    )

    TRANSITIONS: ClassVar = {
        "submit": ({Status.DRAFT}, Status.IN_APPROVAL),
        "withdraw": ({Status.IN_APPROVAL}, Status.DRAFT),
        "approve": ({Status.IN_APPROVAL}, Status.APPROVED),
        "close": ({Status.APPROVED}, Status.CLOSED),
        "reopen": ({Status.CLOSED}, Status.APPROVED),
        "cancel": ({Status.DRAFT, Status.APPROVED}, Status.CANCELLED),
        "record": ({Status.DRAFT}, Status.CLOSED),
    }

    number = models.CharField(_("Number"), max_length=40, blank=True)
    external_number = models.CharField(_("Customer's or former number"), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices, default=Status.DRAFT)
    delivery_status = models.CharField(
        pgettext_lazy("progress", "Delivery"), max_length=5, choices=DELIVERED, default=Progress.NONE
    )
    invoice_status = models.CharField(_("Invoicing"), max_length=5, choices=INVOICED, default=Progress.NONE)
    payment_status = models.CharField(_("Payment"), max_length=5, choices=PAID, default=Progress.NONE)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        "masterdata.Contact", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    opportunity = models.ForeignKey(
        "crm.Opportunity", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Opportunity")
    )
    ordered_on = models.DateField(_("Order date"))
    required_on = models.DateField(_("Required on"), null=True, blank=True)
    shipped_on = models.DateField(_("Shipped on"), null=True, blank=True)
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    rate = models.DecimalField(_("Rate"), max_digits=18, decimal_places=10, null=True, blank=True, editable=False)
    prices_include_tax = models.BooleanField(_("Prices include tax"), default=False)
    whole_discount = _money(_("Whole-order discount"))
    net_amount = _money(_("Net amount"), editable=False)
    tax_amount = _money(_("Tax"), editable=False)
    total = _money(_("Total"), editable=False)
    freight = _money(_("Freight"))
    shipper = models.ForeignKey(
        "masterdata.Shipper", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Shipper")
    )
    credit_days = models.PositiveSmallIntegerField(_("Credit period (days)"), null=True, blank=True)
    instalment_count = models.PositiveSmallIntegerField(_("Instalments"), default=1)
    ship_name = models.CharField(_("Ship to"), max_length=200, blank=True)
    ship_address = models.CharField(_("Delivery address"), max_length=300, blank=True)
    ship_city = models.CharField(_("City"), max_length=80, blank=True)
    ship_region = models.CharField(_("Province / state"), max_length=80, blank=True)
    ship_postal_code = models.CharField(_("Postal code"), max_length=20, blank=True)
    ship_country = models.CharField(_("Country"), max_length=60, blank=True)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Sales order"), _("Sales orders")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["company", "-ordered_on"], name="sales_order_date"),
            models.Index(fields=["owner", "-ordered_on", "-id"], name="sales_order_own"),
            models.Index(fields=["customer"], name="sales_order_customer"),
            models.Index(fields=["department", "-ordered_on", "-id"], name="sales_order_of_department"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "number"], name="sales_order_number", condition=~models.Q(number="")
            ),
            models.UniqueConstraint(
                fields=["company", "external_number"],
                name="sales_order_external_number",
                condition=~models.Q(external_number=""),
            ),
            models.CheckConstraint(
                name="sales_order_amounts",
                condition=models.Q(whole_discount__gte=0, freight__gte=0, total__gte=0)
                & models.Q(total=models.F("net_amount") + models.F("tax_amount")),
            ),
            models.CheckConstraint(
                name="sales_order_instalments",
                condition=models.Q(instalment_count__gte=1, instalment_count__lte=36),
            ),
            models.CheckConstraint(
                name="sales_order_numbered",
                condition=models.Q(status__in=["draft", "cancelled"]) | ~models.Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.external_number or str(_("Draft order"))

    @property
    def source(self) -> str:
        """The name under which its goods are promised."""
        return f"sales.order:{self.pk}"

    def locked_reason(self, act: str) -> Any:
        """What has been submitted is changed by withdrawing it, what has been approved by a change of its own."""
        return None if self.status == self.Status.DRAFT else _("An order can be edited as a draft only.")


class OrderLine(Record):
    """A product, how much of it, at which price, and why at that price."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", verbose_name=_("Sales order"))
    position = models.PositiveIntegerField(default=0, editable=False)
    product = models.ForeignKey("masterdata.Product", models.PROTECT, related_name="+", verbose_name=_("Product"))
    description = models.CharField(_("Description"), max_length=300, blank=True)
    quantity = models.DecimalField(_("Quantity"), max_digits=18, decimal_places=4)
    unit_price = models.DecimalField(_("Unit price"), max_digits=18, decimal_places=6)
    discount = models.DecimalField(_("Discount"), max_digits=7, decimal_places=6, default=Decimal(0))
    tax_rate = models.DecimalField(_("Tax rate"), max_digits=6, decimal_places=4, default=Decimal(0))
    list_price = models.DecimalField(
        _("List price"), max_digits=18, decimal_places=6, default=Decimal(0), editable=False
    )
    price_rule = models.CharField(_("Price rule"), max_length=60, blank=True, editable=False)
    price_reason = models.CharField(_("Why this price"), max_length=300, blank=True, editable=False)
    is_manual_price = models.BooleanField(_("Price set by hand"), default=False, editable=False)
    net = _money(_("Net"), editable=False)
    tax = _money(_("Tax"), editable=False)
    delivered = models.DecimalField(_("Delivered"), max_digits=18, decimal_places=4, default=Decimal(0), editable=False)

    reach = Reach(parents=("order",))

    class Meta:
        verbose_name, verbose_name_plural = _("Order line"), _("Order lines")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="sales_line_amounts",
                condition=models.Q(
                    quantity__gt=0,
                    unit_price__gte=0,
                    discount__gte=0,
                    discount__lte=1,
                    tax_rate__gte=0,
                    tax_rate__lte=1,
                ),
            ),
            models.CheckConstraint(
                name="sales_line_delivered",
                condition=models.Q(delivered__gte=0) & models.Q(delivered__lte=models.F("quantity")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["product"], name="sales_line_product")]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"
