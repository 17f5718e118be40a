"""Scopes: activations in which tokens run (sub-processes, repeated activities, compensation). ``Token.scope`` is the id
of the activation, 0 for the case itself. What lives in a scope dies with it; what ends in it may complete it.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.state import EVER, Activation, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

MULTI_INSTANCE, LOOP, COMPENSATION = "multiInstance", "loop", "compensation"
EVENT_SUB_PROCESS = "eventSubProcess"
REPEATING = frozenset({MULTI_INSTANCE, LOOP})

#: What a kind of scope does when the last token in it has ended.
Emptied = Callable[["Step", Activation], None]


def container(step: "Step", token: Token) -> Activation | None:
    """The scope that a token runs in; None for the case itself."""
    return step.state.activations.get(token.scope) if token.scope else None


def is_instance(step: "Step", token: Token, node: Node) -> bool:
    """Whether a token is one run of a repeated activity, not the activity as a whole."""
    around = container(step, token)
    return around is not None and around.node == node.id and around.kind in REPEATING


def inside(step: "Step", scope: int) -> list[Token]:
    """The live tokens that run directly in a scope, oldest first."""
    return [token for token in step.state.live_tokens() if token.scope == scope]


def levels(step: "Step", token: Token, node: Node) -> Iterator[tuple[Token, Node]]:
    """From where a token is outwards: the activity that it stands for, and each activity around it."""
    while True:
        around = container(step, token)
        while around is not None and around.kind in REPEATING and around.node == node.id:
            token = step.state.tokens[around.token_id]
            around = container(step, token)
        yield token, node
        if around is None:
            return
        token, node = step.state.tokens[around.token_id], step.graph.nodes[around.node]


def locals_of(step: "Step", token: Token) -> dict[str, Any]:
    """Values that only this token's surroundings know, the innermost winning: items of loops, inputs of activities."""
    found: list[dict[str, Any]] = []
    own = step.state.activations.get(token.activation_id)
    if own is not None:
        found.append(own.data.get("locals", {}))
    found.append(token.local)
    around = container(step, token)
    while around is not None:
        outer = step.state.tokens[around.token_id]
        found += [around.data.get("locals", {}), outer.local]
        around = container(step, outer)
    merged: dict[str, Any] = {}
    for values in reversed(found):
        merged.update(values)
    return merged


def holder_of(step: "Step", token: Token, name: str) -> Activation | None:
    """The innermost scope that has a value of this name; None when it belongs to the case."""
    around = container(step, token)
    while around is not None:
        if name in around.data.get("locals", {}):
            return around
        around = container(step, step.state.tokens[around.token_id])
    return None


def open_scope(step: "Step", token: Token, node: Node, kind: str = "", **data: Any) -> Activation:
    """A token waits for what runs in its scope."""
    activation = step.activate(token, node, kind=kind)
    activation.data = {**activation.data, **data}
    token.activation_id = activation.id
    step.state.touch(token)
    return activation


def enter(step: "Step", scope: Activation, node: Node, local: dict[str, Any] | None = None) -> Token:
    """A token in a scope, which knows the past of the one that waits outside; it runs when its turn comes."""
    outer = step.state.tokens[scope.token_id]
    past = [[outer.id, scope.id + 1]]
    child = step.born(node.id, scope=scope.id, splits=list(outer.splits), parents=past, local=local or {})
    step.queue.append(child)
    return child


def finish(step: "Step", token: Token) -> None:
    """A token is at the end of its path. With the last one its scope is complete; a case ends when all is quiet."""
    around = container(step, token)
    step.consume(token)
    if around is not None and around.state == "active":
        if around.kind not in REPEATING:
            around.data = {**around.data, "ended": [*around.data.get("ended", ()), token.id]}
            step.state.touch(around)
        emptied(step, around)


def emptied(step: "Step", scope: Activation) -> None:
    """Complete a scope in which nothing runs any more; an ad-hoc one asks its condition each time that something ends."""
    from heyi.core.workflow.behaviors import when_empty

    if scope.state == "active" and (scope.kind == Kind.AD_HOC or not inside(step, scope.id)):
        when_empty(scope.kind)(step, scope)


def successor(step: "Step", scope: Activation) -> Token:
    """The token that goes on after a scope: it has the past of whoever waited and of all that ended inside."""
    outer = step.state.tokens[scope.token_id]
    ended = [[number, EVER] for number in scope.data.get("ended", ())]
    token = step.born(
        outer.node, flow=outer.flow, scope=outer.scope, splits=list(outer.splits), parents=[[outer.id, EVER], *ended],
        local=outer.local,
    )  # fmt: skip
    token.activation_id = scope.id
    step.consume(outer)
    return token
