"""催办, with a limit."""

from dataclasses import dataclass
from datetime import timedelta

from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import CaseEnded, UrgedRecently
from heyi.core.workflow.state import LIVE_STATES
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import Denied

PAUSE = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """The initiator asks everybody who is being waited for to hurry; each task at most once in two hours."""

    case_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "urge"

    def execute(self, step: Step) -> None:
        """Mark the open tasks and tell their people."""
        employee, case = participant(step), step.state.case
        if employee != case.initiator_id:
            raise Denied
        if case.state not in LIVE_STATES:
            raise CaseEnded
        for activation in list(step.state.activations.values()):
            step.store.load_tasks(step.state, activation.id)
        due = [
            task
            for task in step.state.tasks.values()
            if task.state == "open" and not task.held and (task.urged_at is None or step.at - task.urged_at >= PAUSE)
        ]
        if not due:
            raise UrgedRecently
        for task in due:
            task.urged, task.urged_at = task.urged + 1, step.at
            step.state.touch(task)
        people = tuple({one for task in due for one in (task.assignee_id, task.delegate_id) if one})
        step.notices.append(Notice("workflow.task.urged", people, {"opinion": self.opinion}))
