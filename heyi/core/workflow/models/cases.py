"""Cases and where they are. The engine writes these tables with its own statements; their columns are ``state.py``'s.

Ids of tokens, activations and tasks are made by the engine (``case id x 1,000,000 + n``). The log of entries is the
truth from which the other tables can be folded; it is append-only in the database, and chained by hashes.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseRow(models.Model):
    """A row of one case. Not audited by trigger: the case's own log says who changed what."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    case = models.ForeignKey("workflow.Case", models.PROTECT, related_name="+")

    audited: ClassVar[bool] = False
    append_only: ClassVar[bool] = False

    class Meta:
        abstract = True


class Case(models.Model):
    """One running or ended process (流程实例)."""

    class State(models.TextChoices):
        RUNNING = "running", _("In approval")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TERMINATED = "terminated", _("Terminated")
        ARCHIVED = "archived", _("Archived by force")
        VOIDED = "voided", _("Voided")
        REVERTED = "reverted", _("Reverted")

    class Sla(models.TextChoices):
        ON_TIME = "on_time", _("On time")
        AT_RISK = "at_risk", _("At risk")
        BREACHED = "breached", _("Time limit exceeded")

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    version = models.ForeignKey("workflow.Version", models.PROTECT, related_name="+")
    process = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    initiator = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", models.PROTECT, null=True, related_name="+")
    resource = models.CharField(max_length=80, blank=True)
    record_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    round = models.PositiveIntegerField(default=1)
    snapshot_hash = models.CharField(max_length=64, blank=True)
    variables = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    summary = models.JSONField(default=list)
    decided = models.PositiveIntegerField(default=0)
    incidents = models.PositiveIntegerField(default=0)
    numbers = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    log_hash = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    root_id = models.BigIntegerField(default=0, db_default=0)
    parent_id = models.BigIntegerField(default=0, db_default=0)
    parent_activation = models.BigIntegerField(default=0, db_default=0)
    depth = models.PositiveSmallIntegerField(default=0, db_default=0)
    suspended = models.JSONField(default=dict, db_default={})
    pending = models.JSONField(default=dict, db_default={})
    sla = models.CharField(max_length=10, choices=Sla.choices, blank=True, default="", db_default="")
    identity = models.JSONField(default=dict, db_default={})
    is_reversal = models.BooleanField(default=False, db_default=False)
    organization = models.JSONField(default=dict, db_default={})

    audited: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("initiator", "department")

    class Meta:
        verbose_name, verbose_name_plural = _("Case"), _("Cases")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "resource", "record_id"],
                name="workflow_case_one_running",
                condition=models.Q(ended_at=None, record_id__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["initiator", "-started_at", "-id"], name="workflow_case_mine"),
            models.Index(fields=["company", "resource", "record_id"], name="workflow_case_subject"),
            models.Index(fields=["company", "id"], name="workflow_case_running", condition=models.Q(ended_at=None)),
            models.Index(
                fields=["company", "ended_at"], name="workflow_case_ended", condition=models.Q(ended_at__isnull=False)
            ),
            models.Index(fields=["company", "id"], name="workflow_case_trouble", condition=models.Q(incidents__gt=0)),
            models.Index(
                fields=["company", "id"],
                name="workflow_case_late",
                condition=models.Q(ended_at=None, sla__in=["at_risk", "breached"]),
            ),
            models.Index(fields=["parent_id"], name="workflow_case_below", condition=models.Q(parent_id__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title


class Token(CaseRow):
    """Where a case is: on a node, waiting with an activation, at a join, or in trouble; or gone."""

    id = models.BigIntegerField(primary_key=True)
    node = models.CharField(max_length=200)
    flow = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="live")
    scope = models.BigIntegerField(default=0)
    splits = models.JSONField(default=list)
    parents = models.JSONField(default=list)
    activation_id = models.BigIntegerField(default=0)
    incident_id = models.BigIntegerField(default=0)
    local = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case"], name="workflow_token_live", condition=models.Q(state="live"))
        ]


class Activation(CaseRow):
    """One activation of a node by a token, with its votes and how its people were found."""

    id = models.BigIntegerField(primary_key=True)
    node = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    token_id = models.BigIntegerField()
    round = models.PositiveIntegerField()
    entered_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="active")
    outcome = models.CharField(max_length=12, blank=True)
    scope = models.BigIntegerField(default=0)
    data = models.JSONField(default=dict)
    derivation = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case"], name="workflow_activation_active", condition=models.Q(state="active"))
        ]


class Subscription(CaseRow):
    """What a case waits for besides people (a message, a signal, a moment, a condition, work of others), and what could
    still be undone. Timers are the rows with a due date."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=12)
    node = models.CharField(max_length=200, blank=True)
    activation_id = models.BigIntegerField(default=0)
    scope = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=400, blank=True)
    state = models.CharField(max_length=10, default="open")
    due_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case"], name="workflow_subscription_open", condition=models.Q(state="open")),
            models.Index(
                fields=["due_at", "id"],
                name="workflow_timer_due",
                condition=models.Q(state="open", due_at__isnull=False),
            ),
            models.Index(
                fields=["company", "kind", "name", "key"],
                name="workflow_subscription_waits",
                condition=models.Q(state="open", kind__in=["message", "signal", "work"]),
            ),
            models.Index(fields=["company", "ended_at"], name="workflow_sla_ended", condition=models.Q(kind="sla")),
        ]


class Incident(CaseRow):
    """Something that an administrator must look at; the token waits meanwhile."""

    id = models.BigIntegerField(primary_key=True)
    token_id = models.BigIntegerField()
    node = models.CharField(max_length=200)
    code = models.CharField(max_length=60)
    message = models.TextField()
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = _("Incident"), _("Incidents")
        indexes: ClassVar = [
            models.Index(
                fields=["company", "case"], name="workflow_incident_open", condition=models.Q(resolved_at=None)
            )
        ]


class Snapshot(CaseRow):
    """What was submitted in one round, as canonical JSON text, and its SHA-256."""

    round = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.TextField()
    taken_at = models.DateTimeField()

    append_only: ClassVar[bool] = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "round"], name="workflow_snapshot_round")]


class Edit(CaseRow):
    """What somebody changed while deciding, field by field, and the content that it made, with its SHA-256."""

    id = models.BigIntegerField(primary_key=True)
    task_id = models.BigIntegerField()
    node = models.CharField(max_length=200)
    author = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    round = models.PositiveIntegerField()
    changes = models.JSONField()
    sha256 = models.CharField(max_length=64)
    data = models.TextField()

    append_only: ClassVar[bool] = True
    group_references: ClassVar[tuple[str, ...]] = ("author",)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="workflow_edit_case")]


class Entry(CaseRow):
    """One line of a case's log: the act, who, when, and every changed value; chained to the line before."""

    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=40)
    actor = models.CharField(max_length=200)
    employee_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    changes = models.JSONField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    append_only: ClassVar[bool] = True

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "seq"], name="workflow_entry_seq")]
