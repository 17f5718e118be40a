"""From single votes to the node's outcome: decided as soon as it is certain, either way (workflow rules 7 and 8)."""

from dataclasses import dataclass

from heyi.core.workflow.approval.rules import RejectPolicy, VoteMode


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one activation. ``waiting`` counts everybody who is still to be asked or to answer."""

    approved: int
    rejected: int
    waiting: int

    @property
    def total(self) -> int:
        """The electorate as it is now."""
        return self.approved + self.rejected + self.waiting


def outcome(mode: VoteMode, policy: RejectPolicy, tally: Tally) -> str:
    """``approved``, ``rejected``, or empty while it is still open.

    或签 under veto ends with the first decision; under wait_all with the first approval, or when all have rejected.
    会签 under majority needs more than half of the electorate; a tie rejects.
    """
    if mode == VoteMode.ANY:
        return _any(policy, tally)
    if policy == RejectPolicy.MAJORITY:
        return _majority(tally)
    if tally.rejected and policy == RejectPolicy.VETO:
        return "rejected"
    if tally.waiting:
        return ""
    return "rejected" if tally.rejected else "approved"


def _any(policy: RejectPolicy, tally: Tally) -> str:
    if tally.approved:
        return "approved"
    if tally.rejected and (policy != RejectPolicy.WAIT_ALL or not tally.waiting):
        return "rejected"
    return ""


def _majority(tally: Tally) -> str:
    if tally.approved * 2 > tally.total:
        return "approved"
    if (tally.approved + tally.waiting) * 2 <= tally.total:
        return "rejected"
    return ""
