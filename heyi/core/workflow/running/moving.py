"""Whether a running case can go on by another version, and where everything that lives in it would stand there.

A token keeps its element, or takes the one that it was mapped to, if that is of the same kind and in the same scope. One
that waits at a join must find the flow that it came by: the same id, or the only one from the same source (rule 39).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from heyi.core.workflow.errors import CannotMigrate
from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.state import STANDING, Activation, CaseState, Subscription, Task, Token

Row = Token | Activation | Task | Subscription


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a case cannot be moved: the element of the old version and a code."""

    node: str
    code: str


@dataclass(frozen=True, slots=True)
class Move:
    """One row and where it would stand. ``gone``: a wait whose element is no longer there, which ends."""

    row: Row
    node: str
    flow: str = ""
    gone: bool = False


def moves_of(state: CaseState, old: Graph, new: Graph, mapping: Mapping[str, str]) -> list[Move]:
    """All moves; CannotMigrate with every obstacle when there is one."""
    found = list(_each(state, old, new, mapping))
    obstacles = [one for one in found if isinstance(one, Obstacle)]
    if obstacles:
        raise CannotMigrate(extra={"obstacles": [{"node": one.node, "code": one.code} for one in obstacles]})
    return [one for one in found if isinstance(one, Move)]


def _each(state: CaseState, old: Graph, new: Graph, mapping: Mapping[str, str]) -> Iterator[Move | Obstacle]:
    for token in state.live_tokens():
        yield _token(token, old, new, mapping)
    for activation in state.activations.values():
        if activation.state == "active":
            yield _row(activation, activation.node, old, new, mapping)
    for task in state.tasks.values():
        if task.state == "open":
            yield _row(task, task.node, old, new, mapping)
    for row in state.open_subscriptions():
        yield from _wait(row, old, new, mapping)


def _token(token: Token, old: Graph, new: Graph, mapping: Mapping[str, str]) -> Move | Obstacle:
    place = _row(token, token.node, old, new, mapping)
    if isinstance(place, Obstacle) or token.activation_id or token.incident_id:
        return place if isinstance(place, Obstacle) else Move(token, place.node, token.flow)
    flow = _flow(token.flow, old, new, new.nodes[place.node], mapping)
    return Obstacle(token.node, "flow_missing") if flow is None else Move(token, place.node, flow.id)


def _row(row: Row, node: str, old: Graph, new: Graph, mapping: Mapping[str, str]) -> Move | Obstacle:
    name = mapping.get(node, node)
    target, source = new.nodes.get(name), old.nodes[node]
    if target is None:
        return Obstacle(node, "element_missing")
    if target.kind != source.kind or (target.many is None) != (source.many is None):
        return Obstacle(node, "kind_changed")
    if target.parent != mapping.get(source.parent, source.parent):
        return Obstacle(node, "scope_changed")
    return Move(row, name)


def _flow(flow_id: str, old: Graph, new: Graph, target: Node, mapping: Mapping[str, str]) -> Flow | None:
    same = next((flow for flow in target.incoming if flow.id == mapping.get(flow_id, flow_id)), None)
    if same is not None:
        return same
    source = next((flow.source for node in old.nodes.values() for flow in node.outgoing if flow.id == flow_id), "")
    found = [flow for flow in target.incoming if flow.source == mapping.get(source, source)]
    return found[0] if len(found) == 1 else None


def _wait(row: Subscription, old: Graph, new: Graph, mapping: Mapping[str, str]) -> Iterator[Move | Obstacle]:
    """A wait for something that the new version does not know ends, unless a token stands on it."""
    if not row.node:
        return
    place = _row(row, row.node, old, new, mapping)
    optional = bool(old.nodes[row.node].attached_to) or row.kind in STANDING
    if isinstance(place, Obstacle) and optional and place.code == "element_missing":
        yield Move(row, row.node, gone=True)
    else:
        yield place
