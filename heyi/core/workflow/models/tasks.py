"""What people are asked, what they decided, and what was said beside it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.models.cases import Activation, CaseRow


class Task(CaseRow):
    """What one person is asked (待办). ``delegate`` may act in their place."""

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        RETURNED = "returned", _("Returned")
        TRANSFERRED = "transferred", _("Handed over")
        CLOSED = "closed", _("Decided by others")
        ABSTAINED = "abstained", _("Abstained")
        ANSWERED = "answered", _("Answered")
        RETRACTED = "retracted", _("Taken back")
        REMOVED = "removed", _("No longer asked")

    id = models.BigIntegerField(primary_key=True)
    activation = models.ForeignKey(Activation, models.PROTECT, related_name="+")
    node = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    assignee = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    delegate = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField()
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    holders = models.JSONField(default=list)
    origin = models.JSONField(default=dict)
    urged = models.PositiveIntegerField(default=0)
    urged_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    held = models.CharField(max_length=12, blank=True, default="", db_default="")
    #: When whoever is asked opened the case for the first time: for figures, and no part of the case's log.
    opened_at = models.DateTimeField(null=True)
    identity = models.JSONField(default=dict, db_default={})

    group_references: ClassVar[tuple[str, ...]] = ("assignee", "delegate")

    class Meta:
        verbose_name, verbose_name_plural = _("To-do"), _("To-dos")
        indexes: ClassVar = [
            models.Index(
                fields=["assignee", "-arrived_at", "-id"], name="workflow_task_todo", condition=models.Q(state="open")
            ),
            models.Index(
                fields=["delegate", "-arrived_at", "-id"],
                name="workflow_task_stand_in",
                condition=models.Q(state="open"),
            ),
        ]


class Decision(CaseRow):
    """What was decided on a task, on which content, as whom. One for each task, kept so by the database (I15)."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="decision")
    action = models.CharField(max_length=12)
    actor = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    round = models.PositiveIntegerField()
    node = models.CharField(max_length=200)
    on_behalf_of = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    opinion = models.TextField(blank=True)
    target = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True)
    identity = models.JSONField(default=dict)

    append_only: ClassVar[bool] = True
    group_references: ClassVar[tuple[str, ...]] = ("actor", "on_behalf_of")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["actor", "-decided_at", "-task"], name="workflow_decision_done"),
            models.Index(fields=["company", "decided_at"], name="workflow_decision_when"),
        ]


class Note(CaseRow):
    """A comment with those whom it calls by @, or the reason of an act on the whole case."""

    id = models.BigIntegerField(primary_key=True)
    author = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    body = models.TextField()
    at = models.DateTimeField()
    task_id = models.BigIntegerField(null=True)
    act = models.CharField(max_length=20, blank=True, default="", db_default="")
    people = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    files = models.JSONField(default=list, db_default=[])
    secret = models.BooleanField(default=False, db_default=False)

    append_only: ClassVar[bool] = True
    group_references: ClassVar[tuple[str, ...]] = ("author",)


class Copy(CaseRow):
    """抄送, 传阅: somebody who reads along, and whether they have; ``hops``: passed on so often until it came to them."""

    employee = models.ForeignKey("org.Employee", models.PROTECT, related_name="+")
    by = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    hops = models.PositiveSmallIntegerField(default=0, db_default=0)
    read_at = models.DateTimeField(null=True)

    group_references: ClassVar[tuple[str, ...]] = ("employee", "by")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "employee"], name="workflow_copy_once")]
        indexes: ClassVar = [
            models.Index(fields=["employee"], name="workflow_copy_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["employee", "-at", "-case"], name="workflow_copy_mine"),
        ]
