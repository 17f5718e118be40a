"""Tell people: open pages at once, the message centre in the same transaction, and nobody about what they just did."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.events import live
from heyi.core.messages.sending import notify
from heyi.core.messages.templates import register_sight, register_template
from heyi.core.resources import registry
from heyi.core.workflow import models
from heyi.core.workflow.services.titles import title_for_all
from heyi.core.workflow.state import Case
from heyi.core.workflow.step import Notice
from heyi.core.workflow.subjects import speaks_of

RESOURCE = "workflow.case"
_TITLES = {
    "workflow.task.arrived": _("%(title)s waits for your decision"),
    "workflow.task.answered": _("%(by)s has answered about %(title)s"),
    "workflow.task.reminded": _("%(title)s still waits for your decision"),
    "workflow.task.escalated": _("%(title)s has waited too long for a decision"),
    "workflow.case.at_risk": _("%(title)s is close to its time limit"),
    "workflow.case.breached": _("%(title)s has exceeded its time limit"),
    "workflow.scenario.broken": _("Tests of processes would go another way now: %(title)s"),
    "workflow.task.urged": _("%(by)s asks you to decide about %(title)s"),
    "workflow.case.approved": _("%(title)s was approved"),
    "workflow.case.rejected": _("%(title)s was rejected by %(by)s"),
    "workflow.case.returned": _("%(title)s was returned by %(by)s"),
    "workflow.case.terminated": _("%(by)s has terminated %(title)s"),
    "workflow.case.archived": _("%(by)s has archived %(title)s"),
    "workflow.case.voided": _("%(by)s has voided %(title)s"),
    "workflow.case.reverted": _("%(by)s has reverted %(title)s"),
    "workflow.case.suspended": _("%(by)s has suspended %(title)s"),
    "workflow.case.resumed": _("%(by)s has resumed %(title)s"),
    "workflow.case.reopened": _("%(by)s has reopened %(title)s"),
    "workflow.case.asked": _("%(by)s asks you to confirm an intervention in %(title)s"),
    "workflow.case.copied": _("%(by)s sent you %(title)s to read"),
    "workflow.case.mentioned": _("%(by)s mentioned you in a comment about %(title)s"),
    "workflow.case.commented": _("%(by)s commented on %(title)s"),
}


def register() -> None:
    """Declare what approvals say, and who may read it."""
    for name, title in _TITLES.items():
        register_template(name, title, "%(label)s", kind="approval")
    register_sight(RESOURCE, visible_cases, page="/inbox")


def visible_cases(actor: Actor, ids: Iterable[int]) -> set[int]:
    """Cases that the actor began, was asked in, or got a copy of."""
    me, wanted = actor.employee_id or 0, list(ids)
    mine = models.Case.objects.filter(pk__in=wanted, company_id__in=actor.company_ids, initiator_id=me)
    asked = models.Task.objects.filter(Q(assignee_id=me) | Q(delegate_id=me), case_id__in=wanted)
    copied = models.Copy.objects.filter(employee_id=me, case_id__in=wanted)
    found = set(mine.values_list("pk", flat=True)) | set(asked.values_list("case_id", flat=True))
    found |= set(copied.values_list("case_id", flat=True))
    rest = set(wanted) - found
    archived = models.Archived.objects.filter(
        pk__in=rest, company_id__in=actor.company_ids, participants__contains=[me]
    )
    return found | set(archived.values_list("pk", flat=True) if rest else ())


def tell_people(case: Case, notices: Sequence[Notice], actor: Actor, *, quiet: bool = False) -> None:
    """Messages to everybody whom a notice concerns, and a nudge to every page that shows the case or its document; after a
    ``quiet`` act only to those whom it concerns.
    """
    concerned = {actor.employee_id} if actor.employee_id else set()
    concerned |= set() if quiet else {case.initiator_id}
    for notice in notices:
        concerned |= set(notice.people)
        others = [person for person in notice.people if person != actor.employee_id]
        if notice.name in _TITLES and others:
            params: dict[str, Any] = {
                "title": title_for_all(case.resource, case.title, case.subject_label),
                "label": case.subject_label,
                "by": notice.data.get("by", actor.name),
            }
            params["speaks_of"] = list(speaks_of(case.resource))
            notify(others, notice.name, params, actor=actor, resource=RESOURCE, record_id=case.id)
    live.to_employees(concerned, "inbox", {"case": case.id})
    if case.record_id is not None and not quiet:
        _announce(case)


def _announce(case: Case) -> None:
    try:
        model = registry.get(case.resource).model
    except KeyError:  # a document that is no resource has no page that shows it
        return
    record = model._default_manager.filter(pk=case.record_id).first()
    if record is not None:
        live.record_changed(record, case.resource, {"id": record.pk, "version": getattr(record, "version", None)})
