"""委派, 意见征询 and their answers: somebody else works on it or is asked, and the owner still decides (rule 21)."""

from dataclasses import dataclass

from heyi.core.workflow.approval import gates
from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.approval.votes import APPROVED
from heyi.core.workflow.commands.base import USER_TASK, case_of, claimed, own_task, sign
from heyi.core.workflow.commands.receiving import check_receivers
from heyi.core.workflow.errors import NoAdvice
from heyi.core.workflow.step import Step
from heyi.kit.errors import Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """委派: let somebody do the work. The task comes back with their answer, and only then can its owner decide."""

    task_id: int
    to: int
    opinion: str = ""
    act: str = "delegate"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Park the task, ask the other."""
        task = own_task(step, self.task_id, action="delegate")
        claimed(step, task)
        (person,) = check_receivers(step, task, [self.to])
        gates.hold(step, task, gates.DELEGATED)
        activation = step.state.activations[task.activation_id]
        asked = {"question": self.opinion}
        gates.open_gate(step, activation, task, gates.DELEGATED, [Voter(person)], mode=VoteMode.ANY, **asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult:
    """意见征询: ask for opinions that decide nothing. With ``required`` the task waits until all have answered."""

    task_id: int
    to: tuple[int, ...]
    required: bool = False
    opinion: str = ""
    act: str = "consult"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Ask them; the initiator may be among them."""
        task = own_task(step, self.task_id, action="consult")
        voters = [Voter(person) for person in check_receivers(step, task, self.to, votes=False)]
        if self.required:
            gates.hold(step, task, gates.CONSULTED)
        activation = step.state.activations[task.activation_id]
        asked = {"question": self.opinion}
        gates.open_gate(step, activation, task, gates.CONSULTED, voters, mode=VoteMode.ALL, **asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a delegate or consulted colleague has to say. It is advice; the owner is told."""

    task_id: int
    opinion: str
    act: str = "answer"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Write it down; the last answer gives the task back."""
        task = own_task(step, self.task_id, action="answer", kinds=("reply",))
        if not self.opinion.strip():
            raise Malformed.at("opinion", "length", "1-5000")
        sign(step, task, "answer", self.opinion)
        step.end_task(task, "answered")
        gates.notice_advice(step, task, self.opinion)
        activation = step.state.activations[task.activation_id]
        USER_TASK.count(step, activation, task.origin, APPROVED, kind="reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """收回: the owner waits no longer for signers before them, a delegate or answers; what they have said stays."""

    task_id: int
    opinion: str = ""
    act: str = "recall"

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        return case_of(self.task_id)

    def execute(self, step: Step) -> None:
        """Close what is asked, free the task."""
        waits = (gates.BEFORE, gates.DELEGATED, gates.CONSULTED)
        task = own_task(step, self.task_id, action="recall", held=("", *waits))
        if not task.held:
            raise NoAdvice
        activation = step.state.activations[task.activation_id]
        for key in gates.gates_of(activation, task.id):
            gates.remove_gate(step, activation, key)
        gates.release(step, task)
