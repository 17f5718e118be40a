"""抄送: who reads along, each person once, and nobody who takes part anyway (workflow.md, rule 44)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from heyi.core.workflow.approval.finding import Finder
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.rules import Approval, CopyAt, CopyOn, CopyRule
from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import APPROVED, REJECTED, Copy

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

#: Words by which readers are told: that they got it to read, or nothing, because another word of the act says it.
COPIED, OPENED = "workflow.case.copied", "workflow.case.opened"
ENDS = {APPROVED: CopyOn.APPROVED, REJECTED: CopyOn.REJECTED}


def of_step(step: "Step", node: Node, when: CopyAt) -> None:
    """What a step sends at this moment."""
    approval = node.approval or Approval()
    _send(step, node, [copy for copy in approval.copies if copy.when == when])


def of_case(step: "Step", outcome: str) -> None:
    """What the process sends now that the case has ended so."""
    wanted = (CopyOn.ANY, ENDS.get(outcome))
    _send(step, step.graph.start, [copy for copy in step.graph.policy.copies if copy.when in wanted])


def _send(step: "Step", node: Node, copies: Iterable[CopyRule]) -> None:
    """The people of these rules as of now. A rule that cannot be evaluated is told to administrators; nobody who decides
    is refused because of it.
    """
    from heyi.core.workflow.step import Notice

    for copy in copies:
        finder = Finder(question_of(step, node, Approval(rules=(copy.rule,))), step.directory)
        try:
            found = finder.find(copy.rule)
        except ConditionFailed as error:
            facts = {"code": "copy_failed", "node": node.id, "reason": error.reason}
            step.notices.append(Notice("workflow.case.troubled", data=facts))
            continue
        known = step.directory.people(found)
        plan(step, [one for one in found if one in known and known[one].active])


def plan(
    step: "Step", people: Iterable[int], *, by: int | None = None, note: str = "", hops: int = 0, told: str = COPIED
) -> None:
    """They read along once this act is done, unless they take part by then. ``told`` is by which word they hear of it."""
    for person in people:
        step.readers.setdefault(person, (Copy(person, by, step.at, note, hops), told))


def flush(step: "Step") -> None:
    """Write down who reads along from now on, and tell each of them once. Whom this act has asked something needs no copy."""
    from heyi.core.workflow.step import Notice

    new = [planned for person, planned in step.readers.items() if not takes_part(step, person)]
    step.readers.clear()
    for copy, _word in new:
        step.state.append(copy)
    for word in dict.fromkeys(word for _copy, word in new):
        step.notices.append(Notice(word, tuple(copy.employee_id for copy, told in new if told == word)))


def takes_part(step: "Step", person: int) -> bool:
    """Whether somebody has to do with the case, this act included."""
    state = step.state
    if person == state.case.initiator_id or any(copy.employee_id == person for copy in state.appended["copies"]):
        return True
    if any(person in (task.assignee_id, task.delegate_id) for task in state.new["tasks"].values()):
        return True
    return bool(state.case.entries) and step.store.is_participant(state.case.id, person)
