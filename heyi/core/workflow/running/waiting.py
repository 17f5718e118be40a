"""Waits: set up with the token, in the same transaction (rule 35), and ended by what was waited for or by their activity.

A wait's ``node`` tells what happens when it comes: a catch event or receive task goes on; behind an event-based gateway
the first to come decides; at the edge of an activity an exception is taken; in an event sub-process it begins.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Node, Trap
from heyi.core.workflow.parser.model import Kind, Trigger
from heyi.core.workflow.running import data, scopes, sla, timing, urging
from heyi.core.workflow.state import EVER, STANDING, Activation, Subscription, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

#: What can be waited for. All other triggers find their catcher when they are thrown.
AWAITED = frozenset({Trigger.MESSAGE, Trigger.SIGNAL, Trigger.TIMER, Trigger.CONDITIONAL})


def listen(step: "Step", token: Token, node: Node, activation: Activation) -> None:
    """What may interrupt an activity, or join it; and for a sub-process the event sub-processes in it. The single runs
    of a repeated activity have no ears of their own."""
    if node.boundary and not scopes.is_instance(step, token, node) and activation.kind != scopes.COMPENSATION:
        for name in node.boundary:
            subscribe(step, token, step.graph.nodes[name], activation)
    if node.is_scope and activation.kind not in scopes.REPEATING:
        listen_inside(step, token, node.id, activation)
    sla.start_stage(step, node, activation)


def listen_inside(step: "Step", token: Token | None, level: str, activation: Activation | None) -> None:
    """Event sub-processes of a level wait from the moment that it begins."""
    for _, start in step.graph.event_subprocesses(level):
        subscribe(step, token, start, activation)


def subscribe(step: "Step", token: Token | None, node: Node, activation: Activation | None) -> None:
    """Wait for every event of a node; the first to come counts."""
    for index, trap in enumerate(node.traps):
        if trap.trigger in AWAITED:
            _one(step, token, node, index, trap, activation)


def _one(step: "Step", token: Token | None, node: Node, index: int, trap: Trap, activation: Activation | None) -> None:
    row = Subscription(
        id=step.state.number(),
        kind=trap.trigger.value,
        node=node.id,
        activation_id=activation.id if activation else 0,
        scope=activation.scope if activation else 0,
        opened_at=step.at,
        name=trap.name,
        data={"trap": index} if index else {},
    )
    if trap.correlation is not None:
        row.key = key_of(trap.correlation.value(step.values(token)))
    if trap.trigger == Trigger.TIMER:
        plan = timing.plan(step, token, trap)
        row.due_at, row.data = plan.due_at, {**row.data, **plan.data()}
    step.state.add(row)


def key_of(value: Any) -> str:
    """A correlation key as text: 7, 7.0 and "7" are one key."""
    if value is None:
        return ""
    kept = data.stored(value)
    return str(kept["$number"] if isinstance(kept, dict) and "$number" in kept else kept)


def deliver(step: "Step", row: Subscription, payload: Mapping[str, Any] | None = None) -> None:
    """What was waited for has come; the wait must be open."""
    if row.kind == sla.SLA:
        sla.reach(step, row)
        return
    if row.kind == urging.URGE:
        urging.deliver(step, row)
        return
    node = step.graph.nodes[row.node]
    activation = step.state.activations.get(row.activation_id)
    token = step.state.tokens.get(activation.token_id) if activation is not None else None
    if "rung" in row.data:
        from heyi.core.workflow.approval import ladder

        ladder.climb(step, row, node)
    elif node.kind == Kind.BOUNDARY:
        assert activation is not None  # noqa: S101  a wait at an edge belongs to the activity
        _spend(step, row, node)
        edge(step, step.state.tokens[activation.token_id], node, payload)
    elif node.kind == Kind.START:
        _spend(step, row, node)
        begin_inside(step, node, activation, payload)
    else:
        assert activation is not None  # noqa: S101  so does that of a catching event
        assert token is not None  # noqa: S101
        step.unsubscribe(row, "done")
        _go_on(step, token, node, activation, payload)


def _spend(step: "Step", row: Subscription, node: Node) -> None:
    """A cycle at a non-interrupting event comes again, everything else but timers stays open for the next time."""
    if node.interrupting:
        step.unsubscribe(row, "done")
    elif row.kind == Trigger.TIMER:
        again = row.data.get("again", 0)
        if not again:
            step.unsubscribe(row, "done")
            return
        row.data = {**row.data, "again": again - 1 if again > 0 else again}
        row.due_at = timing.following(step, row)
        step.state.touch(row)


def _go_on(step: "Step", token: Token, node: Node, activation: Activation, payload: Mapping[str, Any] | None) -> None:
    step.close(activation, "completed", node.id if activation.node != node.id else "")
    if activation.node != node.id:  # an event-based gateway: the token has come to the event that was first
        flow = next(flow for flow in step.graph.nodes[activation.node].outgoing if flow.target == node.id)
        token.node, token.flow = node.id, flow.id
        passed = step.activate(token, node, state="completed")
        token.activation_id = passed.id
        step.state.touch(token)
    step.leave(token, node, payload)


def edge(step: "Step", host: Token, node: Node, payload: Mapping[str, Any] | None = None) -> Token:
    """Take the way out at the edge of an activity: in its place, or beside it (rule 36)."""
    if node.interrupting:
        step.cancel(host)
        splits = list(host.splits)
    else:
        splits = [*host.splits, step.activate(host, node, state="completed", kind="split").id]
    token = step.born(node.id, scope=host.scope, splits=splits, parents=[[host.id, EVER]])
    passed = step.activate(token, node, state="completed")
    token.activation_id = passed.id
    step.leave(token, node, payload)
    return token


def begin_inside(
    step: "Step", start: Node, scope: Activation | None, payload: Mapping[str, Any] | None = None
) -> Token:
    """An event sub-process begins in its scope: instead of everything that runs there, or beside it."""
    number = scope.id if scope else 0
    running = scopes.inside(step, number)
    if start.interrupting:
        for row in step.state.open_subscriptions():  # the scope has been interrupted: it is deaf from now on
            waits = row.kind not in STANDING and row.activation_id == number
            if waits and step.graph.nodes[row.node].kind == Kind.START:
                step.unsubscribe(row)
        for one in running:
            step.cancel(one)
    parents = [[one.id, EVER] for one in running] if start.interrupting else []
    if scope is not None:
        parents.append([scope.token_id, scope.id + 1])
    outer = step.born(start.parent, scope=number, parents=parents)
    node = step.graph.nodes[start.parent]
    try:
        inner = scopes.open_scope(step, outer, node, scopes.EVENT_SUB_PROCESS)
    except ConditionFailed as error:
        step.trouble(outer, "condition_failed", error.reason)
        return outer
    token = step.born(start.id, scope=inner.id, parents=[[outer.id, inner.id + 1]])
    token.activation_id = step.activate(token, start, state="completed", kind="event").id
    step.leave(token, start, payload)
    return token
