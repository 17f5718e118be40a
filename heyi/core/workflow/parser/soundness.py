"""Soundness at publish: the token game is played through, and what can go wrong is named with its element.

The states that each level can reach are explored, choices taken every way that their conditions allow (van der Aalst,
"The application of Petri nets to workflow management", 1998). Sub-processes are checked for themselves and then count as
one step. Bounded: first every order of events is tried; in a level with more than FEW states only one of the orders that
lead to the same (Godefroid, "Partial-order methods", 1996); with more than LIMIT there is a warning and no verdict.
"""

from collections import deque
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.conditions import Compiler, Evaluable, feel
from heyi.core.workflow.graph import compile_process
from heyi.core.workflow.parser.checks.findings import Finding, warning
from heyi.core.workflow.parser.checks.game import DONE, GONE, Game, State
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.net import Net
from heyi.core.workflow.parser.model import Process
from heyi.kit.errors import Malformed, Problem

FEW = 2_000
LIMIT = 20_000
MOST_TOKENS = 200
#: Tokens in all states together, and how far back a state is compared with those that it came from.
WEIGHT = 400_000
BACK = 300


def soundness(process: Process, compiler: Compiler = feel) -> list[Finding]:
    """Deadlocks, doubled tokens, tokens that pile up, cases that never end, and parts that never run."""
    try:
        graph = compile_process(process, "", _forgiving(compiler))
    except Malformed:
        return []  # nothing begins; the lint has said so
    layout = Layout(process)
    completes: dict[str, bool] = {}
    found: list[Finding] = []
    for level in _inside_out(layout):
        explored = explore(Net(graph, layout, level, completes))
        completes[level] = explored.completes
        found += explored.findings()
    return found


def _forgiving(compiler: Compiler) -> Compiler:
    """What cannot be read has been refused already; here it may be anything."""

    def compile_text(text: str) -> Evaluable:
        try:
            return compiler(text)
        except (Problem, ValueError, SyntaxError):
            return feel("null")

    return compile_text


def _inside_out(layout: Layout) -> Iterator[str]:
    """Levels, each after those in it."""
    depth = dict.fromkeys(layout.levels, 0)
    for parent in layout.levels:
        around = layout.by_id.get(parent)
        depth[parent] = 0 if around is None else 1 + sum(1 for _ in layout.around(around))
    yield from sorted(layout.levels, key=lambda parent: -depth[parent])


def explore(net: Net) -> "Exploration":
    """Every state of a level, or as many as it takes to know."""
    full = Exploration(net, FEW, reduced=False)
    return full if full.complete else Exploration(net, LIMIT, reduced=True)


class Exploration:
    """States from breadth first, each with one that it came from."""

    def __init__(self, net: Net, limit: int, *, reduced: bool) -> None:
        self.net = net
        self.reduced = reduced
        self.game = Game(net)
        self.came_from: dict[State, State | None] = {}
        self.back: dict[State, list[State]] = {}
        self.stuck: list[State] = []
        self.growing: list[State] = []
        self.frontier: deque[State] = deque()
        self.complete = True
        self.weight = 0
        for nodes in net.starts():
            self._meet(self.game.first(nodes), None)
        while self.frontier:
            self._expand(self.frontier.popleft())
            if len(self.came_from) > limit or self.weight > WEIGHT or self.game.uncertain:
                self.complete = False
                break

    @property
    def completes(self) -> bool:
        """Whether the level can come to its normal end; what is not known counts as yes."""
        return DONE in self.came_from or not self.complete or not self.net.starts() or bool(self.growing)

    def _meet(self, state: State, origin: State | None) -> None:
        if origin is not None:
            self.back.setdefault(state, []).append(origin)
        if state in self.came_from:
            return
        self.came_from[state] = origin
        self.weight += len(state)
        if self._grows(state):
            self.growing.append(state)
        else:
            self.frontier.append(state)

    def _expand(self, state: State) -> None:
        if state in (DONE, GONE):
            return
        moves = self.game.first_moves(state) if self.reduced else self.game.moves(state)
        if not moves:
            self.stuck.append(state)
            return
        for move in moves:
            for following in move.states:
                self._meet(following, state)

    def _grows(self, state: State) -> bool:
        """Whether a state has everything that one before it had, and more: then it can go on for ever."""
        if max(dict(state).values(), default=0) < 2:
            return False
        if sum(dict(state).values()) > MOST_TOKENS + len(self.net.flows):
            return True
        counts = dict(state)
        before = self.came_from[state]
        for _round in range(BACK):
            if before is None:
                break
            if before != state and all(counts.get(place, 0) >= count for place, count in before):
                return set(dict(before)) == set(counts)
            before = self.came_from[before]
        return False

    # ---- what it means -------------------------------------------------------------------------------------------
    def findings(self) -> list[Finding]:
        """What is wrong with the level."""
        found: dict[tuple[str, str], Finding] = {}
        for finding in self._all():
            found.setdefault((finding.element, finding.code), finding)
        return list(found.values())

    def _all(self) -> Iterator[Finding]:
        for state in self.stuck:
            for place in sorted(one[0] for one in state if one[0][0] == "flow"):
                message = _("Tokens can wait here for ever: not all incoming branches are always taken.")
                yield Finding(self.game.where(place), "deadlock", message)
        for state in self.growing:
            most = max(state, key=lambda one: one[1])[0]
            message = _("Tokens pile up here: each round leaves another one behind.")
            yield Finding(self.game.where(most), "piles_up", message)
        for name in sorted(self.game.merged):
            message = _("This can run twice, one token after the other: branches meet without being joined.")
            yield warning(name, "not_synchronized", message)
        if not self.complete:
            message = _("The process is too entangled to be checked for deadlocks.")
            yield warning(self.net.level or self.net.layout.process.id, "too_large", message)
            return
        endless = self._endless()
        if endless:
            yield Finding(endless, "never_ends", _("From here no way leads to an end."))
        elif (
            not self.growing
            and not self.stuck
            and not (self.reduced and any(node.terminates for node in self.net.nodes.values()))
        ):
            yield from self._never_runs()

    def _shortened(self) -> bool:
        """Whether orders were left out that matter: something may end the level while others still turn."""
        return self.reduced and any(node.terminates for node in self.net.nodes.values())

    def _endless(self) -> str:
        """A node of a state from which nothing ends the level; empty when there is none."""
        if self.net.interrupted():
            return ""
        ends = [state for state in (DONE, GONE) if state in self.came_from]
        known: set[State] = set()
        frontier = [*ends, *self.stuck, *self.growing]
        while frontier:
            state = frontier.pop()
            if state not in known:
                known.add(state)
                frontier.extend(self.back.get(state, ()))
        lost = [state for state in self.came_from if state not in known]
        if not lost or self._shortened():
            return ""
        waits = [place for state in lost for place in sorted(dict(state)) if place[0] == "at"]
        places = waits or sorted(place for place in dict(lost[0]) if place[0] in ("flow", "new"))
        return self.game.where(places[0]) if places else self.net.level

    def _never_runs(self) -> Iterator[Finding]:
        for node in self.net.nodes.values():
            undoes = node.attached_to and node not in self.net.edges(self.net.graph.nodes[node.attached_to])
            if node.id not in self.game.visited and not undoes and self.net.starts():
                yield Finding(node.id, "never_runs", _("This element is never reached."))
