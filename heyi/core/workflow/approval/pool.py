"""认领: of all who could do it one has taken it, and the others' tasks are held until it is put back or done."""

from typing import TYPE_CHECKING

from heyi.core.workflow.approval import asking, gates
from heyi.core.workflow.state import Activation

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

CLAIMED = "claimed"


def free(step: "Step", activation: Activation) -> None:
    """Nobody has the pooled task any more; everybody who could do it is asked again."""
    activation.data.pop(CLAIMED, None)
    activation.data.pop("claimed_at", None)
    step.state.touch(activation)
    step.store.load_tasks(step.state, activation.id)
    held = [task for task in step.state.open_tasks(activation.id) if task.held == CLAIMED]
    for task in held:
        task.held = ""
        step.state.touch(task)
    if held:
        asking.tell(step, activation, [asking.voter_of(task) for task in held])


def free_if_over(step: "Step", activation: Activation) -> None:
    """Whoever had taken it has had their say, or is asked no more, and it is not decided: another one may take it."""
    taken = activation.data.get(CLAIMED)
    signing = any(
        (gate["task"], gate["kind"]) == (taken, gates.AFTER) for gate in activation.data.get("gates", {}).values()
    )
    if taken is None or activation.state != "active" or signing:
        return
    step.store.load_tasks(step.state, activation.id)
    if taken not in [task.id for task in step.state.open_tasks(activation.id)]:
        free(step, activation)
