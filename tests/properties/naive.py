"""BPMN 2.0.2, chapter 13, word for word and as slowly as that takes: tokens in scopes, one move at a time.

It knows nothing of the engine's rows and keeps no index: who waits, what is caught and which paths are left is searched
in the whole state each time. Where the standard leaves the order open, the engine's documented one is taken: tokens move
in the order in which they came; joins that must know where every token is are asked when nothing else moves, the
earliest in the file first; waits that hear the same signal hear it in the order in which they were set up.
"""

from collections import Counter, deque

from heyi.core.workflow.parser.model import Element, Event, Flow, Kind, Process, Trigger
from tests.properties.choices import Choices
from tests.properties.places import Places, Scope, Token, Wait

RESTS = {Kind.USER_TASK: "task", Kind.SERVICE_TASK: "work", Kind.EVENT_BASED: "wait"}
JOINS = (Kind.INCLUSIVE, Kind.COMPLEX)


class BusyLoop(Exception):
    """Tokens went round without end."""


class Naive(Places):
    """One case."""

    def __init__(self, process: Process, choices: Choices, most_moves: int) -> None:
        super().__init__(process)
        self.choices, self.most_moves = choices, most_moves
        self.queue: deque[Token] = deque()
        self.clock = 0
        self.passed: Counter[str] = Counter()

    # ---- acts ----------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Begin the process."""
        for name in self.starts(""):
            self.enter(name, self.root)
        self.run()

    def complete(self, token: Token) -> None:
        """A task or a work is done."""
        self.leave(token)
        self.run()

    def fail(self, token: Token, code: str) -> None:
        """A work ends with an error."""
        if not self.caught(token, Trigger.ERROR, code):
            token.rest = "error_uncaught"
        self.run()

    def deliver(self, wait: Wait) -> None:
        """What was waited for comes from outside."""
        self.take(wait)
        self.run()

    def run(self) -> None:
        """Until nothing moves."""
        moves = 0
        while True:
            while self.queue:
                token = self.queue.popleft()
                if not token.dead:
                    moves += 1
                    if moves > self.most_moves:
                        raise BusyLoop
                    self.arrive(token)
            if not self.root.tokens:
                self.ended = True
            if self.ended or not self.fire_one_join():
                return

    # ---- moving --------------------------------------------------------------------------------------------------
    def enter(self, node: str, scope: Scope) -> Token:
        """A new token, about to arrive."""
        token = self.put(node, scope)
        self.queue.append(token)
        return token

    def put(self, node: str, scope: Scope) -> Token:
        token = Token(node, scope)
        scope.tokens.append(token)
        return token

    def rest(self, token: Token, how: str) -> None:
        self.clock += 1
        token.rest, token.since = how, self.clock

    def open(self, token: Token, kind: str) -> Scope:
        """Others run inside, the token waits for them."""
        self.rest(token, "inside")
        token.inner = Scope(kind, token.node, token)
        return token.inner

    def remove(self, token: Token) -> None:
        """A token with all that runs in it is no more."""
        token.dead = True
        token.scope.tokens.remove(token)
        for inner in list(token.inner.tokens) if token.inner else ():
            self.remove(inner)

    def send(self, token: Token, flows: list[Flow]) -> None:
        """One token in, one on each flow."""
        self.remove(token)
        for flow in flows:
            self.enter(flow.target, token.scope).flow = flow.id

    def holds(self, flow: Flow, **known: object) -> bool:
        return not flow.condition or bool(self.choices.value(flow.condition, known))

    def arrive(self, token: Token) -> None:
        """What a node does with a token (13.3, 13.4, 13.5)."""
        node = self.elements[token.node]
        self.passed[node.kind] += 1
        if (node.multi or node.loop) and not token.scope.repeats:
            self.repeat(token, node)
            return
        if node.kind in RESTS:
            self.rest(token, RESTS[node.kind])
        elif node.kind == Kind.EXCLUSIVE:
            self.exclusive(token, node)
        elif node.kind == Kind.PARALLEL:
            self.parallel(token, node)
        elif node.kind in JOINS and len(self.into(node.id)) > 1:
            self.rest(token, "join")
        elif node.kind in JOINS:
            self.diverge(token, node)
        elif node.kind in (Kind.THROW, Kind.END):
            self.throw(token, node)
        else:
            self.activity(token, node)

    def activity(self, token: Token, node: Element) -> None:
        """A sub-process begins, a catch event waits, all others are done at once; so is the other end of a link."""
        if node.kind == Kind.SUB_PROCESS:
            inner = self.open(token, "sub")
            for name in self.starts(node.id):
                self.enter(name, inner)
            if not inner.tokens:
                token.inner = None
                self.leave(token)
        elif node.kind in (Kind.CATCH, Kind.RECEIVE_TASK) and not node.caught(Trigger.LINK):
            self.rest(token, "wait")
        else:
            self.leave(token)

    def leave(self, token: Token) -> None:
        """An activity or event is done. Without a way on, the token has come to its end."""
        node = self.elements[token.node]
        if token.scope.repeats:
            self.one_run_done(token, node)
            return
        ways = [flow for flow in self.out_of(node.id) if flow.id != node.default]
        taken = [flow for flow in ways if self.holds(flow)]
        if node.default and not any(flow.condition for flow in taken):
            taken += [flow for flow in self.out_of(node.id) if flow.id == node.default]
        if taken:
            self.send(token, taken)
        elif self.out_of(node.id):
            self.rest(token, "no_way_out")
        else:
            self.finish(token)

    def finish(self, token: Token) -> None:
        """The end of a path; the last one of a scope completes it."""
        scope = token.scope
        self.remove(token)
        if scope.tokens or scope.host is None:
            return
        scope.host.inner = None
        if scope.kind == "event":
            self.finish(scope.host)
        else:
            self.leave(scope.host)

    # ---- gateways ------------------------------------------------------------------------------------------------
    def exclusive(self, token: Token, node: Element) -> None:
        """The first whose condition holds, else the default; as a merge it lets every token pass."""
        ways = self.out_of(node.id)
        for flow in ways:
            if flow.id != node.default and self.holds(flow):
                self.send(token, [flow])
                return
        rest = [flow for flow in ways if flow.id == node.default]
        if rest:
            self.send(token, rest)
        elif ways:
            self.rest(token, "no_way_out")
        else:
            self.finish(token)

    def parallel(self, token: Token, node: Element) -> None:
        """One token from each incoming flow, one onto each outgoing flow."""
        needed = self.into(node.id)
        if len(needed) > 1:
            self.rest(token, "join")
            on = {one.flow: one for one in reversed(token.scope.tokens) if one.node == node.id}
            if len(on) < len(needed):
                return
            self.passed["parallel join"] += 1
            token = self.merge(node, token.scope, list(on.values()))
        ways = self.out_of(node.id)
        if ways:
            self.send(token, ways)
        else:
            self.finish(token)

    def merge(self, node: Element, scope: Scope, arrived: list[Token]) -> Token:
        for one in arrived:
            self.remove(one)
        return self.put(node.id, scope)

    def diverge(self, token: Token, node: Element) -> None:
        """All whose condition holds; the default when none does."""
        ways = self.out_of(node.id)
        taken = [flow for flow in ways if flow.id != node.default and self.holds(flow, waitingForStart=True)]
        taken = taken or [flow for flow in ways if flow.id == node.default]
        if taken:
            self.send(token, taken)
        elif ways:
            self.rest(token, "no_way_out")
        else:
            self.finish(token)

    def fire_one_join(self) -> bool:
        """The first inclusive or complex gateway that can fire does so; whether one did."""
        places = {}
        for scope in self.scopes():
            for token in scope.tokens:
                if token.rest in ("join", "reset"):
                    places[self.order[token.node], scope.since] = (self.elements[token.node], scope)
        for _, (node, scope) in sorted(places.items(), key=lambda item: item[0]):
            if node.kind == Kind.INCLUSIVE and self.inclusive(node, scope):
                return True
            if node.kind == Kind.COMPLEX and self.complex(node, scope):
                return True
        return False

    def waiting(self, node: Element, scope: Scope) -> dict[str, Token]:
        """One token of each incoming flow that has any."""
        return {one.flow: one for one in reversed(scope.tokens) if one.node == node.id and one.rest == "join"}

    def inclusive(self, node: Element, scope: Scope) -> bool:
        """13.4.3: no token elsewhere has a path to an empty flow, unless it has one to a marked flow too."""
        on = self.waiting(node, scope)
        if not on or not self.nothing_more_comes(node, scope, set(on)):
            return False
        self.passed["inclusive join"] += 1
        self.diverge(self.merge(node, scope, list(on.values())), node)
        return True

    def nothing_more_comes(self, node: Element, scope: Scope, marked: set[str]) -> bool:
        empty = {flow.id for flow in self.into(node.id)} - marked
        for token in scope.tokens:
            if token.node != node.id:
                reached = self.flows_ahead(token.node, node.id)
                if reached & empty and not reached & marked:
                    return False
        return True

    def flows_ahead(self, node: str, avoided: str) -> set[str]:
        """Every flow on a path from a node that does not go through the avoided one. An exception caught at the edge of
        an activity is a way out of it; a link goes on at its other end."""
        found: set[str] = set()
        todo = [node]
        while todo:
            name = todo.pop()
            for flow in self.out_of(name):
                if flow.id not in found:
                    found.add(flow.id)
                    todo += [flow.target] if flow.target != avoided else []
            todo += [edge.id for edge in self.edges(name) if self.out_of(edge.id)]
            todo += self.other_end(name)
        return found

    def complex(self, node: Element, scope: Scope) -> bool:
        """13.4.5: first when the activation condition holds, then reset when nothing more can come."""
        on, needed = self.waiting(node, scope), {flow.id for flow in self.into(node.id)}
        fired = next((one for one in scope.tokens if one.node == node.id and one.rest == "reset"), None)
        if fired is not None:
            if not self.nothing_more_comes(node, scope, set(on) | fired.taken):
                return False
            self.reset(node, fired, [one for flow, one in on.items() if flow not in fired.taken])
            return True
        known = {"activationCount": len(on)}
        enough = self.choices.value(node.activation, known) if node.activation else len(on) == len(needed)
        if not on or not enough:
            return False
        token = self.merge(node, scope, list(on.values()))
        holder = self.put(node.id, scope)
        holder.taken = frozenset(on)
        self.rest(holder, "reset")
        self.diverge(token, node)
        return True

    def reset(self, node: Element, fired: Token, late: list[Token]) -> None:
        """The second phase sends on those flows only whose condition speaks of it: a discriminator fires once."""
        self.passed["complex reset"] += 1
        for one in late:
            self.remove(one)
        ways = [flow for flow in self.out_of(node.id) if "waitingForStart" in flow.condition]
        taken = [flow for flow in ways if self.holds(flow, waitingForStart=False)]
        if taken:
            self.send(fired, taken)
        else:
            self.finish(fired)

    # ---- repetition ----------------------------------------------------------------------------------------------
    def repeat(self, token: Token, node: Element) -> None:
        """The whole waits for its runs: all at once, or one after the other."""
        scope = self.open(token, "many" if node.multi else "loop")
        self.passed[scope.kind] += 1
        if node.multi:
            scope.total = self.choices.value(node.multi.cardinality)
        at_once = scope.total if node.multi and not node.multi.sequential else 1
        if (node.multi and not scope.total) or (node.loop and node.loop.test_before and not self.again(scope, node)):
            self.whole_done(scope)
            return
        for _ in range(at_once):
            scope.begun += 1
            self.enter(node.id, scope)

    def again(self, scope: Scope, node: Element) -> bool:
        """Whether a loop goes round once more."""
        assert node.loop is not None
        if node.loop.maximum is not None and scope.done >= node.loop.maximum:
            return False
        return not node.loop.condition or bool(self.choices.value(node.loop.condition))

    def one_run_done(self, token: Token, node: Element) -> None:
        """One of several; is it enough, or does the next begin?"""
        scope = token.scope
        self.remove(token)
        scope.done += 1
        known = {"numberOfCompletedInstances": scope.done}
        enough = node.multi and node.multi.completion and self.choices.value(node.multi.completion, known)
        more = self.again(scope, node) if node.loop else not enough and scope.begun < scope.total
        if more:
            scope.begun += 1
            self.enter(node.id, scope)
        elif enough or not scope.tokens:
            self.whole_done(scope)

    def whole_done(self, scope: Scope) -> None:
        assert scope.host is not None
        for left in list(scope.tokens):
            self.remove(left)
        scope.host.inner = None
        self.leave(scope.host)

    # ---- events --------------------------------------------------------------------------------------------------
    def throw(self, token: Token, node: Element) -> None:
        """An intermediate event goes on, an end event ends, unless what was thrown has ended it already."""
        other_end = self.other_end(node.id)
        if other_end:
            self.remove(token)
            self.enter(other_end[0], token.scope)
            return
        error = node.caught(Trigger.ERROR)
        if error:
            if not self.caught(token, Trigger.ERROR, error.name):
                self.rest(token, "error_uncaught")
            return
        for event in node.events:
            self.say(token, event)
        if token.dead:
            return
        if node.kind == Kind.END:
            self.finish(token)
        else:
            self.leave(token)

    def say(self, token: Token, event: Event) -> None:
        """An escalation, a signal, or the end of all else in the scope."""
        if event.trigger == Trigger.ESCALATION:
            self.caught(token, Trigger.ESCALATION, event.name)
        elif event.trigger == Trigger.SIGNAL:
            self.broadcast(event.name)
        elif event.trigger == Trigger.TERMINATE:
            self.passed["terminate"] += 1
            for other in [one for one in token.scope.tokens if one is not token]:
                self.remove(other)

    def broadcast(self, name: str) -> None:
        """Everybody who waits for the signal now, unless an earlier one has ended the wait."""
        for wait in self.waits(Trigger.SIGNAL):
            if wait.event.name == name and any(wait.same(other) for other in self.waits(Trigger.SIGNAL)):
                self.take(wait)

    def take(self, wait: Wait) -> None:
        """What was waited for is here."""
        node = self.elements[wait.node]
        if isinstance(wait.of, Scope):
            self.handle(wait.of, node)
        elif node.kind == Kind.BOUNDARY:
            self.exception(wait.of, node)
        else:
            wait.of.node = node.id
            self.leave(wait.of)

    def exception(self, host: Token, edge: Element) -> None:
        """Out at the edge of an activity, in its place or beside it."""
        self.passed["boundary" if edge.interrupting else "boundary beside"] += 1
        if edge.interrupting:
            self.remove(host)
        self.leave(self.put(edge.id, host.scope))

    def handle(self, scope: Scope, start: Element) -> None:
        """An event sub-process, instead of all that runs in its scope or beside it."""
        self.passed["handler" if start.interrupting else "handler beside"] += 1
        if start.interrupting:
            scope.deaf = True
            for one in list(scope.tokens):
                self.remove(one)
        outer = self.put(start.parent, scope)
        self.leave(self.put(start.id, self.open(outer, "event")))

    def caught(self, token: Token, trigger: Trigger, code: str) -> bool:
        """The innermost that catches: the edge of an activity, then the handlers beside it, then the same around it.
        What a handler throws is not caught on its own level. One that names the code comes before one for all."""
        while True:
            while token.scope.repeats and token.scope.host:
                token = token.scope.host
            edge = self.best(self.edges(token.node), trigger, code)
            if edge is not None:
                self.exception(token, edge)
                return True
            node = self.elements[token.node]
            starts = [] if node.by_event else [start for _, start in self.handlers(node.parent)]
            start = self.best(starts, trigger, code)
            if start is not None:
                self.handle(token.scope, start)
                return True
            if token.scope.host is None:
                return False
            token = token.scope.host
