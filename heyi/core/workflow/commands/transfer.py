"""转办: the task and the answer for it go to somebody else (rule 21)."""

from dataclasses import dataclass

from heyi.core.workflow.approval.rules import SelfRule
from heyi.core.workflow.commands.base import case_of, own_task, sign
from heyi.core.workflow.errors import BadReceiver
from heyi.core.workflow.state import Task
from heyi.core.workflow.step import Notice, Step

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
        self._check(step, task)
        sign(step, task, "transfer", self.opinion, target=str(self.to))
        step.end_task(task, "transferred")
        holders = [*task.holders, task.assignee_id or 0]
        step.state.add(
            Task(
                id=step.state.number(), activation_id=task.activation_id, node=task.node, kind=task.kind,
                assignee_id=self.to, arrived_at=step.at, round=task.round, holders=holders, due_at=task.due_at,
                origin={"transferred_from": task.id, "by": step.actor.employee_id},
            )
        )  # fmt: skip
        step.notices.append(Notice("workflow.task.arrived", (self.to,), {"node": task.node}))

    def _check(self, step: Step, task: Task) -> None:
        person = step.directory.people([self.to]).get(self.to)
        step.store.load_tasks(step.state, task.activation_id)
        asked = {other.assignee_id for other in step.state.open_tasks(task.activation_id)}
        asked |= {queued[0] for queued in step.state.activations[task.activation_id].data.get("queue", ())}
        approval = step.graph.nodes[task.node].approval
        to_initiator = self.to == step.state.case.initiator_id
        if (
            person is None
            or not person.active
            or self.to in {step.actor.employee_id, *task.holders, *asked}
            or len(task.holders) >= MAX_HOPS
            or (to_initiator and (approval is None or approval.self_rule != SelfRule.ALLOW))
        ):
            raise BadReceiver
