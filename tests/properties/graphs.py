"""Random processes from a seed: blocks within blocks, the same with flows led astray, and wild graphs of flows."""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Any

from heyi.core.workflow.parser.model import Element, Event, Flow, Kind, MultiInstance, Process, StandardLoop, Trigger

Span = tuple[str, str]
CODES = ("E1", "E2")
SIGNALS = ("red", "blue")
GATEWAYS = (Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.COMPLEX)
CROSSED = (Kind.USER_TASK, Kind.SERVICE_TASK, Kind.SERVICE_TASK)
TASKS = (Kind.USER_TASK,) * 5 + (Kind.SERVICE_TASK, Kind.TASK, Kind.RECEIVE_TASK)
DEPTH, MOST = 2, 26


class Maker:
    """One process. ``plain`` leaves out what other engines do not have: only tasks, gateways and sub-processes."""

    def __init__(self, seed: int, *, plain: bool = False) -> None:
        self.random = Random(seed)  # noqa: S311  a seed is what it is for
        self.plain = plain
        self.focus = "any" if plain else self.random.choice(("any", "any", "joins", "edges"))
        self.facts: dict[str, dict[str, Any]] = {}
        self.flows: list[dict[str, str]] = []
        self.dropped: set[str] = set()

    # ---- parts ---------------------------------------------------------------------------------------------------
    def element(self, kind: Kind, level: str, **facts: Any) -> str:
        """One more element; its name tells its kind."""
        name = f"{LETTERS[kind]}{len(self.facts)}"
        self.facts[name] = {"id": name, "kind": kind.value, "parent": level, **facts}
        return name

    def flow(self, source: str, target: str, condition: str = "") -> str:
        name = f"f{len(self.flows)}"
        level = self.facts[source]["parent"]
        self.flows.append({"id": name, "source": source, "target": target, "condition": condition, "parent": level})
        return name

    def likely(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def gateway(self) -> Kind:
        if self.focus == "joins":
            return self.random.choice((*GATEWAYS, Kind.INCLUSIVE, Kind.INCLUSIVE, Kind.INCLUSIVE))
        return self.random.choice(GATEWAYS[:3] if self.plain else (*GATEWAYS, Kind.INCLUSIVE))

    def catch(self, level: str) -> str:
        return self.element(Kind.CATCH, level, events=(self.heard(),))

    def heard(self) -> Event:
        """A message from outside or a signal from within."""
        if self.likely(65):
            return Event(Trigger.MESSAGE, "m")
        return Event(Trigger.SIGNAL, self.random.choice(SIGNALS))

    def task(self, level: str) -> str:
        kind = Kind.USER_TASK if self.plain else self.random.choice(TASKS if self.focus != "edges" else CROSSED)
        events = (Event(Trigger.MESSAGE, "m"),) if kind == Kind.RECEIVE_TASK else ()
        name = self.element(kind, level, events=events)
        if not self.plain:
            self.repeat(name, 10)
            self.surround(name, 15)
        return name

    def repeat(self, name: str, percent: int) -> None:
        """Perhaps more than once."""
        if not self.likely(percent):
            return
        if self.likely(65):
            count = self.random.choice((0, 1, 2, 2, 3))
            completion = self.random.choice(
                ("", "", "numberOfCompletedInstances >= 1", "numberOfCompletedInstances >= 2")
            )
            multi = MultiInstance(sequential=self.likely(40), cardinality=str(count), completion=completion)
            self.facts[name]["multi"] = multi
        else:
            most = self.random.choice((None, 1, 2, 3))
            self.facts[name]["loop"] = StandardLoop(f"draw {name}", self.likely(50), most)

    def surround(self, name: str, percent: int) -> None:
        """Perhaps with events at its edge, each with a way of its own."""
        level, trigger = self.facts[name]["parent"], Trigger.ERROR
        edges = self.focus == "edges"
        for _ in range(3 if edges else 2):
            if self.likely(percent * 2 if edges else percent):
                choice = self.random.randrange(6)
                if choice < 3:
                    event = self.heard()
                elif choice == 3:
                    event = Event(Trigger.ESCALATION, self.random.choice(("", *CODES)))
                else:
                    event = Event(trigger, self.random.choice(("", *CODES)))
                aside = event.trigger != Trigger.ERROR and self.likely(50)
                edge = self.element(Kind.BOUNDARY, level, attached_to=name, interrupting=not aside, events=(event,))
                inside = [
                    name for name, one in self.facts.items() if one["kind"] in GATEWAYS and one["parent"] == level
                ]
                if inside and self.likely(40):
                    self.flow(edge, self.random.choice(inside))
                elif self.likely(90):
                    follow = self.element(self.random.choice((Kind.USER_TASK, Kind.TASK)), level)
                    self.flow(edge, follow)
                    if self.likely(60):
                        self.flow(follow, self.end(level))

    def end(self, level: str) -> str:
        events: tuple[Event, ...] = ()
        roll = self.random.randrange(100)
        if not self.plain and roll < 40:
            code, signal = self.random.choice(CODES), self.random.choice(SIGNALS)
            events = (
                (Event(Trigger.TERMINATE),) if roll < 13 else (Event(Trigger.ERROR, code),) if roll < 20
                else (Event(Trigger.ESCALATION, code),) if roll < 30 else (Event(Trigger.SIGNAL, signal),)
            )  # fmt: skip
        return self.element(Kind.END, level, events=events)

    def throw(self, level: str) -> str:
        code, signal = self.random.choice(CODES), self.random.choice(SIGNALS)
        event = Event(Trigger.ESCALATION, code) if self.likely(50) else Event(Trigger.SIGNAL, signal)
        return self.element(Kind.THROW, level, events=(event,))

    def conditions(self, gateway: str) -> None:
        """Conditions for the ways out of what chooses, and perhaps a default."""
        ways = [flow for flow in self.flows if flow["source"] == gateway]
        for flow in ways:
            flow["condition"] = self.random.choice(("draw", "draw", "draw", "draw", "true", "false"))
            if flow["condition"] == "draw":
                flow["condition"] = f"draw {flow['id']}"
            if self.facts[gateway]["kind"] != Kind.EXCLUSIVE and self.likely(15):
                flow["condition"] = ""
            if self.facts[gateway]["kind"] == Kind.COMPLEX and self.likely(25):
                flow["condition"] = self.random.choice(("waitingForStart", "not waitingForStart"))
        if ways and self.likely(88):
            chosen = self.random.choice(ways)
            chosen["condition"] = ""
            self.facts[gateway]["default"] = chosen["id"]

    # ---- blocks --------------------------------------------------------------------------------------------------
    def block(self, level: str, depth: int) -> Span:
        """Something with one way in and one way out."""
        if depth <= 0 or len(self.facts) > MOST:
            one = self.task(level)
            return one, one
        choices: list[Callable[[str, int], Span]] = [self.sequence, self.loop, self.sub]
        choices += [self.sequence, self.split, self.split, self.split]
        if not self.plain:
            choices += [self.events, self.thrown, self.link, self.sub]
        if self.focus == "joins":
            choices += [self.link, self.split]
        return self.random.choice(choices)(level, depth - 1)

    def sequence(self, level: str, depth: int) -> Span:
        blocks = [self.block(level, depth) for _ in range(self.random.randrange(2, 4))]
        for one, following in pairwise(blocks):
            self.flow(one[1], following[0])
        return blocks[0][0], blocks[-1][1]

    def split(self, level: str, depth: int) -> Span:
        kind = self.gateway()
        opening = Kind.PARALLEL if kind == Kind.COMPLEX else kind
        fork, join = self.element(opening, level), self.element(kind, level)
        ways = self.random.randrange(2, 4)
        for _ in range(ways):
            entry, leaving = self.block(level, depth) if self.likely(85) else (join, "")
            self.flow(fork, entry)
            if leaving:
                self.flow(leaving, join)
        if opening != Kind.PARALLEL:
            self.conditions(fork)
        if kind == Kind.COMPLEX and self.likely(80):
            self.facts[join]["activation"] = f"activationCount >= {self.random.randrange(1, ways + 1)}"
        return fork, join

    def loop(self, level: str, depth: int) -> Span:
        merge, again = self.element(Kind.EXCLUSIVE, level), self.element(Kind.EXCLUSIVE, level)
        entry, leaving = self.block(level, depth)
        self.flow(merge, entry)
        self.flow(leaving, again)
        back = self.flow(again, merge)
        self.flows[int(back[1:])]["condition"] = f"draw {back}"
        after = self.task(level)
        self.facts[again]["default"] = self.flow(again, after)
        return merge, after

    def events(self, level: str, depth: int) -> Span:
        gateway, merge = self.element(Kind.EVENT_BASED, level), self.element(Kind.EXCLUSIVE, level)
        for _ in range(self.random.randrange(2, 4)):
            one = self.catch(level)
            self.flow(gateway, one)
            entry, leaving = self.block(level, depth)
            self.flow(one, entry)
            self.flow(leaving, merge)
        return gateway, merge

    def thrown(self, level: str, depth: int) -> Span:
        one = self.throw(level) if self.likely(60) else self.catch(level)
        return one, one

    def link(self, level: str, depth: int) -> Span:
        name = f"link{len(self.facts)}"
        there = self.element(Kind.THROW, level, events=(Event(Trigger.LINK, name),))
        if self.likely(50):
            task = self.task(level)
            self.flow(task, there)
            there = task
        here = self.element(Kind.CATCH, level, events=(Event(Trigger.LINK, name),))
        return there, here

    def sub(self, level: str, depth: int) -> Span:
        box = self.element(Kind.SUB_PROCESS, level)
        self.fill(box, depth)
        if not self.plain:
            self.repeat(box, 25)
            self.surround(box, 40)
        return box, box

    # ---- levels --------------------------------------------------------------------------------------------------
    def fill(self, level: str, depth: int) -> None:
        """The content of a process or sub-process."""
        style = self.random.choice(("blocks", "blocks", "astray", "astray", "wild"))
        start = self.element(Kind.START, level)
        before = len(self.flows)
        if style == "wild":
            self.wild(level, start, depth)
        else:
            entry, leaving = self.block(level, depth)
            self.flow(start, entry)
            self.flow(leaving, self.end(level))
        if style == "astray":
            self.astray(level, before)
        if not self.plain and self.likely(12 if level else 20):
            self.handler(level, depth - 1)
        if level and not self.plain and self.likely(10):  # without a start event, all that nothing leads to begins
            self.dropped.add(start)

    def handler(self, level: str, depth: int) -> None:
        """An event sub-process."""
        box = self.element(Kind.SUB_PROCESS, level, by_event=True)
        choice = self.random.randrange(5)
        code = self.random.choice(("", *CODES))
        event = self.heard() if choice < 3 else Event(Trigger.ESCALATION if choice == 3 else Trigger.ERROR, code)
        aside = event.trigger != Trigger.ERROR and self.likely(50)
        start = self.element(Kind.START, box, events=(event,), interrupting=not aside)
        entry, leaving = self.block(box, min(depth, 1))
        self.flow(start, entry)
        self.flow(leaving, self.end(box))

    def targets(self, level: str) -> list[str]:
        """Where a flow may lead."""
        decided = {flow["target"] for flow in self.flows if self.facts[flow["source"]]["kind"] == Kind.EVENT_BASED}
        closed = (Kind.START, Kind.BOUNDARY)
        return [
            name
            for name, one in self.facts.items()
            if one["parent"] == level and one["kind"] not in closed and not one.get("by_event") and name not in decided
            and not (one["kind"] == Kind.CATCH and one["events"][0].trigger == Trigger.LINK)
        ]  # fmt: skip

    def sources(self, level: str) -> list[str]:
        """Where one more flow may begin; out of a task more than one is not plain."""
        closed = (Kind.END, Kind.EVENT_BASED, *(TASKS if self.plain else ()))
        return [
            name
            for name, one in self.facts.items()
            if one["parent"] == level and one["kind"] not in closed and not one.get("by_event")
            and not (one["kind"] == Kind.THROW and one["events"][0].trigger == Trigger.LINK)
        ]  # fmt: skip

    def astray(self, level: str, before: int) -> None:
        """Some flows lead elsewhere, some come anew, some gateways are of another kind."""
        own = [flow for flow in self.flows[before:] if flow["parent"] == level]
        bound = [flow for flow in own if self.facts[flow["source"]]["kind"] != Kind.EVENT_BASED]
        for _ in range(self.random.randrange(1, 4)):
            match self.random.randrange(4):
                case 0 | 1 if bound:
                    self.random.choice(bound)["target"] = self.random.choice(self.targets(level))
                case 2 if self.sources(level):
                    source = self.random.choice(self.sources(level))
                    self.flow(source, self.random.choice(self.targets(level)))
                    self.choosing(source)
                case 3:
                    self.other_kind(level)

    def other_kind(self, level: str) -> None:
        kinds = GATEWAYS[:3] if self.plain else GATEWAYS
        names = [name for name, one in self.facts.items() if one["parent"] == level and one["kind"] in kinds]
        if names:
            name = self.random.choice(names)
            self.facts[name]["kind"] = self.random.choice(kinds).value
            self.choosing(name)

    def choosing(self, name: str) -> None:
        """Conditions as the kind of a source wants them."""
        one = self.facts[name]
        one.pop("default", None)
        for flow in self.flows:
            if flow["source"] == name:
                flow["condition"] = ""
        if one["kind"] in (Kind.EXCLUSIVE, Kind.INCLUSIVE, Kind.COMPLEX) or (
            one["kind"] in TASKS and not self.plain and self.likely(30)
        ):
            self.conditions(name)

    def wild(self, level: str, start: str, depth: int) -> None:
        """Nodes, and flows between any of them."""
        made: list[Span] = []
        for _ in range(self.random.randrange(3, 9)):
            roll = self.random.randrange(10)
            if roll < 5:
                kind = self.gateway()
                one = self.element(kind, level)
                if kind == Kind.COMPLEX and self.likely(80):
                    self.facts[one]["activation"] = f"activationCount >= {self.random.randrange(1, 4)}"
                made.append((one, one))
            elif roll < 8 or depth < 1:
                one = self.task(level)
                made.append((one, one))
            else:
                made.append(self.block(level, 1))
        ends = [self.end(level) for _ in range(self.random.randrange(1, 3))]
        self.flow(start, made[0][0])
        targets = [one for one, _ in made] + ends
        for place, (_, leaving) in enumerate(made):
            if self.facts[leaving]["kind"] == Kind.END or self.likely(4):
                continue
            onward = [one for one, _ in made[place + 1 :]] + ends
            gateway = self.facts[leaving]["kind"] in GATEWAYS
            for _ in range(self.random.choice((1, 2, 2, 3) if gateway else (1, 1, 1, 1, 2))):
                self.flow(leaving, self.random.choice(onward if self.likely(75) else targets))
            self.choosing(leaving)

    def process(self) -> Process:
        """The whole."""
        self.fill("", self.random.choice((1, 2, 2, 3, 3)))
        elements = tuple(Element(**facts) for name, facts in self.facts.items() if name not in self.dropped)
        flows = tuple(Flow(**flow) for flow in self.flows if flow["source"] not in self.dropped)
        return Process("trial", "", elements, flows)


LETTERS = {
    Kind.START: "s", Kind.END: "e", Kind.CATCH: "c", Kind.THROW: "w", Kind.BOUNDARY: "b", Kind.TASK: "t",
    Kind.USER_TASK: "u", Kind.SERVICE_TASK: "v", Kind.RECEIVE_TASK: "r", Kind.SUB_PROCESS: "p", Kind.EXCLUSIVE: "x",
    Kind.PARALLEL: "a", Kind.INCLUSIVE: "o", Kind.COMPLEX: "k", Kind.EVENT_BASED: "g",
}  # fmt: skip


def process_of(seed: int, *, plain: bool = False) -> Process:
    """The process of a seed."""
    return Maker(seed, plain=plain).process()
