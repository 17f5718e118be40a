"""Where tokens would stand, and whether one of them could wait for ever: the token game on a compiled graph.

Used before an administrator moves tokens by hand. Ways out of a choice are all tried, so what is found sound here ends
whatever is decided; the search is bounded.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heyi.core.workflow.behaviors.complex_gateway import late
from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.parser.model import Kind

LIMIT, MANY = 5_000, 3
#: How many tokens are at work in a node (``@id``) or have come along a flow (its id). ``!id`` is a flow of which a complex
#: join that has fired has had its token; what comes along the others it takes without firing, until nothing more can.
Marking = frozenset[tuple[str, int]]
AT, HAD = "@", "!"
JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE, Kind.COMPLEX})


def stuck(graph: Graph, nodes: Iterable[str], flows: Iterable[str] = (), had: Iterable[str] = ()) -> str:
    """The node at which a token could wait for ever when tokens are at work in ``nodes`` and stand on ``flows``, and complex
    joins have ``had`` some; empty when every run ends, ``?`` when that cannot be told within bounds.
    """
    game = _Game(graph, {flow.id: flow for node in graph.nodes.values() for flow in node.outgoing})
    first = _frozen(Counter([*(AT + node for node in nodes), *flows, *(HAD + flow for flow in had)]))
    seen, frontier = {first}, [first]
    while frontier:
        marking = frontier.pop()
        following = list(game.moves(marking))
        waiting = sorted(place for place, _count in marking if not place.startswith(HAD))
        if waiting and not following:
            return game.node(waiting[0]).id
        for one in following:
            if one not in seen:
                seen.add(one)
                frontier.append(one)
        if len(seen) > LIMIT:
            return "?"
    return ""


@dataclass(frozen=True, slots=True)
class _Game:
    graph: Graph
    by_id: dict[str, Flow]

    def node(self, place: str) -> Node:
        """Where a token is: at work, or before the node that its flow leads to."""
        return self.graph.nodes[place.removeprefix(AT) if place.startswith(AT) else self.by_id[place].target]

    def moves(self, marking: Marking) -> Iterator[Marking]:
        """Every marking that one step leads to."""
        tokens = Counter(dict(marking))
        joins: dict[str, Node] = {}
        for place in tokens:
            node = self.node(place.removeprefix(HAD))
            if place.startswith(AT) or len(node.incoming) < 2 or node.kind not in JOINS:
                yield from self._left(node, tokens, [place])
            else:
                joins[node.id] = node
        for node in joins.values():
            yield from self._joined(node, tokens)

    def _left(self, node: Node, tokens: Counter[str], taken: list[str]) -> Iterator[Marking]:
        if node.terminates:
            yield frozenset()
            return
        for way in _ways(node):
            yield _frozen(tokens - Counter(taken) + Counter(flow.id for flow in way))

    def _joined(self, node: Node, tokens: Counter[str]) -> Iterator[Marking]:
        """The same rules as ``behaviors.parallel_gateway`` and ``running.settling`` follow."""
        flows = [flow.id for flow in node.incoming]
        arrived = [flow for flow in flows if tokens[flow]]
        had = [flow for flow in flows if tokens[HAD + flow]]
        missing = [flow for flow in flows if flow not in (*arrived, *had)]
        if node.kind == Kind.PARALLEL:
            if not missing:
                yield from self._left(node, tokens, arrived)
        elif node.kind == Kind.INCLUSIVE:
            if not self._more_comes(node, tokens, missing, arrived):
                yield from self._left(node, tokens, arrived)
        elif had:
            if not self._more_comes(node, tokens, missing, [*arrived, *had]):
                yield from self._reset(node, tokens, arrived, had)
        elif _fires(node, arrived):
            kept = Counter(HAD + flow for flow in arrived) if missing or late(node) else Counter[str]()
            for one in self._left(node, tokens, arrived):
                yield _frozen(Counter(dict(one)) + kept)

    def _reset(self, node: Node, tokens: Counter[str], arrived: list[str], had: list[str]) -> Iterator[Marking]:
        over = Counter([*(HAD + flow for flow in had), *(flow for flow in arrived if flow not in had)])
        yield _frozen(tokens - over)
        for flow in late(node):
            yield _frozen(tokens - over + Counter([flow.id]))

    def _more_comes(self, node: Node, tokens: Counter[str], empty: list[str], marked: list[str]) -> bool:
        for place in tokens if empty else ():
            elsewhere = self.node(place.removeprefix(HAD))
            if place.startswith(HAD) or elsewhere.id == node.id:
                continue
            behind = {flow for flow in (*empty, *marked) if elsewhere.id in self.graph.behind[flow]}
            if behind and behind.isdisjoint(marked):
                return True
        return False


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
