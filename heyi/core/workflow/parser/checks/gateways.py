"""Gateways: where conditions and defaults may stand, and what follows an event-based one."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.checks.findings import Finding, Findings
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import Element, Kind, Trigger

WITHOUT_CONDITIONS = frozenset({Kind.PARALLEL, Kind.EVENT_BASED})
WITHOUT_DEFAULT = frozenset({Kind.PARALLEL, Kind.EVENT_BASED, Kind.START, Kind.END})


def conditions(layout: Layout) -> Findings:
    """Conditions stand where a choice is made, and a default flow has none."""
    for flow in layout.process.flows:
        source = layout.by_id.get(flow.source)
        if source is None or not flow.condition:
            continue
        if source.kind == Kind.PARALLEL:
            yield Finding(flow.id, "condition_on_parallel", _("Flows out of a parallel gateway have no conditions."))
        elif source.kind == Kind.EVENT_BASED:
            message = _("Flows out of an event-based gateway have no conditions: the events decide.")
            yield Finding(flow.id, "condition_on_events", message)
        if source.default == flow.id:
            yield Finding(flow.id, "condition_on_default", _("The default flow has no condition."))


def defaults(layout: Layout) -> Findings:
    """Where one way of several is taken, each has a condition or is the default."""
    for element in layout.process.elements:
        if element.default and element.kind in WITHOUT_DEFAULT:
            yield Finding(element.id, "bad_default", _("Nothing is chosen here, so there can be no default flow."))
        outgoing = layout.leaving(element)
        chosen = element.kind == Kind.EXCLUSIVE or (element.kind == Kind.INCLUSIVE and element.default)
        if chosen and len(outgoing) > 1:
            for flow in outgoing:
                if not flow.condition and flow.id != element.default:
                    message = _("Give this flow a condition or make it the default.")
                    yield Finding(flow.id, "no_condition", message)


def event_gateways(layout: Layout) -> Findings:
    """At least two events, each reached by this gateway alone; the kinds that begin a process are not run."""
    for element in layout.process.elements:
        if element.instantiates:
            message = _("Beginning a process here is not supported: use a start event with a trigger.")
            yield Finding(element.id, "not_run", message)
        if element.kind != Kind.EVENT_BASED:
            continue
        if element.parallel_events:
            message = _("Waiting here for all events is not supported: use a parallel gateway and one event for each.")
            yield Finding(element.id, "not_run", message)
        outgoing = layout.leaving(element)
        if len(outgoing) < 2:
            yield Finding(element.id, "one_event", _("An event-based gateway needs at least two events behind it."))
        for flow in outgoing:
            target = layout.by_id.get(flow.target)
            if target is not None and not _waits(target):
                message = _("Behind an event-based gateway stand catching events and receive tasks only.")
                yield Finding(target.id, "no_event", message)
            elif target is not None and len(layout.entering(target)) > 1:
                message = _("An event behind an event-based gateway has no other flow into it.")
                yield Finding(target.id, "two_flows", message)


def _waits(target: Element) -> bool:
    if target.kind == Kind.RECEIVE_TASK:
        return True
    return target.kind == Kind.CATCH and target.caught(Trigger.LINK) is None
