"""Silent stalls: tokens that wait for nothing and that nobody knows of. There must be none; where one is found it becomes an
incident, from which an administrator tries again.
"""

from typing import TYPE_CHECKING

from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import scopes
from heyi.core.workflow.running.gathering import GATHERING
from heyi.core.workflow.running.settling import INWARD
from heyi.core.workflow.state import STANDING, Activation, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step

CODE = "stalled"
#: Where people begin what they want, what comes late is still taken, or others are waited for: nothing need be there.
PATIENT = frozenset({Kind.AD_HOC, Kind.COMPLEX, GATHERING})


def report(step: "Step") -> bool:
    """Make an incident of every token that waits for nothing; whether there was one. A case without any token stands at its
    start again, where it can be begun anew or ended."""
    case = step.state.case
    if case.ended_at is not None or case.suspended:
        return False
    live = list(step.state.live_tokens())
    if not live:
        step.trouble(step.born(step.graph.start.id), CODE, "The case was nowhere.")
        return True
    found = False
    for token in live:
        reason = _reason(step, token)
        if reason:
            activation = step.state.activations.get(token.activation_id)
            if activation is not None and activation.state == "active":
                step.close(activation, "failed")
            token.activation_id, found = 0, True
            step.trouble(token, CODE, reason)
    return found


def _reason(step: "Step", token: Token) -> str:
    """Why a token will never move; empty when something or somebody will move it."""
    if token.incident_id in step.state.incidents:
        return ""
    if not token.activation_id:
        return "" if token.flow and not token.incident_id else "It stood at no step."
    activation = step.state.activations.get(token.activation_id)
    if activation is None or activation.state != "active":
        return "What it had waited for was over."
    return idle(step, activation)


def idle(step: "Step", activation: Activation) -> str:
    """Why an active activation waits for nothing; empty when something or somebody is there."""
    if activation.kind in PATIENT:
        return ""
    if activation.kind in (Kind.USER_TASK, Kind.START):
        step.store.load_tasks(step.state, activation.id)
        return "" if step.state.open_tasks(activation.id) else "Nobody was asked."
    if activation.kind in INWARD:
        return "" if scopes.inside(step, activation.id) else "Nothing ran inside."
    if activation.kind == Kind.CALL:
        called = step.store.child_of(step.state.case.id, activation.id)
        return "" if called is not None else "The called process had gone."
    rows = step.state.open_subscriptions()
    waits = any(row.activation_id == activation.id and row.kind not in STANDING for row in rows)
    return "" if waits else "Nothing was waited for."
