"""Where tokens can still come to, and where they can come from, by the drawing alone: conditions are not asked."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from heyi.core.workflow.parser.model import Kind, Trigger

if TYPE_CHECKING:
    from heyi.core.workflow.graph import Flow, Graph, Node


def behind(graph: "Graph") -> dict[str, frozenset[str]]:
    """See ``Graph.behind``."""
    return {
        flow.id: frozenset(_reaching(graph, flow, node.id))
        for node in graph.nodes.values()
        if node.kind in (Kind.INCLUSIVE, Kind.COMPLEX) and len(node.incoming) > 1
        for flow in node.incoming
    }


def _reaching(graph: "Graph", flow: "Flow", avoided: str) -> set[str]:
    found: set[str] = set()
    frontier = [flow.source]
    while frontier:
        name = frontier.pop()
        if name in found or name == avoided:
            continue
        found.add(name)
        node = graph.nodes[name]
        frontier.extend(one.source for one in node.incoming)
        if node.attached_to:
            frontier.append(node.attached_to)
        if node.kind == Kind.CATCH:
            frontier.extend(one.id for one in _other_ends(graph, node, Kind.THROW))
    return found


def ahead_of(graph: "Graph", places: Iterable[str]) -> frozenset[str]:
    """The nodes that tokens at work in ``places`` can come to: along flows, by the events at the edge of an activity or of
    what is around it, by links, and into sub-processes. Where they are is not among them, unless they can come there again.
    """
    found: set[str] = set()
    frontier = [node for place in places for node in _left(graph, graph.nodes[place])]
    while frontier:
        node = frontier.pop()
        if node.id not in found:
            found.add(node.id)
            frontier += _left(graph, node)
            frontier += graph.starts(node.id) if node.is_scope else ()
            frontier += [one for one, _start in graph.event_subprocesses(node.id)] if node.is_scope else ()
    return frozenset(found)


def _left(graph: "Graph", node: "Node") -> list["Node"]:
    """What follows a node when its work ends, one way or another; behind the last of a level, what follows that level."""
    found = [graph.nodes[flow.target] for flow in node.outgoing]
    found += [graph.nodes[name] for name in node.boundary]
    found += _other_ends(graph, node, Kind.CATCH) if node.kind == Kind.THROW else []
    found += [one for one, _start in graph.event_subprocesses(node.parent)]
    around = graph.nodes.get(node.parent)
    if around is not None:
        found += _left(graph, around)
        if around.kind == Kind.AD_HOC:
            found += graph.levels[around.id]
    return found


def _other_ends(graph: "Graph", node: "Node", kind: Kind) -> list["Node"]:
    """The link events of the other kind in the same level that bear the same name."""
    link = node.trap(Trigger.LINK)
    ends = [(one, one.trap(Trigger.LINK)) for one in graph.levels[node.parent] if one.kind == kind]
    return [one for one, trap in ends if link is not None and trap is not None and trap.name == link.name]
