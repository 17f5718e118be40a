"""What a case states: now, and as it was at a moment for one reader."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from heyi.core.workflow import models
from heyi.core.workflow.services.secrecy import veil
from heyi.core.workflow.services.viewing import View
from heyi.core.workflow.state import Decision
from heyi.core.workflow.store.protocol import History

Line = dict[str, Any]


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """As they were taken."""
    return sorted(decisions, key=lambda one: (one.decided_at, one.task_id))


def stated(decision: Decision) -> Line:
    """One decision as a statement has it."""
    return {
        "task": decision.task_id, "node": decision.node, "action": decision.action, "by": decision.actor_id,
        "for": decision.on_behalf_of_id, "at": instant(decision.decided_at), "opinion": decision.opinion,
        "snapshot": decision.snapshot_hash,
    }  # fmt: skip


def instant(moment: datetime) -> str:
    """A moment of one spelling: UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def as_of(view: View, moment: datetime, reader: int) -> Line:
    """Number, round, content and decisions as the reader could know them at the moment."""
    case = view.case
    contents = [(one.taken_at, one.round, one.sha256) for one in view.kept.rows(models.Snapshot)]
    contents += [(one.at, one.round, one.sha256) for one in view.kept.rows(models.Edit)]
    _at, round_, content = max((one for one in contents if one[0] <= moment), default=(moment, case.round, ""))
    shown = veil(_until(view.whole, moment), view.graph, reader or None)
    decisions = [stated(one) for one in in_order(shown.decisions.values())]
    return {"number": case.subject_label, "round": round_, "snapshot": content, "decisions": decisions}


def _until(whole: History, moment: datetime) -> History:
    """The history as it was; nodes that have ended since were active."""
    activations = {
        key: replace(one, state="active") if one.ended_at is not None and one.ended_at > moment else one
        for key, one in whole.activations.items()
        if one.entered_at <= moment
    }
    tasks = {key: one for key, one in whole.tasks.items() if one.arrived_at <= moment}
    decisions = {key: one for key, one in whole.decisions.items() if one.decided_at <= moment}
    return History(whole.tokens, activations, tasks, decisions)
