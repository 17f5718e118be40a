"""背靠背: what a reader may know of votes before their node closes. Nothing, but their own."""

from dataclasses import replace

from heyi.core.workflow.approval.electorate import VOTES
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.state import Activation, Task
from heyi.core.workflow.store.protocol import History


def veil(history: History, graph: Graph, reader: int | None) -> History:
    """The history as one reader may see it: in open blind nodes, other people's votes look as if they were not given, and
    signers, second votes and answers that would tell of them are left out. Administrators see no more than others.
    """
    blind = {one.id: one for one in history.activations.values() if is_blind(one, graph)}
    if not blind:
        return history
    tasks, decisions = {}, dict(history.decisions)
    for number, task in history.tasks.items():
        if task.activation_id not in blind or _own(task, reader):
            tasks[number] = task
            continue
        if "taken_back" in task.origin or "gate" in task.origin or task.kind == "reply":
            decisions.pop(number, None)
            continue
        if task.state in (*VOTES, "retracted"):
            decisions.pop(number, None)
            task = replace(task, state="open", ended_at=None)
        tasks[number] = replace(task, held="", arrived_at=blind[task.activation_id].entered_at)
    activations = {number: _plain(one) if number in blind else one for number, one in history.activations.items()}
    return History(history.tokens, activations, tasks, decisions)


def is_blind(activation: Activation, graph: Graph) -> bool:
    """Whether votes are still secret there."""
    node = graph.nodes.get(activation.node)
    return activation.state == "active" and node is not None and node.approval is not None and node.approval.blind


def _own(task: Task, reader: int | None) -> bool:
    return reader is not None and reader in (task.assignee_id, task.delegate_id, task.origin.get("added_by"))


def _plain(activation: Activation) -> Activation:
    """Without the counts."""
    shown = {name: value for name, value in activation.data.items() if name in ("mode", "reject", "total")}
    return replace(activation, data=shown)
