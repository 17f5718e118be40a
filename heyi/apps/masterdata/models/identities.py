"""What two records must not share unless they belong together, and the names by which they are found."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class IdentityKey(Record):
    """One normalised key of one record (crm rule 2), written by ``services/duplicates.py`` whenever the record is.

    ``family`` is the record to which others belong: a party with its contacts (``party:7``), a lead until it is converted
    (``lead:3``). Inside a family keys may repeat; between families the database refuses a strong key twice, unless
    somebody who may do so has said why (``reason``, then ``is_blocking`` is False). Names only warn: ``text`` holds the
    name as it was written, ``value`` its key.
    """

    class Kind(models.TextChoices):
        CREDIT_CODE = "credit_code", _("Unified social credit code")
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("E-mail")
        NAME = "name", _("Name")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    value = models.CharField(max_length=254)
    text = models.CharField(max_length=300, blank=True)
    resource = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    family = models.CharField(max_length=40)
    is_blocking = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "record_id", "kind", "value"], name="masterdata_identity_once"),
            ExclusionConstraint(
                name="masterdata_identity_family",
                expressions=[("company", "="), ("kind", "="), ("value", "="), ("family", "<>")],
                condition=models.Q(is_blocking=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["company", "kind", "value"],
                name="masterdata_identity_value",
                opclasses=["int8_ops", "varchar_pattern_ops", "varchar_pattern_ops"],
            ),
            GinIndex(
                OpClass("value", name="gin_trgm_ops"),
                name="masterdata_identity_alike",
                condition=models.Q(kind="name"),
            ),
        ]
