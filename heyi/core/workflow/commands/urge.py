"""催办, with a limit, and never while people rest (勿扰)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from heyi.core.workflow.approval import asking
from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import CaseEnded, UrgedRecently
from heyi.core.workflow.running import urging
from heyi.core.workflow.state import LIVE_STATES, Task
from heyi.core.workflow.step import Step
from heyi.kit.errors import Denied

PAUSE = timedelta(hours=2)
ESCALATED = 3
"""Urged so often, a task is told to those above as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """The initiator asks everybody who is being waited for to hurry; each task at most once in two hours.

    Whoever rests hears of it when that is over. Until then the task cannot be urged again, and the two hours count from the
    moment that it was heard. From the third time on those above are told too, who then read along.
    """

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
        pending = {number for row in step.state.open_subscriptions(urging.URGE) for number in row.data["tasks"]}
        due = [
            task
            for _, task in sorted(step.state.tasks.items())  # whatever order they were loaded in
            if task.state == "open" and not task.held and task.id not in pending
            and (task.urged_at is None or step.at - task.urged_at >= PAUSE)
        ]  # fmt: skip
        if not due:
            raise UrgedRecently
        for task in due:
            task.urged, task.urged_at = task.urged + 1, step.at
            step.state.touch(task)
        self._tell(step, due)

    def _tell(self, step: Step, due: list[Task]) -> None:
        """Now, or at the end of each one's rest."""
        waiting: dict[tuple[int, datetime], dict[int, list[int]]] = {}
        now: list[int] = []
        for task in due:
            for person in (task.assignee_id, task.delegate_id):
                at = step.rest(person, step.at) if person else step.at
                if person and at <= step.at:
                    now.append(person)
                elif person:
                    waiting.setdefault((task.activation_id, at), {}).setdefault(person, []).append(task.id)
        urging.tell(step, now, self.opinion, step.actor.name)
        for (activation_id, at), people in waiting.items():
            tasks = sorted({number for numbers in people.values() for number in numbers})
            urging.later(step, activation_id, at, list(people), tasks, self.opinion)
        often = [task for task in due if task.urged >= ESCALATED]
        above = [one for task in often for one in asking.successors(step, task.assignee_id or 0)[:1]]
        urging.escalate(step, above)
