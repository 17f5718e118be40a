"""Who may be handed a task, added beside it, or asked about it."""

from collections.abc import Iterable

from heyi.core.workflow.approval.questions import decided_with
from heyi.core.workflow.approval.rules import Approval, SelfRule
from heyi.core.workflow.errors import BadReceiver
from heyi.core.workflow.state import Task
from heyi.core.workflow.step import Step

MOST = 20


def check_receivers(step: Step, task: Task, people: Iterable[int], *, votes: bool = True) -> list[int]:
    """Everybody works in this company, is not the actor, and is named once. Whoever gets a vote (``votes``) is not asked here
    already, and not the initiator unless the step allows it. Raises BadReceiver.
    """
    wanted = list(people)
    known = step.directory.people(wanted)
    right = 0 < len(wanted) <= MOST and len(set(wanted)) == len(wanted)
    taken = {step.actor.employee_id} | (asked_here(step, task) | barred(step, task) if votes else set())
    for one in wanted:
        found = known.get(one)
        right = right and found is not None and found.active and one not in taken
        right = right and found is not None and found.company_id == step.state.case.company_id
    if not right:
        raise BadReceiver
    return wanted


def asked_here(step: Step, task: Task) -> set[int | None]:
    """Everybody who is being asked, or is going to be, in the activation of a task."""
    step.store.load_tasks(step.state, task.activation_id)
    data = step.state.activations[task.activation_id].data
    asked = {other.assignee_id for other in step.state.open_tasks(task.activation_id)}
    for level in (data, *data.get("gates", {}).values()):
        queues = [level.get("queue", []), *(one["queue"] for one in level.get("series", {}).values())]
        asked |= {kept[0] for queue in queues for kept in queue}
    return asked


def barred(step: Step, task: Task) -> set[int | None]:
    """Who must not decide here: the initiator, unless the step allows it, and who decided where duties are separated."""
    approval = step.graph.nodes[task.node].approval or Approval()
    taken: set[int | None] = set(decided_with(step, approval.sod, task.node)) if approval.sod else set()
    return taken if approval.self_rule == SelfRule.ALLOW else {step.state.case.initiator_id, *taken}
