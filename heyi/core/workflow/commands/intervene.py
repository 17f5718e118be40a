"""流程干预: what administrators may do to a case, each with a reason, and where the process wants it, two of them."""

from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.commands.base import administers, participant
from heyi.core.workflow.commands.revert import compensate
from heyi.core.workflow.errors import CaseEnded, NotSuspended, SecondPersonNeeded
from heyi.core.workflow.running import sla, timing
from heyi.core.workflow.state import APPROVED, ARCHIVED, LIVE_STATES, TERMINATED, VOIDED, Note
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import Denied, Malformed


def authorized(step: Step, act: str, opinion: str, **facts: Any) -> bool:
    """Whether the act may happen now. Under the rule of two the first administrator only asks (False), and another one who
    orders exactly the same makes it so. Raises Denied, Malformed without a reason, SecondPersonNeeded.
    """
    administrator(step)
    reason(opinion)
    case, me = step.state.case, step.actor.employee_id
    if not step.graph.policy.two_person:
        note(step, act, opinion)
        return True
    what = {"act": act, **facts}
    if case.pending.get("what") != what:
        at = step.at.isoformat(timespec="seconds")
        case.pending = {"what": what, "by": me, "name": step.actor.name, "at": at, "opinion": opinion}
        others = tuple(one for one in step.directory.administrators(case.company_id) if one != me)
        step.notices.append(Notice("workflow.case.asked", others, {"act": act}))
        note(step, f"ask_{act}", opinion)
        return False
    if case.pending["by"] == me:
        raise SecondPersonNeeded
    case.pending = {}
    note(step, act, opinion)
    return True


def administrator(step: Step) -> None:
    """Denied, or NotFound for those who have nothing to do with the case."""
    if not administers(step):
        participant(step)
        raise Denied


def reason(opinion: str) -> None:
    """An intervention without a reason is refused."""
    if not opinion.strip():
        raise Malformed.at("opinion", "required", "1-5000")


def note(step: Step, act: str, opinion: str) -> None:
    """The act stands in the timeline with its reason. The system itself writes only into the log."""
    if step.actor.employee_id is not None:
        number = step.state.number()
        step.state.append(Note(number, step.actor.employee_id, opinion.strip(), step.at, None, act))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminate:
    """终止: end a running case; the document goes back to whoever made it."""

    case_id: int
    opinion: str
    task_id: None = None
    act: str = "terminate"

    def execute(self, step: Step) -> None:
        """End it."""
        _end(step, self.act, self.opinion, TERMINATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """强制归档: close a running case as it is, decided or not, without the effect of an approval."""

    case_id: int
    opinion: str
    task_id: None = None
    act: str = "archive"

    def execute(self, step: Step) -> None:
        """End it."""
        _end(step, self.act, self.opinion, ARCHIVED)


def _end(step: Step, act: str, opinion: str, outcome: str) -> None:
    administrator(step)
    if step.state.case.state not in LIVE_STATES:
        raise CaseEnded
    if authorized(step, act, opinion):
        step.state.case.suspended = {}
        step.end_case(outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """作废: a running case ends void; an approved one does when the document knows how to undo what approving did."""

    case_id: int
    opinion: str
    task_id: None = None
    act: str = "void"

    def execute(self, step: Step) -> None:
        """End it, or end what it has led to."""
        administrator(step)
        case = step.state.case
        if case.state in LIVE_STATES:
            _end(step, self.act, self.opinion, VOIDED)
            return
        if case.state != APPROVED:
            raise CaseEnded
        compensate(step, check_only=True)
        if authorized(step, self.act, self.opinion):
            compensate(step)
            case.state = VOIDED
            step.notices.append(Notice("workflow.case.voided", (case.initiator_id,)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend:
    """挂起: nobody acts on the case until it is resumed; who tries is told why. The system suspends the cases of a process
    ``with_process``, in the name of the employee ``by``."""

    case_id: int
    opinion: str
    by: int | None = None
    with_process: bool = False
    task_id: None = None
    act: str = "suspend"

    def execute(self, step: Step) -> None:
        """Stop it."""
        administrator(step)
        reason(self.opinion)
        case = step.state.case
        if case.state not in LIVE_STATES:
            raise CaseEnded
        note(step, self.act, self.opinion)
        timing.freeze(step)
        sla.pause(step, "suspended")
        at = step.at.isoformat(timespec="seconds")
        case.suspended = {
            "by": self.by or step.actor.employee_id,
            "name": step.actor.name,
            "at": at,
            "reason": self.opinion,
        }
        if self.with_process:
            case.suspended["with_process"] = True
        step.notices.append(Notice("workflow.case.suspended", (case.initiator_id,), {"opinion": self.opinion}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """激活: the case goes on where it was."""

    case_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "resume"

    def execute(self, step: Step) -> None:
        """Let it go on."""
        administrator(step)
        case = step.state.case
        if not case.suspended:
            raise NotSuspended
        note(step, self.act, self.opinion)
        case.suspended = {}
        timing.thaw(step)
        sla.go_on(step)
        step.notices.append(Notice("workflow.case.resumed", (case.initiator_id,)))


#: What may be done to a suspended case.
WHILE_SUSPENDED = frozenset(
    {"abandon", "migrate", "resume", "terminate", "archive", "void", "comment", "reassign", "follow", "cover"}
)
