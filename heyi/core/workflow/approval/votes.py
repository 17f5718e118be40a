"""From single votes to the node's outcome: decided as soon as it is certain, either way (workflow rules 7 and 8).

Certain means: the votes that are still out cannot change it any more. Each reason for which a node is not approved (too
little weight, a veto, too few who voted) is worst when all of the rest reject or when all of them abstain, and no reason
is helped by anything but approvals; so three completions tell: all approve, all reject, all abstain.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from heyi.core.workflow.approval.rules import Approval, RejectPolicy, TieRule, VoteMode

APPROVED, REJECTED, ABSTAINED = "approved", "rejected", "abstained"
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one activation by heads; ``waiting`` counts everybody who is still to be asked or to answer.

    Weights are kept as what exceeds one a head. ``vetoes`` are veto holders who have not voted, ``vetoed`` those who
    rejected; ``chair`` is how the chair voted, empty while there is none.
    """

    approved: int
    rejected: int
    waiting: int
    abstained: int = 0
    approved_extra: int = 0
    waiting_extra: int = 0
    total_extra: int = 0
    vetoes: int = 0
    vetoed: int = 0
    chairs: int = 0
    chair: str = ""

    @property
    def total(self) -> int:
        """The electorate as it is now."""
        return self.approved + self.rejected + self.abstained + self.waiting

    @property
    def weight(self) -> int:
        """The weight of the electorate as it is now."""
        return self.total + self.total_extra

    def completed(self, vote: str) -> "Tally":
        """As if everybody who is waiting voted the same."""
        approves = vote == APPROVED
        return replace(
            self,
            waiting=0,
            waiting_extra=0,
            approved=self.approved + (self.waiting if approves else 0),
            rejected=self.rejected + (self.waiting if vote == REJECTED else 0),
            abstained=self.abstained + (self.waiting if vote == ABSTAINED else 0),
            approved_extra=self.approved_extra + (self.waiting_extra if approves else 0),
            vetoes=0,
            vetoed=self.vetoed + (self.vetoes if vote == REJECTED else 0),
            chairs=0,
            chair=vote if self.chairs else self.chair,
        )


@lru_cache(maxsize=256)
def needed(text: str, total: int) -> Fraction:
    """How much a share (``2/3``, ``60%``) or number (``3``) is of a total. ValueError for anything else."""
    match = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,6}))?%|(\d{1,9})/(\d{1,9})|(\d{1,9})", text.strip(), re.ASCII)
    if match is None:
        raise ValueError(text)
    whole, rest, over, under, number = match.groups()
    if number is not None:
        return Fraction(int(number))
    share = Fraction(int(over), int(under) or 1) if over else Fraction(f"{whole}.{rest or 0}") / 100
    if not 0 < share <= 1 or (over and not int(under)):
        raise ValueError(text)
    return share * total


def outcome(approval: Approval, tally: Tally) -> str:
    """``approved``, ``rejected``, or empty while it is still open.

    或签 under veto ends with the first decision; under wait_all with the first approval, or when all have rejected.
    """
    if approval.mode == VoteMode.ANY and approval.reject != RejectPolicy.WAIT_ALL and tally.rejected:
        return APPROVED if tally.approved else REJECTED
    if tally.waiting and approval.reject == RejectPolicy.WAIT_ALL and approval.mode != VoteMode.ANY:
        return ""
    if final(approval, tally.completed(APPROVED)) != APPROVED:
        return REJECTED
    worst = (final(approval, tally.completed(vote)) for vote in (REJECTED, ABSTAINED))
    return APPROVED if all(result == APPROVED for result in worst) else ""


def final(approval: Approval, tally: Tally) -> str:
    """What the votes come to when nobody is left to vote: ``approved`` or ``rejected``."""
    if tally.vetoed or not tally.approved:
        return REJECTED
    if approval.quorum and tally.approved + tally.rejected < needed(approval.quorum, tally.total):
        return REJECTED
    if approval.mode == VoteMode.ANY:
        return APPROVED
    if approval.mode == VoteMode.RATIO:
        return _ratio(approval, tally)
    if approval.reject == RejectPolicy.MAJORITY:
        return _against(HALF * tally.weight, approval, tally, usual=REJECTED)
    return REJECTED if tally.rejected else APPROVED


def _ratio(approval: Approval, tally: Tally) -> str:
    """The threshold is reached by as much as it; only a threshold of one half can end in a tie."""
    bar = needed(approval.threshold or "1/2", tally.weight)
    by_share = "%" in approval.threshold or "/" in (approval.threshold or "1/2")
    if by_share and bar == HALF * tally.weight:
        return _against(bar, approval, tally, usual=APPROVED)
    return APPROVED if tally.approved + tally.approved_extra >= bar else REJECTED


def _against(half: Fraction, approval: Approval, tally: Tally, *, usual: str) -> str:
    weight = tally.approved + tally.approved_extra
    if weight != half:
        return APPROVED if weight > half else REJECTED
    match approval.tie:
        case TieRule.APPROVE:
            return APPROVED
        case TieRule.REJECT:
            return REJECTED
        case TieRule.CHAIR:
            return APPROVED if tally.chair == APPROVED else REJECTED
        case _:
            return usual
