"""Soundness at publish: the token game is played through, and what can go wrong is named with its element.

The states that a process can reach are explored, choices taken both ways (van der Aalst, "The application of Petri
nets to workflow management", 1998). Bounded: a model with more than LIMIT states gets a warning and no verdict.
"""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.lint import Finding
from heyi.core.workflow.parser.model import Flow, Kind, Process, Trigger
from heyi.kit.errors import Text

LIMIT = 20_000
MANY = 4

#: A state: how many tokens stand on each flow.
State = frozenset[tuple[str, int]]


def soundness(process: Process) -> list[Finding]:
    """Deadlocks, doubled tokens, parts that never run, and cycles in which nobody is ever asked."""
    return [*_busy_cycles(process), *_Game(process).play()]


class _Game:
    def __init__(self, process: Process) -> None:
        self.flows = {flow.id: flow for flow in process.flows}
        self.kinds = {element.id: element.kind for element in process.elements}
        self.terminates = {one.id for one in process.elements if one.caught(Trigger.TERMINATE)}
        self.incoming: dict[str, list[str]] = {element.id: [] for element in process.elements}
        self.outgoing: dict[str, list[str]] = {element.id: [] for element in process.elements}
        for flow in process.flows:
            self.incoming[flow.target].append(flow.id)
            self.outgoing[flow.source].append(flow.id)
        self.visited: set[str] = set()
        self.findings: dict[tuple[str, str], Finding] = {}

    def play(self) -> list[Finding]:
        start = next(name for name, kind in self.kinds.items() if kind == Kind.START)
        self.visited.add(start)
        first = frozenset((flow, 1) for flow in self.outgoing[start])
        seen, frontier = {first}, [first]
        while frontier:
            state = frontier.pop()
            for following in self._moves(state):
                if following not in seen:
                    seen.add(following)
                    frontier.append(following)
            if len(seen) > LIMIT:
                message = _("The process is too entangled to be checked for deadlocks.")
                return [*self.findings.values(), Finding(start, "too_large", message, is_error=False)]
        self._never_run()
        return list(self.findings.values())

    def _moves(self, state: State) -> Iterator[State]:
        tokens = Counter(dict(state))
        moved = False
        for flow_id in list(tokens):
            node = self.flows[flow_id].target
            if self.kinds[node] == Kind.PARALLEL and len(self.incoming[node]) > 1:
                if not all(tokens[flow] for flow in self.incoming[node]) or flow_id != self.incoming[node][0]:
                    continue
                taken = self.incoming[node]
            else:
                taken = [flow_id]
            moved = True
            self.visited.add(node)
            yield from self._fire(tokens, taken, node)
        if tokens and not moved:
            for flow_id in tokens:
                message = _("Tokens can wait here for ever: not all incoming branches are always taken.")
                self._find(self.flows[flow_id].target, "deadlock", message)

    def _fire(self, tokens: Counter[str], taken: list[str], node: str) -> Iterator[State]:
        if node in self.terminates:
            yield frozenset()
            return
        left = tokens - Counter(taken)
        outgoing = self.outgoing[node]
        ways = [[flow] for flow in outgoing] if self.kinds[node] == Kind.EXCLUSIVE else [outgoing]
        for way in ways:
            following = left + Counter(way)
            doubled = [flow for flow in way if following[flow] > 1]
            for flow in doubled:
                message = _("Two tokens can run here one after the other: branches meet without being joined.")
                self._find(self.flows[flow].source, "not_synchronized", message, is_error=False)
            yield frozenset((flow, min(count, MANY)) for flow, count in following.items())

    def _never_run(self) -> None:
        for node in self.kinds:
            if node not in self.visited:
                self._find(node, "never_runs", _("This element is never reached."))

    def _find(self, element: str, code: str, message: Text, *, is_error: bool = True) -> None:
        self.findings.setdefault((element, code), Finding(element, code, message, is_error))


def _busy_cycles(process: Process) -> Iterator[Finding]:
    """A cycle without a user task would turn for ever within one step."""
    waiting = {element.id for element in process.elements if element.kind == Kind.USER_TASK}
    following: dict[str, list[Flow]] = {}
    for one in process.flows:
        if one.source not in waiting and one.target not in waiting:
            following.setdefault(one.source, []).append(one)
    done: set[str] = set()
    for first in list(following):
        path: list[str] = []
        stack: list[tuple[str, Iterator[Flow]]] = []
        if first not in done:
            stack.append((first, iter(following[first])))
            path.append(first)
        while stack:
            node, flows = stack[-1]
            flow: Flow | None = next(flows, None)
            if flow is None:
                done.add(node)
                path.pop()
                stack.pop()
            elif flow.target in path:
                yield Finding(flow.target, "busy_loop", _("This cycle never waits for anybody."))
            elif flow.target not in done:
                path.append(flow.target)
                stack.append((flow.target, iter(following.get(flow.target, ()))))
