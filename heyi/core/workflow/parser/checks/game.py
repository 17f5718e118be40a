"""The token game of one level, by the rules of the engine: what can follow from a state.

Everything that does not wait runs at once, in any order with the same result but for choices. When all rests, joins that
need to know where every token is are asked, in the order of the file (``running.settling``). Only then something from
outside happens: a task is done, an event comes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.checks.net import Net, Way
from heyi.core.workflow.parser.model import Kind, Trigger

#: Where a token is: on a flow, at a node (``at``) or about to begin there (``new``); further the ears of an activity for
#: events that do not interrupt it (``ear``), and a complex gateway that waits for the late ones (``open``).
Place = tuple[str, ...]
State = frozenset[tuple[Place, int]]
OUTSIDE = frozenset({"at", "ear"})

#: All is done, and all was ended from within: by an error, or by cancelling a transaction.
DONE: State = frozenset()
GONE: State = frozenset({(("gone",), 1)})


@dataclass(frozen=True, slots=True)
class Move:
    """What can happen: of which rank it is, and the states that may follow."""

    rank: int
    states: tuple[State, ...]


class Game:
    """Moves of a level. ``visited`` and ``merged`` gather what was passed, and where tokens met without a join."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.visited: set[str] = set()
        self.merged: set[str] = set()
        self.uncertain = False

    def first(self, nodes: list[Node]) -> State:
        """The state in which some nodes begin."""
        return _state(Counter({("new", node.id): 1 for node in nodes}))

    def moves(self, state: State) -> list[Move]:
        """What can happen next. More than one move only when all rests."""
        tokens = Counter(dict(state))
        running = sorted((self._rank(place), place) for place in tokens if self._runs(tokens, place))
        if running:
            return [Move(running[0][0], tuple(self._arrive(tokens, running[0][1])))]
        settled = self._settle(tokens)
        if settled is not None:
            return [Move(0, settled[1])]
        return self._outside(tokens, tokens)

    def first_moves(self, state: State) -> list[Move]:
        """Those that come before all others, whether they run at once, settle or come from outside: of the lowest rank.

        Nothing of a higher rank can bring a token to a lower one, so that every other order leads to the same. Only a
        join that is asked while more may come is different; then ``uncertain`` is set.
        """
        tokens = Counter(dict(state))
        ranked = sorted(
            (self._rank(place), place) for place in tokens if place[0] in OUTSIDE or self._runs(tokens, place)
        )
        settled = self._settle(tokens)
        for rank, group in groupby(ranked, key=itemgetter(0)):
            if settled is not None and self.net.rank[settled[0]] < rank:
                break
            places = [place for _, place in group]
            running = [place for place in places if place[0] not in OUTSIDE]
            found = [Move(rank, tuple(self._arrive(tokens, place))) for place in running[:1]]
            found = found or [move for move in self._outside(tokens, places) if move.states]
            if found:
                self.uncertain |= settled is not None and self._may_change(tokens, settled[0])
                return found
        return [] if settled is None else [Move(self.net.rank[settled[0]], settled[1])]

    def _may_change(self, tokens: Counter[Place], join: str) -> bool:
        """Whether a join that could fire now may get more tokens first, so that the order matters."""
        node = self.net.nodes[join]
        return any(self._can_come(tokens, node, flow.id) for flow in node.incoming)

    def _outside(self, tokens: Counter[Place], places: Iterable[Place]) -> list[Move]:
        return [
            Move(self._rank(place), states)
            for place in places
            if place[0] in OUTSIDE and (states := tuple(self._happens(tokens, place)))
        ]

    def where(self, place: Place) -> str:
        """The node at which a token is."""
        return self.net.flows[place[1]].target if place[0] == "flow" else place[1]

    def _rank(self, place: Place) -> int:
        name = self.where(place)
        if place[0] == "ear":
            name = self.net.nodes[name].attached_to
        return self.net.rank[name]

    # ---- what runs at once ---------------------------------------------------------------------------------------
    def _runs(self, tokens: Counter[Place], place: Place) -> bool:
        if place[0] == "new":
            return True
        if place[0] != "flow":
            return False
        node = self.net.nodes[self.where(place)]
        if not self.net.joins(node):
            return True
        return node.kind == Kind.PARALLEL and all(tokens["flow", flow.id] for flow in node.incoming)

    def _arrive(self, tokens: Counter[Place], place: Place) -> Iterator[State]:
        node = self.net.nodes[self.where(place)]
        taken = [("flow", flow.id) for flow in node.incoming] if self.net.joins(node) else [place]
        left = tokens - Counter(taken)
        self._look(node, left)
        self.visited.add(node.id)
        if self.net.pauses(node):
            ears = [("ear", edge.id) for edge in self.net.edges(node) if not edge.interrupting]
            yield _state(left + Counter([("at", node.id), *ears]))
        else:
            yield from self._leave(left, node)

    def _look(self, node: Node, left: Counter[Place]) -> None:
        """Does another token come here too, without a join in between?"""
        if len(node.incoming) < 2 or self.net.joins(node) or not self.net.matters(node):
            return
        for place in left:
            if place[0] in ("flow", "at", "new") and node.id in self.net.alone(self.where(place)):
                self.merged.add(node.id)

    def _leave(self, left: Counter[Place], node: Node) -> Iterator[State]:
        self.visited.add(node.id)
        link = self.net.link(node)
        if node.terminates:
            yield DONE
        elif node.kind == Kind.END and node.trap(Trigger.ERROR) is not None:
            yield DONE if self.net.caught else GONE
        elif node.kind == Kind.END and node.trap(Trigger.CANCEL) is not None:
            yield GONE
        elif link is not None:
            yield from self._leave(left, link)
        else:
            for way in self.net.ways(node):
                yield _state(left + _on(way))

    # ---- when all rests ------------------------------------------------------------------------------------------
    def _settle(self, tokens: Counter[Place]) -> tuple[str, tuple[State, ...]] | None:
        places = {self.where(place) for place in tokens if place[0] in ("flow", "open")}
        joins = [self.net.nodes[name] for name in places if self.net.joins(self.net.nodes[name])]
        for node in sorted(joins, key=lambda one: one.order):
            arrivals = [flow.id for flow in node.incoming if tokens["flow", flow.id]]
            holder = next((place for place in tokens if place[:2] == ("open", node.id)), None)
            if holder is not None:
                missing = [flow.id for flow in node.incoming if flow.id not in (*holder[2:], *arrivals)]
                if not any(self._can_come(tokens, node, flow) for flow in missing):
                    late = [("flow", name) for name in arrivals if name not in holder[2:]]
                    return node.id, (_state(tokens - Counter([holder, *late])),)
            elif arrivals and self._fires(tokens, node, arrivals):
                return node.id, tuple(self._fire(tokens, node, arrivals))
        return None

    def _fires(self, tokens: Counter[Place], node: Node, arrivals: list[str]) -> bool:
        if node.kind == Kind.COMPLEX:
            holds = self._activated(node, arrivals)
            if holds is not None:
                return holds
        elif node.kind != Kind.INCLUSIVE:
            return False
        empty = [flow.id for flow in node.incoming if flow.id not in arrivals]
        return not any(self._is_awaited(place, node, empty, arrivals) for place in tokens)

    def _is_awaited(self, place: Place, node: Node, empty: list[str], arrivals: list[str]) -> bool:
        """Whether an inclusive join waits for a token (BPMN 2.0.2, 13.4.3; rule 28)."""
        name, behind = self.where(place), self.net.graph.behind
        if place[0] not in ("flow", "at", "new") or name == node.id:
            return False
        return any(name in behind[flow] for flow in empty) and not any(name in behind[flow] for flow in arrivals)

    def _activated(self, node: Node, arrivals: list[str]) -> bool | None:
        """Whether the condition of a complex gateway holds; None when it asks for values that only the case knows."""
        if node.activation is None:
            return len(arrivals) == len(node.incoming)
        counts = {flow.id: int(flow.id in arrivals) for flow in node.incoming}
        names: frozenset[str] = getattr(node.activation.expression, "free_names", frozenset({"?"}))
        if not names <= {*counts, "activationCount"}:
            return None
        try:
            return node.activation.holds({**counts, "activationCount": len(arrivals)})
        except ConditionFailed:
            return None

    def _fire(self, tokens: Counter[Place], node: Node, arrivals: list[str]) -> Iterator[State]:
        left = tokens - Counter([("flow", name) for name in arrivals])
        if node.kind == Kind.COMPLEX and len(arrivals) < len(node.incoming):
            left = left + Counter([("open", node.id, *sorted(arrivals))])
        yield from self._leave(left, node)

    def _can_come(self, tokens: Counter[Place], node: Node, flow: str) -> bool:
        others = {self.where(place) for place in tokens if place[0] in ("flow", "at", "new")} - {node.id}
        return bool(others & self.net.graph.behind[flow])

    # ---- what happens from outside -------------------------------------------------------------------------------
    def _happens(self, tokens: Counter[Place], place: Place) -> Iterator[State]:
        node = self.net.nodes[place[1]]
        if place[0] == "ear":
            yield from self._leave(tokens - Counter([place]), node)
            return
        left = tokens - Counter([place])
        for edge in self.net.edges(node):
            ear = ("ear", edge.id)
            if left[ear] > left[place]:
                left[ear] = left[place]
        left = +left
        if node.kind == Kind.EVENT_BASED:
            for flow in node.outgoing:
                yield from self._leave(left, self.net.nodes[flow.target])
        elif node.is_scope and not self.net.completes.get(node.id, True):
            yield GONE
        else:
            yield from self._leave(left, node)
        for edge in self.net.edges(node):
            if edge.interrupting:
                yield from self._leave(left, edge)


def _on(way: Way) -> Counter[Place]:
    return Counter([("flow", name) for name in way])


def _state(tokens: Counter[Place]) -> State:
    """A state; ears and open gateways alone are nothing that still runs."""
    return frozenset((place, count) for place, count in tokens.items() if count > 0)
