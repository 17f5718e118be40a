"""Processes and their versions. A published version never changes; running cases stay on theirs (rule 39)."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record


class Definition(Record):
    """A process (流程定义) of one company, by its key. ``shipped`` ones follow the product until somebody edits them."""

    key = models.CharField(_("Key"), max_length=120)
    resource = models.CharField(_("Resource"), max_length=80, blank=True)
    shipped = models.BooleanField(default=False, editable=False)
    #: Who suspended it (挂起), when, why, and whether its cases are frozen with it; empty while cases can begin.
    suspended = models.JSONField(default=dict, db_default={}, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Process"), _("Processes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["company", "key"], name="workflow_definition_key")]

    def __str__(self) -> str:
        return self.key


class Version(Record):
    """One version of a process (流程版本): its BPMN text and the SHA-256 of it. At most one is in force; one that is
    ``scheduled`` comes into force at ``effective_at`` (生效日期), a moment that was chosen in the company's zone; one that is
    for one ``case`` alone was made when an administrator changed the way of that case.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Waiting for its day")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")
        CASE = "case", _("For one case")

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="versions", verbose_name=_("Process"))
    number = models.PositiveIntegerField(_("Number"))
    state = models.CharField(_("Status"), max_length=12, choices=State.choices, default=State.DRAFT)
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("Published"), null=True, blank=True)
    effective_at = models.DateTimeField(_("In force from"), null=True, blank=True)
    note = models.CharField(_("Note"), max_length=500, blank=True, db_default="")

    class Meta:
        verbose_name, verbose_name_plural = _("Process version"), _("Process versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "definition", "number"], name="workflow_version_number"),
            models.UniqueConstraint(
                fields=["company", "definition"],
                name="workflow_version_in_force",
                condition=models.Q(state="published"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} / {self.number}"


class Opening(models.Model):
    """A start event of the version in force that waits for a message, a signal or a moment (启动事件)."""

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="openings")
    node = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField(null=True)
    data = models.JSONField(default=dict)

    audited: ClassVar[bool] = False

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "node", "kind", "name"], name="workflow_opening_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["company", "kind", "name"], name="workflow_opening_named"),
            models.Index(fields=["due_at"], name="workflow_opening_due", condition=models.Q(due_at__isnull=False)),
        ]


class Post(models.Model):
    """A message or signal on its way (rule 35): written with what sent it, delivered once, kept until it expires.

    ``position`` is the last case that a signal has reached, so that a delivery can go on where it was interrupted.
    """

    class State(models.TextChoices):
        SENT = "sent", _("On its way")
        WAITING = "waiting", _("Waiting for a receiver")
        DELIVERED = "delivered", _("Delivered")
        AMBIGUOUS = "ambiguous", _("More than one receiver")
        EXPIRED = "expired", _("Expired")

    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=400, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sender_id = models.BigIntegerField(null=True)
    by = models.ForeignKey("org.Employee", models.PROTECT, null=True, related_name="+")
    receiver_id = models.BigIntegerField(null=True)
    position = models.BigIntegerField(default=0)

    audited: ClassVar[bool] = False
    group_references: ClassVar[tuple[str, ...]] = ("by",)

    class Meta:
        verbose_name, verbose_name_plural = _("Message between processes"), _("Messages between processes")
        indexes: ClassVar = [
            models.Index(
                fields=["company", "name", "key"],
                name="workflow_post_waiting",
                condition=models.Q(state__in=["sent", "waiting"]),
            ),
            models.Index(fields=["company", "expires_at"], name="workflow_post_expires"),
        ]


class Clocked(models.Model):
    """A company whose cases have waited for a moment. The clock's job reads it before it can know for whom it acts, so it
    is no company's row: it holds a bare number, written once, and stays outside row-level security.
    """

    number = models.BigIntegerField(primary_key=True)


class Fetched(models.Model):
    """Work of a service task that an external worker has taken until a moment."""

    subscription_id = models.BigIntegerField(primary_key=True)
    company = models.ForeignKey("org.Company", models.PROTECT, related_name="+")
    topic = models.CharField(max_length=200)
    until = models.DateTimeField()

    audited: ClassVar[bool] = False

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "until"], name="workflow_fetched_until")]


class RuleModel(Record):
    """One version of a decision model (决策模型): its DMN text. Business rule tasks use the one in force."""

    key = models.CharField(_("Key"), max_length=120)
    name = models.CharField(_("Name"), max_length=200)
    number = models.PositiveIntegerField(_("Number"))
    in_force = models.BooleanField(default=True, editable=False)
    xml = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("Decision model"), _("Decision models")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "key", "number"], name="workflow_rules_number"),
            models.UniqueConstraint(
                fields=["company", "key"], name="workflow_rules_in_force", condition=models.Q(in_force=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Scenario(Record):
    """A content and who is to be asked about it step by step: asked again at each publication (流程回归测试)."""

    definition = models.ForeignKey(Definition, models.CASCADE, related_name="scenarios", verbose_name=_("Process"))
    name = models.CharField(_("Name"), max_length=200)
    initiator = models.ForeignKey("org.Employee", models.PROTECT, related_name="+", verbose_name=_("Initiator"))
    values = models.JSONField(default=dict)
    expected = models.JSONField(default=dict)

    group_references: ClassVar[tuple[str, ...]] = ("created_by", "updated_by", "initiator")

    class Meta:
        verbose_name, verbose_name_plural = _("Process test"), _("Process tests")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "definition", "name"], name="workflow_scenario_name")
        ]

    def __str__(self) -> str:
        return self.name
