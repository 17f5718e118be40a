"""拒绝."""

from dataclasses import dataclass

from heyi.core.workflow.approval.votes import REJECTED
from heyi.core.workflow.commands.base import USER_TASK, case_of, claimed, never_self, own_task, sign
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Say no to a task. What that does to the node and the case is the node's rule."""

    task_id: int
    opinion: str = ""
    act: str = "reject"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """One vote against. A document that has changed since can still be rejected."""
        task = own_task(step, self.task_id, action="reject")
        claimed(step, task)
        never_self(step, task)
        sign(step, task, "reject", self.opinion)
        USER_TASK.vote(step, task, REJECTED)
