"""What is checked before a version may be published. Each finding names the element and says what to do."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.conditions import Compiler, feel
from heyi.core.workflow.parser.checks import activities, approvals, choices, cycles, events, gateways, structure
from heyi.core.workflow.parser.checks.expressions import expressions
from heyi.core.workflow.parser.checks.findings import LACKING, Finding
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.references import references
from heyi.core.workflow.parser.checks.sla import limits
from heyi.core.workflow.parser.model import Document, Process
from heyi.core.workflow.parser.soundness import soundness
from heyi.kit.errors import FieldError, Malformed

__all__ = ["LACKING", "Finding", "lint", "lint_process", "refuse"]

Check = Callable[[Layout], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    structure.ids, structure.flows, structure.starts, structure.ends,
    events.triggers, events.links, events.edges, events.interrupting_starts, events.cancels, events.catchers,
    gateways.conditions, gateways.defaults, gateways.event_gateways, choices.choices, cycles.busy_cycles,
    activities.work, activities.repetition, activities.compensation, activities.ad_hoc, activities.outcomes,
    approvals.approvals, limits,
)  # fmt: skip
#: Errors in texts, which say nothing about how tokens run.
IN_TEXTS = frozenset({"bad_condition", "not_feel", "wrong_kind", "not_boolean", "gap", "never_taken", "busy_loop"})


def lint(document: Document, compiler: Compiler = feel) -> list[Finding]:
    """Everything found in a file, errors first."""
    process = document.process
    if process is None:
        return [Finding("", "no_process", _("The file must have exactly one executable process."))]
    return lint_process(document, process, compiler)


def lint_process(document: Document, process: Process, compiler: Compiler = feel) -> list[Finding]:
    """Everything found in one process of a file. How tokens run is looked at only when the parts fit together."""
    layout = Layout(process)
    found = [finding for check in CHECKS for finding in check(layout)]
    found += expressions(layout, compiler)
    found += references(document, process)
    if not any(one.is_error and not one.lacks and one.code not in IN_TEXTS for one in found):
        found += soundness(process, compiler)
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.is_error)


def refuse(findings: list[Finding]) -> None:
    """Raise Malformed with every error; warnings pass."""
    errors = [FieldError(finding.element, finding.code, finding.message) for finding in findings if finding.is_error]
    if errors:
        raise Malformed(_("The process cannot be published."), errors=tuple(errors))
