"""退回: what may be returned to, what that undoes, and the way straight back (workflow rules 1 to 6).

Everything follows from the causal past that tokens carry, never from the drawing. The past of a token are its own
activations and those of its parents up to the bound they passed it on at. Returning to an earlier activation undoes
exactly its causal future: live tokens whose past contains it. Where that future went through a join, the arrivals of
other branches are not part of it and are put back (rule 3); a branch returned to before its split takes all its
siblings with it, nested ones included (rule 2); within one branch the siblings are not touched (rule 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from heyi.core.workflow.approval.asking import voter_of
from heyi.core.workflow.approval.electorate import KEPT, STANDING
from heyi.core.workflow.approval.gates import AFTER, BESIDE
from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.errors import WayGone
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import gathering, scopes, sla
from heyi.core.workflow.running.settling import INWARD
from heyi.core.workflow.state import EVER, Activation, Token
from heyi.core.workflow.step import Step
from heyi.core.workflow.store.protocol import History

#: Scopes that can begin once more when something in them is returned to.
REOPENED = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION})
STEP, JUMP = "step", "jump"
START = "start"


@dataclass(slots=True)
class Past:
    """The history of a case as a graph of causes. ``graph`` is what the case runs by now, which may have lost steps."""

    history: History
    graph: Graph
    by_token: dict[int, list[int]] = field(default_factory=dict)
    known: dict[tuple[int, int], frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for activation in sorted(self.history.activations.values(), key=lambda one: one.id):
            self.by_token.setdefault(activation.token_id, []).append(activation.id)
            for arrival, _flow in activation.data.get("arrivals", ()):
                if arrival != activation.token_id:
                    self.by_token.setdefault(arrival, []).append(activation.id)

    def of(self, token_id: int, bound: int = EVER) -> frozenset[int]:
        """The activations that led to a token, those of its own included."""
        found: set[int] = set()
        frontier = [(token_id, bound)]
        seen: set[tuple[int, int]] = set()
        while frontier:
            current = frontier.pop()
            if current in seen:
                continue
            seen.add(current)
            one, limit = current
            found.update(activation for activation in self.by_token.get(one, ()) if activation < limit)
            token = self.history.tokens.get(one)
            if token is not None:
                frontier.extend((parent, min(until, limit)) for parent, until in token.parents)
        return frozenset(found)

    def lives(self, activation: Activation) -> bool:
        """Whether the scope in which something happened has not ended."""
        scope = self.history.activations.get(activation.scope)
        return scope is None or scope.state == "active"

    def stands(self, activation: Activation) -> bool:
        """Whether the version of today still has the step, and everything around it."""
        if not self.graph.has(activation.node, Kind.USER_TASK if activation.kind == Kind.USER_TASK else ""):
            return False
        around = self.history.activations.get(activation.scope)
        return around is None or self.stands(around)

    def reopened(self, activation: Activation) -> bool:
        """Whether it was asked there again after a return or a decision that was taken back."""
        again = [activation.token_id, activation.id]
        return any(again in token.parents for token in self.history.tokens.values())

    def severed(self, activation: Activation) -> bool:
        """Whether an administrator has led what followed away together with branches that did not follow from it: asked
        again alone, it would wait for those for ever.
        """
        return any(
            activation.id in self.of(token.id)
            and not all(activation.id in self.of(parent) for parent, _ in token.parents)
            for token in self.history.tokens.values()
            if self._led_away(token)
        )

    def _led_away(self, token: Token) -> bool:
        """Only a move by hand ends several tokens before their time and begins one in their place."""
        before = [self.history.tokens[parent] for parent, _bound in token.parents]
        return len(before) > 1 and all(one.state == "cancelled" for one in before)

    def absorbed(self, activation: Activation, late: frozenset[str]) -> bool:
        """Whether what followed came too late to a join (of the nodes ``late``) that had fired without it."""
        arrived = {number for one in self.history.activations.values() for number, _ in one.data.get("arrivals", ())}
        return any(
            token.node in late and token.state == "consumed" and token.id not in arrived
            and activation.id in self.of(token.id)
            for token in self.history.tokens.values()
        )  # fmt: skip


def legal_targets(past: Past, activation: Activation) -> list[Activation]:
    """Where a task may be returned to, the latest first: decided, in its past, not being decided now (rule 4), in no
    sub-process that has ended (rule 5), in no branch whose siblings an administrator has ended, and still a step of the case.
    """
    active = {one.node for one in past.history.activations.values() if one.state == "active"}
    behind = sorted(past.of(activation.token_id, activation.id), reverse=True)
    latest: dict[str, Activation] = {}
    for number in behind:
        one = past.history.activations[number]
        asked = one.kind == Kind.USER_TASK and one.state == "completed" and one.node not in active
        asked = asked and past.stands(one)
        if asked and can_reopen(past, one) and not past.severed(one):
            latest.setdefault(one.node, one)
    return list(latest.values())


def can_reopen(past: Past, target: Activation) -> bool:
    """Whether a target can be asked again where it stands: at the top, in a scope that is open, or in sub-processes that
    can begin a new round (rule 5). One run of a finished repetition cannot."""
    scope = target.scope
    while scope:
        around = past.history.activations[scope]
        if around.state != "active" and around.kind not in REOPENED:
            return False
        scope = around.scope
    return True


@dataclass(slots=True)
class Undone:
    """What a return has cancelled (``frontier``, so that it can be restored by a jump), the ids of the tokens put back at
    joins, and for scopes that had ended the new rounds of them, with the tokens that wait for these, outermost first.
    """

    frontier: list[dict[str, Any]] = field(default_factory=list)
    restored: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    rounds: dict[int, int] = field(default_factory=dict)

    def scope(self, number: int) -> int:
        """Where something that ran in a scope runs now."""
        return self.rounds.get(number, number)


def _reopen(step: Step, past: Past, scope: int, undone: Undone) -> int:
    """The scope in which a target is asked again: as it is when it is still open, else a new round of its sub-process,
    and of those around it (rule 5: a finished one is never resurrected)."""
    around = step.state.activations.get(scope)
    if not scope or scope in undone.rounds or (around is not None and around.state == "active"):
        return undone.scope(scope)
    old = past.history.activations[scope]
    outer = past.history.tokens[old.token_id]
    around_it = _reopen(step, past, old.scope, undone)
    past_of_it = [[outer.id, old.id]]
    token = step.born(old.node, scope=around_it, splits=list(outer.splits), parents=past_of_it, local=outer.local)
    undone.opened.append(token.id)
    undone.rounds[scope] = scopes.open_scope(step, token, step.graph.nodes[old.node], old.kind).id
    return undone.rounds[scope]


def undo(step: Step, past: Past, *targets: Activation) -> Undone:
    """Cancel the causal future of some activations (or everything), open their scopes again, and put other branches'
    arrivals back at their joins. WayGone when a join is not there any more, or the flow by which one of them came."""
    live = list(step.state.live_tokens())
    same = {number for target in targets for number in same_as(past, target)}
    future = [token for token in live if not targets or same & past.of(token.id)]
    put_back: dict[int, tuple[str, str, int]] = {}
    for token in future if same else ():
        put_back.update(_other_arrivals(past, token, same))
    if not all(step.graph.has(node, flow=flow) for node, flow, _join in put_back.values()):
        raise WayGone
    undone = Undone([_remember(step, token) for token in future])
    for token in future:
        step.cancel(token)
    for target in targets:
        _reopen(step, past, target.scope, undone)
    for arrival, (node, flow, join) in sorted(put_back.items()):
        old = past.history.tokens[arrival]
        scope = undone.scope(old.scope)
        token = step.born(node, flow=flow, scope=scope, splits=list(old.splits), parents=[[arrival, join]])
        undone.restored.append(token.id)
    return undone


def same_as(past: Past, target: Activation | None) -> set[int]:
    """An activation, and those that it was asked again for and went straight back from: what followed from them follows
    from it, although no token ever went that way again."""
    found: set[int] = set()
    while target is not None:
        found.add(target.id)
        plan = target.data.get("return", {})
        target = past.history.activations.get(plan["of"]) if plan.get("jumped") and plan.get("of") else None
    return found


def _other_arrivals(past: Past, token: Token, same: set[int]) -> Iterable[tuple[int, tuple[str, str, int]]]:
    """The arrivals of branches that hold none of ``same``: each with the join, its flow, and the firing that is undone,
    which is no part of its past any more."""
    for number in past.of(token.id):
        activation = past.history.activations[number]
        arrivals = activation.data.get("arrivals", ())
        inside = {arrival for arrival, _ in arrivals if same & past.of(arrival, activation.id)}
        if inside:
            yield from ((one, (activation.node, flow, number)) for one, flow in arrivals if one not in inside)


def _remember(step: Step, token: Token) -> dict[str, Any]:
    memory: dict[str, Any] = {
        "token": token.id, "node": token.node, "flow": token.flow, "scope": token.scope, "splits": list(token.splits),
        "bound": token.activation_id or EVER, "voters": None, "carried": {},
    }  # fmt: skip
    activation = step.state.activations.get(token.activation_id)
    memory["local"] = token.local
    memory["sla"] = sla.kept(step, activation) if activation is not None else None
    if activation is not None and activation.kind in INWARD and activation.kind != Kind.COMPLEX:
        memory["scope_of"] = {"id": activation.id, "kind": activation.kind, "data": activation.data}
    if activation is not None and activation.kind == Kind.USER_TASK:
        step.store.load_tasks(step.state, activation.id)
        memory["voters"] = [voter.kept() for voter in still_to_vote(step, activation)]
        memory["carried"] = {name: value for name, value in activation.data.items() if name in KEPT}
        memory["derivation"] = activation.derivation
    if activation is not None and activation.kind == Kind.COMPLEX:
        memory["fired"] = activation.data
    if activation is not None and activation.kind == gathering.GATHERING:
        memory["decided"] = True
    return memory


def jump_back(step: Step, token: Token, activation: Activation) -> bool:
    """Put the frontier back that a return had cancelled, if the return says so and nothing has moved since."""
    plan = activation.data.get("return")
    if not plan or plan.get("then") != JUMP:
        return False
    if plan.get("group"):
        gathering.wait(step, token, activation, plan)
        return True
    if not straight_back(step, [token], plan):
        return False
    activation.data = {**activation.data, "return": {**plan, "jumped": True}}
    step.state.touch(activation)
    return True


def straight_back(step: Step, tokens: list[Token], plan: dict[str, Any]) -> bool:
    """The tokens of the steps that were returned to end, and the frontier is as it was, with their pasts."""
    put_back = [step.state.tokens.get(number) for number in plan["restored"]]
    if any(one is None or one.state != "live" for one in put_back):
        return False
    if not all(_fits(step.graph, memory) for memory in plan["frontier"]):
        return False
    for one in put_back:
        if one is not None:
            step.consume(one, "cancelled")
    for token in tokens:
        step.consume(token)
    for number in plan.get("opened", ()):  # new rounds that were only for these steps
        if number in step.state.tokens:
            step.cancel(step.state.tokens[number])
    renewed: dict[int, int] = {}
    after = [[token.id, EVER] for token in tokens]
    again = [(_recreate(step, after, memory, renewed), memory) for memory in plan["frontier"]]
    for token, memory in again:
        if memory.get("decided"):  # its step needs nobody any more
            step.leave(token, step.graph.nodes[token.node])
    return True


def _fits(graph: Graph, memory: dict[str, Any]) -> bool:
    """Whether what a return has cancelled still has its place: the case may run by another version since."""
    if memory["voters"] is not None:
        return graph.has(memory["node"], Kind.USER_TASK)
    busy = memory.get("decided") or memory["bound"] != EVER
    return graph.has(memory["node"], flow="" if busy else memory["flow"])


def _recreate(step: Step, after: list[list[int]], memory: dict[str, Any], renewed: dict[int, int]) -> Token:
    """One token as it was. Those that waited for a scope come before those in it, whose scope is then the new one."""
    from heyi.core.workflow.behaviors.user_task import UserTask

    token = step.born(
        memory["node"],
        flow=memory["flow"],
        scope=renewed.get(memory["scope"], memory["scope"]),
        splits=list(memory["splits"]),
        parents=[[memory["token"], memory["bound"]], *after],
        local=memory.get("local", {}),
    )
    if "scope_of" in memory:
        was = memory["scope_of"]
        scope = scopes.open_scope(step, token, step.graph.nodes[memory["node"]], was["kind"], **was["data"])
        renewed[was["id"]] = scope.id
        sla.carry(step, scope, memory.get("sla"))
    elif "fired" in memory:  # a complex join that still takes what comes late
        activation = step.activate(token, step.graph.nodes[token.node])
        activation.data, token.activation_id = dict(memory["fired"]), activation.id
    elif memory["voters"] is not None:
        derivation = [*memory.get("derivation", []), {"step": "returned"}]
        voters = [Voter(*kept) for kept in memory["voters"]]
        node = step.graph.nodes[memory["node"]]
        opened = UserTask().open(step, token, node, voters, derivation=derivation, carried=memory["carried"])
        sla.carry(step, opened, memory.get("sla"))
    elif not memory.get("decided"):
        step.queue.append(token)
    return token


def still_to_vote(step: Step, activation: Activation) -> list[Voter]:
    """Who has a vote of the node that does not count yet: held tasks and approvals that wait for signers included. Signers
    are not among them; a group of which any one votes is asked by its first.
    """
    data = activation.data
    step.store.load_tasks(step.state, activation.id)
    open_ = step.state.open_tasks(activation.id)
    voters = [voter_of(task) for task in open_ if "gate" not in task.origin]
    for number, gate in data.get("gates", {}).items():
        if gate["kind"] == AFTER and not gate["parent"]:
            standing = {name: value for name, value in gate["origin"].items() if name in STANDING}
            voters.append(Voter(gate["adder"], None, **standing, identity=gate.get("identity") or None))
        elif gate["kind"] == BESIDE and not gate["parent"]:
            voters += [voter_of(task) for task in open_ if task.origin.get("gate") == number][:1]
    queues = [data.get("queue", []), *(one["queue"] for one in data.get("series", {}).values())]
    return voters + [Voter(*kept) for queue in queues for kept in queue]
