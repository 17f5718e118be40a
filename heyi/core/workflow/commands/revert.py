"""撤销: the initiator takes an approved case back, within the days that the process gives (rule 22)."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import CannotRevert
from heyi.core.workflow.state import APPROVED, REVERTED
from heyi.core.workflow.step import Notice, Step
from heyi.core.workflow.subjects import subjects
from heyi.kit.errors import Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Revert:
    """What approving did is undone by the document's own reversal; without one it is refused with the reason."""

    case_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "revert"

    def execute(self, step: Step) -> None:
        """Check who and when, then compensate."""
        employee, case = participant(step), step.state.case
        if employee != case.initiator_id:
            raise Denied
        if case.state != APPROVED:
            raise CannotRevert(_("Only what has been approved can be reverted."))
        days = step.graph.policy.revert_days
        if not days:
            raise CannotRevert(_("The process does not provide for it."))
        if case.ended_at is None or step.at - case.ended_at > timedelta(days=days):
            raise CannotRevert(_("It was possible for %(days)s days after the approval."), days=days)
        compensate(step)
        case.state = REVERTED
        step.notices.append(Notice("workflow.case.reverted", (case.initiator_id,), {"opinion": self.opinion}))


def compensate(step: Step, *, check_only: bool = False) -> None:
    """The document's ``revert`` happens with this act. CannotRevert when it has none: effects are never just forgotten."""
    case = step.state.case
    if case.record_id is None:
        return
    subject = subjects().get(case.resource)
    if subject is None or subject.revert is None:
        raise CannotRevert(_("This kind of document does not say how its approval is undone."))
    if not check_only:
        step.hooks.append(REVERTED)
