"""A company's own patterns, and every number that was given out."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class SeriesPattern(Record):
    """A company's own pattern for a series, in place of the one that the app ships."""

    series = models.CharField(_("Series"), max_length=80)
    pattern = models.CharField(_("Pattern"), max_length=80)

    class Meta:
        verbose_name, verbose_name_plural = _("Number pattern"), _("Number patterns")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "series"], name="numbering_pattern_once"),
        ]


class IssuedNumber(models.Model):
    """A number that was given out; a void one (its document was removed) stays here with the reason."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    series = models.CharField(max_length=80)
    period = models.CharField(max_length=10, blank=True)
    value = models.PositiveBigIntegerField()
    text = models.CharField(max_length=120)
    employee_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=300, blank=True)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "series", "period", "value"], name="numbering_issued_once"),
            models.UniqueConstraint(fields=["company", "series", "text"], name="numbering_issued_text"),
        ]
