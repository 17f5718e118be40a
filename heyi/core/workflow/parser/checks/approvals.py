"""User tasks: who approves, and whether the rules fit together."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.approval.rules import (
    DECIDING,
    Approval,
    ApproverRule,
    AsOf,
    CopyRule,
    Follow,
    Purpose,
    RejectPolicy,
    RuleKind,
    RungAct,
    TieRule,
    VoteMode,
)
from heyi.core.workflow.conditions import feel
from heyi.core.workflow.feel.written import read_duration
from heyi.core.workflow.graph import is_generic
from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import Element, Kind
from heyi.kit.errors import Problem, Text


def approvals(layout: Layout) -> Findings:
    """Every user task, and nothing else, has complete approver rules."""
    yield from _copies(layout.process.id, layout.process.policy.copies)
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
    yield from _copies(element.id, approval.copies)
    if approval.copies and approval.purpose == Purpose.INFORM:
        yield Finding(element.id, "bad_copy", _("Who is to read along is named here already."))
    for problem in _ladder_problems(approval):
        yield Finding(element.id, "bad_ladder", problem)
    for problem in _vote_problems(approval):
        yield Finding(element.id, "bad_policy", problem)
    for problem in _organization_problems(approval):
        yield Finding(element.id, "bad_organization", problem)
    multi = element.multi
    if multi and not is_generic(element) and multi.sequential != (approval.mode == VoteMode.SEQUENTIAL):
        yield Finding(element.id, "mode_mismatch", _("The multi-instance marker and the approval mode disagree."))


def _organization_problems(approval: Approval) -> Iterator[Text]:
    """按发起时组织 is for rules over the organization: what a document says, who was chosen and who decided may change."""
    if approval.organization != AsOf.START:
        return
    if not approval.kept_rules:
        yield _("No rule of this step asks the organization alone, so there is nothing to keep from the start.")
    if approval.follow == Follow.POST:
        yield _("A task that follows the post is not asked by the organization as at the start.")


def _copies(element_id: str, copies: Iterable[CopyRule]) -> Findings:
    """Who reads along is found by the process alone: nobody picks them on the way."""
    for copy in copies:
        problem = _rule_problem(copy.rule)
        if copy.rule.kind in (RuleKind.CHOICE, RuleKind.NEXT):
            problem = _("Nobody is asked to choose who reads along.")
        if problem:
            yield Finding(element_id, "bad_copy", problem)


def _ladder_problems(approval: Approval) -> Iterator[Text]:
    texts = [approval.due, *(rung.every for rung in approval.ladder)]
    if any(read_duration(text) is None for text in texts if text) or any(
        read_duration(rung.after) is None for rung in approval.ladder
    ):
        yield _("Say how long in ISO 8601, such as PT8H or P2D.")
    deciding = [rung for rung in approval.ladder if rung.act in DECIDING]
    if deciding and approval.manual:
        yield _("This step must be decided by people, never by the clock.")
    approving = any(rung.act in (RungAct.APPROVE, RungAct.SKIP) for rung in deciding)
    if approving and (approval.asks_for_input or approval.signature):
        yield _("A step that wants something filled in or signed cannot approve itself.")
    if any(rung.times > 1 and not rung.every for rung in approval.ladder):
        yield _("Say how far apart the reminders are.")


def _vote_problems(approval: Approval) -> Iterator[Text]:
    in_turn = approval.mode == VoteMode.SEQUENTIAL
    if approval.blind and in_turn:
        yield _("Votes in turn cannot be blind: whom is asked next tells how the one before voted.")
    if approval.claim and approval.mode != VoteMode.ANY:
        yield _("A task that one person takes is decided by any one.")
    if approval.threshold and approval.mode != VoteMode.RATIO:
        yield _("Only a vote by ratio has a threshold.")
    counting = approval.mode == VoteMode.RATIO or approval.reject == RejectPolicy.MAJORITY
    if approval.tie != TieRule.USUAL and not counting:
        yield _("Only counted votes can end in a tie.")
    if approval.tie == TieRule.CHAIR and not any(one.chair for one in approval.standings):
        yield _("Say whose vote decides a tie.")
    for one in approval.standings:
        if one.kind not in (RuleKind.PERSON, RuleKind.ROLE, RuleKind.POST) or not (one.people or one.name):
            yield _("Say whose vote weighs more: people, a role or a post.")


def _rule_problem(rule: ApproverRule) -> Text:
    if rule.kind == RuleKind.PERSON and not rule.people:
        return _("Name at least one person.")
    if rule.kind == RuleKind.CHOICE and rule.people and not rule.least <= len(set(rule.people)) <= rule.most:
        return _("Preset as many people as may be chosen.")
    if rule.kind in (RuleKind.ROLE, RuleKind.POST) and not rule.name:
        return _("Name the role or post.")
    if rule.kind == RuleKind.GROUP and not rule.name:
        return _("Name the user group.")
    if rule.kind in (RuleKind.FORM_PERSON, RuleKind.FORM_DEPARTMENT_HEAD) and not rule.path:
        return _("Say which field of the document names the people.")
    if rule.kind in (RuleKind.MATRIX, RuleKind.HANDLER) and not rule.name:
        return _("Name the matrix or the earlier step.")
    if rule.limits and not rule.path:
        return _("Say which amount the limits are for.")
    if rule.kind == RuleKind.EXPRESSION:
        return _expression_problem(rule.text)
    if rule.kind in (RuleKind.CHOICE, RuleKind.NEXT) and rule.least > rule.most:
        return _("The least number of people to choose is more than the most.")
    return ""


def _expression_problem(text: str) -> Text:
    try:
        feel(text)
    except (Problem, ValueError, SyntaxError) as error:
        return str(error)
    return ""
