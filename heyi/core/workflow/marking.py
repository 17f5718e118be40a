"""Where tokens would stand, and whether one of them could wait for ever: the token game on a compiled graph.

Used before an administrator moves tokens by hand. Ways out of a choice are all tried, so what is found sound here ends
whatever is decided; the search is bounded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.parser.model import Kind

LIMIT, MANY = 5_000, 3
#: How many tokens are at work in a node (``@id``) or have come along a flow (its id).
Marking = frozenset[tuple[str, int]]
AT = "@"


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
        if marking and not following:
            place = next(iter(sorted(marking)))[0]
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
    for place in list(tokens):
        node = graph.nodes[place.removeprefix(AT) if place.startswith(AT) else by_id[place].target]
        taken = [place]
        if not place.startswith(AT) and node.kind == Kind.PARALLEL:
            taken = [flow.id for flow in node.incoming]
            if not all(tokens[flow] for flow in taken):
                continue
        if node.terminates:
            yield frozenset()
            continue
        for way in _ways(node):
            yield _frozen(tokens - Counter(taken) + Counter(flow.id for flow in way))


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
