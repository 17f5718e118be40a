"""Compensation: what has been completed is undone, the latest first, with the values it was completed with (rule 37).

A completed activity that can be compensated leaves a subscription of kind ``compensation``: ``data.node`` is the
activity, ``data.of`` its activation, ``node`` the handler. A sub-process without a handler of its own is compensated by
compensating what was completed in it; its subscription has no handler and stands for those of its scope.
"""

from typing import TYPE_CHECKING

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Trigger
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Activation, Subscription, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step


def handler_of(step: "Step", node: Node) -> str:
    """The activity or event sub-process that undoes a node; empty when there is none."""
    for name in node.boundary:
        edge = step.graph.nodes[name]
        if edge.trap(Trigger.COMPENSATION) is not None and edge.handler in step.graph.nodes:
            return edge.handler
    inside = step.graph.event_subprocesses(node.id) if node.is_scope else ()
    return next((around.id for around, start in inside if start.trap(Trigger.COMPENSATION) is not None), "")


def remember(step: "Step", token: Token, node: Node) -> None:
    """An activity has been completed: keep what is needed to undo it."""
    if not (node.boundary or node.is_scope):
        return
    handler, done = handler_of(step, node), step.state.activations.get(token.activation_id)
    number = done.id if done is not None else 0
    inner = number and any(row.scope == number for row in step.state.open_subscriptions("compensation"))
    if not handler and not inner:
        return
    around = scopes.container(step, token)
    repeated = around is not None and around.kind in scopes.REPEATING and around.node == node.id
    scope = around.scope if repeated and around is not None else token.scope
    facts = {"node": node.id, "of": number, "locals": scopes.locals_of(step, token)}
    step.state.add(Subscription(step.state.number(), "compensation", handler, 0, scope, step.at, data=facts))


def compensate(step: "Step", token: Token, node: Node, activity: str, then: str) -> None:
    """Undo one activity or everything in the scope of a token, which waits meanwhile. ``then`` is what it does after:
    ``leave``, ``finish``, or ``cancel`` the transaction."""
    scope = scopes.container(step, token)
    number = scope.id if scope else 0
    if scope is not None and scope.kind == scopes.EVENT_SUB_PROCESS and then != "cancel":
        number = scope.scope
    chosen = [
        row for row in _remembered(step, number) if not activity or row.data["node"] == activity
    ]  # fmt: skip
    pending = [row.id for one in chosen for row in _handled(step, one)]
    activation = scopes.open_scope(step, token, node, scopes.COMPENSATION, pending=pending, then=then)
    go_on(step, activation)


def go_on(step: "Step", activation: Activation) -> None:
    """The next handler; when all are done, whoever asked for it goes on."""
    pending = list(activation.data["pending"])
    while pending:
        row = step.state.subscriptions.get(pending.pop(0))
        if row is None or row.state != "open":
            continue
        step.unsubscribe(row, "done")
        activation.data = {**activation.data, "pending": pending, "locals": row.data["locals"]}
        step.state.touch(activation)
        _start_handler(step, activation, step.graph.nodes[row.node])
        return
    _done(step, activation)


def _start_handler(step: "Step", activation: Activation, handler: Node) -> None:
    if not handler.by_event:
        scopes.enter(step, activation, handler)
        return
    outer = scopes.enter(step, activation, handler)
    step.queue.remove(outer)
    inner = scopes.open_scope(step, outer, handler, scopes.EVENT_SUB_PROCESS)
    for start in [one for one in step.graph.levels[handler.id] if one.trap(Trigger.COMPENSATION) is not None][:1]:
        scopes.enter(step, inner, start)


def _done(step: "Step", activation: Activation) -> None:
    then, token = activation.data["then"], step.state.tokens[activation.token_id]
    node = step.graph.nodes[activation.node]
    step.close(activation, "completed")
    if then == "leave":
        step.leave(token, node)
    elif then == "finish":
        scopes.finish(step, token)
    else:
        _cancelled(step, token)


def _cancelled(step: "Step", token: Token) -> None:
    """Everything in a transaction has been undone: out by its cancel event (BPMN 2.0.2, 13.3.4)."""
    from heyi.core.workflow.running.waiting import edge

    scope = scopes.container(step, token)
    assert scope is not None  # noqa: S101  a cancel end event stands in a transaction
    host, node = step.state.tokens[scope.token_id], step.graph.nodes[scope.node]
    around = scopes.container(step, host)
    if around is not None and around.kind in scopes.REPEATING and around.node == node.id:
        host = step.state.tokens[around.token_id]
    ways = [step.graph.nodes[name] for name in node.boundary]
    way = next((one for one in ways if one.trap(Trigger.CANCEL) is not None), None)
    if way is not None:
        edge(step, host, way)
    else:
        step.trouble(token, "cancel_uncaught", "The transaction was cancelled, but no cancel event says what follows.")


def cancel_transaction(step: "Step", token: Token, node: Node) -> None:
    """A cancel end event: stop everything else in the transaction, undo what was completed, then leave by the edge."""
    for host, around in scopes.levels(step, token, node):
        scope = scopes.container(step, host)
        if scope is None or around.parent == "":
            break
        if step.graph.nodes[around.parent].kind == "transaction":
            for one in scopes.inside(step, scope.id):
                if one is not host:
                    step.cancel(one)
            if host is not token:
                step.cancel(host)
                host = step.born(node.id, scope=scope.id, parents=[[scope.token_id, scope.id + 1]])
            compensate(step, host, node, "", "cancel")
            return
    step.trouble(token, "no_transaction", "A cancel end event needs a transaction around it.")


def _remembered(step: "Step", scope: int) -> list[Subscription]:
    """What was completed in a scope, the latest first."""
    return [row for row in reversed(step.state.open_subscriptions("compensation")) if row.scope == scope]


def _handled(step: "Step", row: Subscription) -> list[Subscription]:
    """A handler stands for all that is inside; without one, those inside stand for themselves."""
    inside = _remembered(step, row.data["of"]) if row.data["of"] else []
    if row.node:
        for one in inside:
            _forget(step, one)
        return [row]
    step.unsubscribe(row, "done")
    return [found for one in inside for found in _handled(step, one)]


def _forget(step: "Step", row: Subscription) -> None:
    step.unsubscribe(row)
    for one in _remembered(step, row.data["of"]) if row.data["of"] else []:
        _forget(step, one)
