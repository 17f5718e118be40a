"""One step: run the tokens of a locked case until every one of them waits. Nothing here touches the database."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.directory import Directory
from heyi.core.workflow.conditions import Condition, ConditionFailed, context_of
from heyi.core.workflow.graph import Flow, Graph, Node
from heyi.core.workflow.state import APPROVED, Activation, CaseState, Decision, Incident, Task, Token
from heyi.core.workflow.store.protocol import Store

MAX_MOVES = 2_000


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that others want to hear of. ``people`` are the employees it concerns."""

    name: str
    people: tuple[int, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Step:
    """The workbench of one act on one case. ``read_values`` gives the subject's values, read once, when needed."""

    state: CaseState
    graph: Graph
    store: Store
    directory: Directory
    actor: Actor
    at: datetime
    read_values: Callable[[], Mapping[str, Any]]
    queue: deque[Token] = field(default_factory=deque)
    notices: list[Notice] = field(default_factory=list)
    hooks: list[str] = field(default_factory=list)
    recent: Activation | None = None
    moves: int = 0
    known_values: Mapping[str, Any] | None = None

    # ---- running -------------------------------------------------------------------------------------------------
    def run(self) -> None:
        """Until every token waits, has ended or has met trouble."""
        from heyi.core.workflow.behaviors import behavior_of

        while self.queue:
            token = self.queue.popleft()
            if token.state != "live":
                continue
            self.moves += 1
            node = self.graph.nodes[token.node]
            if self.moves > MAX_MOVES:
                self.trouble(token, "busy_loop", "The case went round too often without waiting for anybody.")
                continue
            try:
                behavior_of(node).arrive(self, token, node)
            except ConditionFailed as error:
                self.trouble(token, "condition_failed", error.reason)
        if self.state.case.ended_at is None and not any(True for _ in self.state.live_tokens()):
            self.end_case(APPROVED)

    def values(self) -> dict[str, Any]:
        """What conditions may read, as of now (rule 40)."""
        if self.known_values is None:
            self.known_values = self.read_values()
        case = self.state.case
        return {**case.variables, **context_of(self.known_values), "round": case.round}

    def holds(self, condition: Condition, extra: Mapping[str, Any] | None = None) -> bool:
        """Whether a condition is true now."""
        return condition.holds({**self.values(), **(extra or {})})

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

    def leave(self, token: Token, node: Node) -> None:
        """Out of an activity or event: along every flow whose condition holds, or the default (BPMN 2.0.2, 13.3.2)."""
        ways = [flow for flow in node.outgoing if flow is not node.default]
        taken = [flow for flow in ways if flow.condition is None or self.holds(flow.condition)]
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
        activation = self.activate(token, node, state="completed")
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
        """A token takes up a node."""
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
        return activation

    def close(self, activation: Activation, state: str, outcome: str = "") -> None:
        """An activation is over; what was still asked of people is taken back (已由他人决定)."""
        activation.state, activation.outcome, activation.ended_at = state, outcome, self.at
        self.state.touch(activation)
        if activation.data.get("waiting", 0) > 0:
            self.store.load_tasks(self.state, activation.id)
        for task in self.state.open_tasks(activation.id):
            self.end_task(task, "closed")

    def end_task(self, task: Task, state: str) -> None:
        """Nobody is asked any more."""
        task.state, task.ended_at = state, self.at
        self.state.touch(task)

    def cancel(self, token: Token) -> None:
        """A token and whatever waits on it."""
        self.consume(token, "cancelled")
        activation = self.state.activations.get(token.activation_id)
        if activation is not None and activation.state == "active":
            self.close(activation, "cancelled")
        incident = self.state.incidents.get(token.incident_id)
        if incident is not None:
            self.resolve(incident)

    def decide(self, task: Task, action: str, **facts: Any) -> Decision:
        """Write down a decision. The database takes one for each task."""
        case = self.state.case
        decision = Decision(
            task_id=task.id,
            action=action,
            actor_id=facts.pop("actor_id", self.actor.employee_id),
            decided_at=self.at,
            round=case.round,
            node=task.node,
            snapshot_hash=case.snapshot_hash,
            **facts,
        )
        self.state.append(decision)
        return decision

    # ---- the case ------------------------------------------------------------------------------------------------
    def end_case(self, outcome: str) -> None:
        """Nothing lives on in an ended case; what follows from its end happens in the same transaction."""
        case = self.state.case
        for token in list(self.state.live_tokens()):
            self.cancel(token)
        self.queue.clear()
        case.state, case.ended_at = outcome, self.at
        self.hooks.append(outcome)
        self.notices.append(Notice(f"workflow.case.{outcome}", (case.initiator_id,)))

    def trouble(self, token: Token, code: str, message: str) -> None:
        """An incident: the token stays, an administrator looks, nobody's decision is lost (rule 30)."""
        incident = Incident(self.state.number(), token.id, token.node, code, message, self.at)
        self.state.add(incident)
        token.incident_id, token.activation_id = incident.id, 0
        self.state.touch(token)
        self.state.case.incidents += 1
        self.notices.append(Notice("workflow.case.troubled", data={"code": code, "node": token.node}))

    def resolve(self, incident: Incident) -> None:
        """An incident is over."""
        incident.resolved_at = self.at
        self.state.touch(incident)
        self.state.case.incidents -= 1
