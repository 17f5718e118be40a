"""The votes of one electorate as they are kept: plain counters, exact while people are added, leave and change their mind.

An electorate is the whole node, or the signers whom one voter has added (a gate). It is a JSON object with ``approved``,
``rejected``, ``waiting`` and ``total`` by heads; what is not usual (abstentions, weights, vetoes, a chair) is there only
where it is used. A voter's standing are the members ``weight``, ``veto`` and ``chair`` of the task's origin.
"""

from collections.abc import Mapping
from typing import Any

from heyi.core.workflow.approval.votes import ABSTAINED, APPROVED, REJECTED, Tally

Level = dict[str, Any]
STANDING = ("weight", "veto", "chair")
VOTES = (APPROVED, REJECTED, ABSTAINED)


def level(waiting: int = 0, carried: Mapping[str, Any] | None = None) -> Level:
    """A new electorate of plain voters; ``carried`` are votes that stand from before."""
    stands = {name: value for name, value in (carried or {}).items() if name in KEPT}
    made: Level = {"approved": 0, "rejected": 0, **stands, "waiting": waiting}
    made["total"] = sum(made.get(vote, 0) for vote in VOTES) + waiting
    return made


#: What is left of an electorate without those who have not voted.
KEPT = ("approved", "rejected", "abstained", "approved_extra", "rejected_extra", "abstained_extra", "vetoed", "chair")


def tally_of(counted: Level) -> Tally:
    """The counters as the rules of voting see them."""
    extras = [counted.get(f"{name}_extra", 0) for name in (*VOTES, "waiting")]
    return Tally(
        approved=counted["approved"],
        rejected=counted["rejected"],
        waiting=counted["waiting"],
        abstained=counted.get("abstained", 0),
        approved_extra=extras[0],
        waiting_extra=extras[3],
        total_extra=sum(extras),
        vetoes=counted.get("vetoes", 0),
        vetoed=counted.get("vetoed", 0),
        chairs=counted.get("chairs", 0),
        chair=counted.get("chair", ""),
    )


def enter(counted: Level, standing: Mapping[str, Any], sign: int = 1) -> None:
    """Somebody joins the electorate, not having voted; ``sign`` -1: leaves it."""
    counted["total"] += sign
    _move(counted, "waiting", standing, sign)


def cast(counted: Level, standing: Mapping[str, Any], vote: str) -> None:
    """Somebody who was waiting votes."""
    _move(counted, "waiting", standing, -1)
    _move(counted, vote, standing, 1)


def uncast(counted: Level, standing: Mapping[str, Any], vote: str) -> None:
    """A vote is taken back; its voter waits again."""
    _move(counted, vote, standing, -1)
    _move(counted, "waiting", standing, 1)


def _move(counted: Level, place: str, standing: Mapping[str, Any], sign: int) -> None:
    _add(counted, place, sign)
    _add(counted, f"{place}_extra", sign * (standing.get("weight", 1) - 1))
    if standing.get("veto"):
        _add(counted, {"waiting": "vetoes", REJECTED: "vetoed"}.get(place, ""), sign)
    if standing.get("chair"):
        _add(counted, "chairs" if place == "waiting" else "", sign)
        if place != "waiting":
            counted["chair"] = place if sign > 0 else ""


def _add(counted: Level, name: str, difference: int) -> None:
    if name and difference:
        counted[name] = counted.get(name, 0) + difference
