"""撤回: the initiator takes the case back (rule 22)."""

from dataclasses import dataclass

from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import CannotWithdraw, CaseEnded
from heyi.core.workflow.state import LIVE_STATES, RETURNED, WITHDRAWN
from heyi.core.workflow.step import Step
from heyi.kit.errors import Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """End the case as withdrawn. Allowed while nobody has decided, or longer where the process says so."""

    case_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "withdraw"

    def execute(self, step: Step) -> None:
        """Close whatever is open."""
        employee, case = participant(step), step.state.case
        if employee != case.initiator_id:
            raise Denied
        if case.state not in LIVE_STATES:
            raise CaseEnded
        if not may_withdraw(step.graph.withdraw, case.state, case.decided):
            raise CannotWithdraw
        step.end_case(WITHDRAWN)


def may_withdraw(rule: str, state: str, decided: int) -> bool:
    """What the process allows. A case that was returned is the initiator's again."""
    if state == RETURNED or rule == "running":
        return True
    return rule == "before_decision" and decided == 0
