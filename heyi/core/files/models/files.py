"""What was uploaded, by whom, and to what it belongs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class File(Record):
    """One uploaded file. ``path`` is random and below the folder of files; ``type`` is what its bytes say, not its name.

    A file that belongs to a record (``resource``, ``record_id``) is seen by whoever sees the record, and where it stands in
    a ``field``, by those who may read that; others by their uploader only.
    """

    class State(models.TextChoices):
        READY = "ready", _("Ready")
        PENDING = "pending", _("Being checked")
        REFUSED = "refused", _("Refused")

    employee = models.ForeignKey("org.Employee", models.PROTECT, related_name="+", verbose_name=_("Uploaded by"))
    name = models.CharField(_("Name"), max_length=200)
    type = models.CharField(_("Type"), max_length=120)
    size = models.PositiveBigIntegerField(_("Size"))
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=80, unique=True)
    state = models.CharField(_("State"), max_length=8, choices=State.choices, default=State.READY)
    resource = models.CharField(max_length=80, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    #: The field of the record in which it stands (``invoice``, ``lines.receipt``); empty: it belongs to the whole record.
    field = models.CharField(max_length=90, blank=True, db_default="")

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "employee")
    reach = Reach(owner="employee_id", shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("File"), _("Files")
        indexes: ClassVar = [models.Index(fields=["resource", "record_id"], name="files_file_record")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="files_file_belongs",
                condition=models.Q(resource="", record_id=None) | (~models.Q(resource="") & models.Q(record_id__gt=0)),
            )
        ]

    def __str__(self) -> str:
        return self.name
