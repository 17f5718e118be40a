"""Where the tokens of the naive interpreter are, and what can be seen by looking at all of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from heyi.core.workflow.parser.model import Element, Event, Flow, Kind, Process, Trigger

AWAITED = (Trigger.MESSAGE, Trigger.SIGNAL)
ACTIVE = ("task", "work", "wait", "inside")
Tree = tuple[object, ...]


@dataclass(eq=False)
class Token:
    """A token: on a flow, or in the node that it has reached. ``rest`` says how it rests there: ``task``, ``work``,
    ``wait``, ``join``, ``inside`` (others run in it), ``reset`` (a complex gateway that has fired) or the code of a
    trouble; empty while it moves. ``since`` orders by when it came to rest; ``taken`` are the flows of a first phase.
    """

    node: str
    scope: "Scope"
    flow: str = ""
    rest: str = ""
    since: int = 0
    inner: "Scope | None" = None
    taken: frozenset[str] = frozenset()
    dead: bool = False


@dataclass(eq=False)
class Scope:
    """Where tokens run: ``process``, ``sub``, ``event`` (an event sub-process), ``many`` or ``loop``. ``deaf``: it was
    interrupted by an event sub-process of its own and hears no further one."""

    kind: str
    node: str = ""
    host: Token | None = None
    tokens: list[Token] = field(default_factory=list)
    deaf: bool = False
    begun: int = 0
    done: int = 0
    total: int = 0

    @property
    def since(self) -> int:
        return self.host.since if self.host else 0

    @property
    def repeats(self) -> bool:
        return self.kind in ("many", "loop")


@dataclass(frozen=True)
class Wait:
    """Something that is waited for, by a token in a catch event, at its edge, or by a scope with a handler."""

    age: tuple[int, int, int]
    event: Event
    node: str
    of: Token | Scope

    def same(self, other: "Wait") -> bool:
        return self.node == other.node and self.of is other.of


class Places:
    """A process and the tokens in it. Nothing here changes anything."""

    def __init__(self, process: Process) -> None:
        self.elements = {one.id: one for one in process.elements}
        self.flows = process.flows
        self.order = {one.id: place for place, one in enumerate(process.elements)}
        self.root = Scope("process")
        self.ended = False

    # ---- tokens -----------------------------------------------------------------------------------------------------
    def scopes(self) -> Iterator[Scope]:
        """All that tokens run in."""
        found = [self.root]
        for scope in found:
            yield scope
            found += [token.inner for token in scope.tokens if token.inner]

    def tokens(self, *rests: str) -> list[Token]:
        """Those that rest so, in the order in which they came to rest."""
        found = [token for scope in self.scopes() for token in scope.tokens if token.rest in rests]
        return sorted(found, key=lambda token: token.since)

    def waits(self, trigger: Trigger) -> list[Wait]:
        """All that wait for a message or a signal, those that were set up first coming first."""
        found = []
        for scope in self.scopes():
            if not scope.deaf and not scope.repeats and not self.ended:
                found += [
                    Wait((scope.since, 1, self.order[start.id]), event, start.id, scope)
                    for _, start in self.handlers(scope.node)
                    for event in start.events
                ]
            for token in scope.tokens:
                found += self.waits_of(token)
        return sorted((wait for wait in found if wait.event.trigger == trigger), key=lambda wait: wait.age)

    def waits_of(self, token: Token) -> list[Wait]:
        """At the edge of an activity, in a catch event, behind an event-based gateway."""
        found = []
        if token.rest in ACTIVE and not token.scope.repeats:
            for edge in self.edges(token.node):
                found += [Wait((token.since, 0, self.order[edge.id]), event, edge.id, token) for event in edge.events]
        if token.rest == "wait":
            behind = [flow.target for flow in self.out_of(token.node)]
            names = behind if self.elements[token.node].kind == Kind.EVENT_BASED else [token.node]
            for place, name in enumerate(names):
                found += [Wait((token.since, 2, place), event, name, token) for event in self.elements[name].events]
        return found

    def stuck(self) -> bool:
        """Whether all wait for each other: no person, no event and no administrator can move anything."""
        rests = {token.rest for scope in self.scopes() for token in scope.tokens}
        heard = any(self.waits(trigger) for trigger in AWAITED)
        return bool(rests) and rests <= {"join", "reset", "inside"} and not heard

    def tree(self, scope: Scope | None = None) -> Tree:
        """Where every token is, whatever the order."""
        scope = scope or self.root
        return tuple(
            sorted(
                (one.node, one.rest, one.flow if one.rest == "join" else "", self.tree(one.inner) if one.inner else ())
                for one in scope.tokens
            )
        )

    # ---- the graph --------------------------------------------------------------------------------------------------
    def out_of(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node]

    def into(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == node]

    def edges(self, node: str) -> list[Element]:
        """The boundary events of an activity."""
        return [one for one in self.elements.values() if one.attached_to == node]

    def handlers(self, level: str) -> list[tuple[Element, Element]]:
        """The event sub-processes of a level, each with its start event."""
        return [
            (one, start)
            for one in self.elements.values()
            if one.by_event and one.parent == level
            for start in self.elements.values()
            if start.parent == one.id and start.kind == Kind.START
        ]

    def starts(self, level: str) -> list[str]:
        """Start events of a level, or all that nothing leads to."""
        inside = [one for one in self.elements.values() if one.parent == level]
        begins = [one.id for one in inside if one.kind == Kind.START]
        return begins or [one.id for one in inside if not self.into(one.id) and not self.led_to(one)]

    def led_to(self, node: Element) -> bool:
        """Whether a node is reached otherwise than by flows: by an event, or as the other end of a link."""
        return bool(node.attached_to) or node.by_event or (node.kind == Kind.CATCH and bool(node.caught(Trigger.LINK)))

    def other_end(self, name: str) -> list[str]:
        """The catching link event of a throwing one."""
        node = self.elements[name]
        link = node.caught(Trigger.LINK)
        if link is None or node.kind != Kind.THROW:
            return []
        return [
            one.id
            for one in self.elements.values()
            if one.kind == Kind.CATCH and one.parent == node.parent
            and any(event.trigger == Trigger.LINK and event.name == link.name for event in one.events)
        ]  # fmt: skip

    def best(self, nodes: list[Element], trigger: Trigger, code: str) -> Element | None:
        for name in (code, ""):
            for node in nodes:
                if any(event.trigger == trigger and event.name == name for event in node.events):
                    return node
        return None
