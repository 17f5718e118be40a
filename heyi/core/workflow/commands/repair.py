"""What an administrator does about trouble: try again, go on another way, move a case to another version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from heyi.core.workflow.approval import keeping
from heyi.core.workflow.errors import BadWay, NotWaiting
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.running import repeating, scopes, sla, stalls, waiting
from heyi.core.workflow.running.gathering import GATHERING
from heyi.core.workflow.running.moving import Move, moves_of
from heyi.core.workflow.state import Incident, Note, Subscription, Token
from heyi.core.workflow.step import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """The cause of an incident has been removed: the token tries once more."""

    case_id: int
    incident_id: int
    opinion: str = ""
    task_id: None = None
    act: str = "retry"

    def execute(self, step: Step) -> None:
        """On from where it stopped; it may stop again, with a new incident."""
        timers = [row for row in step.state.open_subscriptions() if row.data.get("incident") == self.incident_id]
        if timers and self.incident_id in step.state.incidents:
            _said(step, self.opinion)
            step.settled(timers[0])
            waiting.deliver(step, timers[0])  # what refuses it is told to whoever tries
            return
        _incident, token = _open(step, self.incident_id)
        activation = step.state.activations.get(token.activation_id)
        _said(step, self.opinion)
        if activation is not None and activation.state == "active":
            if activation.kind in scopes.REPEATING:
                repeating.after(step, activation, step.graph.nodes[activation.node])
                return
            if not stalls.idle(step, activation):  # it waits for what it waited for before
                return
            step.close(activation, "failed")
            token.activation_id = 0
            step.state.touch(token)
        step.queue.append(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Go on behind the element that cannot be done, along its only flow or the one that is named. Needs a reason."""

    case_id: int
    incident_id: int
    opinion: str
    flow: str = ""
    task_id: None = None
    act: str = "skip"

    def execute(self, step: Step) -> None:
        """BadWay when there are several flows and none of them is named."""
        if not self.opinion.strip():
            raise BadWay(extra={"reason": "opinion"})
        _incident, token = _open(step, self.incident_id)
        node = step.graph.nodes[token.node]
        ways = [flow for flow in node.outgoing if self.flow in ("", flow.id)]
        if len(ways) > 1 or (self.flow and not ways):
            raise BadWay(extra={"flows": [flow.id for flow in node.outgoing]})
        _said(step, self.opinion)
        activation = step.state.activations.get(token.activation_id)
        if activation is not None and activation.state == "active":
            step.close(activation, "skipped")
        if scopes.is_instance(step, token, node):
            repeating.one_done(step, token, node)
        elif ways:
            step.move(token, ways[0])
        else:
            scopes.finish(step, token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrate:
    """Let a running case go on by another version (rule 39). ``graph`` is that version's, ``mapping`` says what became
    of elements whose ids have changed."""

    case_id: int
    version_id: int
    graph: Graph
    mapping: Mapping[str, str] = field(default_factory=dict)
    task_id: None = None
    act: str = "migrate"

    def execute(self, step: Step) -> None:
        """Everything that lives is moved, or nothing: CannotMigrate names what is in the way."""
        go_on_by(step, self.version_id, self.graph, self.mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStall:
    """The watch has found that something in a case waits for nothing: an administrator is called. Under the lock the case is
    asked again; NotWaiting when it stands well."""

    case_id: int
    task_id: None = None
    act: str = "stalled"

    def execute(self, step: Step) -> None:
        """An incident of each token that will never move."""
        if not stalls.report(step):
            raise NotWaiting


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOverdue:
    """A timer was due ``before`` and has not happened, whatever refused it: an administrator is called. The case goes on, and
    the clock goes on trying; when the timer happens or ends, the incident does too."""

    case_id: int
    subscription_id: int
    before: datetime
    task_id: None = None
    act: str = "overdue"

    def execute(self, step: Step) -> None:
        """NotWaiting when it has happened meanwhile, or is an incident already."""
        row = step.state.subscriptions.get(self.subscription_id)
        if row is None or row.due_at is None or row.due_at >= self.before or not any(step.state.live_tokens()):
            raise NotWaiting
        if step.state.case.suspended or row.data.get("incident") in step.state.incidents:
            raise NotWaiting
        activation = step.state.activations.get(row.activation_id)
        tokens = [one.id for one in step.state.live_tokens()]
        step.report(row, activation.token_id if activation else tokens[0], "What was due could not be done.")


def go_on_by(step: Step, version_id: int, graph: Graph, mapping: Mapping[str, str]) -> None:
    """Everything that lives stands in another version from now on, waits at edges included; CannotMigrate otherwise."""
    for activation in step.state.activations.values():
        step.store.load_tasks(step.state, activation.id)
    moves = moves_of(step.state, step.graph, graph, mapping)
    case = step.state.case
    case.version_id, case.digest = version_id, graph.digest
    old, step.graph = step.graph, graph
    keeping.migrate(step, old, dict(mapping))
    for move in moves:
        _apply(step, move)
    for activation in list(step.state.activations.values()):
        node = graph.nodes[activation.node]
        heard = {row.node for row in step.state.open_subscriptions() if row.activation_id == activation.id}
        token = step.state.tokens[activation.token_id]
        listens = activation.state == "active" and activation.kind != GATHERING
        for name in node.boundary if listens else ():
            if name not in heard and not scopes.is_instance(step, token, node):
                waiting.subscribe(step, token, graph.nodes[name], activation)
    sla.follow(step)


def _apply(step: Step, move: Move) -> None:
    row = move.row
    if move.gone and isinstance(row, Subscription):
        step.unsubscribe(row)
        return
    row.node = move.node
    if isinstance(row, Token):
        row.flow = move.flow
    step.state.touch(row)


def _open(step: Step, incident_id: int) -> tuple[Incident, Token]:
    incident = step.state.incidents.get(incident_id)
    token = step.state.tokens.get(incident.token_id) if incident is not None else None
    if incident is None or incident.resolved_at is not None or token is None or token.state != "live":
        raise NotWaiting
    step.resolve(incident)
    if token.incident_id == incident.id:
        token.incident_id = 0
        step.state.touch(token)
    return incident, token


def _said(step: Step, opinion: str) -> None:
    author = step.actor.employee_id
    if opinion.strip() and author is not None:
        step.state.append(Note(step.state.number(), author, opinion.strip(), step.at))
