"""退回: to the initiator or to an earlier step, computed from the case's own past; by a signer, to whoever added them."""

from dataclasses import dataclass

from heyi.core.workflow.approval import asking, gates
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import resolve
from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.commands.base import case_of, claimed, own_task, sign
from heyi.core.workflow.errors import BadTarget
from heyi.core.workflow.returning import JUMP, START, Past, legal_targets, reopen, undo
from heyi.core.workflow.state import EVER, RETURNED, Activation, Task, Token
from heyi.core.workflow.step import Notice, Step

ADDER = "adder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Send it back. ``then`` says how it comes again: ``step`` through every later node, ``jump`` straight back here.

    Empty means: straight back, unless material fields change meanwhile (rule 6). ``rerun_all`` sends every branch of a
    joined block through again instead of only the one that holds the target (rule 3, 重走全部分支).
    """

    task_id: int
    opinion: str = ""
    target: str = START
    then: str = ""
    rerun_all: bool = False
    act: str = "return"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Undo the future of the target, and ask there again."""
        task = own_task(step, self.task_id, action="return")
        claimed(step, task)
        activation = step.state.activations[task.activation_id]
        key = _gate_of(activation, task)
        if key:
            sign(step, task, "return", self.opinion, target=ADDER)
            step.end_task(task, "returned")
            _to_adder(step, activation, key)
            return
        sign(step, task, "return", self.opinion, target=self.target)
        past = Past(step.store.history(step.state.case.id))
        if self.target in (START, "", step.graph.start.id):
            self.to_initiator(step, past)
            return
        target = next((one for one in legal_targets(past, activation) if one.node == self.target), None)
        if target is None:
            raise BadTarget(extra={"targets": [one.node for one in legal_targets(past, activation)]})
        step.store.load_tasks(step.state, activation.id)
        frontier, restored = undo(step, past, target)
        if self.rerun_all:
            for number in restored:
                _again(step, past, step.state.tokens[number])
        step.end_task(task, "returned")
        old = past.history.tokens[target.token_id]
        opened: list[int] = []
        scope = reopen(step, past, old.scope, opened)
        token = step.born(target.node, scope=scope, splits=list(old.splits), parents=[[target.token_id, target.id]])
        plan = {
            "frontier": frontier, "restored": restored, "then": self.then or JUMP, "by": task.id, "of": target.id,
            "opened": opened,
        }  # fmt: skip
        node = step.graph.nodes[target.node]
        resolution = resolve(question_of(step, node, node.approval or Approval()), step.directory)
        if not resolution.voters:
            raise BadTarget(extra={"targets": [START]})
        UserTask().open(
            step, token, node, list(resolution.voters), derivation=resolution.derivation, extra={"return": plan}
        )

    def to_initiator(self, step: Step, past: Past) -> None:
        """Undo everything, and ask the initiator to submit again."""
        case, task = step.state.case, step.state.tasks[self.task_id]
        step.store.load_tasks(step.state, task.activation_id)
        frontier, _ = undo(step, past, None)
        step.end_task(task, "returned")
        token = step.born(step.graph.start.id)
        activation = step.activate(token, step.graph.start)
        plan = {"frontier": frontier, "restored": [], "then": self.then or "", "by": task.id}
        activation.data = {"return": plan, "approved": 0, "rejected": 0, "waiting": 1, "total": 1}
        token.activation_id = activation.id
        step.state.add(
            Task(
                id=step.state.number(), activation_id=activation.id, node=step.graph.start.id, kind="resubmit",
                assignee_id=case.initiator_id, arrived_at=step.at, round=case.round,
                identity={name: value for name, value in case.identity.items() if name != "assignment_id"},
            )
        )  # fmt: skip
        case.state = RETURNED
        step.hooks.append(RETURNED)
        step.notices.append(Notice("workflow.case.returned", (case.initiator_id,), {"opinion": self.opinion}))


def _again(step: Step, past: Past, arrival: Token) -> None:
    """A branch whose arrival was put back at its join runs anew from the first thing that happened in it since its split."""
    (before, _bound), *_others = arrival.parents
    since = arrival.splits[-1] if arrival.splits else EVER
    came = {one.id for one in past.history.activations.values() if before in dict(one.data.get("arrivals", ()))}
    first = min((number for number in past.of(before) - came if number > since), default=None)
    if first is None:  # nothing ever happens on its way
        return
    begun = past.history.activations[first]
    step.consume(arrival, "cancelled")
    parents = [[begun.token_id, begun.id]]
    step.queue.append(step.born(begun.node, scope=arrival.scope, splits=list(arrival.splits), parents=parents))


def _gate_of(activation: Activation, task: Task) -> str:
    """The gate before or after a decision to which a signer belongs; empty for voters of the node."""
    key: str = task.origin.get("gate", "")
    while key and activation.data["gates"][key]["kind"] not in (gates.BEFORE, gates.AFTER):
        key = activation.data["gates"][key]["parent"]
    return key


def _to_adder(step: Step, activation: Activation, key: str) -> None:
    """Rule 10: the adder decides (again). An approval that waited for its signers is no longer one."""
    gate = gates.remove_gate(step, activation, key)
    if gate["kind"] == gates.BEFORE:
        gates.release(step, step.state.tasks[gate["task"]])
        return
    task = step.store.task(step.state.case.id, gate["task"])
    task.state = "retracted"
    step.state.touch(task)
    asking.ask_again(step, task, task.assignee_id or 0, taken_back=task.id)
