"""Regions (省市区, or sales territories) and those who carry goods."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Region(Record):
    """A place in a tree of places."""

    code = models.CharField(_("Code"), max_length=20)
    name = models.CharField(_("Name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Part of")
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Region"), _("Regions")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="masterdata_region_code")]

    def __str__(self) -> str:
        return self.name


class Shipper(Record):
    """A carrier."""

    code = models.CharField(_("Code"), max_length=20)
    name = models.CharField(_("Name"), max_length=120)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Shipper"), _("Shippers")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="masterdata_shipper_code")]

    def __str__(self) -> str:
        return self.name
