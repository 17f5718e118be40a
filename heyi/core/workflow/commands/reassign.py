"""What becomes of open tasks when people leave or move (rules 18 and 19). Ordered by the organization, not by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.approval.asking import successors
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import Resolver, resolve
from heyi.core.workflow.approval.rules import Approval, Follow
from heyi.core.workflow.commands.add import drop_voter
from heyi.core.workflow.commands.base import case_of
from heyi.core.workflow.commands.receiving import asked_here, barred
from heyi.core.workflow.commands.transfer import hand_on
from heyi.core.workflow.errors import LastVoter, NobodyLeft
from heyi.core.workflow.state import Task
from heyi.core.workflow.step import Notice, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign:
    """Somebody is gone: their open task goes to ``to``, else to their leader, the one above, or an administrator. Who is asked
    there already has one vote, not two; questions that were only for advice end.
    """

    task_id: int
    to: int | None = None
    opinion: str = ""
    act: str = "reassign"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """NobodyLeft when there is nobody at all."""
        task = step.state.tasks.get(self.task_id)
        if task is None or task.state != "open" or task.assignee_id is None:
            return
        if task.kind == "reply":
            drop_voter(step, task)
            return
        taken = (asked_here(step, task) | barred(step, task)) - {task.assignee_id}
        line = ([self.to] if self.to else []) + successors(step, task.assignee_id)
        found = next((one for one in line if one not in taken), None)
        if line and line[0] in taken and task.kind != "resubmit":
            try:
                drop_voter(step, task)
            except LastVoter:
                pass
            else:
                return
        if found is None:
            raise NobodyLeft
        _hand(step, task, found, "left")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPost(Reassign):
    """岗随任务: somebody has moved, and the step wants whoever its rules give now; elsewhere the task stays theirs."""

    act: str = "follow"

    def execute(self, step: Step) -> None:
        """Look the step's people up anew; nothing happens when the rules still give the same person, or nobody."""
        task = step.state.tasks.get(self.task_id)
        approval = step.graph.nodes[task.node].approval if task is not None else None
        if task is None or task.state != "open" or approval is None or approval.follow != Follow.POST:
            return
        if "gate" in task.origin or "added_by" in task.origin or task.holders:
            return
        resolution = resolve(question_of(step, step.graph.nodes[task.node], approval or Approval()), step.directory)
        wanted = [voter.person_id for voter in resolution.voters]
        if task.assignee_id in wanted or not wanted:
            return
        taken = asked_here(step, task) | barred(step, task)
        found = next((one for one in wanted if one not in taken), None)
        activation = step.state.activations[task.activation_id]
        activation.data["followed"] = [*activation.data.get("followed", []), *resolution.derivation]
        step.state.touch(activation)
        if found is not None:
            identity = next(one.identity for one in resolution.voters if one.person_id == found)
            _hand(step, task, found, "moved", identity)
        elif activation.data["total"] > 1:
            drop_voter(step, task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Reassign):
    """A delegation has begun that is also for open to-dos: its delegate may act on this one (rule 20)."""

    act: str = "cover"

    def execute(self, step: Step) -> None:
        """Look the stand-in up as for a new task."""
        task = step.state.tasks.get(self.task_id)
        approval = step.graph.nodes[task.node].approval if task is not None else None
        if task is None or task.state != "open" or task.assignee_id is None or approval is None:
            return
        question = question_of(step, step.graph.nodes[task.node], approval)
        delegate = Resolver(question, step.directory).with_delegate(task.assignee_id).delegate_id
        if delegate is None or delegate == task.delegate_id or delegate in asked_here(step, task):
            return
        task.delegate_id = delegate
        step.state.touch(task)
        if not task.held:
            step.notices.append(Notice("workflow.task.arrived", (delegate,), {"node": task.node}))


def _hand(step: Step, task: Task, to: int, why: str, identity: Mapping[str, Any] | None = None) -> None:
    step.decide(task, "transfer", actor_id=None, on_behalf_of_id=task.assignee_id, reason=why, target=str(to))
    hand_on(step, task, to, identity)
