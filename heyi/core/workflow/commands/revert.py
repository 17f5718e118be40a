"""撤销: the initiator takes an approved case back, within the days that the process gives (rule 22): at once, or by a case that
decides about it.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.behaviors.call_activity import missing
from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import BeingReverted, CannotRevert
from heyi.core.workflow.state import APPROVED, REVERTED, Note
from heyi.core.workflow.step import Called, Notice, Step
from heyi.core.workflow.subjects import find_subject
from heyi.kit.errors import Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Revert:
    """What approving did is undone by the document's own reversal; without one it is refused with the reason. Where the process
    names another that decides about it, that one begins, about the same document; until it has, the approval stands.
    """

    case_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "revert"

    def execute(self, step: Step) -> None:
        """Check who and when, then compensate or ask."""
        employee, case = participant(step), step.state.case
        if employee != case.initiator_id:
            raise Denied
        if case.state != APPROVED:
            raise CannotRevert(_("Only what has been approved can be reverted."))
        policy = step.graph.policy
        if not policy.revert_days:
            raise CannotRevert(_("The process does not provide for it."))
        if case.ended_at is None or step.at - case.ended_at > timedelta(days=policy.revert_days):
            raise CannotRevert(_("It was possible for %(days)s days after the approval."), days=policy.revert_days)
        compensate(step, check_only=bool(policy.reversal))
        step.word = "ask_revert" if policy.reversal else ""
        step.state.append(
            Note(step.state.number(), employee, self.opinion.strip(), step.at, None, step.word or self.act)
        )
        if policy.reversal:
            self._ask(step, policy.reversal)
            return
        case.state = REVERTED
        step.notices.append(Notice("workflow.case.reverted", (case.initiator_id,), {"opinion": self.opinion}))

    def _ask(self, step: Step, process: str) -> None:
        case = step.state.case
        if missing(step.store.published(process, case.company_id), process):
            raise CannotRevert(_("The process that decides about it cannot begin now."))
        known = {**case.variables, "reversed_case": case.id, "reversal_reason": self.opinion}
        known.pop("outcome", None)
        title = gettext("Take back: %(title)s") % {"title": case.title}
        step.called.append(Called(process, 0, known, reverses=True, title=title[:300]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversed:
    """The case that decided about taking back this one's approval has ended. Only its approval undoes anything: what the document
    refuses undoes that approval too, and whoever gave it is told why.
    """

    case_id: int
    outcome: str
    task_id: None = None
    act: str = "reversal_ended"

    def execute(self, step: Step) -> None:
        """Compensate, or leave everything as it is and say so."""
        case = step.state.case
        if self.outcome != APPROVED:
            step.notices.append(Notice("workflow.case.revert_refused", (case.initiator_id,), {"outcome": self.outcome}))
            return
        if case.state != APPROVED:
            raise CannotRevert(_("Only what has been approved can be reverted."))
        compensate(step)
        case.state = REVERTED
        step.notices.append(Notice("workflow.case.reverted", (case.initiator_id,)))


def compensate(step: Step, *, check_only: bool = False) -> None:
    """The document's ``revert`` happens with this act. CannotRevert when it has none: effects are never just forgotten; and
    for the approval of a reversal, which had no effects of its own. BeingReverted while somebody decides about it.
    """
    case = step.state.case
    if case.is_reversal:
        raise CannotRevert(_("What was taken back is submitted again instead."))
    decides = step.store.reversal_of(case.id)
    if decides is not None:
        raise BeingReverted(extra={"case": decides})
    if case.record_id is None:
        return
    subject = find_subject(case.resource)
    if subject is None or subject.revert is None:
        raise CannotRevert(_("This kind of document does not say how its approval is undone."))
    if not check_only:
        step.hooks.append(REVERTED)
