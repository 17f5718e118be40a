"""How far each series has counted."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Counter(Record):
    """The last number given in one period of one series. Its row lock makes numbers wait for each other, so that a
    transaction which fails gives its number back: series have no gaps but those of documents that were voided.
    """

    series = models.CharField(_("Series"), max_length=80)
    period = models.CharField(_("Period"), max_length=10, blank=True)
    last = models.BigIntegerField(_("Last number"), default=0)

    audited: ClassVar[bool] = False

    class Meta:
        verbose_name, verbose_name_plural = _("Number series"), _("Number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "series", "period"], name="numbering_counter_once"),
            models.CheckConstraint(name="numbering_counter_positive", condition=models.Q(last__gte=0)),
        ]
