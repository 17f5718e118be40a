"""流程图: one case on the diagram of its process, with where it was, is and would come to (workflow.md G)."""

from collections import deque
from functools import lru_cache
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.graph import Flow, Graph
from heyi.core.workflow.models import Version
from heyi.core.workflow.parser.model import GATEWAYS, Kind
from heyi.core.workflow.parser.picture import Picture, picture_of
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.returning import EVER, Past
from heyi.core.workflow.services.paths import onward
from heyi.core.workflow.services.viewing import View
from heyi.core.workflow.state import LIVE_STATES, Activation, Token
from heyi.core.workflow.store.protocol import History

ENDS = {"active": "current", "completed": "done"}


def picture(case_id: int, *, actor: Actor) -> dict[str, Any]:
    """``{"width", "height", "shapes", "edges"}``: every element with its place, state and times, and every flow with its points
    and whether it was taken. Who was asked is in the path of the case, by ``node``. NotFound as for the case.

    The engine keeps no row for a gateway that a token passed through: of several ways through such, the shortest is shown.
    """
    view = View(case_id, actor)
    drawing = _drawing(view.case.digest, view.case.version_id)
    trace = _Trace(view.graph, view.history)
    trace.follow()
    states = _states(view, trace)
    visits: dict[str, list[Activation]] = {}
    for one in sorted(view.history.activations.values(), key=lambda one: one.id):
        visits.setdefault(one.node, []).append(one)
    language = view.actor.language
    labels = {flow.id: flow.label(language) for node in view.graph.nodes.values() for flow in node.outgoing}
    return {
        "width": drawing.width, "height": drawing.height,
        "shapes": [
            {
                "id": box.id, "kind": box.kind, "x": box.x, "y": box.y, "width": box.width, "height": box.height,
                "name": _name(view, box.id) if box.id in view.graph.nodes else box.name,
                "state": states.get(box.id, "idle"), **_times(visits.get(box.id, [])),
            }
            for box in drawing.boxes
        ],
        "edges": [
            {"id": flow, "name": labels.get(flow, ""), "points": [{"x": x, "y": y} for x, y in points],
             "taken": flow in trace.flows}
            for flow, points in drawing.lines.items()
        ],
    }  # fmt: skip


@lru_cache(maxsize=256)
def _drawing(digest: str, version_id: int) -> Picture:
    """A version never changes, and a version is read only by those whose case runs by it."""
    return picture_of(read(Version.objects.values_list("xml", flat=True).get(pk=version_id, digest=digest)))


def _name(view: View, node: str) -> str:
    found = view.graph.nodes[node]
    return found.labels.get(view.actor.language) or found.name


def _times(visits: list[Activation]) -> dict[str, Any]:
    ended = [one.ended_at for one in visits if one.ended_at is not None]
    busy = any(one.state == "active" for one in visits)
    return {
        "visits": len(visits),
        "entered_at": min((one.entered_at for one in visits), default=None),
        "ended_at": None if busy or not ended else max(ended),
    }


def _states(view: View, trace: "_Trace") -> dict[str, str]:
    states = dict.fromkeys(trace.nodes, "done")
    for one in sorted(view.history.activations.values(), key=lambda one: one.id):
        states[one.node] = ENDS.get(one.state, "skipped")
    live = [one for one in view.history.tokens.values() if one.state == "live"]
    if view.case.state not in LIVE_STATES:
        return states
    ahead = {one["node"] for one in onward(view.step, [view.graph.nodes[one.node] for one in live])}
    states |= dict.fromkeys(ahead, "future")
    for token in live:
        states[token.node] = "stopped" if token.incident_id else "current"
    return states


class _Trace:
    """Which nodes and flows the tokens of a case have come by, found from what led to what."""

    def __init__(self, graph: Graph, history: History) -> None:
        self.graph, self.history, self.past = graph, history, Past(history, graph)
        self.nodes: set[str] = set()
        self.flows: set[str] = set()

    def follow(self) -> None:
        """From each thing that happened back to the one before it."""
        for one in self.history.activations.values():
            for arrival, flow in one.data.get("arrivals", ()):  # a join: each of its branches came along a flow
                self._came(self.history.tokens.get(arrival), one.id, one.node, one.scope, flow)
            self._came(self.history.tokens.get(one.token_id), one.id, one.node, one.scope)
        for token in self.history.tokens.values():
            own = self.past.by_token.get(token.id)
            ended = self.graph.nodes[token.node].kind == Kind.END
            if ended or (token.flow and not (own and self.history.activations[own[-1]].node == token.node)):
                self._came(token, EVER, token.node, token.scope, token.flow)

    def _came(self, token: Token | None, bound: int, node: str, scope: int, flow: str = "") -> None:
        if token is None or node not in self.graph.nodes:
            return
        before = self._before(token, bound, set())
        around = self.history.activations.get(scope)
        if before is None or before == scope:
            starts = [one.id for one in self.graph.starts(around.node if around else "")]
            self._mark(starts, node, flow)
        else:
            self._mark([self.history.activations[before].node], node, flow)

    def _before(self, token: Token, bound: int, seen: set[tuple[int, int]]) -> int | None:
        """The latest activation on a token, or on those that it comes from."""
        own = [one for one in self.past.by_token.get(token.id, ()) if one < bound]
        if own:
            return max(own)
        found = []
        for parent, until in token.parents:
            known = self.history.tokens.get(parent)
            if known is not None and (parent, until) not in seen:
                seen.add((parent, until))
                found.append(self._before(known, min(bound, until + 1), seen))
        return max((one for one in found if one is not None), default=None)

    def _mark(self, sources: list[str], target: str, flow: str) -> None:
        """The shortest way through gateways, which leave no row; nothing for a jump, which is no way of the drawing."""
        seen = set(sources)
        queue: deque[tuple[str, tuple[Flow, ...]]] = deque((one, ()) for one in sources)
        while queue:
            name, way = queue.popleft()
            for leaving in self.graph.nodes[name].outgoing:
                taken = (*way, leaving)
                if leaving.target == target and flow in ("", leaving.id):
                    self.flows.update(one.id for one in taken)
                    self.nodes.update(end for one in taken for end in (one.source, one.target))
                    return
                if leaving.target not in seen and self.graph.nodes[leaving.target].kind in GATEWAYS:
                    seen.add(leaving.target)
                    queue.append((leaving.target, taken))
