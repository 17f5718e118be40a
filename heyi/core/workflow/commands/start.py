"""提交: a new case. The only command that has no case to lock yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from heyi.core.workflow.approval import keeping
from heyi.core.workflow.approval.rules import ApproverRule, RuleKind
from heyi.core.workflow.errors import BadChoice, CaseInTrouble
from heyi.core.workflow.graph import Node
from heyi.core.workflow.running.beginning import begin
from heyi.core.workflow.state import Snapshot
from heyi.core.workflow.step import Step
from heyi.core.workflow.subjects import canonical, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Begin. ``choices`` are the people whom the initiator picked, by node; ``opinion`` goes with the submission.

    ``event`` is the start event that a message, signal or timer has reached, with what it brought; none begins of itself.
    Trouble in the very first step refuses the whole submission, except ``below`` a case that runs already.
    """

    case_id: int
    choices: Mapping[str, list[int]] = field(default_factory=dict)
    opinion: str = ""
    event: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    below: bool = False
    task_id: None = None
    act: str = "submit"

    def execute(self, step: Step) -> None:
        """Keep what is submitted, and put the first token at the start."""
        case = step.state.case
        check_choices(step, self.choices)
        case.choices = {node: list(people) for node, people in self.choices.items()}
        step.known_values = step.read_values()
        text = canonical(step.known_values)
        case.snapshot_hash = digest(text)
        step.state.append(Snapshot(1, case.snapshot_hash, text, step.at))
        keeping.keep(step)
        step.hooks.append("submitted")
        begin(step, self.event, self.payload)
        step.run()
        for incident in () if self.below else step.state.new["incidents"].values():
            raise CaseInTrouble(incident.message, extra={"node": incident.node, "reason": incident.code})


def choice_rules(node: Node, kind: RuleKind = RuleKind.CHOICE) -> list[ApproverRule]:
    """The rules of a node that ask the initiator, or (``NEXT``) whoever decides before."""
    return [rule for rule in node.approval.rules if rule.kind == kind] if node.approval else []


def candidates(step: Step, rule: ApproverRule) -> list[int] | None:
    """Among whom the initiator may choose; None means everybody who is active in the company."""
    if not rule.name:
        return None
    case = step.state.case
    return step.directory.holders_of_role(
        rule.name, rule.reach, company_id=case.company_id, department_id=case.department_id
    )


def check_choices(step: Step, choices: Mapping[str, Any], kind: RuleKind = RuleKind.CHOICE) -> None:
    """Refuse who is out of range, has left, or is from another company. A node that is not reached needs no choice, so
    a missing one is found when the token arrives (nobody there: the empty rule).
    """
    for name, people in choices.items():
        node = step.graph.nodes.get(name)
        rules = choice_rules(node, kind) if node else []
        if not rules or node is None:
            raise BadChoice(node=name, extra={"node": name})
        rule, known = rules[0], step.directory.people(people)
        allowed = candidates(step, rule)
        right = len(set(people)) == len(people) and rule.least <= len(people) <= rule.most
        for person in people:
            found = known.get(person)
            same = found is not None and found.active and found.company_id == step.state.case.company_id
            right = right and same and (allowed is None or person in allowed)
        if not right:
            raise BadChoice(node=node.label(step.actor.language), extra={"node": name})
