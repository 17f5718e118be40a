"""Limits of time (时效): where they may stand, and how long."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.approval.rules import Purpose
from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import SUB_PROCESSES, Element, Kind

#: Activities that can take time. All others are over in the step that reaches them.
STAGES = SUB_PROCESSES | {Kind.CALL, Kind.USER_TASK, Kind.RECEIVE_TASK, Kind.SERVICE_TASK}


def limits(layout: Layout) -> Findings:
    """A length that can be counted, on something that takes time."""
    process = layout.process
    if process.sla is not None and process.sla.budget is None:
        yield Finding("", "bad_sla", _("Say how long a case may take in ISO 8601 hours or days, such as PT16H."))
    for element in process.elements:
        if element.sla is None:
            continue
        if not _takes_time(element):
            yield Finding(element.id, "bad_sla", _("Only activities that take time can have a limit."))
        elif element.sla.budget is None:
            yield Finding(
                element.id, "bad_sla", _("Say how long this may take in ISO 8601 hours or days, such as PT16H.")
            )


def _takes_time(element: Element) -> bool:
    informs = element.approval is not None and element.approval.purpose == Purpose.INFORM
    return element.kind in STAGES and not element.for_compensation and not informs
