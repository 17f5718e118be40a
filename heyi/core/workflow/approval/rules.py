"""What a user task asks for: who approves, how votes count, what happens when nobody is found. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class RuleKind(StrEnum):
    """How approvers are found (审批人规则)."""

    PERSON = "person"
    ROLE = "role"
    POST = "post"
    MANAGER = "manager"
    DEPARTMENT_HEAD = "department_head"
    INITIATOR = "initiator"
    CHOICE = "choice"
    DEPARTMENT = "department"
    GROUP = "group"
    MANAGERS = "managers"
    FORM_PERSON = "form_person"
    FORM_DEPARTMENT_HEAD = "form_department_head"
    HANDLER = "handler"
    NEXT = "next"
    MATRIX = "matrix"
    EXPRESSION = "expression"


#: Rules that ask nothing but the organization.
OF_THE_ORGANIZATION = frozenset({
    RuleKind.ROLE, RuleKind.POST, RuleKind.MANAGER, RuleKind.MANAGERS, RuleKind.DEPARTMENT, RuleKind.DEPARTMENT_HEAD,
    RuleKind.GROUP,
})  # fmt: skip


class Reach(StrEnum):
    """Where holders of a role or post are looked for, seen from the initiator's department."""

    DEPARTMENT = "department"
    DEPARTMENT_AND_ABOVE = "department_and_above"
    COMPANY = "company"
    GROUP = "group"


class VoteMode(StrEnum):
    """会签 all, 或签 any, 依次 sequential, 比例/票签 ratio; one person alone needs no mode."""

    ALL = "all"
    ANY = "any"
    SEQUENTIAL = "sequential"
    RATIO = "ratio"


class TieRule(StrEnum):
    """Exactly half where half decides: ``usual`` (a ratio of one half is reached, a majority is not), or always one way, or
    the chair's vote.
    """

    USUAL = "usual"
    APPROVE = "approve"
    REJECT = "reject"
    CHAIR = "chair"


class Purpose(StrEnum):
    """审批 approve, 办理 handle (done or returned, never skipped), 知会 inform (read, the flow does not wait)."""

    APPROVE = "approve"
    HANDLE = "handle"
    INFORM = "inform"


class Follow(StrEnum):
    """人随任务: the task stays with the person who moves; 岗随任务: it is looked up anew (rule 19)."""

    PERSON = "person"
    POST = "post"


class AsOf(StrEnum):
    """Whose organization is asked (rule 39): that of the moment when the step is reached, or 按发起时组织, that of the moment
    when the case began.
    """

    NOW = "now"
    START = "at_start"


class RejectPolicy(StrEnum):
    """What one rejection does to the node (workflow rule 7)."""

    VETO = "veto"
    MAJORITY = "majority"
    WAIT_ALL = "wait_all"


class OnReject(StrEnum):
    """Where a rejected node leads: the case ends, or the flow goes on and conditions read ``outcome``."""

    END = "end"
    CONTINUE = "continue"


class EmptyRule(StrEnum):
    """What happens when nobody is found (审批人为空, rule 17)."""

    PASS = "pass"  # noqa: S105  the word of the rule, no secret
    UP = "up"
    ADMIN = "admin"


class SelfRule(StrEnum):
    """What happens when the approver is the initiator (rule 16)."""

    MANAGER = "manager"
    ALLOW = "allow"
    NEVER = "never"


class Duplicates(StrEnum):
    """Whether a person who approves several steps is asked each time (去重, rule 14): ``first`` asks only at the first of
    them, ``last`` only at the last.
    """

    NONE = "none"
    CONSECUTIVE = "consecutive"
    FIRST = "first"
    LAST = "last"


class FieldRight(StrEnum):
    """What the approver at this node may do with a field of the subject."""

    HIDDEN = "hidden"
    READ = "read"
    WRITE = "write"
    REQUIRED = "required"


#: Rights with which the people of a step change a field while they decide.
EDITABLE = frozenset({FieldRight.WRITE, FieldRight.REQUIRED})


class CopyAt(StrEnum):
    """When a step sends its copies (抄送, rule 44): when it begins to ask, when it is approved, when it is decided at all."""

    ARRIVAL = "arrival"
    APPROVAL = "approval"
    END = "end"


class CopyOn(StrEnum):
    """On which end of a case its process sends copies: approved, rejected, or any whatever."""

    APPROVED = "approved"
    REJECTED = "rejected"
    ANY = "any"


class RungAct(StrEnum):
    """What happens when a task has waited too long (超时处理). The last four are decisions by the system (rule 33)."""

    REMIND = "remind"
    ESCALATE = "escalate"
    TRANSFER = "transfer"
    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"
    SKIP = "skip"


#: Rungs that decide in a person's place; never on a step that must be decided by people (必须人工).
DECIDING = frozenset({RungAct.APPROVE, RungAct.REJECT, RungAct.RETURN, RungAct.SKIP})

#: Acts that an approver may have at a node; approving is always possible. All but abstaining are usual.
ACTIONS = (
    "approve", "reject", "return", "transfer", "cc", "comment", "add", "delegate", "consult", "take_back", "abstain",
)  # fmt: skip
USUAL_ACTIONS = frozenset(ACTIONS) - {"abstain"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the vote of some people weighs, found by person, post or role. The most of several counts.

    A rejection by a veto holder rejects the node whatever the others say; the chair decides ties (``TieRule.CHAIR``).
    """

    kind: RuleKind
    people: tuple[int, ...] = ()
    name: str = ""
    weight: int = 1
    veto: bool = False
    chair: bool = False


@dataclass(frozen=True, slots=True)
class ApproverRule:
    """One way to find people. ``name`` is the code of a role or post; ``level`` counts from the initiator upwards.

    For a choice, ``least`` and ``most`` bound how many are picked, and ``reach`` from where; ``people`` are asked when the
    initiator picks nobody. ``path`` leads to a value of
    the document (``lines[].owner_id``). Department heads: ``down`` counts from the top, ``shift`` goes one up for an
    initiator who is a head. Consecutive managers end at ``level``, at the first who holds the role ``until``, or at the
    first whose limit (``limits``, one for each level) covers the amount at ``path``. ``text`` is FEEL.
    """

    kind: RuleKind
    people: tuple[int, ...] = ()
    name: str = ""
    level: int = 1
    reach: Reach = Reach.COMPANY
    least: int = 1
    most: int = 1
    path: str = ""
    down: bool = False
    shift: bool = False
    until: str = ""
    limits: tuple[Decimal, ...] = ()
    text: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the answer depends on the organization and on nothing that changes while the case runs: who was chosen,
        what the document says (an amount against limits too), who decided before.
        """
        return self.kind in OF_THE_ORGANIZATION and not self.path


@dataclass(frozen=True, slots=True)
class CopyRule:
    """抄送 as it is designed: who reads along, and from when on. ``when`` is ``CopyAt`` of a step, ``CopyOn`` of a process."""

    when: CopyAt | CopyOn
    rule: ApproverRule


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder of a task that waits: ``after`` so long from its arrival, in ISO 8601. A reminder comes
    ``times`` times, ``every`` so long. ``role`` is to whom it is transferred or escalated: the holders of a role, else the
    manager of whoever is asked.
    """

    after: str
    act: RungAct
    times: int = 1
    every: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """Everything that a user task says about its approval. Several rules add up.

    ``threshold`` and ``quorum`` are shares (``2/3``, ``60%``) or numbers (``3``): the weight that must approve under
    ``ratio``, and how many people must have said yes or no for any result but rejection. ``blind`` votes (背靠背) are
    shown to nobody before the node closes. A ``claim`` node (抢办) is one person's who takes it. Nodes with the same
    ``sod`` tag are never decided by the same person. ``depth`` bounds signers of signers. ``due`` is how long it may take
    and ``ladder`` what happens meanwhile and after, in ``working`` time unless that is false; a ``manual`` step (必须人工)
    is never decided by the clock. ``copies`` are who reads along, and from when on. ``organization`` says whether the rules
    over the organization (``kept_rules``) are asked on arrival, or once for all when the case begins.
    """

    rules: tuple[ApproverRule, ...] = ()
    mode: VoteMode = VoteMode.ALL
    reject: RejectPolicy = RejectPolicy.VETO
    on_reject: OnReject = OnReject.END
    empty: EmptyRule = EmptyRule.UP
    self_rule: SelfRule = SelfRule.MANAGER
    duplicates: Duplicates = Duplicates.CONSECUTIVE
    delegation: bool = True
    fields: Mapping[str, FieldRight] = field(default_factory=dict)
    actions: frozenset[str] = USUAL_ACTIONS
    threshold: str = ""
    quorum: str = ""
    tie: TieRule = TieRule.USUAL
    standings: tuple[Standing, ...] = ()
    blind: bool = False
    claim: bool = False
    signature: bool = False
    sod: str = ""
    purpose: Purpose = Purpose.APPROVE
    follow: Follow = Follow.PERSON
    depth: int = 3
    due: str = ""
    working: bool = True
    ladder: tuple[Rung, ...] = ()
    manual: bool = False
    copies: tuple[CopyRule, ...] = ()
    organization: AsOf = AsOf.NOW

    @property
    def kept_rules(self) -> tuple[ApproverRule, ...]:
        """The rules whose people are found when the case begins and kept with it."""
        return tuple(one for one in self.rules if one.is_kept) if self.organization == AsOf.START else ()

    @property
    def asks_for_input(self) -> bool:
        """A node with fields to fill in is never skipped as a duplicate, and never decided in a batch."""
        return any(right in EDITABLE for right in self.fields.values())

    @property
    def is_personal(self) -> bool:
        """Whether the step wants its person each time, whatever they approved before (exceptions of rule 14)."""
        return self.asks_for_input or self.signature or bool(self.sod) or self.purpose != Purpose.APPROVE


@dataclass(frozen=True, slots=True)
class Policy:
    """What a process allows beyond its steps: for how many days an approval can be reverted (0: never), which process decides
    about it (``reversal``, its key, which may be the process itself; empty: nobody), and whether an administrator's
    intervention needs a second one. ``copies`` go out when a case ends.

    传阅: what somebody got to read they pass on to at most ``circulate_people`` others, who pass it on in turn, ``circulate``
    times in all (0: readers pass nothing on). ``mention``: whoever is called by @ and has nothing to do with the case yet
    gets it to read; without it only those who take part can be called.
    """

    revert_days: int = 0
    reversal: str = ""
    two_person: bool = False
    copies: tuple[CopyRule, ...] = ()
    circulate: int = 3
    circulate_people: int = 20
    mention: bool = True


USUAL_POLICY = Policy()
