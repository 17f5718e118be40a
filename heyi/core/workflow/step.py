"""One step: run the tokens of a locked case until every one of them waits. Nothing here touches the database."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.directory import Directory
from heyi.core.workflow.approval.rules import FieldRight
from heyi.core.workflow.conditions import Condition, ConditionFailed, context_of
from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.running import data, scopes, sla
from heyi.core.workflow.running.calendars import AlwaysWorking, Calendars, Rest, reachable_always
from heyi.core.workflow.state import (
    APPROVED,
    Activation,
    CaseState,
    Copy,
    Decision,
    Incident,
    Subscription,
    Task,
    Token,
)
from heyi.core.workflow.store.protocol import Store

MAX_MOVES = 2_000


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that others want to hear of. ``people`` are the employees it concerns."""

    name: str
    people: tuple[int, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal for other cases, delivered after this step has been written."""

    kind: str
    name: str
    key: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Called:
    """A case that a call activity begins, once this step has been written. ``activation_id`` 0: nobody waits for it.
    ``reverses``: it decides whether the approval of this one is taken back, about the same document, under this ``title``."""

    process: str
    activation_id: int
    variables: Mapping[str, Any]
    reverses: bool = False
    title: str = ""


@dataclass(slots=True)
class Step:
    """The workbench of one act on one case. ``read_values`` gives the subject's values, read once, when needed;
    ``write_values`` changes some of them, where there is a document. ``word`` is what the log calls the act, where the
    command's own says too little; ``moot``: it came too late and is only logged; ``ended``: this act has ended the case.
    ``imagined``: nothing is written, so nothing may happen outside of the case either: operations of apps are waited for.
    """

    state: CaseState
    graph: Graph
    store: Store
    directory: Directory
    actor: Actor
    at: datetime
    read_values: Callable[[], Mapping[str, Any]]
    calendars: Calendars = field(default_factory=AlwaysWorking)
    rest: Rest = reachable_always
    write_values: Callable[[Mapping[str, Any], Mapping[str, FieldRight]], None] | None = None
    queue: deque[Token] = field(default_factory=deque)
    notices: list[Notice] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    uncalled: list[int] = field(default_factory=list)
    raised: tuple[str, str] | None = None
    word: str = ""
    moot: bool = False
    abandoned: bool = False
    ended: bool = False
    recent: Activation | None = None
    moves: int = 0
    readers: dict[int, tuple[Copy, str]] = field(default_factory=dict)
    known_values: Mapping[str, Any] | None = None
    imagined: bool = False

    # ---- running -------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Until every token waits, has ended or has met trouble; then whoever reads along is told."""
        from heyi.core.workflow.approval import copying

        self._run()
        copying.flush(self)

    def _run(self) -> None:
        from heyi.core.workflow.running.settling import settle

        while True:
            while self.queue:
                self._run_one(self.queue.popleft())
            if self.state.case.ended_at is not None:
                return
            if not any(True for _ in self.state.live_tokens()):
                self.end_case(APPROVED)
            elif not settle(self):
                return

    def _run_one(self, token: Token) -> None:
        from heyi.core.workflow.behaviors import behavior_of

        if token.state != "live":
            return
        self.moves += 1
        node = self.graph.nodes[token.node]
        if self.moves > MAX_MOVES:
            self.trouble(token, "busy_loop", "The case went round too often without waiting for anybody.")
            return
        try:
            behavior_of(node, repeated=scopes.is_instance(self, token, node)).arrive(self, token, node)
        except ConditionFailed as error:
            self.trouble(token, "condition_failed", error.reason)

    def values(self, token: Token | None = None) -> dict[str, Any]:
        """What expressions may read, as of now (rule 40): the case's variables, the document, and for a token what is
        known where it runs."""
        if self.known_values is None:
            self.known_values = self.read_values()
        case = self.state.case
        known = {**data.restored_all(case.variables), **context_of(self.known_values), "round": case.round}
        if token is not None and (token.scope or token.activation_id):
            known.update(data.restored_all(scopes.locals_of(self, token)))
        return known

    def holds(
        self, condition: Condition, extra: Mapping[str, Any] | None = None, *, token: Token | None = None
    ) -> bool:
        """Whether a condition is true now."""
        return condition.holds({**self.values(token), **(extra or {})})

    # ---- tokens --------------------------------------------------------------------------------------------------
    def born(self, node: str, **facts: Any) -> Token:
        """A new token; it runs when it is put into the queue."""
        token = Token(self.state.number(), node, **facts)
        self.state.add(token)
        return token

    def move(self, token: Token, flow: Flow) -> None:
        """Along a flow."""
        token.node, token.flow, token.activation_id = flow.target, flow.id, 0
        self.state.touch(token)
        self.queue.append(token)

    def consume(self, token: Token, state: str = "consumed") -> None:
        """The token has done its part."""
        token.state = state
        self.state.touch(token)

    def leave(self, token: Token, node: Node, results: Mapping[str, Any] | None = None) -> None:
        """An activity or event is done: hand its results on, then go out along every flow whose condition holds, or the
        default (BPMN 2.0.2, 13.3.2). One run of a repeated activity only reports to the whole.
        """
        from heyi.core.workflow.running import compensating, repeating

        try:
            data.hand_out(self, token, node, results or {})
        except ConditionFailed as error:  # whoever completes it has done their part
            self.trouble(token, "condition_failed", error.reason)
            return
        compensating.remember(self, token, node)
        if scopes.is_instance(self, token, node):
            repeating.one_done(self, token, node)
        elif node.outgoing:
            self.go(token, node)
        else:
            scopes.finish(self, token)

    def go(self, token: Token, node: Node) -> None:
        """Out along the flows."""
        ways = [flow for flow in node.outgoing if flow is not node.default]
        try:
            taken = [flow for flow in ways if flow.condition is None or self.holds(flow.condition, token=token)]
        except ConditionFailed as error:
            self.trouble(token, "condition_failed", error.reason)
            return
        if not any(flow.condition for flow in taken) and node.default is not None:
            taken.append(node.default)
        if not taken:
            self.trouble(token, "no_way_out", "No condition is true and there is no default flow.")
        elif len(taken) == 1:
            self.move(token, taken[0])
        else:
            self.split(token, node, taken)

    def split(self, token: Token, node: Node, flows: Iterable[Flow]) -> None:
        """One token in, one on each flow; the activation is the identity of the split."""
        activation = self.activate(token, node, state="completed", kind="split")
        self.consume(token)
        for flow in flows:
            child = self.born(
                node.id,
                scope=token.scope,
                splits=[*token.splits, activation.id],
                parents=[[token.id, activation.id + 1]],
            )
            self.move(child, flow)

    # ---- activations and tasks ----------------------------------------------------------------------------------
    def activate(self, token: Token, node: Node, *, state: str = "active", kind: str = "") -> Activation:
        """A token takes up a node. What may interrupt an activity is listened to from now on."""
        from heyi.core.workflow.running import waiting

        activation = Activation(
            id=self.state.number(),
            node=node.id,
            kind=kind or node.kind.value,
            token_id=token.id,
            round=self.state.case.round,
            entered_at=self.at,
            state=state,
            scope=token.scope,
            ended_at=None if state == "active" else self.at,
        )
        self.state.add(activation)
        if state == "active":
            try:
                data.hand_in(self, token, node, activation)
                waiting.listen(self, token, node, activation)
            except ConditionFailed:  # it has not begun; the caller makes an incident of it
                self.close(activation, "failed")
                raise
        return activation

    def close(self, activation: Activation, state: str, outcome: str = "") -> None:
        """An activation is over; what was still asked of people is taken back (已由他人决定), what runs in it or waits
        for it is cancelled."""
        activation.state, activation.outcome, activation.ended_at = state, outcome, self.at
        self.state.touch(activation)
        for token in scopes.inside(self, activation.id):
            self.cancel(token)
        if activation.data.get("waiting", 0) > 0:
            self.store.load_tasks(self.state, activation.id)
        for task in self.state.open_tasks(activation.id):
            self.end_task(task, "closed")
        for row in self.state.open_subscriptions():
            gone = row.scope == activation.id if row.kind == "compensation" else row.activation_id == activation.id
            if gone and (row.kind != "compensation" or state == "cancelled"):
                self.unsubscribe(row, "done" if row.kind == sla.SLA and state == "completed" else "cancelled")
        if state == "cancelled" and activation.data.get("called"):
            self.uncalled.append(activation.id)

    def unsubscribe(self, row: Subscription, state: str = "cancelled") -> None:
        """Something is waited for no more."""
        if row.kind == sla.SLA:
            sla.finish(self, row)
        self.settled(row)
        row.state, row.ended_at = state, self.at
        self.state.touch(row)

    def end_task(self, task: Task, state: str) -> None:
        """Nobody is asked any more."""
        task.state, task.ended_at = state, self.at
        self.state.touch(task)

    def cancel(self, token: Token) -> None:
        """A token and whatever waits on it."""
        if token.state != "live":
            return
        self.consume(token, "cancelled")
        activation = self.state.activations.get(token.activation_id)
        if activation is not None and activation.state == "active":
            self.close(activation, "cancelled")
        incident = self.state.incidents.get(token.incident_id)
        if incident is not None and incident.resolved_at is None:
            self.resolve(incident)

    def decide(self, task: Task, action: str, **facts: Any) -> Decision:
        """Write down a decision. The database takes one for each task."""
        case, identity = self.state.case, facts.pop("identity", {})
        if facts.get("on_behalf_of_id") and task.identity:
            identity = {**identity, "for": task.identity}
        decision = Decision(
            task_id=task.id,
            action=action,
            actor_id=facts.pop("actor_id", self.actor.employee_id),
            decided_at=self.at,
            round=case.round,
            node=task.node,
            snapshot_hash=case.snapshot_hash,
            identity=identity,
            **facts,
        )
        self.state.append(decision)
        return decision

    # ---- the case ------------------------------------------------------------------------------------------------
    def end_case(self, outcome: str) -> None:
        """Nothing lives on in an ended case; what follows from its end happens in the same transaction."""
        from heyi.core.workflow.approval import copying

        case = self.state.case
        for token in list(self.state.live_tokens()):
            self.cancel(token)
        for row in self.state.open_subscriptions():
            self.unsubscribe(row, "done" if row.kind == sla.SLA else "cancelled")
        self.queue.clear()
        case.state, case.ended_at, self.ended = outcome, self.at, True
        self.hooks.append(outcome)
        self.notices.append(Notice(f"workflow.case.{outcome}", (case.initiator_id,)))
        copying.of_case(self, outcome)

    def trouble(self, token: Token, code: str, message: str) -> None:
        """An incident: the token stays, an administrator looks, nobody's decision is lost (rule 30)."""
        incident = Incident(self.state.number(), token.id, token.node, code, message, self.at)
        self.state.add(incident)
        token.incident_id = incident.id
        waits = self.state.activations.get(token.activation_id)
        if waits is None or waits.state != "active":
            token.activation_id = 0
        self.state.touch(token)
        self.state.case.incidents += 1
        self.notices.append(Notice("workflow.case.troubled", data={"code": code, "node": token.node}))

    def report(self, row: Subscription, token_id: int, message: str) -> None:
        """An incident of a timer that does not happen. Whatever else the token waits for goes on."""
        incident = Incident(self.state.number(), token_id, row.node, "overdue", message, self.at)
        self.state.add(incident)
        row.data = {**row.data, "incident": incident.id}
        self.state.touch(row)
        self.state.case.incidents += 1
        self.notices.append(Notice("workflow.case.troubled", data={"code": "overdue", "node": row.node}))

    def settled(self, row: Subscription) -> None:
        """A timer has happened, or is waited for no more: so is its incident."""
        incident = self.state.incidents.get(row.data.get("incident", 0))
        if incident is not None and incident.resolved_at is None:
            self.resolve(incident)

    def resolve(self, incident: Incident) -> None:
        """An incident is over."""
        incident.resolved_at = self.at
        self.state.touch(incident)
        self.state.case.incidents -= 1
