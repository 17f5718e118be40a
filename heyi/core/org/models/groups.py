"""Groups of users (用户组): people who are asked together, wherever they work."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heyi.core.access.records import Record
from heyi.core.org.models.people import Employee
from heyi.kit.errors import Text


class UserGroup(Record):
    """A group of users of one company. Processes name it by its ``code``."""

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Name"), max_length=120)
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("User group"), _("User groups")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "code"], name="org_usergroup_code")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What names the group knows it by its code, which stays."""
        before = UserGroup.objects.filter(pk=self.pk).first() if self.pk else None
        reason = before.locked_reason("delete") if before is not None and before.code != self.code else None
        if reason:
            raise ValidationError({"code": str(reason)})

    def locked_reason(self, act: str) -> Text | None:
        """A group that something names is not removed."""
        from heyi.core.org.services import groups

        uses = groups.uses_of(self) if act == "delete" else []
        return _("It is used by: %(what)s.") % {"what": "、".join(uses)} if uses else None


class Membership(Record):
    """Somebody's time in a group; both days count, and an open end means for good."""

    group = models.ForeignKey(UserGroup, models.CASCADE, related_name="members", verbose_name=_("User group"))
    employee = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("Employee"))
    starts_on = models.DateField(pgettext_lazy("membership", "First day"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("membership", "Last day"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Membership"), _("Memberships")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "employee"], name="org_membership_once"),
            models.CheckConstraint(
                name="org_membership_span",
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
        ]

    def clean(self) -> None:
        """The last day is not before the first."""
        first: Any = self.starts_on
        if first and self.ends_on and self.ends_on < first:
            raise ValidationError({"ends_on": _("The last day is before the first.")})
