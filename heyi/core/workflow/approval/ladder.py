"""The ladder of a task that waits (超时处理): remind, escalate, hand on, and at its end decide, each rung in the log.

Rungs are timers of the activation, so they end with it, whoever comes first wins on the locked case (rule 32), and a
decision by the clock is the system's, never shown as that of a person (rule 33).
"""

from typing import TYPE_CHECKING

from heyi.core.workflow.approval import asking
from heyi.core.workflow.approval.rules import Approval, Reach, Rung, RungAct
from heyi.core.workflow.graph import Node, Trap
from heyi.core.workflow.parser.model import Trigger
from heyi.core.workflow.running import timing
from heyi.core.workflow.state import Activation, Copy, Subscription, Task

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

TIMEOUT = "timeout"


def start(step: "Step", activation: Activation, node: Node, approval: Approval) -> None:
    """A task has arrived: work out when it is due, and set up its rungs."""
    if approval.due:
        plan = timing.clock_of(step).plan(_trap(approval.due, approval), {})
        activation.data = {**activation.data, "due_at": plan.due_at.isoformat()}
    for index, rung in enumerate(approval.ladder):
        plan = timing.clock_of(step).plan(_trap(rung.after, approval), {})
        row = Subscription(
            step.state.number(), "timer", node.id, activation.id, activation.scope, step.at, name=str(rung.act),
            due_at=plan.due_at, data={**plan.data(), "rung": index, "left": rung.times},
        )  # fmt: skip
        step.state.add(row)


def climb(step: "Step", row: Subscription, node: Node) -> None:
    """A rung is due."""
    approval = node.approval or Approval()
    activation = step.state.activations[row.activation_id]
    rung = approval.ladder[row.data["rung"]]
    _spend(step, row, rung, approval)
    step.store.load_tasks(step.state, activation.id)
    tasks = step.state.open_tasks(activation.id)
    match rung.act:
        case RungAct.REMIND:
            _remind(step, node, tasks)
        case RungAct.ESCALATE:
            _escalate(step, node, tasks, rung)
        case RungAct.TRANSFER:
            _transfer(step, tasks, rung)
        case _:
            _decide(step, activation, node, tasks, rung.act)


def _spend(step: "Step", row: Subscription, rung: Rung, approval: Approval) -> None:
    left = row.data["left"] - 1
    if left < 1 or not rung.every:
        step.unsubscribe(row, "done")
        return
    plan = timing.clock_of(step).plan(_trap(rung.every, approval), {})
    row.due_at, row.data = plan.due_at, {**row.data, **plan.data(), "left": left, "since": step.at.isoformat()}
    step.state.touch(row)


def _remind(step: "Step", node: Node, tasks: list[Task]) -> None:
    from heyi.core.workflow.step import Notice

    people = [one for task in tasks if not task.held for one in (task.assignee_id, task.delegate_id) if one]
    if people:
        step.notices.append(Notice("workflow.task.reminded", tuple(dict.fromkeys(people)), {"node": node.id}))


def _escalate(step: "Step", node: Node, tasks: list[Task], rung: Rung) -> None:
    """Those above hear of it, and can see the case."""
    from heyi.core.workflow.step import Notice

    above = tuple(dict.fromkeys(one for task in tasks for one in _above(step, task, rung)))
    for person in above:
        if not step.store.is_participant(step.state.case.id, person):
            step.state.append(Copy(person, None, step.at))
    if above:
        step.notices.append(Notice("workflow.task.escalated", above, {"node": node.id}))


def _transfer(step: "Step", tasks: list[Task], rung: Rung) -> None:
    from heyi.core.workflow.commands.receiving import asked_here, barred
    from heyi.core.workflow.commands.transfer import hand_on

    for task in tasks:
        taken = asked_here(step, task) | barred(step, task)
        to = next((one for one in _above(step, task, rung) if one not in taken), None)
        if to is not None and not task.held:
            step.decide(
                task, "transfer", actor_id=None, on_behalf_of_id=task.assignee_id, reason=TIMEOUT, target=str(to)
            )
            hand_on(step, task, to)


def _decide(step: "Step", activation: Activation, node: Node, tasks: list[Task], act: RungAct) -> None:
    from heyi.core.workflow.behaviors.user_task import UserTask
    from heyi.core.workflow.commands.return_ import Return
    from heyi.core.workflow.returning import Past

    if act == RungAct.RETURN:
        for task in tasks[:1]:
            step.decide(task, "return", actor_id=None, on_behalf_of_id=task.assignee_id, reason=TIMEOUT, target="start")
            Return(task_id=task.id).to_initiator(step, Past(step.store.history(step.state.case.id), step.graph))
        return
    vote = "rejected" if act == RungAct.REJECT else "approved"
    for task in tasks:
        if activation.state == "active" and task.state == "open":
            word = "reject" if act == RungAct.REJECT else "approve"
            step.decide(task, word, actor_id=None, on_behalf_of_id=task.assignee_id, reason=TIMEOUT)
            UserTask().vote(step, task, vote)
            if act == RungAct.SKIP and activation.state == "active":
                UserTask().settle(step, activation, node, force="approved")


def _above(step: "Step", task: Task, rung: Rung) -> list[int]:
    case = step.state.case
    if rung.role:
        found = step.directory.holders_of_role(
            rung.role, Reach.COMPANY, company_id=case.company_id, department_id=case.department_id
        )
        known = step.directory.people(found)
        return [one for one in found if known[one].active and one not in (task.assignee_id, case.initiator_id)]
    return asking.successors(step, task.assignee_id or 0)[:1]


def _trap(text: str, approval: Approval) -> Trap:
    return Trap(Trigger.TIMER, timer="duration", text=text, working=approval.working)
