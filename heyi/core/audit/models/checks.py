"""What became of the checks of what must hold (``heyi check --record``): a row for each check, and one for each finding."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.records import Record
from heyi.core.access.scoping import Reach


class CheckRun(Record):
    """One check, as one company may know it: of what was found elsewhere it says nothing.

    ``counts`` maps the rules that do not hold to ``[records, records kept as findings]``; ``rules`` is how many were asked.
    """

    class Trigger(models.TextChoices):
        NIGHTLY = "nightly", _("Every night")
        COMMAND = "command", _("Command line")

    trigger = models.CharField(_("Trigger"), max_length=8, choices=Trigger.choices)
    started_at = models.DateTimeField(_("Started at"))
    ended_at = models.DateTimeField(_("Ended at"))
    rules = models.PositiveIntegerField(_("Rules asked"))
    counts = models.JSONField(default=dict, blank=True)

    audited: ClassVar[bool] = False
    reach = Reach(shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("System check"), _("System checks")
        indexes: ClassVar = [models.Index(fields=["company", "-started_at"], name="audit_checkrun_newest")]

    @property
    def broken(self) -> int:
        """How many rules do not hold."""
        return len(self.counts)


class CheckFinding(Record):
    """One record that breaks one rule, from the check that saw it first to the one that did not see it any more.

    ``whole`` is what concerns the installation and no single company (a table without its wall): each company has its own
    row of it, so that rows without a company need no exception in any wall. ``detail`` holds figures of the record.
    """

    rule = models.CharField(_("Rule"), max_length=20)
    record = models.CharField(_("Record"), max_length=200)
    detail = models.CharField(_("Details"), max_length=500, blank=True)
    whole = models.BooleanField(_("Whole installation"), default=False)
    first_seen_at = models.DateTimeField(_("First seen"))
    last_seen_at = models.DateTimeField(_("Last seen"))
    gone_at = models.DateTimeField(_("Gone since"), null=True, blank=True)

    audited: ClassVar[bool] = False
    reach = Reach(shares=False)

    class Meta:
        verbose_name, verbose_name_plural = _("Finding"), _("Findings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "rule", "whole", "record"],
                name="audit_finding_open",
                condition=models.Q(gone_at=None),
            )
        ]
        indexes: ClassVar = [models.Index(fields=["company", "-gone_at"], name="audit_finding_gone")]

    def __str__(self) -> str:
        return f"{self.rule} {self.record}"
