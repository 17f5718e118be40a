"""同意."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heyi.core.workflow.approval.rules import RuleKind
from heyi.core.workflow.approval.votes import APPROVED
from heyi.core.workflow.commands.base import (
    USER_TASK,
    case_of,
    claimed,
    never_self,
    own_task,
    required_fields,
    same_content,
    separate_duties,
    sign,
)
from heyi.core.workflow.commands.start import check_choices
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Say yes to a task. The last yes takes effect in the same transaction. ``choices`` are whom the approver picks for
    later steps that ask for it, by node.
    """

    task_id: int
    opinion: str = ""
    choices: Mapping[str, list[int]] = field(default_factory=dict)
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
        separate_duties(step, task)
        if self.choices:
            check_choices(step, self.choices, RuleKind.NEXT)
            chosen = {node: list(people) for node, people in self.choices.items()}
            step.state.case.choices = {**step.state.case.choices, **chosen}
        sign(step, task, "approve", self.opinion)
        USER_TASK.vote(step, task, APPROVED)
