"""Currencies and what they were worth on which day."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Currency(Record):
    """A currency that the company uses (ISO 4217)."""

    code = models.CharField(_("Code"), max_length=3)
    name = models.CharField(_("Name"), max_length=60)

    class Meta:
        verbose_name, verbose_name_plural = _("Currency"), _("Currencies")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="masterdata_currency_code")]

    def __str__(self) -> str:
        return self.code


class ExchangeRate(Record):
    """How much of the company's currency one unit of ``currency`` is worth from a day on."""

    currency = models.CharField(_("Currency"), max_length=3)
    on = models.DateField(_("From"))
    rate = models.DecimalField(_("Rate"), max_digits=18, decimal_places=10)

    class Meta:
        verbose_name, verbose_name_plural = _("Exchange rate"), _("Exchange rates")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "currency", "on"], name="masterdata_rate_once"),
            models.CheckConstraint(name="masterdata_rate_positive", condition=models.Q(rate__gt=0)),
        ]
