"""One level of a process as the token game sees it: what waits, what follows, in which order things can come."""

from collections.abc import Mapping
from functools import cached_property
from itertools import combinations

from heyi.core.workflow.graph import Graph, Node, begins
from heyi.core.workflow.parser.checks.activities import waits
from heyi.core.workflow.parser.checks.choices import ways_of
from heyi.core.workflow.parser.checks.components import components
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import Kind, Trigger

JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE, Kind.COMPLEX})
MOST_SUBSETS = 6

#: The flows that a token leaves on, together.
Way = tuple[str, ...]


class Net:
    """``completes`` says of each sub-process in here whether it can come to its normal end."""

    def __init__(self, graph: Graph, layout: Layout, level: str, completes: Mapping[str, bool]) -> None:
        self.graph = graph
        self.layout = layout
        self.level = level
        self.completes = completes
        nodes = graph.levels.get(level, ())
        self.nodes = {node.id: node for node in nodes if not (node.by_event or node.for_compensation)}
        self.flows = {flow.id: flow for node in self.nodes.values() for flow in node.outgoing}
        self._ways: dict[str, list[Way]] = {}
        self._alone: dict[str, frozenset[str]] = {}
        self._pauses: dict[str, bool] = {}
        self.caught = any(
            start.trap(Trigger.ERROR) is not None for _, start in graph.event_subprocesses(level)
        )  # fmt: skip

    def starts(self) -> list[list[Node]]:
        """The ways to begin, each with the nodes that begin together."""
        around = self.graph.nodes.get(self.level)
        nodes = list(self.nodes.values())
        if around is not None and around.kind == Kind.AD_HOC:
            return [[node] for node in nodes if begins(node)]
        if around is not None and around.by_event:
            return [[node] for node in nodes if node.kind == Kind.START]
        plain = [node for node in self.graph.starts(self.level) if node.id in self.nodes]
        triggered = [] if self.level else [[node] for node in nodes if node.kind == Kind.START and node.traps]
        return [*([plain] if plain else []), *triggered]

    def interrupted(self) -> bool:
        """Whether an event can end this level, or one around it, while tokens still run in it."""
        here = self.layout.by_id.get(self.level)
        scopes = [] if here is None else [here, *self.layout.around(here)]
        levels = ["", *(one.id for one in scopes)]
        if any(start.interrupting for name in levels for _, start in self.graph.event_subprocesses(name)):
            return True
        edges = [self.graph.nodes[name] for one in scopes for name in self.graph.nodes[one.id].boundary]
        return any(edge.interrupting and edge.trap(Trigger.COMPENSATION) is None for edge in edges)

    def joins(self, node: Node) -> bool:
        """Whether tokens stand before a node until others have come."""
        return node.kind in JOINS and len(node.incoming) > 1

    def pauses(self, node: Node) -> bool:
        """Whether a token that comes to a node stays there until something happens."""
        if node.id not in self._pauses:
            self._pauses[node.id] = self._find_pause(node)
        return self._pauses[node.id]

    def _find_pause(self, node: Node) -> bool:
        element = self.layout.by_id[node.id]
        if node.kind == Kind.THROW and node.trap(Trigger.COMPENSATION) is not None:
            return True
        inside = self.layout.inside(element) if node.is_scope else ()
        asked = any(waits(one, self.layout.process) for one in (element, *inside))
        return asked or bool(self.edges(node)) or (node.kind == Kind.CALL and not node.asynchronous)

    def edges(self, node: Node) -> list[Node]:
        """The boundary events of a node through which a token can leave."""
        found = [self.graph.nodes[name] for name in node.boundary]
        return [one for one in found if one.trap(Trigger.COMPENSATION) is None]

    def link(self, node: Node) -> Node | None:
        """Where a throwing link event leads."""
        trap = node.trap(Trigger.LINK) if node.kind == Kind.THROW else None
        if trap is None:
            return None
        caught = (one for one in self.nodes.values() if one.kind == Kind.CATCH)
        return next((one for one in caught if any(end.name == trap.name for end in one.traps)), None)

    def ways(self, node: Node) -> list[Way]:
        """How a token can leave a node."""
        if node.id not in self._ways:
            self._ways[node.id] = self._find_ways(node)
        return self._ways[node.id]

    def _find_ways(self, node: Node) -> list[Way]:
        every = tuple(flow.id for flow in node.outgoing)
        chooses = node.kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE) or any(flow.condition for flow in node.outgoing)
        if not every or not chooses or node.kind == Kind.PARALLEL:
            return [every]
        if not all(flow.condition or flow is node.default for flow in node.outgoing):
            if node.kind == Kind.EXCLUSIVE:
                return [(name,) for name in every]  # a drawing without conditions: each way may be meant
            if node.kind == Kind.INCLUSIVE and node.default is not None:
                return _subsets(every)
        outgoing = self.layout.leaving(self.layout.by_id[node.id])
        ways = ways_of(node.kind, outgoing, node.default.id if node.default else "")
        if ways.together is not None:
            return sorted(tuple(name for name in every if name in way) for way in ways.together)
        if node.kind == Kind.EXCLUSIVE:
            return [(name,) for name in every]
        return _subsets(every)

    def following(self, name: str) -> list[str]:
        """Where a token can be next."""
        node = self.nodes[name]
        link = self.link(node)
        found = [flow.target for flow in node.outgoing] + [one.id for one in self.edges(node)]
        return [one for one in [*found, *([link.id] if link else [])] if one in self.nodes]

    @cached_property
    def rank(self) -> dict[str, int]:
        """The order in which things come; the same within a cycle. What ends everything comes last."""
        found = components(self.nodes, self.following)
        ranks = {name: -place for place, group in enumerate(found) for name in group}
        return {name: 1 if self.nodes[name].terminates else rank for name, rank in ranks.items()}

    def alone(self, first: str) -> frozenset[str]:
        """Where a token at a node can come without the help of another one: not through a join."""
        if first not in self._alone:
            self._alone[first] = frozenset(self._reach(first)) if first in self.nodes else frozenset()
        return self._alone[first]

    def _reach(self, first: str) -> set[str]:
        found: set[str] = set()
        frontier = [first]
        while frontier:
            name = frontier.pop()
            if name not in found and not self.joins(self.nodes[name]):
                found.add(name)
                frontier.extend(self.following(name))
        return found

    def matters(self, node: Node) -> bool:
        """Whether coming to a node twice does anything: something but gateways and ends follows."""
        passive = (Kind.END, Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.PARALLEL)
        return any(self.nodes[name].kind not in passive for name in self.alone(node.id))


def _subsets(every: Way) -> list[Way]:
    """Any of some flows together; of many only one or all."""
    sizes = range(1, len(every) + 1) if len(every) <= MOST_SUBSETS else (1, len(every))
    return [way for size in sizes for way in combinations(every, size)]
