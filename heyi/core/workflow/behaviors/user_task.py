"""User task: somebody decides. Opens the activation, counts the votes, closes it."""

from collections.abc import Mapping
from typing import Any

from heyi.core.workflow.approval import asking, copying, electorate, gates, ladder, pool
from heyi.core.workflow.approval.duplicates import earlier_approvals
from heyi.core.workflow.approval.electorate import Level
from heyi.core.workflow.approval.lookahead import asked_later
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import Resolution, Voter, resolve
from heyi.core.workflow.approval.rules import Approval, CopyAt, OnReject, Purpose, VoteMode
from heyi.core.workflow.approval.votes import ABSTAINED, APPROVED, REJECTED, outcome
from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import REJECTED as CASE_REJECTED
from heyi.core.workflow.state import Activation, Task, Token
from heyi.core.workflow.step import Step


class UserTask:
    """Approvals (会签, 或签, 依次, 票签), work (办理) and information (知会)."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Find who decides, as of now, and ask them."""
        approval = node.approval or Approval()
        resolution = resolve(question_of(step, node, approval), step.directory)
        if approval.purpose == Purpose.INFORM:
            _inform(step, token, node, resolution)
            return
        if not resolution.voters and not resolution.passes:
            step.trouble(token, "nobody_found", "Nobody can be found to decide here, and there is no administrator.")
            return
        copying.of_step(step, node, CopyAt.ARRIVAL)
        activation = self.open(step, token, node, list(resolution.voters), derivation=resolution.derivation)
        if resolution.passes:
            task = asking.make_task(step, activation, Voter(0), state="approved")
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
        carried: Mapping[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
        duplicates: bool = True,
    ) -> Activation:
        """An activation with its electorate; ``carried`` are votes that stand from before a return."""
        approval = node.approval or Approval()
        earlier = earlier_approvals(step, approval, voters) if duplicates else {}
        later = asked_later(step, node, approval, voters) if duplicates else {}
        activation = step.activate(token, node)
        activation.derivation = derivation
        counted = electorate.level(carried=carried)
        for voter in voters:
            electorate.enter(counted, voter.standing)
        usual = {"mode": str(approval.mode), "reject": str(approval.reject), "queue": []}
        activation.data = {**activation.data, **(extra or {}), **counted, **usual}
        ladder.start(step, activation, node, approval)
        token.activation_id = activation.id
        step.state.touch(token)
        for voter in voters:
            if voter.person_id in earlier:
                _passed(step, activation, voter, "duplicate", duplicate_of=earlier[voter.person_id].task_id)
            elif voter.person_id in later:
                _passed(step, activation, voter, "duplicate_later", asked_later_at=later[voter.person_id])
        if (earlier or later) and self.settle(step, activation, node):
            return activation
        waiting = [voter for voter in voters if voter.person_id not in earlier and voter.person_id not in later]
        kind = "handle" if approval.purpose == Purpose.HANDLE else "approve"
        asking.ask(step, activation, waiting, in_turn=approval.mode == VoteMode.SEQUENTIAL, kind=kind)
        return activation

    def vote(self, step: Step, task: Task, vote: str) -> None:
        """Count one decision on an open task; the node may be decided by it."""
        step.end_task(task, vote)
        self.count(step, step.state.activations[task.activation_id], task.origin, vote, kind=task.kind)

    def count(
        self, step: Step, activation: Activation, origin: Mapping[str, Any], vote: str, *, kind: str = "approve"
    ) -> None:
        """One vote in the electorate that ``origin`` names, and what follows from it there and above."""
        gate = origin.get("gate", "")
        level = asking.level_of(activation, gate)
        electorate.cast(level, origin, vote)
        step.state.touch(activation)
        if not self.settle_level(step, activation, gate):
            self.go_on_asking(step, activation, origin, kind=kind)
            pool.free_if_over(step, activation)

    def go_on_asking(
        self, step: Step, activation: Activation, origin: Mapping[str, Any], *, kind: str = "approve"
    ) -> None:
        """The next of the queue from which somebody was asked."""
        gate = origin.get("gate", "")
        level = asking.level_of(activation, gate)
        if "beside" in origin and "series" not in origin:
            return
        queued = level["series"][origin["series"]] if "series" in origin else level
        onward = {"gate": gate, "depth": level["depth"], "added_by": level["by"]} if gate else {}
        if "series" in origin:
            onward |= {name: origin[name] for name in ("series", "beside", "depth", "added_by")}
        asking.ask_next(step, activation, queued, kind=kind, origin=onward)

    def settle_level(self, step: Step, activation: Activation, gate: str) -> bool:
        """Close a gate or the node itself if its outcome is certain."""
        if not gate:
            return self.settle(step, activation, step.graph.nodes[activation.node])
        result = gates.gate_outcome(activation.data["gates"][gate])
        if result:
            self.pass_gate(step, activation, gate, result)
        return bool(result)

    def pass_gate(self, step: Step, activation: Activation, key: str, result: str) -> None:
        """A gate is over: what it held goes on, what it was to say is counted one level up."""
        gate: Level = gates.remove_gate(step, activation, key)
        if gate["kind"] in (gates.AFTER, gates.BESIDE):
            if gate["task"]:
                activation.data.setdefault("signed", []).append(gate["task"])
            self.count(step, activation, gate["origin"], result)
            return
        task = step.state.tasks.get(gate["task"])
        if task is None or task.state != "open" or not task.held:
            return
        if result == REJECTED:
            step.decide(task, "reject", actor_id=None, on_behalf_of_id=task.assignee_id, reason="signer_rejected")
            self.vote(step, task, REJECTED)
        else:
            gates.release(step, task)

    def settle(self, step: Step, activation: Activation, node: Node, *, force: str = "") -> bool:
        """Close the node if its outcome is certain, and go on from it."""
        result = force or self._outcome(step, activation, node)
        if not result:
            return False
        approval = node.approval or Approval()
        if activation.data.pop("gates", None):
            step.store.load_tasks(step.state, activation.id)
        step.close(activation, "completed", result)
        token = step.state.tokens[activation.token_id]
        step.recent = activation
        if result == APPROVED:
            copying.of_step(step, node, CopyAt.APPROVAL)
        copying.of_step(step, node, CopyAt.END)
        case = step.state.case
        case.variables = {**case.variables, "outcome": result}
        if approval.blind:
            step.notices = [notice for notice in step.notices if notice.name != asking.QUIET]
            case.decided += sum(activation.data.get(vote, 0) for vote in electorate.VOTES)
        if result == "rejected" and approval.on_reject == OnReject.END:
            step.end_case(CASE_REJECTED)
        else:
            go_on(step, token, node, activation)
        return True

    def _outcome(self, step: Step, activation: Activation, node: Node) -> str:
        approval, data = node.approval or Approval(), activation.data
        tally = electorate.tally_of(data)
        if node.completion is not None and tally.waiting:
            done = tally.total - tally.waiting
            counters = {
                "numberOfInstances": tally.total, "numberOfCompletedInstances": done,
                "numberOfActiveInstances": tally.waiting, "numberOfTerminatedInstances": 0,
                "nrOfInstances": tally.total, "nrOfCompletedInstances": done, "nrOfActiveInstances": tally.waiting,
                APPROVED: tally.approved, REJECTED: tally.rejected, ABSTAINED: tally.abstained,
            }  # fmt: skip
            if step.holds(node.completion, counters):
                return "approved" if tally.approved > tally.rejected else "rejected"
        return outcome(approval, tally)


def _passed(step: Step, activation: Activation, voter: Voter, why: str, **origin: Any) -> None:
    """The system approves in the place of somebody who approves elsewhere, and says where (已自动同意)."""
    task = asking.make_task(step, activation, voter, state="approved", origin=origin)
    step.decide(task, "approve", actor_id=None, on_behalf_of_id=voter.person_id, reason=why)
    electorate.cast(activation.data, voter.standing, APPROVED)


def go_on(step: Step, token: Token, node: Node, activation: Activation) -> None:
    """Out of a decided node: forwards, or straight back to whoever returned the case here (rule 6)."""
    from heyi.core.workflow.returning import jump_back

    if not jump_back(step, token, activation):
        step.leave(token, node)


def _inform(step: Step, token: Token, node: Node, resolution: Resolution) -> None:
    """知会: the people found read along; whoever takes part already gets nothing new. The flow does not wait."""
    activation = step.activate(token, node, state="completed", kind="inform")
    activation.derivation = resolution.derivation
    copying.plan(step, [voter.person_id for voter in resolution.voters])
    step.leave(token, node)
