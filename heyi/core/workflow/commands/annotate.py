"""评论 and 抄送: words and readers beside the decisions."""

from dataclasses import dataclass

from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.errors import BadReceiver
from heyi.core.workflow.state import Copy, Note
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import Malformed

LONGEST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Say something without deciding; possible after the end too (补充意见)."""

    case_id: int
    opinion: str
    task_id: int | None = None
    act: str = "comment"

    def execute(self, step: Step) -> None:
        """Add the words."""
        author = participant(step)
        body = self.opinion.strip()
        if not body or len(body) > LONGEST:
            raise Malformed.at("opinion", "length", "1-5000")
        step.state.append(Note(step.state.number(), author, body, step.at, self.task_id))
        step.notices.append(Notice("workflow.case.commented", (step.state.case.initiator_id,), {"by": author}))


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCopy:
    """Let colleagues read along. Whoever takes part already gets nothing new."""

    case_id: int
    to: tuple[int, ...]
    opinion: str = ""
    task_id: None = None
    act: str = "cc"

    def execute(self, step: Step) -> None:
        """Add the readers that are new."""
        sender, case = participant(step), step.state.case
        people = step.directory.people(self.to)
        if not self.to or any(one not in people or not people[one].active for one in self.to):
            raise BadReceiver
        new = [one for one in dict.fromkeys(self.to) if not step.store.is_participant(case.id, one)]
        for person in new:
            step.state.append(Copy(person, sender, step.at, self.opinion))
        if new:
            step.notices.append(Notice("workflow.case.copied", tuple(new)))
