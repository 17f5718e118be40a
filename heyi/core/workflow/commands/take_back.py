"""取回: one's own decision, until somebody has acted on what followed from it (rule 23)."""

from dataclasses import dataclass

from heyi.core.workflow.approval import asking, electorate, gates
from heyi.core.workflow.approval.rules import Approval, VoteMode
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.commands.base import VOTING, case_of, participant
from heyi.core.workflow.errors import ActionNotOffered, AlreadyActedOn, CaseEnded, NothingToTakeBack
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.returning import Past, undo
from heyi.core.workflow.running.gathering import GATHERING
from heyi.core.workflow.state import LIVE_STATES, Activation, Decision, Task
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import NotFound

#: What can be undone without a trace outside of the case.
UNDONE = frozenset({
    "userTask", "startEvent", "endEvent", "inform", "split", "join", "task", "manualTask", GATHERING,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Take back what one has decided, and be asked again. Other votes of the node stay; reading does not stand in the way,
    a comment does.
    """

    task_id: int
    opinion: str = ""
    act: str = "take_back"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Within the open node only the vote; behind a decided node everything that followed."""
        me, task = participant(step), step.state.tasks.get(self.task_id)
        if task is None:
            raise NotFound
        decision = step.store.decision_of(task.id)
        if decision is None or decision.actor_id != me or task.state not in electorate.VOTES or task.kind not in VOTING:
            raise NothingToTakeBack
        if step.state.case.state not in LIVE_STATES:
            raise CaseEnded
        if "take_back" not in (step.graph.nodes[task.node].approval or Approval()).actions:
            raise ActionNotOffered
        activation = step.state.activations.get(task.activation_id)
        if activation is not None:
            _within(step, activation, task)
            asking.ask_again(step, task, task.assignee_id or me, taken_back=task.id)
            if (step.graph.nodes[task.node].approval or Approval()).blind:
                step.notices.append(Notice(asking.QUIET))
        else:
            _behind(step, task, decision)
        task.state = "retracted"
        step.state.touch(task)
        step.state.case.decided = max(0, step.state.case.decided - 1)


def _within(step: Step, activation: Activation, task: Task) -> None:
    """The node is open: the vote is no longer counted, signers after it are no longer asked (rule 11)."""
    data = activation.data
    step.state.touch(activation)
    for key in gates.gates_of(activation, task.id):
        if data["gates"][key]["kind"] != gates.AFTER:  # advice is no part of the vote
            continue
        spoken = data["gates"][key]["total"] - data["gates"][key]["waiting"]
        if spoken:
            raise _acted(step, data["gates"][key].get("adder"), task.node)
        gates.remove_gate(step, activation, key)
        return
    gate = task.origin.get("gate", "")
    if task.id in data.get("signed", ()) or (gate and gate not in data.get("gates", {})):
        raise _acted(step, None, task.node)
    level = asking.level_of(activation, gate)
    in_turn = level if level["mode"] == VoteMode.SEQUENTIAL and "beside" not in task.origin else None
    if "series" in task.origin:
        in_turn = level["series"][task.origin["series"]]
    if in_turn is not None:
        _unask_next(step, activation, task, in_turn)
    electorate.uncast(level, task.origin, task.state)


def _unask_next(step: Step, activation: Activation, task: Task, queued: electorate.Level) -> None:
    """Whoever is asked because of this vote goes back into the queue, unless they have acted."""
    step.store.load_tasks(step.state, activation.id)
    same = ("gate", "series", "beside")
    later = [
        one
        for one in step.state.open_tasks(activation.id)
        if one.id > task.id and all(one.origin.get(name) == task.origin.get(name) for name in same)
    ]
    history = step.store.history(step.state.case.id)
    decided = [
        one
        for one in history.tasks.values()
        if one.activation_id == activation.id and one.id > task.id and one.id in history.decisions
        and one.state != "retracted" and all(one.origin.get(name) == task.origin.get(name) for name in same)
    ]  # fmt: skip
    busy = [one for one in later if one.held or gates.gates_of(activation, one.id)]
    for one in (*decided, *busy):
        raise _acted(step, one.assignee_id, one.node)
    for one in later:
        step.end_task(one, "removed")
        queued["queue"] = [asking.voter_of(one).kept(), *queued.get("queue", [])]


def _behind(step: Step, task: Task, decision: Decision) -> None:
    """The node is decided: undo its causal future, and open it again with everybody else's votes."""
    past = Past(step.store.history(step.state.case.id), step.graph)
    target = past.history.activations[task.activation_id]
    if "gate" in task.origin or target.state != "completed" or task.round != step.state.case.round:
        raise NothingToTakeBack
    late = frozenset(node.id for node in step.graph.nodes.values() if node.kind == Kind.COMPLEX)
    if past.reopened(target) or not past.lives(target) or past.absorbed(target, late) or past.severed(target):
        raise NothingToTakeBack
    if not past.stands(target):
        raise NothingToTakeBack
    refuse_acted(step, past, target, decision)
    if not any(target.id in past.of(token.id) for token in step.state.live_tokens()):
        raise NothingToTakeBack  # a return or an administrator has taken what followed away already
    undo(step, past, target)
    old = past.history.tokens[target.token_id]
    token = step.born(target.node, scope=old.scope, splits=list(old.splits), parents=[[target.token_id, target.id]])
    carried = dict(target.data)
    electorate.uncast(carried, task.origin, task.state)
    voters = [asking.voter_of(task)] + [
        asking.voter_of(one)
        for one in past.history.tasks.values()
        if one.activation_id == target.id and one.state == "closed" and one.ended_at == target.ended_at
        and "gate" not in one.origin and one.kind in VOTING
    ]  # fmt: skip
    plan = {"return": target.data["return"]} if "return" in target.data else {}
    derivation = [*target.derivation, {"step": "taken_back"}]
    node = step.graph.nodes[target.node]
    UserTask().open(
        step, token, node, voters, derivation=derivation, carried=carried, extra=plan, duplicates=False
    )  # fmt: skip


def refuse_acted(step: Step, past: Past, target: Activation, decision: Decision) -> None:
    """Raise AlreadyActedOn with the first act in the causal future: a decision, signers, an answer, a comment."""
    history = past.history
    future = {
        one.id: one
        for one in history.activations.values()
        if one.id != target.id and target.id in past.of(one.token_id, one.id)
    }
    for activation in future.values():
        if activation.kind not in UNDONE or activation.state == "cancelled":
            raise _acted(step, None, activation.node)
        for gate in activation.data.get("gates", {}).values():
            raise _acted(step, gate["by"], activation.node, act=gate["kind"])
    tasks = [one for one in history.tasks.values() if one.activation_id in future]
    for one in tasks:
        made = history.decisions.get(one.id)
        if made is not None and made.actor_id is not None:
            raise _acted(step, made.actor_id, one.node, act=made.action)
        if future[one.activation_id].data.get("claimed"):
            raise _acted(step, one.assignee_id, one.node, act="claim")
    people = {person: one.node for one in tasks for person in (one.assignee_id, one.delegate_id) if person}
    for author in step.store.commented_since(step.state.case.id, decision.decided_at):
        if author in people:
            raise _acted(step, author, people[author], act="comment")


def _acted(step: Step, person_id: int | None, node: str, act: str = "sign") -> AlreadyActedOn:
    person = step.directory.people([person_id]).get(person_id) if person_id else None
    who, name = person.label if person else "—", step.graph.nodes[node].label(step.actor.language)
    extra = {"by": {"id": person_id, "label": who}, "node": node, "act": act}
    return AlreadyActedOn(who=who, node=name, extra=extra)
