"""A process at rest: its steps in order, and who would be asked today. For people who set up a company."""

from typing import Any

from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.access.models import Role
from heyi.core.workflow import wording
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind
from heyi.core.workflow.graph import Flow, Graph, Node, graph_of
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.services.definitions import in_force, shipped
from heyi.core.workflow.subjects import find_subject

NEEDED = "accounts.setup.manage"


def overview(actor: Actor) -> list[dict[str, Any]]:
    """Every shipped process in the reader's language: ``{"key", "name", "steps"}``."""
    scoping.require(actor, NEEDED)
    found = []
    for key in shipped():
        version = in_force(key, actor.company_id)
        if version is not None:
            graph = graph_of(version.digest, version.xml)
            found.append({"key": key, "name": graph.label(actor.language), "steps": _steps(key, graph, actor)})
    return found


def _steps(key: str, graph: Graph, actor: Actor) -> list[dict[str, Any]]:
    """User tasks as one meets them walking from the start, each with the condition that leads to it."""
    steps, seen = [], set()
    queue: list[tuple[Node, str]] = [(graph.start, "")]
    while queue:
        node, when = queue.pop(0)
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.kind == Kind.USER_TASK:
            approval = node.approval or Approval()
            rules = [_rule(rule, actor) for rule in approval.rules]
            steps.append({"name": node.label(actor.language), "when": when, "mode": str(approval.mode), "rules": rules})
        for flow in node.outgoing:
            text = _words(key, flow, actor) if flow.condition is not None and flow is not node.default else ""
            queue.append((graph.nodes[flow.target], text or (when if node.kind == Kind.USER_TASK else "")))
    return steps


def _words(key: str, flow: Flow, actor: Actor) -> str:
    """When a way is taken: its condition in words, else what the way is called, else that there is a condition."""
    subject = find_subject(key)
    condition = wording.words(flow.condition.text, subject.labels if subject else {}) if flow.condition else ""
    return condition or flow.label(actor.language) or _("a condition of the process holds")


def _rule(rule: ApproverRule, actor: Actor) -> dict[str, Any]:
    directory = Organization()
    ids: list[int] = list(rule.people)
    if rule.kind is RuleKind.ROLE:
        ids = directory.holders_of_role(rule.name, rule.reach, company_id=actor.company_id, department_id=None)
    elif rule.kind is RuleKind.POST:
        ids = directory.holders_of_post(rule.name, rule.reach, company_id=actor.company_id, department_id=None)
    elif rule.kind is RuleKind.GROUP:
        ids = directory.members_of_group(rule.name, company_id=actor.company_id)
    people = [{"id": one.id, "label": one.label} for one in directory.people(ids).values() if one.active]
    label = ""
    if rule.kind is RuleKind.ROLE:
        role = Role.objects.filter(company_id=actor.company_id, code=rule.name).first()
        label = str(role) if role else ""
    return {"kind": str(rule.kind), "name": rule.name, "label": label, "people": people}
