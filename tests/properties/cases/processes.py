"""Random sound processes with every element and every way to approve, in blocks of one way in and one way out."""

from dataclasses import dataclass, field, replace
from random import Random

from heyi.core.workflow.approval.rules import (
    ACTIONS,
    Approval,
    ApproverRule,
    Duplicates,
    OnReject,
    Purpose,
    RejectPolicy,
    RuleKind,
    SelfRule,
    Standing,
    TieRule,
    VoteMode,
)
from heyi.core.workflow.parser.model import Document, Kind
from heyi.core.workflow.tests.drawn import drawn

BELOW = (
    "start s; user deep; boundary late on=deep timer=PT5H; user rescue; xor m; end e;"
    " s -> deep -> m -> e; late -> rescue -> m"
)
VARIABLES = {"x": 1, "y": 1, "number": 7, "ready": False, "done": False, "people": [1, 2], "n": 0}
REPEATS = (
    "many=people item=who", "count=3", "count=2 turn", 'count=3 completion="numberOfCompletedInstances >= 2"',
)  # fmt: skip
Ends = tuple[str, str]


@dataclass(slots=True)
class Writer:
    """Writes statements of one level; ``count`` is shared by all levels, so that no name comes twice."""

    draw: Random
    lines: list[str] = field(default_factory=list)
    count: list[int] = field(default_factory=lambda: [0])

    def name(self, kind: str) -> str:
        self.count[0] += 1
        return f"{kind}{self.count[0]}"

    def add(self, kind: str, facts: str = "") -> str:
        """An element of a kind."""
        name = self.name(kind)
        self.lines.append(f"{kind} {name} {facts}".strip())
        return name

    def flow(self, *names: str, condition: str = "") -> None:
        """Along these; the condition is FEEL, or ``default``."""
        tail = f' if "{condition}"' if condition not in ("", "default") else f" {condition}"
        self.lines.append(" -> ".join(names) + tail)

    def inside(self, kind: str, facts: str, depth: int, more: str = "") -> str:
        """A sub-process with a random block in it."""
        inner, name = Writer(self.draw, count=self.count), self.name(kind)
        start, end = inner.add("start"), inner.add("end")
        first, last = inner.block(depth - 1)
        inner.flow(start, first)
        inner.flow(last, end)
        self.lines.append(f"{kind} {name} {facts} {{ {'; '.join([*inner.lines, *([more] if more else [])])} }}")
        return name

    # ---- blocks --------------------------------------------------------------------------------------------------
    def block(self, depth: int) -> Ends:
        """Anything, with so many levels in it at most."""
        simple = [self.asked] * 6 + [self.waited] * 2 + [self.passing] * 2 + [self.many, self.called]
        if depth <= 0:
            return self.draw.choice(simple)(0)
        nested = [self.sequence] * 4 + [self.fork] * 3 + [self.choice, self.loop, self.scope, self.scope, self.undone]
        return self.draw.choice([*nested, *nested, *simple, self.two_of_three, self.free])(depth)

    def asked(self, depth: int) -> Ends:
        """A user task, now and then with events at its edge."""
        name = self.add("user")
        return self._edged(name, 0.4)

    def _edged(self, name: str, often: float) -> Ends:
        if self.draw.random() >= often:
            return name, name
        trigger = self.draw.choice(["timer=PT2H", "message=m1", "signal=s1", 'condition="ready"'])
        if self.draw.random() < 0.5:
            trigger = "cycle=R2/PT3H" if trigger.startswith("timer") else trigger
            if trigger.startswith("condition"):
                trigger = "signal=s2"
            edge, told, end = self.add("boundary", f"on={name} beside {trigger}"), self.add("user"), self.add("end")
            self.flow(edge, told, end)
            return name, name
        edge, other, merge = self.add("boundary", f"on={name} {trigger}"), self.add("user"), self.add("xor")
        self.flow(edge, other, merge)
        self.flow(name, merge)
        return name, merge

    def waited(self, depth: int) -> Ends:
        """Something that is waited for."""
        kind = self.draw.choice(["catch", "receive", "service", "events"])
        if kind == "catch":
            name = self.add(
                kind, self.draw.choice(["timer=PT1H", "message=m2 key=number", "signal=s2", 'condition="ready"'])
            )
        elif kind == "receive":
            name = self.add(kind, "message=m3")
        elif kind == "service":
            name = self.add(kind)
            edge, fix, merge = self.add("boundary", f"on={name} error=E1"), self.add("user"), self.add("xor")
            self.flow(edge, fix, merge)
            self.flow(name, merge)
            return name, merge
        else:
            name, merge = self.add(kind), self.add("xor")
            for trigger in self.draw.sample(["message=m4", "signal=s3", "timer=PT4H"], 2):
                self.flow(name, self.add("catch", trigger), merge)
            return name, merge
        return name, name

    def passing(self, depth: int) -> Ends:
        """Something that waits for nobody."""
        kind, facts = self.draw.choice([
            ("script", 'text="x + 1" result=x'), ("manual", ""), ("task", ""), ("throw", "signal=s9"),
            ("throw", "escalation=U9"), ("send", "message=m9 key=number"),
        ])  # fmt: skip
        name = self.add(kind, facts)
        return name, name

    def many(self, depth: int) -> Ends:
        """Several runs of one activity."""
        facts = self.draw.choice(
            ["many=people item=who", "count=3", "count=2 turn", 'count=3 completion="numberOfCompletedInstances >= 2"']
        )
        if self.draw.random() < 0.3:
            name = self.inside("sub", facts, 0)
            return name, name
        return self._edged(self.add(self.draw.choice(["user", "user", "service"]), facts), 0.2)

    def called(self, depth: int) -> Ends:
        """Another process."""
        return self._edged(self.add("call", "calls=below"), 0.3)

    def sequence(self, depth: int) -> Ends:
        first, middle = self.block(depth - 1)
        following, last = self.block(depth - 1)
        self.flow(middle, following)
        return first, last

    def fork(self, depth: int) -> Ends:
        """Parallel or inclusive."""
        kind = self.draw.choice(["and", "and", "or"])
        split, join = self.add(kind), self.add(kind)
        for place in range(self.draw.choice([2, 2, 3])):
            first, last = self.block(depth - 1)
            self.flow(split, first, condition="" if kind == "and" else ["default", "x > 0", "y > 0"][place])
            self.flow(last, join)
        return split, join

    def choice(self, depth: int) -> Ends:
        split, merge = self.add("xor"), self.add("xor")
        for condition in ("x > 2", "default"):
            first, last = self.block(depth - 1)
            self.flow(split, first, condition=condition)
            self.flow(last, merge)
        return split, merge

    def loop(self, depth: int) -> Ends:
        """Round once or twice."""
        merge, split, after = self.add("xor"), self.add("xor"), self.add("task")
        first, last = self.block(depth - 1)
        step = self.add("script", 'text="n + 1" result=n')
        self.flow(merge, first)
        self.flow(last, step, split)
        self.flow(split, merge, condition="n < 2")
        self.flow(split, after, condition="default")
        return merge, after

    def scope(self, depth: int) -> Ends:
        """A sub-process, with events in it and at its edge."""
        more = ""
        if self.draw.random() < 0.4:
            how = self.draw.choice(["message=m5", "beside signal=s4", "beside message=m6"])
            names = [self.name(kind) for kind in ("sub", "start", "user", "end")]
            more = (
                f"sub {names[0]} event {{ start {names[1]} {how}; user {names[2]}; end {names[3]};"
                f" {names[1]} -> {names[2]} -> {names[3]} }}"
            )
        return self._edged(self.inside("sub", "", depth, more), 0.5)

    def undone(self, depth: int) -> Ends:
        """Something that is done and then compensated for, alone or by cancelling a transaction."""
        inner = self if self.draw.random() < 0.5 else Writer(self.draw, count=self.count)
        done = inner.add(self.draw.choice(["user", "service"]))
        undo = inner.name("user")
        inner.lines.append(f"user {undo} undo")
        inner.add("boundary", f"on={done} compensate= handler={undo}")
        if inner is self:
            back = self.add("throw", f"compensate={done}")
            self.flow(done, back)
            return done, back
        start, way, fine, gone = inner.add("start"), inner.add("xor"), inner.add("end"), inner.add("end", "cancel")
        inner.flow(start, done, way)
        inner.flow(way, gone, condition="x > 1")
        inner.flow(way, fine, condition="default")
        name, merge = self.name("transaction"), self.add("xor")
        self.lines.append(f"transaction {name} {{ {'; '.join(inner.lines)} }}")
        edge, told = self.add("boundary", f"on={name} cancel"), self.add("user")
        self.flow(edge, told, merge)
        self.flow(name, merge)
        return name, merge

    def two_of_three(self, depth: int) -> Ends:
        """A complex join."""
        split, join = self.add("and"), self.add("complex", 'activation="activationCount >= 2"')
        for _ in range(3):
            first, last = self.asked(0)
            self.flow(split, first)
            self.flow(last, join)
        return split, join

    def free(self, depth: int) -> Ends:
        """Whatever somebody begins."""
        inner, name = Writer(self.draw, count=self.count), self.name("adhoc")
        inner.add("user")
        inner.add("user")
        self.lines.append(f'adhoc {name} completion="done" {{ {"; ".join(inner.lines)} }}')
        return name, name


def text_of(draw: Random) -> str:
    """A process in the notation of ``drawn``."""
    writer = Writer(draw)
    start, end = writer.add("start"), writer.add("end")
    first, last = writer.block(draw.choice([1, 2, 2, 3]))
    final = writer.add("user")
    writer.flow(start, first)
    writer.flow(last, final, end)
    return "; ".join(writer.lines)


def approval(draw: Random) -> Approval:
    """Some way to approve."""
    mode = draw.choice(list(VoteMode))
    claim = mode == VoteMode.ANY and draw.random() < 0.5
    rules: tuple[ApproverRule, ...] = (
        ApproverRule(RuleKind.PERSON, people=tuple(draw.sample(range(10, 40), draw.randint(1, 4)))),
    )
    if draw.random() < 0.2:
        rules = (ApproverRule(draw.choice([RuleKind.MANAGER, RuleKind.MANAGERS, RuleKind.INITIATOR]), level=1),)
    purpose = draw.choices([Purpose.APPROVE, Purpose.HANDLE, Purpose.INFORM], [16, 2, 1])[0]
    return Approval(
        rules=rules, mode=mode, claim=claim, purpose=purpose,
        reject=draw.choice(list(RejectPolicy)),
        on_reject=draw.choice([OnReject.CONTINUE, OnReject.CONTINUE, OnReject.END]),
        threshold=draw.choice(["", "2/3", "50%"]) if mode == VoteMode.RATIO else "",
        tie=draw.choice([TieRule.USUAL, TieRule.APPROVE, TieRule.REJECT]),
        duplicates=draw.choice(list(Duplicates)), blind=draw.random() < 0.2,
        self_rule=draw.choice([SelfRule.ALLOW, *SelfRule]),
        standings=tuple(_standing(draw, rules) for _ in range(draw.choice([0, 0, 1, 2]))),
        actions=frozenset(ACTIONS) if draw.random() < 0.9 else Approval().actions,
    )  # fmt: skip


def _standing(draw: Random, rules: tuple[ApproverRule, ...]) -> Standing:
    people = rules[0].people[:1] if draw.random() < 0.8 else (draw.randint(10, 55),)
    return Standing(RuleKind.PERSON, people, "", draw.randint(1, 3), draw.random() < 0.3, draw.random() < 0.3)


def documents(seed: int) -> tuple[str, Document, Document]:
    """A random process and one that it may call: the text, and both."""
    draw = Random(seed)  # noqa: S311  no secret
    text = text_of(draw)
    main, below = _staffed(drawn(text), draw), _staffed(drawn(BELOW, "below"), draw)
    return text, _reversible(main, ("", "below", "trial")[seed % 3]), below


def _reversible(document: Document, reversal: str) -> Document:
    """What was approved can be taken back: at once, or when the process of that name agrees."""
    made = [replace(one, policy=replace(one.policy, revert_days=3, reversal=reversal)) for one in document.processes]
    return Document(document.root, tuple(made))


def _staffed(document: Document, draw: Random) -> Document:
    made = []
    for process in document.processes:
        elements = tuple(
            replace(one, approval=approval(draw)) if one.kind == Kind.USER_TASK else one for one in process.elements
        )
        made.append(replace(process, elements=elements, withdraw=draw.choice(["running", "before_decision", "never"])))
    return Document(document.root, tuple(made))
