"""Values of a case: how they are stored without losing their types, and how activities take them in and hand them out.

Variables are JSON. What JSON cannot say exactly is marked: ``{"$number": "0.1"}``, ``{"$date": "2026-11-27"}``,
``{"$moment": "…Z"}``, ``{"$microseconds": 1}`` for a length of time. A context that looks like a mark by itself, which
anybody can send, is wrapped: ``{"$context": {"$number": "forged"}}``.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.graph import Node, taken
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Activation, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

EXACT = 2**53
CONTEXT = "$context"


def stored(value: Any) -> Any:
    """A value of an expression as JSON."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, Decimal)):
        whole = int(value)
        return whole if whole == value and abs(whole) < EXACT else {"$number": str(value)}
    if isinstance(value, float):
        return stored(Decimal(str(value)))
    if isinstance(value, datetime):
        return {"$moment": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$microseconds": value // timedelta(microseconds=1)}
    if isinstance(value, Mapping):
        kept = stored_all(value)
        return {CONTEXT: kept} if len(kept) == 1 and next(iter(kept)).startswith("$") else kept
    if isinstance(value, (list, tuple)):
        return [stored(item) for item in value]
    return str(value)


def stored_all(values: Mapping[str, Any]) -> dict[str, Any]:
    """Named values as JSON; a name is never taken for a mark."""
    return {str(name): stored(item) for name, item in values.items()}


def restored_all(values: Mapping[str, Any]) -> dict[str, Any]:
    """Named values again, as expressions take them."""
    return {name: restored(item) for name, item in values.items()}


def restored(value: Any) -> Any:
    """The value again, as expressions take it."""
    if isinstance(value, dict):
        if len(value) == 1:
            (name, item), *_ = value.items()
            match name:
                case "$number":
                    return Decimal(item)
                case "$date":
                    return date.fromisoformat(item)
                case "$moment":
                    return datetime.fromisoformat(item)
                case "$microseconds":
                    return timedelta(microseconds=item)
                case "$context":
                    return restored_all(item)
        return restored_all(value)
    if isinstance(value, list):
        return [restored(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def assign(step: "Step", token: Token, name: str, value: Any) -> None:
    """Set a variable where it is known, else on the case. ``a.b`` sets a member of a context."""
    name, _, member = name.partition(".")
    kept = stored(value)
    holder = scopes.holder_of(step, token, name)
    if holder is None:
        case = step.state.case
        case.variables = {**case.variables, name: _within(case.variables.get(name), member, kept)}
        return
    known = holder.data["locals"]
    holder.data = {**holder.data, "locals": {**known, name: _within(known.get(name), member, kept)}}
    step.state.touch(holder)


def assign_all(step: "Step", token: Token, values: Mapping[str, Any]) -> None:
    """What an event or a worker brings along."""
    for name, value in values.items():
        assign(step, token, name, value)


def hand_in(step: "Step", token: Token, node: Node, activation: Activation) -> None:
    """Evaluate the inputs of an activity; they are known inside it only."""
    if node.inputs and activation.kind not in scopes.REPEATING and activation.kind != scopes.COMPENSATION:
        values = step.values(token)
        known = {**activation.data.get("locals", {}), **stored_all(taken(node.inputs, values))}
        activation.data = {**activation.data, "locals": known}


def hand_out(step: "Step", token: Token, node: Node, results: Mapping[str, Any]) -> None:
    """What an activity returns becomes variables: through its outputs when it names any, else as it is. Associations
    that only copy take what they name, and leave the rest as it is."""
    if any(one.expression for one in node.outputs):
        results, rest = {**step.values(token), **results}, {}
    else:
        copied = {one.source for one in node.outputs}
        rest = {name: value for name, value in results.items() if name not in copied}
        results = {**step.values(token), **results}
    assign_all(step, token, rest)
    assign_all(step, token, taken(node.outputs, results))


def _within(old: Any, member: str, value: Any) -> Any:
    if not member:
        return value
    return {**(old if isinstance(old, dict) else {}), member: value}
