"""Roles: what they grant, to whom, how far, and with which fields."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.core.access.actor import Mode, Scope
from heyi.core.access.records import Record
from heyi.kit.errors import Text

SCOPES = [
    (Scope.OWN, _("Own")),
    (Scope.DEPARTMENT, _("Department")),
    (Scope.DEPARTMENT_AND_BELOW, _("Department and below")),
    (Scope.CHOSEN, _("Chosen departments")),
    (Scope.COMPANY, _("Company")),
    (Scope.GROUP, _("Group")),
]
MODES = [
    (Mode.HIDDEN, _("Hidden")),
    (Mode.MASKED, _("Masked")),
    (Mode.READ, _("Read only")),
    (Mode.WRITE, _("Editable")),
]


class Role(Record):
    """A named set of functions. ``code`` is the shipped template it came from, empty for a company's own.

    Nobody holds roles of two duties (三员分立, GB/T 22239-2019 8.1.5): the trigger ``duties_apart`` refuses it.
    """

    class Duty(models.TextChoices):
        SYSTEM = "system", _("System administration")
        SECURITY = "security", _("Security administration")
        AUDIT = "audit", _("Audit administration")

    code = models.CharField(_("Code"), max_length=60, blank=True)
    name = models.CharField(_("Name"), max_length=120)
    description = models.CharField(_("Description"), max_length=500, blank=True)
    duty = models.CharField(_("Separate duty"), max_length=10, choices=Duty.choices, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Role"), _("Roles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "name"], name="access_role_name"),
            models.UniqueConstraint(fields=["company", "code"], name="access_role_code", condition=~models.Q(code="")),
        ]

    def __str__(self) -> str:
        return shipped.spoken("access.role", self.name)

    def locked_reason(self, act: str) -> Text | None:
        """Shipped roles stay: hiring and processes find them by their code. What they grant is the company's to change."""
        if act == "delete" and self.code:
            return _("This role came with the system and stays; take away what it grants instead.")
        return None


class RoleGrant(Record):
    """A permission (or ``app.resource.*``, ``app.*``, ``*``) with its data scope."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants", verbose_name=_("Role"))
    permission = models.CharField(_("Permission"), max_length=120)
    scope = models.CharField(_("Data scope"), max_length=30, choices=SCOPES, default=Scope.OWN)
    departments = ArrayField(models.BigIntegerField(), verbose_name=_("Chosen departments"), default=list, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Grant"), _("Grants")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "permission", "scope"], name="access_grant_once")
        ]


class RoleAssignment(Record):
    """Who holds a role, and until when (the day included)."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="assignments", verbose_name=_("Role"))
    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Employee"))
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee")

    class Meta:
        verbose_name, verbose_name_plural = _("Role assignment"), _("Role assignments")
        constraints: ClassVar = [models.UniqueConstraint(fields=["role", "employee"], name="access_role_once")]


class FieldRule(Record):
    """For holders of a role, one field of one resource has this mode instead of the declared one.

    A person with several roles has the widest mode that any of them gives; a role without a rule gives the declared one.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="field_rules", verbose_name=_("Role"))
    resource = models.CharField(_("Resource"), max_length=80)
    field = models.CharField(_("Field"), max_length=80)
    mode = models.CharField(_("Mode"), max_length=10, choices=MODES)

    class Meta:
        verbose_name, verbose_name_plural = _("Field rule"), _("Field rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "resource", "field"], name="access_field_rule_once")
        ]


class RoleOffer(Record):
    """A grant or a field limit that a shipped role has been offered, so that no upgrade offers it again: what a company
    has taken away stays away. ``name`` is the permission, or ``resource.field``; ``scope`` is empty for a field limit.
    """

    role = models.ForeignKey(Role, models.CASCADE, related_name="offers", verbose_name=_("Role"))
    name = models.CharField(max_length=170)
    scope = models.CharField(max_length=30, blank=True)

    audited: ClassVar[bool] = False
    """The grants themselves are; this is only what was said before."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["role", "name", "scope"], name="access_role_offer_once")
        ]
