"""Where tokens would stand, and whether one of them could wait for ever: the token game on a compiled graph.

Used before an administrator moves tokens by hand. Ways out of a choice are all tried, so what is found sound here ends
whatever is decided; the search is bounded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.parser.model import Kind

LIMIT, MANY = 5_000, 3
#: How many tokens are at work in a node (``@id``) or have come along a flow (its id); ``!id`` is a complex join that has
#: fired and takes what comes late.
Marking = frozenset[tuple[str, int]]
AT, FIRED = "@", "!"


def stuck(graph: Graph, nodes: Iterable[str], flows: Iterable[str] = ()) -> str:
    """The node at which a token could wait for ever when tokens are at work in ``nodes`` and stand on ``flows``; empty when
    every run ends, ``?`` when that cannot be told within bounds.
    """
    by_id = {flow.id: flow for node in graph.nodes.values() for flow in node.outgoing}
    first = _frozen(Counter([*(AT + node for node in nodes), *flows]))
    seen, frontier = {first}, [first]
    while frontier:
        marking = frontier.pop()
        following = list(_moves(graph, by_id, marking))
        waiting = sorted(place for place, _count in marking if not place.startswith(FIRED))
        if waiting and not following:
            place = waiting[0]
            return place.removeprefix(AT) if place.startswith(AT) else by_id[place].target
        for one in following:
            if one not in seen:
                seen.add(one)
                frontier.append(one)
        if len(seen) > LIMIT:
            return "?"
    return ""


def _moves(graph: Graph, by_id: dict[str, Flow], marking: Marking) -> Iterator[Marking]:
    tokens = Counter(dict(marking))
    for place in [one for one in tokens if not one.startswith(FIRED)]:
        node = graph.nodes[place.removeprefix(AT) if place.startswith(AT) else by_id[place].target]
        taken = [place]
        if not place.startswith(AT) and node.kind == Kind.PARALLEL:
            taken = [flow.id for flow in node.incoming]
            if not all(tokens[flow] for flow in taken):
                continue
        if node.terminates:
            yield frozenset()
            continue
        left = []
        if not place.startswith(AT) and node.kind == Kind.COMPLEX and len(node.incoming) > 1:
            if tokens[FIRED + node.id]:
                yield _frozen(tokens - Counter([place]))
                continue
            taken = [flow.id for flow in node.incoming if tokens[flow.id]]
            if not _fires(node, taken):
                continue
            left = [FIRED + node.id] if len(taken) < len(node.incoming) else []
        for way in _ways(node):
            yield _frozen(tokens - Counter(taken) + Counter([*left, *(flow.id for flow in way)]))


def _fires(node: Node, arrived: list[str]) -> bool:
    """Whether a complex join fires with tokens on these flows. What depends on values is not relied on."""
    if node.activation is None:
        return len(arrived) == len(node.incoming)
    counts = {flow.id: int(flow.id in arrived) for flow in node.incoming}
    try:
        return node.activation.holds({**counts, "activationCount": len(arrived)})
    except ConditionFailed:
        return False


def _ways(node: Node) -> list[list[Flow]]:
    """The flows that may be taken together: one of them, all, or (where each has a condition of its own) either."""
    everything = list(node.outgoing)
    if node.kind == Kind.PARALLEL or len(everything) < 2:
        return [everything]
    single = [[flow] for flow in everything]
    one_only = node.kind == Kind.EXCLUSIVE or node.kind.value == "eventBasedGateway"
    if one_only:
        return single
    chosen = any(flow.condition for flow in everything) or node.kind.value == "inclusiveGateway"
    return [*single, everything] if chosen else [everything]


def _frozen(tokens: Counter[str]) -> Marking:
    return frozenset((place, min(count, MANY)) for place, count in tokens.items() if count > 0)
