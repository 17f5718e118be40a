"""User tasks: who approves, and whether the rules fit together."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RejectPolicy, RuleKind, VoteMode
from heyi.core.workflow.graph import is_generic
from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import Element, Kind
from heyi.kit.errors import Text


def approvals(layout: Layout) -> Findings:
    """Every user task, and nothing else, has complete approver rules."""
    for element in layout.process.elements:
        if element.kind != Kind.USER_TASK:
            if element.approval:
                yield Finding(element.id, "not_a_task", _("Only user tasks have approvers."))
        elif element.approval is None or not element.approval.rules:
            yield Finding(element.id, "no_approver", _("Say who approves here."))
        else:
            yield from _approval(element, element.approval)


def _approval(element: Element, approval: Approval) -> Findings:
    for rule in approval.rules:
        problem = _rule_problem(rule)
        if problem:
            yield Finding(element.id, "incomplete_rule", problem)
    if approval.mode == VoteMode.ANY and approval.reject == RejectPolicy.MAJORITY:
        yield Finding(element.id, "bad_policy", _("When any one decides, there is no majority."))
    if approval.mode == VoteMode.SEQUENTIAL and approval.reject == RejectPolicy.MAJORITY:
        yield Finding(element.id, "bad_policy", _("When people decide in turn, there is no majority."))
    multi = element.multi
    if multi and not is_generic(element) and multi.sequential != (approval.mode == VoteMode.SEQUENTIAL):
        yield Finding(element.id, "mode_mismatch", _("The multi-instance marker and the approval mode disagree."))


def _rule_problem(rule: ApproverRule) -> Text:
    if rule.kind == RuleKind.PERSON and not rule.people:
        return _("Name at least one person.")
    if rule.kind in (RuleKind.ROLE, RuleKind.POST) and not rule.name:
        return _("Name the role or post.")
    if rule.kind == RuleKind.CHOICE and rule.least > rule.most:
        return _("The least number of people to choose is more than the most.")
    return ""
