"""去重: who need not be asked again (rules 14 and 15): the same person, the same content, by their own hand."""

from heyi.core.workflow.approval.resolve import Voter
from heyi.core.workflow.approval.rules import Approval, Duplicates, Purpose, VoteMode
from heyi.core.workflow.state import Decision
from heyi.core.workflow.step import Step


def earlier_approvals(step: Step, approval: Approval, voters: list[Voter]) -> dict[int, Decision]:
    """The approvals that stand for a voter here, by person.

    A step that wants its person each time (fields, signature, separation of duties, 办理) is never skipped. A veto holder
    or chair is: what they said about the same content stands.
    """
    asked = approval.duplicates in (Duplicates.CONSECUTIVE, Duplicates.FIRST)
    if not asked or approval.is_personal or approval.blind or approval.claim or not voters:
        return {}
    if approval.mode == VoteMode.ANY and approval.duplicates != Duplicates.FIRST:
        return {}
    found = _earlier(step, approval, [voter.person_id for voter in voters])
    return {one.actor_id: one for one in found if one.actor_id and _counts(step, one)}


def _counts(step: Step, decision: Decision) -> bool:
    """Whether an approval was about this content, and one of a step's own: not what a signer said, nor work done (办理)."""
    task, before = step.state.tasks.get(decision.task_id), step.graph.nodes[decision.node].approval
    handled = before is not None and before.purpose != Purpose.APPROVE
    signer = task is not None and "gate" in task.origin
    return decision.snapshot_hash == step.state.case.snapshot_hash and not handled and not signer


def _earlier(step: Step, approval: Approval, people: list[int]) -> list[Decision]:
    case, recent = step.state.case, step.recent
    now = [
        one
        for one in step.state.appended["decisions"]
        if one.action == "approve" and one.actor_id in people and one.on_behalf_of_id is None
    ]
    if approval.duplicates == Duplicates.FIRST:
        return [*step.store.approvals(case.id, case.round, people, None), *now] if case.entries else now
    if recent is None or not recent.data:
        return []
    if recent.data["total"] > 1 and recent.id not in step.state.new["activations"]:
        return [*step.store.approvals(case.id, case.round, people, recent.id), *now]
    return now
