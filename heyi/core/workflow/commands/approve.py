"""同意."""

from dataclasses import dataclass

from heyi.core.workflow.approval.votes import APPROVED
from heyi.core.workflow.commands.base import (
    USER_TASK,
    case_of,
    claimed,
    never_self,
    own_task,
    required_fields,
    same_content,
    sign,
)
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Say yes to a task. The last yes takes effect in the same transaction."""

    task_id: int
    opinion: str = ""
    act: str = "approve"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """One vote, on exactly what was submitted."""
        task = own_task(step, self.task_id, action="approve")
        claimed(step, task)
        never_self(step, task)
        same_content(step)
        required_fields(step, task)
        sign(step, task, "approve", self.opinion)
        USER_TASK.vote(step, task, APPROVED)
