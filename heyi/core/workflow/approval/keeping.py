"""按发起时组织: what the organization answers when a case begins, kept with the case (workflow.md rule 39).

The organization keeps no history of roles, heads and managers, so what it says is written down when it is asked: for each
step that says so, in sub-processes and repeated steps too, since these rules depend on the initiator and not on the item.
Only rules over the organization are kept. Who has left since is dropped on arrival as everywhere, stand-ins are those of
that day.
"""

from typing import Any

from heyi.core.workflow.approval.finding import Finder
from heyi.core.workflow.approval.questions import question_of
from heyi.core.workflow.approval.rules import Approval, ApproverRule
from heyi.core.workflow.graph import Graph, Node
from heyi.core.workflow.step import Step

START, MIGRATION = "start", "migration"


def keep(step: Step) -> None:
    """Ask for every step of a case that begins."""
    nodes = [node for node in step.graph.nodes.values() if _rules(node)]
    step.state.case.organization = {node.id: _answers(step, node, START) for node in nodes}


def migrate(step: Step, old: Graph, renamed: dict[str, str]) -> None:
    """Another version (``step.graph``): what was kept by the same rules stays, ``renamed`` gives new names to elements of the
    ``old`` one; a step that says so only now, or by other rules, asks at the migration and says that it did.
    """
    before: dict[str, list[dict[str, Any]]] = {}
    for name, answers in step.state.case.organization.items():
        was, after = old.nodes[name], step.graph.nodes.get(renamed.get(name, name))
        if after is not None and _rules(after) == _rules(was):
            before[after.id] = answers
    nodes = [node for node in step.graph.nodes.values() if _rules(node)]
    step.state.case.organization = {node.id: before.get(node.id) or _answers(step, node, MIGRATION) for node in nodes}


def _rules(node: Node) -> tuple[ApproverRule, ...]:
    return node.approval.kept_rules if node.approval is not None else ()


def _answers(step: Step, node: Node, when: str) -> list[dict[str, Any]]:
    """One for each rule that is kept: the people, what explains them, up to which level they are, when it was asked."""
    found = []
    for rule in _rules(node):
        finder = Finder(question_of(step, node, node.approval or Approval()), step.directory)
        people = finder.find(rule)
        found.append({
            "found": people, "facts": finder.facts, "highest": finder.highest, "when": when, "at": step.at.isoformat(),
        })  # fmt: skip
    return found
