"""The archive of ended cases, its seals and log, how long cases stay, and what must not be removed (docs/adr/0009)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Archived(models.Model):
    """One archived case: what lists need as columns, and its rows of every table as JSON, as they were.

    Partitioned by the month of ``closed_at``, the end of the case at the top, so that a case and those that it called stay
    together (``family`` is the one at the top). ``participants`` are those who began it, were asked, stood in or got a copy.
    ``steps`` is what figures count. ``sha256`` is taken over the JSON columns from ``kase`` to ``entries``.
    """

    id = models.BigIntegerField(primary_key=True)
    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    closed_at = models.DateTimeField()
    archived_at = models.DateTimeField()
    family = models.BigIntegerField()
    parent_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    process = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    subject_label = models.CharField(max_length=300)
    resource = models.CharField(max_length=80)
    record_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12)
    initiator_id = models.BigIntegerField()
    department_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    participants = ArrayField(models.BigIntegerField())
    sha256 = models.CharField(max_length=64)
    steps = models.JSONField()
    kase = models.JSONField()
    tokens = models.JSONField()
    activations = models.JSONField()
    tasks = models.JSONField()
    subscriptions = models.JSONField()
    incidents = models.JSONField()
    decisions = models.JSONField()
    notes = models.JSONField()
    copies = models.JSONField()
    snapshots = models.JSONField()
    edits = models.JSONField()
    entries = models.JSONField()

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = True

    def __str__(self) -> str:
        return self.title


class ArchiveBatch(models.Model):
    """One line of the log of a company's archive: cases moved into it, taken back, or removed for good.

    ``digest`` is the SHA-256 over the cases (id, content, end of the log), in order; ``hash`` over the line with the ``hash``
    of the line before.
    """

    class Kind(models.TextChoices):
        ARCHIVED = "archived", _("Moved into the archive")
        RESTORED = "restored", _("Taken back")
        REMOVED = "removed", _("Removed for good")

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    month = models.DateField(_("Month"), null=True)
    cases = models.PositiveIntegerField(_("Cases"))
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(_("Time"))
    actor = models.CharField(_("By"), max_length=200)
    employee_id = models.BigIntegerField(null=True)
    reason = models.TextField(_("Reason"), blank=True)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    append_only: ClassVar[bool] = True

    class Meta:
        verbose_name, verbose_name_plural = _("Act of the archive"), _("Acts of the archive")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "seq"], name="workflow_batch_seq")]


class Seal(models.Model):
    """What proves an archived case, also when it is gone: its content's hash and the end of its log.

    ``batch`` is the number of the act that moved it in, ``left_in`` of the one that took it out (None while it is there).
    ``process`` is that of the case at the top, whose time decides.
    """

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+", db_index=False)
    case_id = models.BigIntegerField()
    family = models.BigIntegerField()
    process = models.CharField(max_length=120)
    resource = models.CharField(max_length=80)
    record_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12)
    closed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    log_hash = models.CharField(max_length=64)
    lines = models.PositiveIntegerField()
    batch = models.PositiveIntegerField()
    left_in = models.PositiveIntegerField(null=True)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case_id"], name="workflow_seal_one", condition=models.Q(left_in__isnull=True)
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="workflow_seal_case"),
            models.Index(fields=["company", "closed_at", "family"], name="workflow_seal_time"),
            models.Index(fields=["company", "resource", "record_id"], name="workflow_seal_subject"),
            models.Index(fields=["company", "batch"], name="workflow_seal_batch"),
            models.Index(
                fields=["company", "left_in"], name="workflow_seal_left", condition=models.Q(left_in__isnull=False)
            ),
        ]


class Archiving(models.Model):
    """A company that has said how long cases stay. The nightly job reads it before it can know for whom it acts, so it is no
    company's row: it holds a bare number and stays outside row-level security.
    """

    number = models.BigIntegerField(primary_key=True)


class Retention(Record):
    """How long cases of a process stay: ``archive_after`` days after their end they move into the archive (None: they stay
    where they are), ``keep_months`` months after it they are removed (0: never). An empty process is every other one.
    """

    process = models.CharField(_("Process"), max_length=120, blank=True)
    archive_after = models.PositiveIntegerField(_("Archived after days"), null=True, blank=True)
    keep_months = models.PositiveIntegerField(_("Kept for months"), default=0)

    class Meta:
        verbose_name, verbose_name_plural = _("Retention"), _("Retention rules")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "process"], name="workflow_retention_process")
        ]

    def __str__(self) -> str:
        return self.process or "*"


class Hold(Record):
    """A legal hold (法律保留): as long as it stands, nothing that it names is removed. It names one case, one process or one
    document; whoever made it and when are ``created_by`` and ``created_at``.
    """

    case_id = models.BigIntegerField(_("Case"), null=True, blank=True)
    process = models.CharField(_("Process"), max_length=120, blank=True)
    resource = models.CharField(_("Resource"), max_length=80, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(_("Reason"))
    released_at = models.DateTimeField(_("Released"), null=True, blank=True)
    released_by = models.ForeignKey(
        "org.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Released by")
    )
    release_reason = models.TextField(_("Reason of release"), blank=True)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "released_by")

    class Meta:
        verbose_name, verbose_name_plural = _("Legal hold"), _("Legal holds")
        indexes: ClassVar = [
            models.Index(fields=["company"], name="workflow_hold_standing", condition=models.Q(released_at=None))
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="workflow_hold_names_one",
                condition=models.Q(case_id__isnull=False, process="", resource="", record_id=None)
                | models.Q(case_id=None, resource="", record_id=None) & ~models.Q(process="")
                | models.Q(case_id=None, process="", record_id__isnull=False) & ~models.Q(resource=""),
            )
        ]

    def __str__(self) -> str:
        return self.reason
