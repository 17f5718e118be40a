"""User task: somebody decides. Opens the activation, counts the votes, closes it."""

from collections.abc import Iterable
from typing import Any

from heyi.core.workflow.approval.resolve import Question, Voter, resolve
from heyi.core.workflow.approval.rules import Approval, Duplicates, OnReject, VoteMode
from heyi.core.workflow.approval.votes import Tally, outcome
from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import REJECTED, Activation, Decision, Task, Token
from heyi.core.workflow.step import Notice, Step


class UserTask:
    """Approvals (会签, 或签, 依次) and plain work."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Find who decides, as of now, and ask them."""
        approval = node.approval or Approval()
        resolution = resolve(question_of(step, node, approval), step.directory)
        if not resolution.voters and not resolution.passes:
            step.trouble(token, "nobody_found", "Nobody can be found to decide here, and there is no administrator.")
            return
        activation = self.open(step, token, node, list(resolution.voters), derivation=resolution.derivation)
        if resolution.passes:
            task = _task(step, activation, Voter(0), state="approved")
            task.assignee_id = None
            step.decide(task, "approve", actor_id=None, reason="empty")
            self.settle(step, activation, node, force="approved")

    def open(
        self,
        step: Step,
        token: Token,
        node: Node,
        voters: list[Voter],
        *,
        derivation: list[dict[str, Any]],
        approved: int = 0,
        extra: dict[str, Any] | None = None,
    ) -> Activation:
        """An activation with its electorate; ``approved`` are votes that stand from before a return."""
        approval = node.approval or Approval()
        earlier = self._duplicates(step, node, approval, voters)
        activation = step.activate(token, node)
        activation.derivation = derivation
        waiting = [voter for voter in voters if voter.person_id not in earlier]
        passed = len(earlier) if voters else 0
        activation.data = {
            **(extra or {}), "approved": approved + passed, "rejected": 0, "waiting": len(waiting),
            "total": approved + len(voters), "mode": str(approval.mode), "reject": str(approval.reject), "queue": [],
        }  # fmt: skip
        token.activation_id = activation.id
        step.state.touch(token)
        for voter in voters:
            if voter.person_id in earlier:
                first = earlier[voter.person_id]
                task = _task(step, activation, voter, state="approved", origin={"duplicate_of": first.task_id})
                step.decide(task, "approve", actor_id=None, on_behalf_of_id=voter.person_id, reason="duplicate")
        if earlier and self.settle(step, activation, node):
            return activation
        self._ask(step, activation, approval, waiting)
        return activation

    def vote(self, step: Step, task: Task, *, approves: bool) -> None:
        """Count one decision on an open task; the node may be decided by it."""
        activation = step.state.activations[task.activation_id]
        node = step.graph.nodes[activation.node]
        step.end_task(task, "approved" if approves else "rejected")
        data = dict(activation.data)
        data["approved" if approves else "rejected"] += 1
        data["waiting"] -= 1
        activation.data = data
        step.state.touch(activation)
        if not self.settle(step, activation, node):
            self._ask_next(step, activation)

    def settle(self, step: Step, activation: Activation, node: Node, *, force: str = "") -> bool:
        """Close the node if its outcome is certain, and go on from it."""
        result = force or self._outcome(step, activation, node)
        if not result:
            return False
        approval = node.approval or Approval()
        step.close(activation, "completed", result)
        token = step.state.tokens[activation.token_id]
        step.recent = activation
        case = step.state.case
        case.variables = {**case.variables, "outcome": result}
        if result == "rejected" and approval.on_reject == OnReject.END:
            step.end_case(REJECTED)
        else:
            go_on(step, token, node, activation)
        return True

    def _outcome(self, step: Step, activation: Activation, node: Node) -> str:
        approval, data = node.approval or Approval(), activation.data
        tally = Tally(data["approved"], data["rejected"], data["waiting"])
        if node.completion is not None and tally.waiting:
            done = tally.approved + tally.rejected
            counters = {
                "numberOfInstances": tally.total, "numberOfCompletedInstances": done,
                "numberOfActiveInstances": tally.waiting, "numberOfTerminatedInstances": 0,
                "nrOfInstances": tally.total, "nrOfCompletedInstances": done, "nrOfActiveInstances": tally.waiting,
                "approved": tally.approved, "rejected": tally.rejected,
            }  # fmt: skip
            if step.holds(node.completion, counters):
                return "approved" if tally.approved > tally.rejected else "rejected"
        return outcome(approval.mode, approval.reject, tally)

    def _ask(self, step: Step, activation: Activation, approval: Approval, voters: list[Voter]) -> None:
        if approval.mode != VoteMode.SEQUENTIAL:
            for voter in voters:
                _task(step, activation, voter)
            _tell(step, activation, voters)
            return
        activation.data = {**activation.data, "queue": [[one.person_id, one.delegate_id] for one in voters]}
        self._ask_next(step, activation)

    def _ask_next(self, step: Step, activation: Activation) -> None:
        queue = activation.data["queue"]
        if not queue:
            return
        voter = Voter(*queue[0])
        activation.data = {**activation.data, "queue": queue[1:]}
        step.state.touch(activation)
        _task(step, activation, voter)
        _tell(step, activation, [voter])

    def _duplicates(self, step: Step, node: Node, approval: Approval, voters: list[Voter]) -> dict[int, Decision]:
        """Who need not be asked again (rules 14 and 15): same person, same content, by their own hand."""
        if approval.duplicates == Duplicates.NONE or approval.asks_for_input or not voters:
            return {}
        if approval.mode == VoteMode.ANY and approval.duplicates != Duplicates.FIRST:
            return {}
        found = self._earlier(step, approval, [voter.person_id for voter in voters])
        content = step.state.case.snapshot_hash
        return {one.actor_id: one for one in found if one.actor_id and one.snapshot_hash == content}

    def _earlier(self, step: Step, approval: Approval, people: list[int]) -> list[Decision]:
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


def question_of(step: Step, node: Node, approval: Approval) -> Question:
    """Who approves here, asked for this case and this moment."""
    case = step.state.case
    return Question(
        approval=approval,
        node=node.id,
        process=case.process,
        initiator_id=case.initiator_id,
        department_id=case.department_id,
        company_id=case.company_id,
        at=step.at,
        choices=case.choices,
    )


def go_on(step: Step, token: Token, node: Node, activation: Activation) -> None:
    """Out of a decided node: forwards, or straight back to whoever returned the case here (rule 6)."""
    from heyi.core.workflow.returning import jump_back

    if not jump_back(step, token, activation):
        step.leave(token, node)


def _task(
    step: Step, activation: Activation, voter: Voter, *, state: str = "open", origin: dict[str, Any] | None = None
) -> Task:
    task = Task(
        id=step.state.number(),
        activation_id=activation.id,
        node=activation.node,
        kind="approve",
        assignee_id=voter.person_id,
        delegate_id=voter.delegate_id,
        arrived_at=step.at,
        round=step.state.case.round,
        state=state,
        origin=origin or {},
        ended_at=None if state == "open" else step.at,
    )
    step.state.add(task)
    return task


def _tell(step: Step, activation: Activation, voters: Iterable[Voter]) -> None:
    people = tuple(dict.fromkeys(one for voter in voters for one in (voter.person_id, voter.delegate_id) if one))
    step.notices.append(Notice("workflow.task.arrived", people, {"node": activation.node}))
