"""What comes from outside the inbox: messages, signals, timers, finished work, and what people begin by themselves.

Each names one wait of one case. Whoever comes second, or too late, is told so by NotWaiting, and nothing has changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from heyi.core.workflow.behaviors import ad_hoc
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import data, repeating, scopes, sla, throwing, timing, urging, waiting
from heyi.core.workflow.state import WITHDRAWN, Activation, Subscription, Token
from heyi.core.workflow.step import Step

TOO_LATE = "too_late"
#: Waits that end at a moment, never before.
CLOCKED = frozenset({"timer", sla.SLA, urging.URGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver:
    """A message or signal has come, a moment has been reached, a condition looked at."""

    case_id: int
    subscription_id: int
    payload: Mapping[str, Any] = field(default_factory=dict)
    task_id: None = None
    act: str = "deliver"

    def execute(self, step: Step) -> None:
        """Let go on what waited for it."""
        if _too_late(step, self.subscription_id):
            return
        row = open_wait(step, self.subscription_id)
        if row.kind in CLOCKED and (row.due_at is None or row.due_at > step.at):
            raise NotWaiting
        step.settled(row)
        waiting.deliver(step, row, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishWork:
    """A worker or a connector has done what a service task asked for."""

    case_id: int
    subscription_id: int
    results: Mapping[str, Any] = field(default_factory=dict)
    task_id: None = None
    act: str = "work"

    def execute(self, step: Step) -> None:
        """Take the results and go on."""
        row = open_wait(step, self.subscription_id, "work")
        node, activation = step.graph.nodes[row.node], step.state.activations[row.activation_id]
        name = node.work.result if node.work else ""
        step.close(activation, "completed")
        step.leave(step.state.tokens[activation.token_id], node, {name: dict(self.results)} if name else self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailWork:
    """It could not be done. With a code the model's error path is taken, without one an administrator is called."""

    case_id: int
    subscription_id: int
    code: str = ""
    message: str = ""
    task_id: None = None
    act: str = "work_failed"

    def execute(self, step: Step) -> None:
        """The error, or an incident."""
        row = open_wait(step, self.subscription_id, "work")
        node, activation = step.graph.nodes[row.node], step.state.activations[row.activation_id]
        token = step.state.tokens[activation.token_id]
        if self.code:
            throwing.error(step, token, node, self.code, self.message)
            if activation.state == "active" and token.incident_id:
                step.close(activation, "failed")
                token.activation_id = 0
            return
        step.close(activation, "failed")
        step.trouble(token, "work_failed", self.message or "The work could not be done.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetVariables:
    """Set variables of a case; conditions that have become true take effect at once."""

    case_id: int
    values: Mapping[str, Any]
    task_id: None = None
    act: str = "variables"

    def execute(self, step: Step) -> None:
        """Keep them."""
        if step.state.case.ended_at is not None:
            raise NotWaiting
        step.state.case.variables = {**step.state.case.variables, **data.stored_all(self.values)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retime:
    """The working calendar has changed: what is counted in working time is due at another moment (rule 31)."""

    case_id: int
    task_id: None = None
    act: str = "retime"

    def execute(self, step: Step) -> None:
        """Work every such timer out again; NotWaiting when none moves."""
        moved = False
        for row in step.state.open_subscriptions("timer"):
            due_at = timing.retimed(step, row)
            if due_at is not None and due_at != row.due_at:
                row.due_at, moved = due_at, True
                step.state.touch(row)
        for row in step.state.open_subscriptions(sla.SLA):
            moved = sla.retime(step, row) or moved
        if not moved:
            raise NotWaiting


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginActivity:
    """Begin something in an ad-hoc sub-process."""

    case_id: int
    node: str
    task_id: None = None
    act: str = "begin"

    def execute(self, step: Step) -> None:
        """A token on the activity."""
        scope = _ad_hoc(step, step.graph.nodes[self.node].parent if self.node in step.graph.nodes else "")
        if self.node not in [one.id for one in ad_hoc.offered(step, scope)]:
            raise NotWaiting
        ad_hoc.begin(step, scope, step.graph.nodes[self.node])


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishAdHoc:
    """Say that an ad-hoc sub-process is done; what still runs in it is cancelled."""

    case_id: int
    node: str
    task_id: None = None
    act: str = "finish"

    def execute(self, step: Step) -> None:
        """On, out of it."""
        ad_hoc.finish(step, _ad_hoc(step, self.node))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInstance:
    """One more run of a multi-instance activity while it runs."""

    case_id: int
    node: str
    item: Any = None
    task_id: None = None
    act: str = "add_instance"

    def execute(self, step: Step) -> None:
        """Counts grow at once."""
        activation = _repeated(step, self.node)
        repeating.add(step, activation, step.graph.nodes[self.node], self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveInstance:
    """One run less; never the last one."""

    case_id: int
    node: str
    token_id: int
    task_id: None = None
    act: str = "remove_instance"

    def execute(self, step: Step) -> None:
        """Counts shrink at once; it may have been the last one that was waited for."""
        activation = _repeated(step, self.node)
        token: Token | None = step.state.tokens.get(self.token_id)
        runs = scopes.inside(step, activation.id)
        if token is None or token not in runs or len(runs) == 1:
            raise NotWaiting
        repeating.remove(step, activation, step.graph.nodes[self.node], token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A called case has ended: its caller goes on, or takes its error."""

    case_id: int
    activation_id: int
    results: Mapping[str, Any] = field(default_factory=dict)
    error: tuple[str, str] | None = None
    task_id: None = None
    act: str = "called_ended"

    def execute(self, step: Step) -> None:
        """Nothing, when the caller no longer waits."""
        activation = step.state.activations.get(self.activation_id)
        if activation is None or activation.state != "active":
            return
        token, node = step.state.tokens[activation.token_id], step.graph.nodes[activation.node]
        if self.error is not None:
            throwing.error(step, token, node, *self.error)
            return
        step.close(activation, "completed", str(self.results.get("outcome", ""))[:12])
        step.leave(token, node, self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandon:
    """The case above no longer waits for this one: it ends with it."""

    case_id: int
    task_id: None = None
    act: str = "abandon"

    def execute(self, step: Step) -> None:
        """Everything in it is taken back."""
        step.abandoned, step.state.case.suspended = True, {}
        step.end_case(WITHDRAWN)


def _too_late(step: Step, subscription_id: int) -> bool:
    """A timer whose task is gone changes nothing, and is logged, once (rule 32). Everything else is told to who brings it."""
    known = step.state.subscriptions.get(subscription_id)
    if known is not None and known.state == "open":
        return False
    row = known or step.store.subscription(step.state.case.id, subscription_id)
    if row is None or (row.kind, row.state) != ("timer", "cancelled") or "late" in row.data:
        return False
    step.moot, step.word = True, TOO_LATE
    row.data = {**row.data, "late": step.at.isoformat()}
    step.state.touch(row)
    return True


def open_wait(step: Step, subscription_id: int, kind: str = "") -> Subscription:
    """The wait, if it is still open and of that kind; NotWaiting otherwise."""
    row = step.state.subscriptions.get(subscription_id)
    if row is None or row.state != "open" or kind not in ("", row.kind) or row.kind == "compensation":
        raise NotWaiting
    if not kind and row.kind == "work":
        raise NotWaiting
    return row


def _ad_hoc(step: Step, node: str) -> Activation:
    found = [one for one in step.state.activations.values() if one.node == node and one.kind == Kind.AD_HOC]
    active = [one for one in found if one.state == "active"]
    if not active:
        raise NotWaiting
    return active[0]


def _repeated(step: Step, node: str) -> Activation:
    for one in step.state.activations.values():
        if one.node == node and one.kind == scopes.MULTI_INSTANCE and one.state == "active":
            return one
    raise NotWaiting
