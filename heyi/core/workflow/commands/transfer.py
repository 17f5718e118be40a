"""转办: the task and the answer for it go to somebody else (rule 21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.approval import asking, gates
from heyi.core.workflow.commands.base import case_of, claimed, own_task, sign
from heyi.core.workflow.commands.receiving import check_receivers
from heyi.core.workflow.errors import BadReceiver
from heyi.core.workflow.state import Task
from heyi.core.workflow.step import Step

MAX_HOPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Hand a task over. Chains are free of cycles and at most five long."""

    task_id: int
    to: int
    opinion: str = ""
    act: str = "transfer"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """The same vote in other hands: the electorate does not change."""
        task = own_task(step, self.task_id, action="transfer")
        claimed(step, task)
        check_receivers(step, task, [self.to])
        if self.to in task.holders or len(task.holders) >= MAX_HOPS:
            raise BadReceiver
        sign(step, task, "transfer", self.opinion, target=str(self.to))
        hand_on(step, task, self.to)


def hand_on(step: Step, task: Task, to: int, identity: Mapping[str, Any] | None = None) -> Task:
    """The task ends as handed over, and the same vote is asked of ``to``, with all that was added before or after it."""
    step.end_task(task, "transferred")
    again = asking.ask_again(step, task, to, identity=identity, transferred_from=task.id, by=step.actor.employee_id)
    again.holders, again.held = [*task.holders, task.assignee_id or 0], task.held
    activation = step.state.activations[task.activation_id]
    for key in gates.gates_of(activation, task.id):
        activation.data["gates"][key]["task"] = again.id
        step.state.touch(activation)
    return again
