"""The shape of a process as a tree of steps (the simple designer). Members of an approval that are usual are left out."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from heyi.core.workflow.approval.rules import (
    AsOf,
    Duplicates,
    EmptyRule,
    FieldRight,
    Follow,
    OnReject,
    Reach,
    RejectPolicy,
    RuleKind,
    RungAct,
    SelfRule,
    TieRule,
    VoteMode,
)

SimpleTexts = TypedDict("SimpleTexts", {"zh-hans": str, "zh-hant": str, "en": str}, total=False)


class SimpleRule(TypedDict):
    """One way to find people."""

    kind: RuleKind
    people: NotRequired[list[int]]
    name: NotRequired[str]
    level: NotRequired[int]
    reach: NotRequired[Reach]
    least: NotRequired[int]
    most: NotRequired[int]
    path: NotRequired[str]
    down: NotRequired[bool]
    shift: NotRequired[bool]
    until: NotRequired[str]
    limits: NotRequired[list[str]]
    text: NotRequired[str]


class SimpleStanding(TypedDict):
    """What the vote of some people weighs."""

    kind: RuleKind
    people: NotRequired[list[int]]
    name: NotRequired[str]
    weight: NotRequired[int]
    veto: NotRequired[bool]
    chair: NotRequired[bool]


class SimpleRung(TypedDict):
    """What happens when a task has waited so long."""

    after: str
    act: RungAct
    times: NotRequired[int]
    every: NotRequired[str]
    role: NotRequired[str]


class SimpleCopy(TypedDict):
    """Who reads along, and from when on: of a step arrival, approval or end; of a process approved, rejected or any."""

    when: Literal["arrival", "approval", "end", "approved", "rejected", "any"]
    rule: SimpleRule


class SimpleApproval(TypedDict, total=False):
    """What a step says about its approval, where that is not the usual."""

    rules: list[SimpleRule]
    mode: VoteMode
    reject: RejectPolicy
    on_reject: OnReject
    empty: EmptyRule
    self_rule: SelfRule
    duplicates: Duplicates
    delegation: bool
    fields: dict[str, FieldRight]
    actions: list[str]
    threshold: str
    quorum: str
    tie: TieRule
    standings: list[SimpleStanding]
    blind: bool
    claim: bool
    signature: bool
    sod: str
    follow: Follow
    depth: int
    due: str
    working: bool
    ladder: list[SimpleRung]
    manual: bool
    copies: list[SimpleCopy]
    organization: AsOf


class SimplePolicy(TypedDict, total=False):
    """What a process says about all of its cases, where that is not the usual."""

    revert_days: int
    reversal: str
    two_person: bool
    copies: list[SimpleCopy]
    circulate: int
    circulate_people: int
    mention: bool


class SimpleSla(TypedDict):
    """How long something may take: ISO 8601, and the percentage from which on it counts as at risk."""

    within: str
    risk: NotRequired[int]
    working: NotRequired[bool]


class SimpleTask(TypedDict):
    """Somebody approves, handles or is informed. ``completion`` is FEEL that ends the voting early."""

    type: Literal["approve", "handle", "inform"]
    id: str
    name: SimpleTexts
    approval: SimpleApproval
    completion: NotRequired[str]
    sla: NotRequired[SimpleSla]


SimpleCall = TypedDict(
    "SimpleCall", {"type": Literal["call"], "id": str, "name": SimpleTexts, "process": str, "async": bool}
)
"""Another process is run."""


class SimpleEnd(TypedDict):
    """The case ends early."""

    type: Literal["end"]
    id: str
    name: SimpleTexts
    outcome: Literal["", "approved", "rejected"]
    terminates: bool


class SimpleBranch(TypedDict):
    """One way of a block; those of a parallel one have no condition."""

    id: str
    name: SimpleTexts
    condition: NotRequired[str]
    default: NotRequired[bool]
    steps: list["SimpleStep"]


class SimpleBlock(TypedDict):
    """Several ways, joined again behind it."""

    type: Literal["choice", "inclusive", "parallel"]
    id: str
    name: SimpleTexts
    branches: list[SimpleBranch]


SimpleStep = SimpleTask | SimpleBlock | SimpleCall | SimpleEnd


class SimpleTree(TypedDict):
    """A whole process."""

    key: str
    name: SimpleTexts
    withdraw: Literal["before_decision", "running", "never"]
    policy: SimplePolicy
    sla: NotRequired[SimpleSla]
    steps: list[SimpleStep]


class SimpleWriting(TypedDict):
    """A tree, and the file that it came from."""

    model: SimpleTree
    xml: NotRequired[str]


class SimpleBlocked(TypedDict):
    """The element because of which a file is no tree, and why."""

    node: str
    name: str
    code: str
    reason: str


class SimpleReading(TypedDict):
    """One of both is null."""

    model: SimpleTree | None
    blocked: SimpleBlocked | None


class SimpleFinding(TypedDict):
    node: str
    code: str
    level: Literal["error", "warning"]
    message: str


class SimpleFile(TypedDict):
    xml: str
    findings: list[SimpleFinding]
