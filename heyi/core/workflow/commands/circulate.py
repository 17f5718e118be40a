"""传阅: readers pass on to read, within the bounds of the process, and take back what nobody has read (row C8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from heyi.core.workflow.approval import copying
from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import (
    ActionNotOffered,
    AlreadyRead,
    BadReceiver,
    NotSentByYou,
    PassedOnTooOften,
    TooManyReaders,
)
from heyi.core.workflow.state import Note
from heyi.core.workflow.step import Notice, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Circulate:
    """Pass the case on to read, with a note. Whoever gets it reads, and passes it on as far as the process lets them; who
    has to do with the case already gets nothing new.
    """

    case_id: int
    to: tuple[int, ...]
    opinion: str = ""
    task_id: None = None
    act: str = "circulate"

    def execute(self, step: Step) -> None:
        """Add the readers that are new."""
        sender = participant(step)
        people = check_readers(step, self.to)
        hand_round(step, sender, people, note=self.opinion)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallCopy:
    """Take back from somebody what they have not read yet; only by whoever gave it to them."""

    case_id: int
    employee_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "recall_copy"

    def execute(self, step: Step) -> None:
        """The reader has nothing to do with the case any more, unless they were asked meanwhile."""
        sender, case = participant(step), step.state.case
        readers = step.store.readers(case.id)
        mine = next((one for one in readers if one.copy.employee_id == self.employee_id), None)
        if mine is None or mine.copy.by_id != sender:
            raise NotSentByYou
        passed_on = any(one.copy.by_id == self.employee_id for one in readers)
        spoken = self.employee_id in step.store.commented_since(case.id, mine.copy.at)
        if mine.read_at is not None or passed_on or spoken:
            raise AlreadyRead
        step.state.recalled.append(self.employee_id)
        people = [self.employee_id]
        step.state.append(Note(step.state.number(), sender, self.opinion, step.at, act=self.act, people=people))
        if not step.store.is_party(case.id, self.employee_id):
            step.notices.append(Notice("workflow.case.recalled", (self.employee_id,)))


def check_readers(step: Step, people: Sequence[int]) -> list[int]:
    """Everybody works in the company of the case; each once. Raises BadReceiver."""
    known, company = step.directory.people(people), step.state.case.company_id
    right = bool(people)
    for one in people:
        right = right and one in known and known[one].active and known[one].company_id == company
    if not right:
        raise BadReceiver
    return list(dict.fromkeys(people))


def hand_round(step: Step, sender: int, people: Sequence[int], *, note: str = "", told: str = copying.COPIED) -> None:
    """They read along, within what the process allows. Raises ActionNotOffered, PassedOnTooOften, TooManyReaders."""
    policy, case = step.graph.policy, step.state.case
    if not policy.circulate:
        raise ActionNotOffered
    readers = step.store.readers(case.id)
    own = [one.copy.hops for one in readers if one.copy.employee_id == sender]
    hops = 1 if not own or step.store.is_party(case.id, sender) else own[0] + 1
    new = [one for one in people if not copying.takes_part(step, one)]
    if new and hops > policy.circulate:
        raise PassedOnTooOften
    given = sum(1 for one in readers if one.copy.by_id == sender and one.copy.hops)
    if given + len(new) > policy.circulate_people:
        raise TooManyReaders(most=policy.circulate_people)
    copying.plan(step, new, by=sender, note=note, hops=hops, told=told)
