"""Gates: people whom one voter has asked: before (前加签), after (后加签), beside (并加签, one vote), or for advice.

A gate is an electorate of its own inside the activation, kept by number in ``data["gates"]``. It belongs to one task
(``task``) and counts in one electorate (``parent``: another gate, or the node when empty), so gates form a tree. Their tasks
carry the gate's number in their origin. While a gate stands, its task is held: open, nobody's to decide, never lost.
"""

from collections.abc import Iterator
from typing import Any

from heyi.core.workflow.approval import asking
from heyi.core.workflow.approval.electorate import Level, level, tally_of
from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.approval.rules import Approval, RejectPolicy, VoteMode
from heyi.core.workflow.approval.votes import APPROVED, outcome
from heyi.core.workflow.state import Activation, Task
from heyi.core.workflow.step import Notice, Step

BEFORE, AFTER, BESIDE, DELEGATED, CONSULTED = "before", "after", "parallel", "delegated", "consult"
#: Gates whose answers are advice: their tasks are answered, not decided.
ADVICE = frozenset({DELEGATED, CONSULTED})


def open_gate(
    step: Step, activation: Activation, task: Task, kind: str, voters: list[Voter], *, mode: VoteMode, **facts: Any
) -> str:
    """Ask people before, after or beside one task; returns the number of the gate."""
    key = str(step.state.number())
    gates = activation.data.setdefault("gates", {})
    depth, parent = task.origin.get("depth", 0) + (0 if kind in ADVICE else 1), task.origin.get("gate", "")
    vote = asking.inherited(task.origin)
    if kind == BESIDE:
        vote = {"beside": True, **({"gate": parent} if parent else {})}
    gates[key] = {
        **level(len(voters)), "kind": kind, "mode": str(mode), "task": 0 if kind == BESIDE else task.id,
        "parent": parent, "depth": depth, "by": step.actor.employee_id, "origin": vote, **facts,
    }  # fmt: skip
    step.state.touch(activation)
    origin = {"gate": key, "depth": depth, "added_by": step.actor.employee_id}
    asked = "reply" if kind in ADVICE else "approve"
    asking.ask(step, activation, voters, in_turn=mode == VoteMode.SEQUENTIAL, kind=asked, origin=origin)
    return key


def hold(step: Step, task: Task, why: str) -> None:
    """Nobody acts on the task until what it waits for is there."""
    task.held = why
    step.state.touch(task)


def release(step: Step, task: Task) -> None:
    """The task is its owner's again, who hears of it."""
    task.held = ""
    step.state.touch(task)
    asking.tell(step, step.state.activations[task.activation_id], [asking.voter_of(task)])


def gate_outcome(gate: Level) -> str:
    """``approved``, ``rejected``, or empty while its people are being waited for.

    A gate before a decision gathers advice, so it is over when all have spoken, with any yes or no; unless its people may
    reject (可否决): then the first rejection counts.
    """
    mode, tally = VoteMode(gate["mode"]), tally_of(gate)
    if gate["kind"] in (BEFORE, *ADVICE):
        if tally.rejected and gate.get("can_reject"):
            return "rejected"
        spoken = tally.total - tally.waiting
        done = spoken if mode == VoteMode.ANY else not tally.waiting
        return APPROVED if done else ""
    if not tally.total:
        return APPROVED
    return outcome(Approval(mode=mode, reject=RejectPolicy.VETO), tally)


def remove_gate(step: Step, activation: Activation, key: str) -> dict[str, Any]:
    """Take a gate away with all that hangs below it; what is still asked there is closed."""
    step.store.load_tasks(step.state, activation.id)
    for other in list(below(activation, key)):
        activation.data["gates"].pop(other, None)
        for task in step.state.open_tasks(activation.id):
            if task.origin.get("gate") == other:
                step.end_task(task, "closed")
    gate: dict[str, Any] = activation.data["gates"].pop(key)
    for task in step.state.open_tasks(activation.id):
        if task.origin.get("gate") == key:
            step.end_task(task, "closed")
    step.state.touch(activation)
    return gate


def below(activation: Activation, key: str) -> Iterator[str]:
    """The gates inside a gate, innermost first."""
    for other, gate in list(activation.data.get("gates", {}).items()):
        if gate["parent"] == key:
            yield from below(activation, other)
            yield other


def gates_of(activation: Activation, task_id: int) -> list[str]:
    """The gates that belong to a task."""
    return [key for key, gate in activation.data.get("gates", {}).items() if gate["task"] == task_id]


def notice_advice(step: Step, task: Task, opinion: str) -> None:
    """Who asked hears the answer."""
    people = tuple(one for one in (task.origin.get("added_by"),) if one)
    step.notices.append(Notice("workflow.task.answered", people, {"node": task.node, "opinion": opinion}))
