"""What is checked before a version may be published. Each finding names the element and says what to do."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RejectPolicy, RuleKind, TieRule, VoteMode
from heyi.core.workflow.conditions import Compiler, feel
from heyi.core.workflow.parser.model import Document, Element, Kind, Process
from heyi.kit.errors import FieldError, Malformed, Problem, Text

RUNNABLE = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one element. Errors refuse publication, warnings are shown."""

    element: str
    code: str
    message: Text
    is_error: bool = True


Check = Callable[[Process], Iterator[Finding]]


def lint(document: Document, compiler: Compiler = feel) -> list[Finding]:
    """Everything found in a file, errors first. Soundness is looked at only when the parts are right."""
    from heyi.core.workflow.parser.soundness import soundness

    process = document.process
    if process is None:
        return [Finding("", "no_process", _("The file must have exactly one executable process."))]
    checks: tuple[Check, ...] = (_structure, _ends, _kinds, _references, _gateways, _approvals)
    found = [finding for check in checks for finding in check(process)]
    found += _conditions(process, compiler)
    if not any(finding.is_error for finding in found):
        found += soundness(process)
    return sorted(found, key=lambda finding: not finding.is_error)


def refuse(findings: list[Finding]) -> None:
    """Raise Malformed with every error; warnings pass."""
    errors = [FieldError(finding.element, finding.code, finding.message) for finding in findings if finding.is_error]
    if errors:
        raise Malformed(_("The process cannot be published."), errors=tuple(errors))


def _structure(process: Process) -> Iterator[Finding]:
    ids = Counter([element.id for element in process.elements] + [flow.id for flow in process.flows])
    for name, count in ids.items():
        if not name:
            yield Finding(process.id, "no_id", _("Every element and flow needs an id."))
        elif count > 1:
            yield Finding(name, "double_id", _("This id is used more than once."))
    for fault in process.faults:
        yield Finding(process.id, "bad_extension", fault)
    for element in process.elements:
        for fault in element.faults:
            yield Finding(element.id, "bad_extension", fault)


def _ends(process: Process) -> Iterator[Finding]:
    starts = [element for element in process.elements if element.kind == Kind.START]
    if not starts:
        yield Finding(process.id, "no_start", _("The process needs a start event."))
    for extra in starts[1:]:
        yield Finding(extra.id, "second_start", _("A process has one start event."))
    if not any(element.kind == Kind.END for element in process.elements):
        yield Finding(process.id, "no_end", _("The process needs an end event."))
    sources = {flow.source for flow in process.flows}
    targets = {flow.target for flow in process.flows}
    for element in process.elements:
        if element.kind == Kind.START and element.id in targets:
            yield Finding(element.id, "into_start", _("No flow may lead into a start event."))
        if element.kind == Kind.END and element.id in sources:
            yield Finding(element.id, "out_of_end", _("No flow may leave an end event."))
        if element.kind != Kind.END and element.id not in sources:
            yield Finding(element.id, "dead_end", _("Nothing follows here: lead a flow on, or to an end event."))
        if element.kind != Kind.START and element.id not in targets:
            yield Finding(element.id, "unreachable", _("No flow leads here."))


def _kinds(process: Process) -> Iterator[Finding]:
    for element in process.elements:
        if element.kind not in RUNNABLE:
            yield Finding(element.id, "not_supported", _("This engine does not run this kind of element yet."))
        allowed = {"terminateEventDefinition"} if element.kind == Kind.END else set()
        if set(element.events) - allowed:
            yield Finding(element.id, "not_supported", _("This engine does not run this kind of event yet."))
        if element.loop:
            yield Finding(element.id, "not_supported", _("This engine does not run loops inside an element yet."))
        if element.multi and (element.multi.cardinality or element.multi.collection):
            yield Finding(
                element.id, "not_supported", _("The people of a multi-instance task come from its approvers.")
            )


def _references(process: Process) -> Iterator[Finding]:
    known = {element.id for element in process.elements}
    flows = {flow.id: flow for flow in process.flows}
    for flow in process.flows:
        if flow.source not in known or flow.target not in known:
            yield Finding(flow.id, "dangling", _("This flow refers to an element that does not exist."))
    for element in process.elements:
        default = flows.get(element.default)
        if element.default and (default is None or default.source != element.id):
            yield Finding(element.id, "bad_default", _("The default flow does not start here."))


def _gateways(process: Process) -> Iterator[Finding]:
    by_id = {element.id: element for element in process.elements}
    for flow in process.flows:
        source = by_id.get(flow.source)
        if source is None or not flow.condition:
            continue
        if source.kind == Kind.PARALLEL:
            yield Finding(flow.id, "condition_on_parallel", _("Flows out of a parallel gateway have no conditions."))
        if source.default == flow.id:
            yield Finding(flow.id, "condition_on_default", _("The default flow has no condition."))
    for element in process.elements:
        outgoing = [flow for flow in process.flows if flow.source == element.id]
        if element.kind != Kind.EXCLUSIVE or len(outgoing) < 2:
            continue
        for flow in outgoing:
            if not flow.condition and flow.id != element.default:
                yield Finding(flow.id, "no_condition", _("Give this flow a condition or make it the default."))
        if not element.default:
            message = _("Without a default flow, the case stops here when no condition is true.")
            yield Finding(element.id, "no_default", message, is_error=False)


def _approvals(process: Process) -> Iterator[Finding]:
    for element in process.elements:
        if element.kind != Kind.USER_TASK:
            if element.approval:
                yield Finding(element.id, "not_a_task", _("Only user tasks have approvers."))
            continue
        if element.approval is None or not element.approval.rules:
            yield Finding(element.id, "no_approver", _("Say who approves here."))
        else:
            yield from _approval(element, element.approval)


def _approval(element: Element, approval: Approval) -> Iterator[Finding]:
    for rule in approval.rules:
        problem = _rule_problem(rule)
        if problem:
            yield Finding(element.id, "incomplete_rule", problem)
    if approval.mode == VoteMode.ANY and approval.reject == RejectPolicy.MAJORITY:
        yield Finding(element.id, "bad_policy", _("When any one decides, there is no majority."))
    if approval.mode == VoteMode.SEQUENTIAL and approval.reject == RejectPolicy.MAJORITY:
        yield Finding(element.id, "bad_policy", _("When people decide in turn, there is no majority."))
    for problem in _vote_problems(approval):
        yield Finding(element.id, "bad_policy", problem)
    if element.multi and element.multi.sequential != (approval.mode == VoteMode.SEQUENTIAL):
        yield Finding(element.id, "mode_mismatch", _("The multi-instance marker and the approval mode disagree."))


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
    if rule.kind in (RuleKind.ROLE, RuleKind.POST) and not rule.name:
        return _("Name the role or post.")
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


def _conditions(process: Process, compiler: Compiler) -> Iterator[Finding]:
    texts = [(flow.id, flow.condition) for flow in process.flows if flow.condition]
    texts += [(one.id, one.multi.completion) for one in process.elements if one.multi and one.multi.completion]
    for element, text in texts:
        try:
            compiler(text)
        except Problem as problem:
            yield Finding(element, "bad_condition", str(problem))
        except (ValueError, SyntaxError) as error:
            yield Finding(element, "bad_condition", str(error))
