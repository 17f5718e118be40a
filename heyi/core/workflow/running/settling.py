"""When all tokens rest: joins that need to know where every token is, conditions that have become true, and deadlocks.

An inclusive join fires when it holds a token and none elsewhere in its scope can still come along an incoming flow that
has none, unless that one can also come along a flow that has (rule 28; BPMN 2.0.2, 13.4.3). It is asked when nothing
else moves, and again after each firing and whenever a token has died, since every step ends here.
"""

from typing import TYPE_CHECKING

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import gathering, scopes, waiting
from heyi.core.workflow.state import STANDING, Activation, Subscription, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

JOINS = (Kind.INCLUSIVE, Kind.COMPLEX)
#: Activations that wait for their own tokens only, not for the world.
INWARD = frozenset({
    Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.COMPLEX, scopes.EVENT_SUB_PROCESS, scopes.MULTI_INSTANCE, scopes.LOOP,
    scopes.COMPENSATION,
})  # fmt: skip


def settle(step: "Step") -> bool:
    """Move what can move now that everything rests; whether anything did."""
    return _joins(step) or gathering.settle(step) or _conditions(step) or _deadlock(step)


def _joins(step: "Step") -> bool:
    places = {(token.node, token.scope) for token in step.state.live_tokens() if _stands(step, token)}
    for name, scope in sorted(places, key=lambda place: (step.graph.nodes[place[0]].order, place[1])):
        node = step.graph.nodes[name]
        if node.kind == Kind.INCLUSIVE and _inclusive(step, node, scope):
            return True
        if node.kind == Kind.COMPLEX and _complex(step, node, scope):
            return True
    return False


def _stands(step: "Step", token: Token) -> bool:
    node = step.graph.nodes[token.node]
    return node.kind in JOINS and len(node.incoming) > 1 and not token.incident_id


def _arrivals(step: "Step", node: Node, scope: int) -> dict[str, Token]:
    """The oldest token on each flow that has one."""
    found: dict[str, Token] = {}
    for token in scopes.inside(step, scope):
        if token.node == node.id and not token.activation_id and not token.incident_id:
            found.setdefault(token.flow, token)
    return found


def _elsewhere(step: "Step", node: Node, scope: int) -> list[Token]:
    return [token for token in scopes.inside(step, scope) if token.node != node.id or token.incident_id]


def _can_come(step: "Step", token: Token, flow: Flow) -> bool:
    return token.node in step.graph.behind[flow.id]


def _inclusive(step: "Step", node: Node, scope: int) -> bool:
    arrivals = _arrivals(step, node, scope)
    if not arrivals:
        return False
    empty = [flow for flow in node.incoming if flow.id not in arrivals]
    marked = [flow for flow in node.incoming if flow.id in arrivals]
    if _more_comes(step, node, scope, empty, marked):
        return False
    from heyi.core.workflow.behaviors.inclusive_gateway import diverge
    from heyi.core.workflow.behaviors.parallel_gateway import join

    diverge(step, join(step, node, list(arrivals.values())), node)
    return True


def _more_comes(step: "Step", node: Node, scope: int, empty: list[Flow], marked: list[Flow]) -> bool:
    """Whether a token elsewhere is waited for: it can come along an empty flow, and along no marked one."""
    for token in _elsewhere(step, node, scope) if empty else ():
        still = any(_can_come(step, token, flow) for flow in empty)
        if still and not any(_can_come(step, token, flow) for flow in marked):
            return True
    return False


def _complex(step: "Step", node: Node, scope: int) -> bool:
    """First when the activation condition holds, then reset when nothing more can come (BPMN 2.0.2, 13.4.5)."""
    from heyi.core.workflow.behaviors.complex_gateway import reset, start

    arrivals = _arrivals(step, node, scope)
    holder = next((one for one in scopes.inside(step, scope) if one.node == node.id and one.activation_id), None)
    if holder is None:
        return bool(arrivals) and start(step, node, scope, arrivals)
    activation = step.state.activations[holder.activation_id]
    marked = [flow for flow in node.incoming if flow.id in activation.data["flows"] or flow.id in arrivals]
    missing = [flow for flow in node.incoming if flow not in marked]
    if _more_comes(step, node, scope, missing, marked):
        return False
    reset(step, node, holder, activation, arrivals)
    return True


def _conditions(step: "Step") -> bool:
    moved = False
    for row in step.state.open_subscriptions("conditional"):
        if row.state == "open" and _became_true(step, row):
            waiting.deliver(step, row)
            moved = True
    return moved


def _became_true(step: "Step", row: Subscription) -> bool:
    """Whether it holds now; what does not interrupt is taken once each time that it becomes true."""
    node = step.graph.nodes[row.node]
    activation: Activation | None = step.state.activations.get(row.activation_id)
    token = step.state.tokens.get(activation.token_id) if activation else None
    condition = node.traps[row.data.get("trap", 0)].expression
    try:
        holds = condition is not None and step.holds(condition, token=token)
    except ConditionFailed:  # what cannot be known yet is not true yet
        holds = False
    was = row.data.get("was", False)
    if holds != was:
        row.data = {**row.data, "was": holds}
        step.state.touch(row)
    return holds and not was


def _deadlock(step: "Step") -> bool:
    """A case in which every token waits for another one would wait for ever and nobody would know."""
    if any(row.kind not in STANDING for row in step.state.open_subscriptions()):
        return False
    live = list(step.state.live_tokens())
    for token in live:
        activation = step.state.activations.get(token.activation_id)
        if token.incident_id or (activation is not None and activation.kind not in INWARD):
            return False
    inner = {token.scope for token in live}
    stuck = next((one for one in live if not one.activation_id or one.activation_id not in inner), None)
    if stuck is not None:
        step.trouble(stuck, "deadlock", "Everything here waits for something that can no longer come.")
    return False
