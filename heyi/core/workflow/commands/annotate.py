"""评论, @ and 抄送: words and readers beside the decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.approval import copying
from heyi.core.workflow.commands.base import participant
from heyi.core.workflow.commands.circulate import check_readers, hand_round
from heyi.core.workflow.errors import ActionNotOffered, NotInTheCase
from heyi.core.workflow.state import Note
from heyi.core.workflow.step import Notice, Step
from heyi.kit.errors import Malformed

LONGEST = 5_000
MOST_MENTIONED = 20
#: 补充意见: what is said after the end. Opinions that were given before never change (rule 42).
SUPPLEMENT = "supplement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Say something without deciding; possible after the end too (补充意见). ``mentions`` are called by @: they are told at
    once, and who has nothing to do with the case yet gets it to read, where the process lets them (row D11).

    ``files`` come with the words or instead of them (rule 43), from those who take part by more than reading. ``secret`` (密):
    nobody sees the words and files who had decided before and is not asked again, nor who only reads along.
    """

    case_id: int
    opinion: str
    task_id: int | None = None
    mentions: tuple[int, ...] = ()
    files: tuple[Mapping[str, Any], ...] = ()
    secret: bool = False
    act: str = "comment"

    def execute(self, step: Step) -> None:
        """Add the words."""
        author = participant(step)
        body = self.opinion.strip()
        if not (body or self.files) or len(body) > LONGEST:
            raise Malformed.at("opinion", "length", "1-5000")
        if (self.files or self.secret) and not step.store.is_party(step.state.case.id, author):
            raise ActionNotOffered
        if self.secret and self.mentions:  # they would be told of what they may not see
            raise Malformed.at("mentions", "secret", _("Nobody is called in what is confidential."))
        called = _called(step, author, self.mentions)
        act = "" if step.state.case.ended_at is None else SUPPLEMENT
        note = Note(step.state.number(), author, body, step.at, self.task_id, act=act, people=called)
        note.files, note.secret = [dict(one) for one in self.files], self.secret
        step.state.append(note)
        initiator = step.state.case.initiator_id
        told = () if initiator in called else (initiator,)
        step.notices.append(Notice("workflow.case.commented", told, {"by": author}))
        if called:
            step.notices.append(Notice("workflow.case.mentioned", tuple(called), {"by": author}))


def _called(step: Step, author: int, mentions: tuple[int, ...]) -> list[int]:
    """Those who are called, each once; strangers read along from now on, as if the author had sent them a copy."""
    if len(mentions) > MOST_MENTIONED:
        raise Malformed.at("mentions", "length", f"0-{MOST_MENTIONED}")
    if not mentions:
        return []
    called = check_readers(step, mentions)
    strangers = [one for one in called if not copying.takes_part(step, one)]
    if strangers and not step.graph.policy.mention:
        raise NotInTheCase(extra={"people": strangers})
    if strangers and not step.store.is_party(step.state.case.id, author):
        hand_round(step, author, strangers, told=copying.OPENED)
    else:
        copying.plan(step, strangers, by=author, told=copying.OPENED)
    return called


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCopy:
    """抄送 by hand: let colleagues read along. Whoever takes part already gets nothing new; who only reads along passes on by
    ``Circulate``.
    """

    case_id: int
    to: tuple[int, ...]
    opinion: str = ""
    task_id: None = None
    act: str = "cc"

    def execute(self, step: Step) -> None:
        """Add the readers that are new."""
        sender = participant(step)
        if not step.store.is_party(step.state.case.id, sender):
            raise ActionNotOffered
        copying.plan(step, check_readers(step, self.to), by=sender, note=self.opinion)
