"""认领 and 释放: of all who could do it, one takes it; the others see it again when it is put back."""

from dataclasses import dataclass

from heyi.core.workflow.approval import pool
from heyi.core.workflow.approval.pool import CLAIMED
from heyi.core.workflow.commands.base import case_of, own_task, taken_by_another
from heyi.core.workflow.errors import NotClaimed
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Take a pooled task. The case is locked, so of fifty who press at once exactly one has it (TaskClaimed for the rest)."""

    task_id: int
    opinion: str = ""
    act: str = "claim"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """The others' tasks are held."""
        task = own_task(step, self.task_id, action="claim")
        activation = step.state.activations[task.activation_id]
        approval = step.graph.nodes[task.node].approval
        if approval is None or not approval.claim or "gate" in task.origin:
            raise NotClaimed
        if activation.data.get(CLAIMED) not in (None, task.id):  # somebody who was asked again, or added, meanwhile
            raise taken_by_another(step, activation)
        if activation.data.get(CLAIMED) is None:
            activation.data["claimed_at"] = step.at.isoformat()
        activation.data[CLAIMED] = task.id
        step.state.touch(activation)
        step.store.load_tasks(step.state, activation.id)
        for other in step.state.open_tasks(activation.id):
            if other.id != task.id and "gate" not in other.origin and not other.held:
                other.held = CLAIMED
                step.state.touch(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Put a taken task back; everybody who could do it is asked again."""

    task_id: int
    opinion: str = ""
    act: str = "release"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """The others' tasks are free again."""
        task = own_task(step, self.task_id, action="release")
        activation = step.state.activations[task.activation_id]
        if activation.data.get(CLAIMED) != task.id:
            raise NotClaimed
        pool.free(step, activation)
