"""催办 that waits: whoever rests (勿扰) is told at the end of it, unless what they were asked is over by then."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from heyi.core.workflow.state import Copy, Subscription

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

URGE = "urge"
URGED, ESCALATED = "workflow.task.urged", "workflow.task.escalated"


def tell(step: "Step", people: Iterable[int], opinion: str, by: str) -> None:
    """Now."""
    from heyi.core.workflow.step import Notice

    told = tuple(dict.fromkeys(people))
    if told:
        step.notices.append(Notice(URGED, told, {"opinion": opinion, "by": by}))


def later(step: "Step", activation_id: int, at: datetime, people: list[int], tasks: list[int], opinion: str) -> None:
    """At a moment; the wait ends with the step that asks them."""
    activation = step.state.activations[activation_id]
    data = {"people": people, "tasks": tasks, "opinion": opinion, "by": step.actor.name}
    row = Subscription(
        step.state.number(), URGE, activation.node, activation.id, activation.scope, step.at, due_at=at, data=data
    )
    step.state.add(row)


def deliver(step: "Step", row: Subscription) -> None:
    """Their rest is over. It is heard once: the limit counts from now, and how often it was urged stays as it is."""
    people = set(row.data["people"])
    still = max((step.rest(person, step.at) for person in people), default=step.at)
    if still > step.at:  # their hours have changed meanwhile
        row.due_at = still
        step.state.touch(row)
        return
    step.word = "urged"
    step.unsubscribe(row, "done")
    step.store.load_tasks(step.state, row.activation_id)
    tasks = [
        task for task in step.state.open_tasks(row.activation_id) if task.id in row.data["tasks"] and not task.held
    ]
    for task in tasks:
        task.urged_at = step.at
        step.state.touch(task)
    asked = {one for task in tasks for one in (task.assignee_id, task.delegate_id) if one}
    tell(step, [one for one in row.data["people"] if one in asked], row.data["opinion"], row.data["by"])


def escalate(step: "Step", above: Iterable[int]) -> None:
    """Those above hear that somebody is asked again and again, and read along."""
    from heyi.core.workflow.step import Notice

    people = tuple(dict.fromkeys(above))
    for person in people:
        if not step.store.is_participant(step.state.case.id, person):
            step.state.append(Copy(person, None, step.at))
    if people:
        step.notices.append(Notice(ESCALATED, people))
