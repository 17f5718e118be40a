"""What a user task asks for: who approves, how votes count, what happens when nobody is found. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Reach(StrEnum):
    """Where holders of a role or post are looked for, seen from the initiator's department."""

    DEPARTMENT = "department"
    DEPARTMENT_AND_ABOVE = "department_and_above"
    COMPANY = "company"
    GROUP = "group"


class VoteMode(StrEnum):
    """会签 all, 或签 any, 依次 sequential; one person alone needs no mode."""

    ALL = "all"
    ANY = "any"
    SEQUENTIAL = "sequential"


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
    """Whether a person who has already approved is asked again (去重, rule 14)."""

    NONE = "none"
    CONSECUTIVE = "consecutive"
    FIRST = "first"


class FieldRight(StrEnum):
    """What the approver at this node may do with a field of the subject."""

    HIDDEN = "hidden"
    READ = "read"
    WRITE = "write"
    REQUIRED = "required"


#: Acts that an approver may have at a node; approving is always possible.
ACTIONS = ("approve", "reject", "return", "transfer", "cc", "comment")


@dataclass(frozen=True, slots=True)
class ApproverRule:
    """One way to find people. ``name`` is the code of a role or post; ``level`` counts from the initiator upwards.

    For a choice, ``least`` and ``most`` bound how many the initiator picks, and ``reach`` from where.
    """

    kind: RuleKind
    people: tuple[int, ...] = ()
    name: str = ""
    level: int = 1
    reach: Reach = Reach.COMPANY
    least: int = 1
    most: int = 1


@dataclass(frozen=True, slots=True)
class Approval:
    """Everything that a user task says about its approval. Several rules add up."""

    rules: tuple[ApproverRule, ...] = ()
    mode: VoteMode = VoteMode.ALL
    reject: RejectPolicy = RejectPolicy.VETO
    on_reject: OnReject = OnReject.END
    empty: EmptyRule = EmptyRule.UP
    self_rule: SelfRule = SelfRule.MANAGER
    duplicates: Duplicates = Duplicates.CONSECUTIVE
    delegation: bool = True
    fields: Mapping[str, FieldRight] = field(default_factory=dict)
    actions: frozenset[str] = frozenset(ACTIONS)

    @property
    def asks_for_input(self) -> bool:
        """A node with fields to fill in is never skipped as a duplicate."""
        return any(right in (FieldRight.WRITE, FieldRight.REQUIRED) for right in self.fields.values())
