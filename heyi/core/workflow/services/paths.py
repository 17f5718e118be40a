"""The way ahead: what would happen from here with today's values and today's organization. Guesses say so (rule 40)."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.resolve import Resolution, resolve
from heyi.core.workflow.approval.rules import Approval, RuleKind
from heyi.core.workflow.commands.start import candidates, choice_rules
from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services.explaining import rule_label
from heyi.core.workflow.step import Step
from heyi.kit.errors import Problem


@dataclass
class Ahead:
    """A walk over the graph; each node at most once."""

    step: Step
    sure: bool = True
    seen: set[str] = field(default_factory=set)
    steps: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def walk(self, starts: Iterable[Node]) -> list[dict[str, Any]]:
        """The future steps in the order in which they come, sides of a parallel block one after the other."""
        queue = deque((flow, self.sure) for node in starts for flow in self._ways(node))
        while queue:
            flow, sure = queue.popleft()
            if flow.target in self.seen:
                continue
            self.seen.add(flow.target)
            node = self.step.graph.nodes[flow.target]
            self.sure = sure
            if node.kind == Kind.USER_TASK:
                self._task(node)
            queue.extend((following, self.sure) for following in self._ways(node))
        return self.steps

    def _ways(self, node: Node) -> list[Flow]:
        conditional = [flow for flow in node.outgoing if flow is not node.default]
        if node.kind == Kind.PARALLEL or len(node.outgoing) < 2:
            return list(node.outgoing)
        taken = [flow for flow in conditional if self._holds(flow, node)]
        if node.kind == Kind.EXCLUSIVE:
            taken = taken[:1]
        return taken or ([node.default] if node.default else [])

    def _holds(self, flow: Flow, node: Node) -> bool:
        if flow.condition is None:
            return True
        try:
            return self.step.holds(flow.condition)
        except ConditionFailed as error:
            self.sure = False
            self.warnings.append({"node": node.id, "code": "condition_failed", "message": error.reason})
            return False

    def meet(self, node: Node) -> None:
        """A user task that is reached before the walk."""
        self.seen.add(node.id)
        self._task(node)

    def _task(self, node: Node) -> None:
        approval = node.approval or Approval()
        try:
            resolution = resolve(question_of(self.step, node, approval), self.step.directory)
        except ConditionFailed as error:
            self.sure, resolution = False, Resolution((), False, [])
            self.warnings.append({"node": node.id, "code": "condition_failed", "message": error.reason})
        found = self.step.directory.people([voter.person_id for voter in resolution.voters])
        asks = to_be_chosen(node, self.step.state.case.choices)
        if not resolution.voters and not resolution.passes and not asks:
            self.warnings.append({"node": node.id, "code": "nobody_found", "message": ""})
        self.steps.append({
            "node": node.id,
            "name": node.label(self.step.actor.language),
            "kind": "task",
            "mode": "single" if len(resolution.voters) < 2 else str(approval.mode),
            "state": "future",
            "people": [] if asks else [{"id": one.id, "label": one.label} for one in found.values()],
            "rule": rule_words(resolution),
            "sure": self.sure and not asks,
        })  # fmt: skip
        if approval.asks_for_input:
            self.sure = False


def onward(step: Step, nodes: list[Node]) -> list[dict[str, Any]]:
    """What is ahead of a case whose tokens are at work in these nodes; a guess where what is filled in there may count."""
    filled_in = any(node.approval is not None and node.approval.asks_for_input for node in nodes)
    return Ahead(step, sure=not filled_in, seen={node.id for node in nodes}).walk(nodes)


def way(step: Step) -> dict[str, Any]:
    """For the log: ``{"at": [node], "ahead": [{"node", "name", "people": [id], "sure"}]}``; nothing ahead where that cannot be
    told, since a document that refuses to be read must not keep an administrator from repairing its case.
    """
    at = [step.graph.nodes[token.node] for token in step.state.live_tokens()]
    try:
        found = onward(step, at)
    except Problem:
        found = []
    ahead = [
        {**{name: one[name] for name in ("node", "name", "sure")}, "people": [who["id"] for who in one["people"]]}
        for one in found
    ]
    return {"at": sorted({node.id for node in at}), "ahead": ahead}


def to_be_chosen(node: Node, choices: Mapping[str, Any]) -> bool:
    """Whether somebody still has to pick the people of a step."""
    picked = [*(rule for rule in choice_rules(node) if not rule.people), *choice_rules(node, RuleKind.NEXT)]
    return bool(picked) and node.id not in choices


def rule_words(resolution: Resolution) -> str:
    """The rules in a few words."""
    return rule_label(resolution.derivation)


def choices_of(step: Step, kind: RuleKind = RuleKind.CHOICE) -> list[dict[str, Any]]:
    """Where the initiator (or with ``NEXT`` whoever decides before) picks, and among whom; no candidates: any colleague."""
    asked = []
    for node in step.graph.nodes.values():
        for rule in choice_rules(node, kind):
            ids = candidates(step, rule)
            people = step.directory.people(ids or ()).values()
            usual = step.directory.people(rule.people).values() if kind == RuleKind.CHOICE else ()
            asked.append({
                "node": node.id,
                "label": node.label(step.actor.language),
                "candidates": [{"id": one.id, "label": one.label} for one in people if one.active],
                "anybody": ids is None,
                "preset": [
                    {"id": one.id, "label": one.label}
                    for one in usual if one.active and (ids is None or one.id in ids)
                ],
                "min": rule.least,
                "max": rule.most,
            })  # fmt: skip
    return asked


def person(step: Step, employee_id: int | None) -> dict[str, Any] | None:
    """A reference to somebody."""
    found = step.directory.people([employee_id]).get(employee_id) if employee_id else None
    return {"id": found.id, "label": found.label} if found else None
