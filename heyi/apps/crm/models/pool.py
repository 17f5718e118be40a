"""The public pool of customers (公海): its rules, and the log of who took, gave back and got which customer."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


def _days(label: Any) -> Any:
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )


class Pool(Record):
    """The rules of claiming and of automatic recycling (自动回收). Empty limits are none. The default one counts for
    customers that name no other.
    """

    name = models.CharField(_("Name"), max_length=120)
    is_default = models.BooleanField(_("Default"), default=False)
    daily_limit = models.PositiveIntegerField(
        _("Claim limit per day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    holding_cap = models.PositiveIntegerField(
        _("Holding cap"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    cool_down_days = models.PositiveSmallIntegerField(
        _("Days before the former owner may claim again"), default=0, validators=[MaxValueValidator(3650)]
    )
    recycle_days_a = _days(_("Days without follow-up, level A"))
    recycle_days_b = _days(_("Days without follow-up, level B"))
    recycle_days_c = _days(_("Days without follow-up, level C"))
    warn_days = models.PositiveSmallIntegerField(
        _("Warn the owner so many days before"), default=3, validators=[MaxValueValidator(60)]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Customer pool"), _("Customer pools")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="crm_pool_name"),
            models.UniqueConstraint(fields=["company"], name="crm_pool_default", condition=models.Q(is_default=True)),
        ]

    def __str__(self) -> str:
        return shipped.spoken("crm.pool", self.name)


class PoolEntry(Record):
    """One change of hands. Rows are never changed, so giving a customer back does not give the day's claim back."""

    class Act(models.TextChoices):
        CLAIM = "claim", _("Claim")
        RETURN = "return", _("Return to pool")
        ASSIGN = "assign", _("Assign")
        TRANSFER = "transfer", _("Transfer owner")
        RECYCLE = "recycle", _("Automatic recycling")

    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    act = models.CharField(_("Act"), max_length=10, choices=Act.choices)
    employee = models.ForeignKey(
        "org.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Owner")
    )
    former_owner = models.ForeignKey(
        "org.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Former owner")
    )
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    rule = models.ForeignKey(
        Pool, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer pool")
    )

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee", "former_owner")
    append_only: ClassVar[bool] = True
    reach = Reach(parents=("customer",))

    class Meta:
        verbose_name, verbose_name_plural = _("Change of owner"), _("Changes of owner")
        indexes: ClassVar = [
            models.Index(fields=["employee", "act", "created_at"], name="crm_poolentry_employee"),
            models.Index(fields=["customer", "created_at"], name="crm_poolentry_customer"),
        ]


class RecycleRun(Record):
    """That the customers of a company were looked through on a day of its own calendar; once a day, whoever asks."""

    on = models.DateField()
    recycled = models.PositiveIntegerField(default=0)
    warned = models.PositiveIntegerField(default=0)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "on"], name="crm_recyclerun_once")]
