"""Random trees: everything that a tree can say, and blocks in blocks of which some ways end early."""

from dataclasses import fields
from enum import StrEnum
from typing import Any

from hypothesis import strategies as st

from heyi.core.workflow.approval import rules as r
from heyi.core.workflow.parser.sla import Sla
from heyi.core.workflow.simple.model import LANGUAGES, Block, BlockKind, Branch, Call, End, Process, Step, Task

CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t <>&\"'")
WORDS = st.text(CHARACTERS, min_size=1, max_size=12).map(str.strip).filter(bool)
TEXTS = st.dictionaries(st.sampled_from(LANGUAGES), WORDS, max_size=3)
SHARES = st.sampled_from(["", "2/3", "60%", "3"])
DURATIONS = st.sampled_from(["", "PT8H", "P2D"])
PEOPLE = st.lists(st.integers(1, 2**53 - 1), max_size=3, unique=True).map(tuple)
CONDITIONS = st.sampled_from(["amount > 5000", 'amount < 10 and kind = "a"', "not(urgent)", "days >= 3\nor x"])


def some(kind: type[StrEnum]) -> st.SearchStrategy[StrEnum]:
    return st.sampled_from(list(kind))


def made(type_: Any, needed: tuple[str, ...] = (), /, **members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A dataclass with some of its members said, and every one of them sometimes."""
    assert set(members) == {one.name for one in fields(type_)}
    optional = {name: value for name, value in members.items() if name not in needed}
    return st.fixed_dictionaries({name: members[name] for name in needed}, optional=optional).map(
        lambda said: type_(**said)
    )


RULES = made(
    r.ApproverRule, ("kind",), kind=some(r.RuleKind), people=PEOPLE, name=WORDS, level=st.integers(1, 20),
    reach=some(r.Reach), least=st.integers(1, 50), most=st.integers(1, 50), path=WORDS, down=st.booleans(),
    shift=st.booleans(), until=WORDS, limits=st.lists(st.decimals(0, 10**9, places=2), max_size=3).map(tuple), text=WORDS,
)  # fmt: skip
STANDINGS = made(
    r.Standing, ("kind",), kind=some(r.RuleKind), people=PEOPLE, name=WORDS, weight=st.integers(1, 1000),
    veto=st.booleans(), chair=st.booleans(),
)  # fmt: skip
RUNGS = made(
    r.Rung,
    ("after", "act"),
    after=DURATIONS,
    act=some(r.RungAct),
    times=st.integers(1, 100),
    every=DURATIONS,
    role=WORDS,
)


def copies(when: type[StrEnum]) -> st.SearchStrategy[tuple[r.CopyRule, ...]]:
    return st.lists(st.builds(r.CopyRule, some(when), RULES), max_size=2).map(tuple)


APPROVALS = made(
    r.Approval, rules=st.lists(RULES, max_size=3).map(tuple), mode=some(r.VoteMode), reject=some(r.RejectPolicy),
    on_reject=some(r.OnReject), empty=some(r.EmptyRule), self_rule=some(r.SelfRule), duplicates=some(r.Duplicates),
    delegation=st.booleans(), fields=st.dictionaries(WORDS, some(r.FieldRight), max_size=3),
    actions=st.sets(st.sampled_from(r.ACTIONS)).map(lambda names: frozenset({"approve", *names})), threshold=SHARES,
    quorum=SHARES, tie=some(r.TieRule), standings=st.lists(STANDINGS, max_size=2).map(tuple), blind=st.booleans(),
    claim=st.booleans(), signature=st.booleans(), sod=WORDS, purpose=some(r.Purpose), follow=some(r.Follow),
    depth=st.integers(0, 10), due=DURATIONS, working=st.booleans(), ladder=st.lists(RUNGS, max_size=2).map(tuple),
    manual=st.booleans(), copies=copies(r.CopyAt), organization=some(r.AsOf),
)  # fmt: skip
POLICIES = made(
    r.Policy, revert_days=st.integers(1, 3650), reversal=WORDS, two_person=st.booleans(), copies=copies(r.CopyOn),
    circulate=st.integers(0, 10), circulate_people=st.integers(1, 200), mention=st.booleans(),
).filter(lambda policy: policy.revert_days or not policy.reversal)  # fmt: skip
SLAS = st.none() | st.builds(Sla, st.sampled_from(["PT16H", "P3D"]), st.integers(1, 100), st.booleans())
EASY = r.Approval(rules=(r.ApproverRule(r.RuleKind.MANAGER),))


@st.composite
def trees(draw: st.DrawFn, *, full: bool = True, depth: int = 3) -> Process:
    """A whole process. Without ``full`` only its structure is random: each condition is about something else, and no way of
    a parallel block may end early, so that nobody waits for ever."""
    maker = _Maker(draw, full)
    steps = maker.steps(depth, top=True)
    name, policy, sla = (draw(TEXTS), draw(POLICIES), draw(SLAS)) if full else ({}, r.USUAL_POLICY, None)
    withdraw = draw(st.sampled_from(["before_decision", "running", "never"]))
    return Process("paper.trial", name, steps, withdraw, policy, sla)


class _Maker:
    def __init__(self, draw: st.DrawFn, full: bool) -> None:
        self.draw = draw
        self.full = full
        self.count = 0

    def new_id(self, kind: str) -> str:
        self.count += 1
        return f"{kind}_{self.count}"

    def name(self) -> dict[str, str]:
        return self.draw(TEXTS) if self.full else {}

    def steps(self, depth: int, *, top: bool = False, ends: bool = True) -> tuple[Step, ...]:
        made: list[Step] = []
        for _ in range(self.draw(st.integers(1 if top else 0, 3))):
            kind = self.draw(st.sampled_from(["task", "task", "call", *(BlockKind if depth else [])]))
            made.append(self.block(kind, depth, ends) if isinstance(kind, BlockKind) else self.activity(kind))
            if isinstance(made[-1], Block) and all(_ended(branch) for branch in made[-1].branches):
                return tuple(made)
        if ends and self.draw(st.integers(0, 3)) == 0:
            made.append(self.end(top))
        return tuple(made)

    def activity(self, kind: str) -> Step:
        if kind == "call":
            return Call(self.new_id("call"), self.name(), f"other.p{self.count}", self.draw(st.booleans()))
        if not self.full:
            return Task(self.new_id("task"), {}, EASY)
        completion = self.draw(st.sampled_from(["", "numberOfCompletedInstances > 1"]))
        return Task(self.new_id("task"), self.name(), self.draw(APPROVALS), completion, self.draw(SLAS))

    def end(self, top: bool) -> End:
        outcome = self.draw(st.sampled_from(["approved", "rejected", *([] if top else [""])]))
        return End(self.new_id("end"), self.name(), outcome, self.draw(st.booleans()))

    def condition(self) -> str:
        return self.draw(CONDITIONS) if self.full else f"x{self.count}"

    def block(self, kind: BlockKind, depth: int, ends: bool) -> Block:
        block_id, name, count = self.new_id(kind), self.name(), self.draw(st.integers(2, 3))
        default = self.draw(st.integers(0, count - 1))
        if kind == BlockKind.PARALLEL or (kind == BlockKind.INCLUSIVE and self.full and self.draw(st.booleans())):
            default = count
        branches = []
        ends = ends and (self.full or kind != BlockKind.PARALLEL)
        for place in range(count):
            open_ = kind != BlockKind.PARALLEL and place != default
            condition = self.condition() if open_ else ""
            branches.append(
                Branch(self.steps(depth - 1, ends=ends), self.new_id("way"), self.name(), condition, place == default)
            )
        return Block(kind, block_id, name, tuple(branches))


def _ended(branch: Branch) -> bool:
    last = branch.steps[-1] if branch.steps else None
    return isinstance(last, End) or (isinstance(last, Block) and all(_ended(one) for one in last.branches))
