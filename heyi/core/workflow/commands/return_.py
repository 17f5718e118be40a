"""退回: to the initiator or to an earlier step, computed from the case's own past; by a signer, to whoever added them."""

from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.approval import asking, gates
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import resolve
from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.combining import MOST_TARGETS, Clash, chosen, refusal
from heyi.core.workflow.commands.base import case_of, claimed, own_task, sign
from heyi.core.workflow.errors import WayGone
from heyi.core.workflow.returning import JUMP, START, Past, Undone, undo
from heyi.core.workflow.running import sla
from heyi.core.workflow.state import EVER, RETURNED, Activation, Task, Token
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import Malformed

ADDER = "adder"
#: What a decision can hold of the steps that it returned to.
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Send it back. ``then`` says how it comes again: ``step`` through every later node, ``jump`` straight back here.

    Empty means: straight back, unless material fields change meanwhile (rule 6). ``rerun_all`` sends every branch of a
    joined block through again instead of only the one that holds the target (rule 3, 重走全部分支). ``targets`` are several
    steps that can be open together; straight back then means: when the last of them has been decided.
    """

    task_id: int
    opinion: str = ""
    target: str = START
    targets: tuple[str, ...] = ()
    then: str = ""
    rerun_all: bool = False
    act: str = "return"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Undo the future of the targets, and ask there again."""
        task = own_task(step, self.task_id, action="return")
        claimed(step, task)
        activation = step.state.activations[task.activation_id]
        key = _gate_of(activation, task)
        if key:
            sign(step, task, "return", self.opinion, target=ADDER)
            step.end_task(task, "returned")
            _to_adder(step, activation, key)
            return
        names = tuple(dict.fromkeys(self.targets or (self.target,)))
        target = " ".join(names)
        if len(names) > MOST_TARGETS or len(target) > LONGEST:
            raise Malformed.at("targets", "too_many", f"1-{MOST_TARGETS}")
        sign(step, task, "return", self.opinion, target=target)
        past = Past(step.store.history(step.state.case.id), step.graph)
        if len(names) == 1 and names[0] in (START, "", step.graph.start.id):
            self.to_initiator(step, past)
            return
        targets = chosen(step, past, activation, names)
        step.store.load_tasks(step.state, activation.id)
        undone = undo(step, past, *targets)
        if self.rerun_all:
            for number in undone.restored:
                _again(step, past, step.state.tokens[number])
        step.end_task(task, "returned")
        plan = {
            "frontier": undone.frontier, "restored": undone.restored, "then": self.then or JUMP, "by": task.id,
            "opened": undone.opened,
        }  # fmt: skip
        if len(targets) > 1:
            plan |= {"group": task.id, "size": len(targets)}
        born = [(target, _born(step, past, target, undone)) for target in targets]
        for one, token in born:
            _ask(step, token, {**plan, "of": one.id})

    def to_initiator(self, step: Step, past: Past) -> None:
        """Undo everything, and ask the initiator to submit again."""
        case, task = step.state.case, step.state.tasks[self.task_id]
        step.store.load_tasks(step.state, task.activation_id)
        undone = undo(step, past)
        step.end_task(task, "returned")
        token = step.born(step.graph.start.id)
        activation = step.activate(token, step.graph.start)
        plan = {"frontier": undone.frontier, "restored": [], "then": self.then or "", "by": task.id}
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
        sla.pause(step, RETURNED)
        step.hooks.append(RETURNED)
        step.notices.append(Notice("workflow.case.returned", (case.initiator_id,), {"opinion": self.opinion}))


def _born(step: Step, past: Past, target: Activation, undone: Undone) -> Token:
    old = past.history.tokens[target.token_id]
    parents = [[target.token_id, target.id]]
    return step.born(target.node, scope=undone.scope(target.scope), splits=list(old.splits), parents=parents)


def _ask(step: Step, token: Token, plan: dict[str, Any]) -> None:
    node = step.graph.nodes[token.node]
    resolution = resolve(question_of(step, node, node.approval or Approval()), step.directory)
    if not resolution.voters:
        raise refusal(step, [Clash("nobody", (node.id,))], [START])
    UserTask().open(
        step, token, node, list(resolution.voters), derivation=resolution.derivation, extra={"return": plan}
    )


def _again(step: Step, past: Past, arrival: Token) -> None:
    """A branch whose arrival was put back at its join runs anew from the first thing that happened in it since its split."""
    (before, _bound), *_others = arrival.parents
    since = arrival.splits[-1] if arrival.splits else EVER
    came = {one.id for one in past.history.activations.values() if before in dict(one.data.get("arrivals", ()))}
    born = {one.id for one in past.history.tokens.values() if since in one.splits}
    inside = {one.id for one in past.history.activations.values() if one.token_id in born}  # not the way straight back
    first = min((number for number in (past.of(before) & inside) - came if number > since), default=None)
    if first is None:  # nothing ever happens on its way
        return
    begun = past.history.activations[first]
    if not past.stands(begun):
        raise WayGone
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
