"""Chances to sell, and the stages they go through."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.core.access.records import OwnedRecord, Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class Pipeline(Record):
    """A sales process (销售流程) with its stages."""

    name = models.CharField(_("Name"), max_length=120)
    is_default = models.BooleanField(_("Default"), default=False)
    stalled_after_days = models.PositiveSmallIntegerField(
        _("Stalled after days without activity"), default=14, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )

    class Meta:
        verbose_name, verbose_name_plural = _("Pipeline"), _("Pipelines")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="crm_pipeline_name"),
            models.UniqueConstraint(
                fields=["company"], name="crm_pipeline_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return shipped.spoken("crm.pipeline", self.name)


class Stage(Record):
    """A step of a pipeline. Won is 100 %, lost is 0 %, always (crm rule 7)."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    pipeline = models.ForeignKey(Pipeline, models.CASCADE, related_name="stages", verbose_name=_("Pipeline"))
    position = models.PositiveIntegerField(_("Order"), default=0)
    name = models.CharField(_("Name"), max_length=120)
    outcome = models.CharField(_("Outcome"), max_length=6, choices=Outcome.choices, default=Outcome.OPEN)
    probability = models.DecimalField(_("Win probability"), max_digits=5, decimal_places=4, default=Decimal(0))

    class Meta:
        verbose_name, verbose_name_plural = _("Stage"), _("Stages")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pipeline", "name"], name="crm_stage_name"),
            models.CheckConstraint(
                name="crm_stage_probability",
                condition=models.Q(outcome="open", probability__gte=0, probability__lte=1)
                | models.Q(outcome="won", probability=1)
                | models.Q(outcome="lost", probability=0),
            ),
        ]

    def __str__(self) -> str:
        return shipped.spoken("crm.stage", self.name)


class Opportunity(OwnedRecord, Searchable):
    """A chance to sell (商机). ``probability`` follows the stage until somebody pins another value."""

    name = models.CharField(_("Name"), max_length=200)
    customer = models.ForeignKey("crm.Customer", models.PROTECT, related_name="+", verbose_name=_("Customer"))
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("Stage"))
    amount = models.DecimalField(_("Expected amount"), max_digits=18, decimal_places=2, default=Decimal(0))
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    probability = models.DecimalField(_("Win probability"), max_digits=5, decimal_places=4, default=Decimal(0))
    is_pinned = models.BooleanField(_("Probability set by hand"), default=False)
    expected_close_on = models.DateField(_("Expected close date"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("Last activity"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True, editable=False)
    lost_reason = models.CharField(_("Lost reason"), max_length=300, blank=True)
    note = models.TextField(_("Note"), blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    reach = Reach(owner="owner_id", department="department_id", parents=("customer",))

    class Meta:
        verbose_name, verbose_name_plural = _("Opportunity"), _("Opportunities")
        indexes: ClassVar = [
            *Searchable.Meta.indexes,
            models.Index(fields=["company", "stage"], name="crm_opportunity_stage"),
            models.Index(fields=["owner", "-id"], name="crm_opportunity_own"),
            models.Index(fields=["department", "-id"], name="crm_opportunity_department"),
            models.Index(fields=["customer"], name="crm_opportunity_customer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="crm_opportunity_amounts",
                condition=models.Q(amount__gte=0, probability__gte=0, probability__lte=1),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def locked_reason(self, act: str) -> Any:
        """What is won or lost is history."""
        return None if self.stage.outcome == Stage.Outcome.OPEN else _("This opportunity is closed; reopen it first.")


class StageStay(Record):
    """How long an opportunity was in a stage (停留时长). Stays follow each other without gaps; exactly one is open."""

    opportunity = models.ForeignKey(Opportunity, models.CASCADE, related_name="stays")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    reach = Reach(parents=("opportunity",))
    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opportunity"], name="crm_stay_one_open", condition=models.Q(left_at__isnull=True)
            )
        ]
