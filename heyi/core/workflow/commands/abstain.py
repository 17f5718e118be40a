"""弃权: to be there, and say neither yes nor no."""

from dataclasses import dataclass

from heyi.core.workflow.approval.votes import ABSTAINED
from heyi.core.workflow.commands.base import USER_TASK, case_of, claimed, never_self, own_task, sign
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstain:
    """Leave the decision to the others. The electorate stays as large as it was; the quorum is not helped."""

    task_id: int
    opinion: str = ""
    act: str = "abstain"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """One vote for neither side."""
        task = own_task(step, self.task_id, action="abstain")
        claimed(step, task)
        never_self(step, task)
        sign(step, task, "abstain", self.opinion)
        USER_TASK.vote(step, task, ABSTAINED)
