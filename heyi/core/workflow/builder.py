"""A readable way to write shipped processes; the result is BPMN 2.0 with a diagram, like any other file.

ORDER = process(
    "sales.order",
    _("Order approval"),
    approve("manager", _("Sales manager"), manager()),
    choose(
        when("total > 50000", approve("finance", _("Finance"), role("finance")), name=_("Over 50,000")),
        otherwise(),
    ),
)
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from heyi.core.workflow.approval.rules import (
    USUAL_POLICY,
    Approval,
    ApproverRule,
    CopyAt,
    CopyOn,
    CopyRule,
    EmptyRule,
    OnReject,
    Policy,
    Purpose,
    Reach,
    RuleKind,
    SelfRule,
    Standing,
    VoteMode,
)
from heyi.core.workflow.parser.sla import Sla
from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Task:
    """A user task: who is asked, how votes count."""

    id: str
    name: Text
    approval: Approval
    completion: str = ""
    sla: Sla | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One way of a block. ``condition`` is FEEL; none and ``is_default`` make it the default of a choice."""

    steps: tuple["Step", ...]
    condition: str = ""
    name: Text = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one branch is taken (exclusive gateway), and joined again behind it."""

    branches: tuple[Branch, ...]
    name: Text = ""


@dataclass(frozen=True, slots=True)
class Parallel:
    """All branches run side by side (parallel gateway), and wait for each other behind it."""

    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class End:
    """The case ends here instead of at the end of the process. ``outcome`` is approved or rejected."""

    id: str
    name: Text = ""
    outcome: str = ""
    terminates: bool = False


Step = Task | Choice | Parallel | End


@dataclass(frozen=True, slots=True)
class ProcessSource:
    """A shipped process: its key, which is also the BPMN id, its name and its steps."""

    key: str
    name: Text
    steps: tuple[Step, ...]
    withdraw: str = "before_decision"
    policy: Policy = USUAL_POLICY
    sla: Sla | None = None

    def xml(self) -> str:
        """BPMN 2.0 with diagram. Names are written in all three languages, so translations must be loaded."""
        from heyi.core.workflow.parser.writer import Writer
        from heyi.core.workflow.simple.built import tree_of

        return Writer(tree_of(self)).write()

    def tasks(self) -> Iterator[Task]:
        """Every user task, outside in."""
        return _tasks(self.steps)


def _tasks(steps: tuple[Step, ...]) -> Iterator[Task]:
    for step in steps:
        if isinstance(step, Task):
            yield step
        elif isinstance(step, (Choice, Parallel)):
            for branch in step.branches:
                yield from _tasks(branch.steps)


def process(
    key: str,
    name: Text,
    *steps: Step,
    withdraw: str = "before_decision",
    sla: Sla | None = None,
    **policy: Any,
) -> ProcessSource:
    """A process from its steps. ``withdraw``: ``before_decision`` (usual), ``running`` or ``never``; ``sla``: how long a case
    may take; what else is said of all its cases is said with the names of ``Policy``.
    """
    return ProcessSource(key, name, steps, withdraw, Policy(**policy), sla)


def approve(
    id: str,  # noqa: A002
    name: Text,
    *rules: ApproverRule,
    completion: str = "",
    sla: Sla | None = None,
    **options: Any,
) -> Task:
    """Somebody decides. Options are those of Approval: ``mode``, ``reject``, ``empty``, ``self_rule``, ``fields``."""
    return Task(id, name, replace(Approval(rules=rules), **options), completion, sla)


def handle(id: str, name: Text, *rules: ApproverRule, **options: Any) -> Task:  # noqa: A002
    """Somebody does something (办理) and says when it is done; it cannot be rejected, and goes on at the first word."""
    usual: dict[str, Any] = {
        "mode": VoteMode.ANY,
        "on_reject": OnReject.CONTINUE,
        "purpose": Purpose.HANDLE,
        "actions": frozenset({"approve", "return", "transfer", "cc", "comment", "delegate", "consult", "take_back"}),
    }
    return approve(id, name, *rules, **{**usual, **options})


def inform(id: str, name: Text, *rules: ApproverRule, **options: Any) -> Task:  # noqa: A002
    """Somebody gets it to read (知会, 待阅); the flow goes on at once."""
    usual: dict[str, Any] = {"purpose": Purpose.INFORM, "empty": EmptyRule.PASS, "self_rule": SelfRule.ALLOW}
    return approve(id, name, *rules, **{**usual, **options})


def pool(id: str, name: Text, *rules: ApproverRule, **options: Any) -> Task:  # noqa: A002
    """One of several takes it (认领) and decides."""
    return approve(id, name, *rules, **{"mode": VoteMode.ANY, "claim": True, **options})


def weighs(
    *people: int, role: str = "", post: str = "", weight: int = 1, veto: bool = False, chair: bool = False
) -> Standing:
    """What the vote of some people weighs: ``approve(..., standings=(weighs(role="cfo", weight=3, veto=True),))``."""
    kind = RuleKind.ROLE if role else RuleKind.POST if post else RuleKind.PERSON
    return Standing(kind, people, role or post, weight, veto, chair)


def copy(when: CopyAt | CopyOn, *rules: ApproverRule) -> tuple[CopyRule, ...]:
    """Who reads along from when on: ``approve(..., copies=copy(CopyAt.APPROVAL, role("finance")))``, or of a process
    ``process(..., copies=copy(CopyOn.ANY, department("it")))``.
    """
    return tuple(CopyRule(when, rule) for rule in rules)


def choose(*branches: Branch, name: Text = "") -> Choice:
    """One of several ways, by conditions in order; write the default with ``otherwise``."""
    return Choice(branches, name)


def when(condition: str, *steps: Step, name: Text = "") -> Branch:
    """A way of a choice, taken when the FEEL condition is true and none before it was."""
    return Branch(steps, condition, name)


def otherwise(*steps: Step, name: Text = "") -> Branch:
    """The way of a choice that is taken when no condition is true."""
    return Branch(steps, name=name, is_default=True)


def parallel(*branches: Branch) -> Parallel:
    """Several ways at once."""
    return Parallel(branches)


def branch(*steps: Step, name: Text = "") -> Branch:
    """A way of a parallel block."""
    return Branch(steps, name=name)


def end(id: str, name: Text = "", *, outcome: str = "", terminates: bool = False) -> End:  # noqa: A002
    """An early end inside a branch."""
    return End(id, name, outcome, terminates)


def person(*ids: int) -> ApproverRule:
    """Named people, by employee id."""
    return ApproverRule(RuleKind.PERSON, people=ids)


def role(code: str, reach: Reach = Reach.COMPANY) -> ApproverRule:
    """Everybody who holds a role within reach."""
    return ApproverRule(RuleKind.ROLE, name=code, reach=reach)


def post(code: str, reach: Reach = Reach.COMPANY) -> ApproverRule:
    """Everybody who holds a post within reach."""
    return ApproverRule(RuleKind.POST, name=code, reach=reach)


def manager(level: int = 1) -> ApproverRule:
    """The initiator's n-th manager; 1 is the direct one."""
    return ApproverRule(RuleKind.MANAGER, level=level)


def department_head(level: int = 1, *, down: bool = False, shift: bool = False) -> ApproverRule:
    """The head of the initiator's department (1), of the department above it (2), and so on; ``down`` counts from the top,
    ``shift`` begins above the initiator where they are a head themselves.
    """
    return ApproverRule(RuleKind.DEPARTMENT_HEAD, level=level, down=down, shift=shift)


def managers(level: int = 20, *, until: str = "", amount: str = "", limits: tuple[int | str, ...] = ()) -> ApproverRule:
    """Consecutive managers (连续多级主管): up to a level, to the first who holds the role ``until``, or to the first whose
    limit covers the value at ``amount``; ``limits`` are those of level 1, 2, …, and above them there is none.
    """
    amounts = tuple(Decimal(limit) for limit in limits)
    return ApproverRule(RuleKind.MANAGERS, level=level, until=until, path=amount, limits=amounts)


def department(name: str = "") -> ApproverRule:
    """The members of a department, by code or id; the initiator's when empty."""
    return ApproverRule(RuleKind.DEPARTMENT, name=name)


def group(code: str) -> ApproverRule:
    """The members of a group of users (用户组)."""
    return ApproverRule(RuleKind.GROUP, name=code)


def form_person(path: str) -> ApproverRule:
    """People whom the document names: ``owner_id``, ``lines[].owner_id``."""
    return ApproverRule(RuleKind.FORM_PERSON, path=path)


def form_department_head(path: str, level: int = 1) -> ApproverRule:
    """The heads of departments that the document names."""
    return ApproverRule(RuleKind.FORM_DEPARTMENT_HEAD, path=path, level=level)


def handler(node: str) -> ApproverRule:
    """Whoever decided at an earlier step."""
    return ApproverRule(RuleKind.HANDLER, name=node)


def choice_before(*, least: int = 1, most: int = 1, role: str = "", reach: Reach = Reach.COMPANY) -> ApproverRule:
    """Whom the approver before picks (审批人自选下一步)."""
    return ApproverRule(RuleKind.NEXT, name=role, reach=reach, least=least, most=most)


def matrix(code: str) -> ApproverRule:
    """By the responsibility matrix of this code."""
    return ApproverRule(RuleKind.MATRIX, name=code)


def expression(text: str) -> ApproverRule:
    """FEEL that gives ids or numbers of employees, over the document, ``initiator`` and ``department``."""
    return ApproverRule(RuleKind.EXPRESSION, text=text)


def initiator() -> ApproverRule:
    """The initiator."""
    return ApproverRule(RuleKind.INITIATOR)


def choice_of_initiator(
    *, least: int = 1, most: int = 1, role: str = "", reach: Reach = Reach.COMPANY, preset: tuple[int, ...] = ()
) -> ApproverRule:
    """Whom the initiator picks at submission, within reach and, if named, among the holders of a role; ``preset`` are asked
    when nobody is picked."""
    return ApproverRule(RuleKind.CHOICE, people=preset, name=role, reach=reach, least=least, most=most)
