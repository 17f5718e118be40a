"""Groups, companies and the tree of departments, with its past."""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record, RecordQuerySet


class Group(models.Model):
    """A group of companies (集团). Every company is in one, alone at first."""

    name = models.CharField(_("Name"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Group"), _("Groups")

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """A legal person with its own books (公司). The wall of row-level security runs along its id."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="companies", verbose_name=_("Group"))
    code = models.SlugField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True)
    region = models.CharField(_("Region"), max_length=10, default="CN")
    currency = models.CharField(_("Currency"), max_length=3, default="CNY")
    time_zone = models.CharField(_("Time zone"), max_length=60, default="Asia/Shanghai")
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    credit_code = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    # How far the guide of a new company has come: {"passed": ["departments"]}; None where it is not offered any more.
    guide = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Company"), _("Companies")

    def __str__(self) -> str:
        return self.short_name or self.name


class Department(Record):
    """A department as it is now. ``path`` holds the ids from the root to this one, so that one comparison finds a tree.

    How it stood on another day is in its placements.
    """

    code = models.CharField(_("Code"), max_length=40, blank=True)
    name = models.CharField(_("Name"), max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Parent department")
    )
    path = ArrayField(models.BigIntegerField(), default=list, editable=False)
    head = models.ForeignKey(
        "org.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Department head")
    )
    calendar = models.ForeignKey(
        "org.WorkCalendar",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # departments are few, calendars are hardly ever removed
        verbose_name=_("Working calendar"),
    )
    sort = models.PositiveIntegerField(_("Order"), default=0)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "head")

    class Meta:
        verbose_name, verbose_name_plural = _("Department"), _("Departments")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "parent", "name"], name="org_department_name", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["company", "code"], name="org_department_code", condition=~models.Q(code="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DepartmentPlacement(Record):
    """Where a department stood, what it was called and who led it, for a span of days. Spans never overlap."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    head = models.ForeignKey("org.Employee", models.SET_NULL, null=True, blank=True, related_name="+")
    during = DateRangeField(_("During"))

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "head")

    class Meta:
        constraints: ClassVar = [
            ExclusionConstraint(
                name="org_placement_once",
                expressions=[("department", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            )
        ]
