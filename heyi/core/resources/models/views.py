"""Lists that people keep."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class SavedView(Record):
    """A filter, order and choice of columns under a name. ``shared`` ones are everybody's to use, their author's to change."""

    employee = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Employee"))
    resource = models.CharField(max_length=80)
    name = models.CharField(_("Name"), max_length=80)
    shared = models.BooleanField(_("Shared"), default=False)
    query = models.JSONField(default=dict)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee")
    reach = Reach(owner="employee_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Saved view"), _("Saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "employee", "resource", "name"], name="resources_view_name")
        ]
        indexes: ClassVar = [models.Index(fields=["company", "resource", "shared"], name="resources_view_list")]
