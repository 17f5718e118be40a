"""What we sell and buy."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.core.access.records import Record, RecordQuerySet, Searchable


class Category(Record):
    """A class of products, in a tree."""

    name = models.CharField(_("Name"), max_length=120)
    code = models.CharField(_("Code"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Parent category")
    )
    description = models.CharField(_("Description"), max_length=500, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Category"), _("Categories")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "parent", "name"], name="masterdata_category_name", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.name


class Unit(Record):
    """A unit of quantity and how many decimals make sense in it."""

    code = models.CharField(_("Code"), max_length=20)
    name = models.CharField(_("Name"), max_length=60)
    decimals = models.PositiveSmallIntegerField(_("Decimals"), default=0, validators=[MaxValueValidator(4)])

    class Meta:
        verbose_name, verbose_name_plural = _("Unit"), _("Units")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "code"], name="masterdata_unit_code"),
            models.CheckConstraint(name="masterdata_unit_decimals", condition=models.Q(decimals__lte=4)),
        ]

    def __str__(self) -> str:
        return shipped.spoken("masterdata.unit", self.name)


class Product(Record, Searchable):
    """A good or service. Prices are in the company's currency, before tax; ``cost`` is seen by few."""

    code = models.CharField(_("Code"), max_length=60)
    name = models.CharField(_("Name"), max_length=200)
    specification = models.CharField(_("Specification"), max_length=200, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Category")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit"))
    list_price = models.DecimalField(_("List price"), max_digits=18, decimal_places=6, default=Decimal(0))
    floor_price = models.DecimalField(_("Floor price"), max_digits=18, decimal_places=6, null=True, blank=True)
    cost = models.DecimalField(_("Cost"), max_digits=18, decimal_places=6, null=True, blank=True)
    tax_rate = models.DecimalField(_("Tax rate"), max_digits=6, decimal_places=4, default=Decimal("0.13"))
    is_stocked = models.BooleanField(_("Kept in stock"), default=True)
    on_shelf = models.BooleanField(_("On shelf"), default=True)
    safety_stock = models.DecimalField(_("Safety stock"), max_digits=18, decimal_places=4, default=Decimal(0))
    supplier = models.ForeignKey(
        "masterdata.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Supplier")
    )
    description = models.TextField(_("Description"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("Product"), _("Products")
        indexes: ClassVar = [*Searchable.Meta.indexes]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "code"], name="masterdata_product_code"),
            models.CheckConstraint(
                name="masterdata_product_amounts",
                condition=models.Q(list_price__gte=0, tax_rate__gte=0, tax_rate__lte=1, safety_stock__gte=0),
            ),
            models.CheckConstraint(
                name="masterdata_product_cost", condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name
