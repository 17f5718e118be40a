"""Users who sign in, employees who work, and which posts they hold in which departments."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import Record, RecordQuerySet, Searchable
from heyi.core.access.scoping import Reach


class User(AbstractUser):
    """An account. It may be employed in several companies; what it may do comes from there, not from here."""

    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=60, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    password_set_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("User"), _("Users")

    def __str__(self) -> str:
        return self.name or self.username


class Post(Record):
    """A post (岗位): what somebody is, independent of where. ``rank`` orders them, higher is higher."""

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    rank = models.PositiveSmallIntegerField(_("Rank"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("Post"), _("Posts")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="org_post_code")]

    def __str__(self) -> str:
        return self.name


class Employee(Record, Searchable):
    """Somebody's employment in one company. ``manager`` and ``department`` are those of the primary assignment."""

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("employee", "Active")
        SUSPENDED = "suspended", _("Suspended")
        LEFT = "left", _("Left")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employments",
        verbose_name=_("User"),
    )
    number = models.CharField(_("Employee no."), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    status = models.CharField(_("Status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    department = models.ForeignKey(
        "org.Department", models.PROTECT, null=True, blank=True, related_name="employees", verbose_name=_("Department")
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Post"))
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("Direct manager")
    )
    hired_on = models.DateField(_("Hired on"), null=True, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)

    objects: ClassVar[Any] = RecordQuerySet.as_manager()
    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "manager")
    reach = Reach(owner="id", department="department_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Employee"), _("Employees")
        indexes: ClassVar = [*Searchable.Meta.indexes]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "number"], name="org_employee_number"),
            models.UniqueConstraint(fields=["company", "user"], name="org_employee_user"),
            models.CheckConstraint(name="org_employee_not_own_manager", condition=~models.Q(manager=models.F("id"))),
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(Record):
    """One post in one department for a span of days: the primary one, a concurrent one (兼岗) or a secondment (借调)."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("Primary")
        CONCURRENT = "concurrent", _("Concurrent post")
        SECONDMENT = "secondment", _("Secondment")

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="assignments", verbose_name=_("Employee"))
    department = models.ForeignKey("org.Department", models.PROTECT, related_name="+", verbose_name=_("Department"))
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Post"))
    manager = models.ForeignKey(
        Employee, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Direct manager")
    )
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.PRIMARY)
    during = DateRangeField(_("During"))

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "manager", "employee")
    reach = Reach(shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Assignment"), _("Assignments")
        constraints: ClassVar = [
            ExclusionConstraint(
                name="org_assignment_one_primary",
                expressions=[("employee", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=models.Q(kind="primary"),
            )
        ]


class Delegation(Record):
    """While ``principal`` is away, ``delegate`` may act for them (代理). ``processes`` empty means all; ``amount_below`` limits
    it to documents of less than that; ``covers_open`` says whether it is also for to-dos that are open already.
    """

    principal = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Principal"))
    delegate = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Delegate"))
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    processes = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("Processes"))
    amount_below = models.DecimalField(_("For amounts below"), max_digits=18, decimal_places=2, null=True, blank=True)
    covers_open = models.BooleanField(_("Also for open to-dos"), default=False, db_default=False)
    note = models.CharField(_("Note"), max_length=300, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "principal", "delegate")
    reach = Reach(owner="principal_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Delegation"), _("Delegations")
        constraints: ClassVar = [
            models.CheckConstraint(name="org_delegation_span", condition=models.Q(ends_at__gt=models.F("starts_at"))),
            models.CheckConstraint(name="org_delegation_other", condition=~models.Q(principal=models.F("delegate"))),
        ]
