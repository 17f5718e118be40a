"""跳转 and 唤醒: an administrator moves a case to another step, or begins an ended one anew."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.commands.intervene import administrator, authorized
from heyi.core.workflow.commands.revert import compensate
from heyi.core.workflow.errors import AlreadyInApproval, BadJump, CannotRevert, CaseEnded, CaseRuns
from heyi.core.workflow.graph import Node
from heyi.core.workflow.marking import stuck
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.returning import EVER
from heyi.core.workflow.running import scopes, sla
from heyi.core.workflow.state import APPROVED, LIVE_STATES, RUNNING, VOIDED, Snapshot, Token
from heyi.core.workflow.step import Notice, Step
from heyi.core.workflow.subjects import canonical, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """Move the tokens at ``source`` (all, when empty) to the user task ``target``. Refused where a join could then wait for
    ever, and where the target is being decided by others already.
    """

    case_id: int
    target: str
    opinion: str
    source: str = ""
    task_id: None = None
    act: str = "jump"

    def execute(self, step: Step) -> None:
        """Check that every run still ends, then move."""
        administrator(step)
        case = step.state.case
        if case.state not in LIVE_STATES:
            raise CaseEnded
        live = list(step.state.live_tokens())
        moved = [token for token in live if self.source in ("", token.node)]
        stay = [token for token in live if token not in moved]
        node = user_task(step, self.target)
        if not moved or any(token.node == node.id for token in stay):
            raise BadJump(node=node.label(step.actor.language))
        if self.source:
            _same_level(step, node, moved)
        elif node.parent:
            raise BadJump(node=node.label(step.actor.language))
        _check(step, node, stay)
        if not authorized(step, self.act, self.opinion, target=self.target, source=self.source):
            return
        for token in moved:
            step.cancel(token)
        splits = moved[0].splits if stay else []
        parents = [[token.id, EVER] for token in moved]
        scope = moved[0].scope if self.source else 0
        step.queue.append(step.born(node.id, scope=scope, splits=list(splits), parents=parents))
        case.state = RUNNING
        sla.go_on(step)
        step.recent = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen:
    """唤醒: a new round of a case that has ended, from the beginning or from ``target``. What approving did is undone first."""

    case_id: int
    opinion: str
    target: str = ""
    task_id: None = None
    act: str = "reopen"

    def execute(self, step: Step) -> None:
        """What was decided stays in the history of the rounds before."""
        administrator(step)
        case = step.state.case
        if case.state in LIVE_STATES:
            raise CaseRuns
        if case.state == VOIDED:
            raise CaseEnded
        if case.is_reversal:
            raise CannotRevert(_("Taking an approval back is asked for again instead."))
        if case.record_id is not None and step.store.running_case_of(case.resource, case.record_id) is not None:
            raise AlreadyInApproval
        node = user_task(step, self.target) if self.target else step.graph.start
        if node.parent:
            raise BadJump(node=node.label(step.actor.language))
        if self.target:
            _check(step, node, [])
        if case.state == APPROVED:
            compensate(step, check_only=True)
        if not authorized(step, self.act, self.opinion, target=self.target):
            return
        if case.state == APPROVED:
            compensate(step)
        step.known_values = step.read_values()
        text = canonical(step.known_values)
        case.state, case.ended_at, case.decided = RUNNING, None, 0
        case.round, case.snapshot_hash = case.round + 1, digest(text)
        case.variables = {name: value for name, value in case.variables.items() if name != "outcome"}
        step.state.append(Snapshot(case.round, case.snapshot_hash, text, step.at))
        step.hooks.append("submitted")
        sla.start_case(step)
        step.queue.append(step.born(node.id))
        step.notices.append(Notice("workflow.case.reopened", (case.initiator_id,), {"opinion": self.opinion}))


def user_task(step: Step, name: str) -> Node:
    """The user task of this id, or BadJump."""
    node = step.graph.nodes.get(name)
    if node is None or node.kind != Kind.USER_TASK:
        raise BadJump(node=name)
    return node


def _same_level(step: Step, node: Node, moved: list[Token]) -> None:
    """Tokens are moved within one run of one level: not into a sub-process, not out of one, not out of repeated runs."""
    levels = {token.scope for token in moved}
    level = step.graph.nodes[moved[0].node]
    repeated = any(scopes.is_instance(step, token, step.graph.nodes[token.node]) for token in moved)
    if len(levels) > 1 or repeated or level.parent != node.parent:
        raise BadJump(node=node.label(step.actor.language))


def _check(step: Step, node: Node, stay: list[Token]) -> None:
    at_work, had = [node.id], []
    for token in stay:
        activation = step.state.activations.get(token.activation_id)
        if activation is not None and activation.kind == Kind.COMPLEX:
            had += activation.data["flows"]
        elif token.activation_id or token.incident_id:
            at_work.append(token.node)
    standing = [token.flow for token in stay if not token.activation_id and not token.incident_id]
    place = stuck(step.graph, at_work, standing, had)
    if place:
        blocked = step.graph.nodes[place].label(step.actor.language) if place in step.graph.nodes else place
        raise BadJump(node=node.label(step.actor.language), extra={"stuck_at": blocked})
