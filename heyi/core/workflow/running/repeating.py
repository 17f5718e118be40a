"""Repeated activities: multi-instance (parallel or in turn, over a number or a collection) and the standard loop.

The whole is an activation of kind ``multiInstance`` or ``loop``; each run is a token in its scope on the same node.
``data``: ``total`` (grows and shrinks while it runs), ``next`` (the run that would start next), ``active``,
``done`` and ``ended`` (terminated). Counters are those of BPMN 2.0.2, table 10.30, and their usual short names.
"""

from typing import TYPE_CHECKING, Any

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Many, Node
from heyi.core.workflow.running import data, scopes
from heyi.core.workflow.state import EVER, Activation, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

MOST = 1_000


def open_many(step: "Step", token: Token, node: Node, many: Many) -> None:
    """Find the instances and start them, all or the first."""
    values = step.values(token)
    items = _items(many, values)
    total = len(items) if items is not None else _number(many, values)
    if total > MOST:
        raise ConditionFailed(f"{total} instances; at most {MOST} can run")
    activation = scopes.open_scope(step, token, node, scopes.MULTI_INSTANCE)
    kept = None if items is None else [data.stored(item) for item in items]
    activation.data = {
        **activation.data, "total": total, "next": 0, "active": 0, "done": 0, "ended": 0, "items": kept, "results": [],
    }  # fmt: skip
    if not total:
        _complete(step, activation, node)
        return
    for _ in range(1 if many.sequential else total):
        _start(step, activation, node)


def open_loop(step: "Step", token: Token, node: Node) -> None:
    """Run once, unless the condition is asked first and does not hold."""
    activation = scopes.open_scope(step, token, node, scopes.LOOP)
    activation.data = {**activation.data, "next": 0, "active": 0, "done": 0, "ended": 0}
    again = node.again
    assert again is not None  # noqa: S101  the caller looked
    if again.test_before and not _once_more(step, activation, node):
        _complete(step, activation, node)
    else:
        _start(step, activation, node)


def one_done(step: "Step", token: Token, node: Node) -> None:
    """One run has been completed: is the whole?"""
    activation = scopes.container(step, token)
    assert activation is not None  # noqa: S101  a run has its whole around it
    many = node.many
    if activation.kind == scopes.MULTI_INSTANCE and many is not None and many.result:
        result = data.stored(step.values(token).get(many.result))
        index = step.values(token).get("loopCounter", 1)
        activation.data = {**activation.data, "results": [*activation.data["results"], [int(index), result]]}
    step.consume(token)
    facts = activation.data
    activation.data = {**facts, "active": facts["active"] - 1, "done": facts["done"] + 1}
    step.state.touch(activation)
    after(step, activation, node)


def after(step: "Step", activation: Activation, node: Node) -> None:
    """Whether the whole is done, or the next run starts; when nobody can tell, an incident at the whole."""
    try:
        _after(step, activation, node)
    except ConditionFailed as error:
        step.trouble(step.state.tokens[activation.token_id], "condition_failed", error.reason)


def _after(step: "Step", activation: Activation, node: Node) -> None:
    facts, many = activation.data, node.many
    if activation.kind == scopes.LOOP:
        if _once_more(step, activation, node):
            _start(step, activation, node)
        else:
            _complete(step, activation, node)
        return
    outer = step.state.tokens[activation.token_id]
    completion = many.completion if many else None
    if completion is not None and step.holds(completion, counters(activation), token=outer):
        _complete(step, activation, node)
    elif many is not None and many.sequential and not facts["active"] and facts["next"] < facts["total"]:
        _start(step, activation, node)
    elif not facts["active"]:
        _complete(step, activation, node)


def add(step: "Step", activation: Activation, node: Node, item: Any = None) -> None:
    """One more instance while it runs (WCP-15)."""
    facts = activation.data
    items = facts["items"]
    activation.data = {
        **facts, "total": facts["total"] + 1, "items": None if items is None else [*items, data.stored(item)],
    }  # fmt: skip
    step.state.touch(activation)
    if not (node.many and node.many.sequential):
        _start(step, activation, node)


def remove(step: "Step", activation: Activation, node: Node, token: Token) -> None:
    """One instance less: it counts as terminated, and the whole is looked at again at once."""
    step.cancel(token)
    facts = activation.data
    activation.data = {**facts, "active": facts["active"] - 1, "ended": facts["ended"] + 1}
    step.state.touch(activation)
    after(step, activation, node)


def counters(activation: Activation) -> dict[str, int]:
    """What completion conditions count with."""
    facts = activation.data
    return {
        "numberOfInstances": facts["total"],
        "numberOfActiveInstances": facts["active"],
        "numberOfCompletedInstances": facts["done"],
        "numberOfTerminatedInstances": facts["ended"],
        "nrOfInstances": facts["total"],
        "nrOfActiveInstances": facts["active"],
        "nrOfCompletedInstances": facts["done"],
    }


def _start(step: "Step", activation: Activation, node: Node) -> None:
    facts, many = activation.data, node.many
    index = facts["next"]
    activation.data = {**facts, "next": index + 1, "active": facts["active"] + 1}
    step.state.touch(activation)
    known: dict[str, Any] = {"loopCounter": index + 1}
    if many is not None and many.item and facts.get("items") is not None:
        known[many.item] = facts["items"][index]
    scopes.enter(step, activation, node, known)


def _complete(step: "Step", activation: Activation, node: Node) -> None:
    facts, many = activation.data, node.many
    left = scopes.inside(step, activation.id)
    activation.data = {**facts, "active": 0, "ended": facts["ended"] + len(left)}
    step.close(activation, "completed")
    outer = step.state.tokens[activation.token_id]
    if many is not None and many.results:
        data.assign(step, outer, many.results, [data.restored(value) for _, value in sorted(facts["results"])])
    token = step.born(
        node.id, flow=outer.flow, scope=outer.scope, splits=list(outer.splits), parents=[[outer.id, EVER]],
        local=outer.local,
    )  # fmt: skip
    step.consume(outer)
    if node.outgoing:
        step.go(token, node)
    else:
        scopes.finish(step, token)


def _once_more(step: "Step", activation: Activation, node: Node) -> bool:
    again, runs = node.again, activation.data["done"]
    assert again is not None  # noqa: S101  only loops come here
    if again.maximum is not None and runs >= again.maximum:
        return False
    if again.condition is None:
        return again.maximum is not None
    outer = step.state.tokens[activation.token_id]
    return step.holds(again.condition, {"loopCounter": runs}, token=outer)


def _items(many: Many, values: dict[str, Any]) -> list[Any] | None:
    if many.collection is None:
        return None
    value = many.collection.value(values)
    if not isinstance(value, list):
        raise ConditionFailed(f"{many.collection.text}: the value is no list")
    return value


def _number(many: Many, values: dict[str, Any]) -> int:
    value: Any = many.cardinality.value(values) if many.cardinality else None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if number < 0 or number != value:
        raise ConditionFailed(f"{many.cardinality.text if many.cardinality else ''}: no number of instances")
    return number
