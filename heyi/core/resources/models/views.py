"""Lists that people have set up and named."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class SavedView(Record):
    """A filter, order and choice of columns under a name: its owner's alone, or ``shared`` with the company.

    It opens no record to anybody: whoever uses it asks the list with their own rights.
    """

    owner = models.ForeignKey("org.Employee", models.CASCADE, related_name="+", verbose_name=_("Owner"))
    resource = models.CharField(_("Resource"), max_length=80)
    name = models.CharField(_("Name"), max_length=80)
    shared = models.BooleanField(_("Shared"), default=False)
    query = models.JSONField(_("Query"), default=dict, blank=True)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "owner")

    class Meta:
        verbose_name, verbose_name_plural = _("Saved view"), _("Saved views")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "owner", "resource", "name"], name="resources_view_name"),
        ]
        indexes: ClassVar = [models.Index(fields=["company", "resource"], name="resources_view_resource")]
