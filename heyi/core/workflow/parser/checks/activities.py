"""Activities: what they do, how often, and how they are undone."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.operations import operations
from heyi.core.workflow.parser.checks.findings import Finding, Findings, warning
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import ACTIVITIES, GATEWAYS, Element, Kind, Process, Trigger

FEEL_NAMES = frozenset({"", "feel", "text/feel", "application/feel", "https://www.omg.org/spec/dmn/20191111/feel/"})
WORKING = frozenset({Kind.SERVICE_TASK, Kind.RULE_TASK})


def work(layout: Layout) -> Findings:
    """Everything that works knows what to do."""
    for element in layout.process.elements:
        if element.kind in WORKING:
            yield from _service(element)
        elif element.kind == Kind.SCRIPT_TASK:
            yield from _script(element)
        elif element.kind == Kind.CALL and not element.called:
            yield Finding(element.id, "no_called", _("Name the process that is called."))
    for element in layout.process.elements:
        if element.kind == Kind.CALL and element.called == layout.process.id and _always_reached(layout, element):
            message = _("The process calls itself every time that it runs, so that it never ends.")
            yield Finding(element.id, "calls_itself", message)


def _service(element: Element) -> Findings:
    work = element.work
    if work is None:
        message = _("Nothing here says what to do, so that an external worker has to do it.")
        yield warning(element.id, "external_work", message)
    elif work.kind == "operation" and work.name not in operations():
        yield Finding(element.id, "no_operation", _("No app offers the operation “%(name)s”.") % {"name": work.name})
    elif work.kind == "decision" and not work.name:
        yield Finding(element.id, "no_operation", _("Name the decision."))


def _script(element: Element) -> Findings:
    work = element.work
    if work is None or not work.text:
        yield Finding(element.id, "no_script", _("Write the script, in FEEL."))
    elif work.language.strip().lower() not in FEEL_NAMES:
        message = _("Scripts are written in FEEL; “%(language)s” is never run.") % {"language": work.language}
        yield Finding(element.id, "bad_language", message)


def _always_reached(layout: Layout, call: Element) -> bool:
    """Whether every case comes to an element: there is no choice and no event on the way."""
    found: set[str] = set()
    starts = [one for one in layout.levels[""] if one.kind == Kind.START and not one.events]
    frontier = [one.id for one in starts or layout.levels[""] if not layout.entering(one)]
    while frontier:
        name = frontier.pop()
        element = layout.by_id.get(name)
        if element is None or name in found:
            continue
        found.add(name)
        outgoing = layout.leaving(element)
        chooses = element.kind in GATEWAYS - {Kind.PARALLEL} and len(outgoing) > 1
        if chooses or name in layout.edges:
            continue
        frontier += [flow.target for flow in outgoing if not flow.condition]
        if not element.by_event and element.kind in (Kind.SUB_PROCESS, Kind.TRANSACTION):
            inside = layout.levels.get(name, [])
            frontier += [one.id for one in inside if one.kind == Kind.START and not one.events]
    return call.id in found


def repetition(layout: Layout) -> Findings:
    """Only activities are repeated, over something, and not for ever."""
    for element in layout.process.elements:
        multi, loop = element.multi, element.loop
        if (multi or loop) and (element.kind not in ACTIVITIES or element.by_event):
            yield Finding(element.id, "not_repeatable", _("Only activities can be repeated."))
        elif multi and loop:
            yield Finding(element.id, "not_repeatable", _("An activity is a loop or has several instances, not both."))
        elif multi and multi.cardinality and multi.collection:
            message = _("Give the number of instances or the list that they come from, not both.")
            yield Finding(element.id, "two_sources", message)
        elif multi and not (multi.cardinality or multi.collection) and element.kind != Kind.USER_TASK:
            yield Finding(element.id, "no_instances", _("Say how many instances there are, or for which list."))
        elif loop and not loop.condition and loop.maximum is None:
            yield warning(element.id, "no_loop_condition", _("Without a condition this loop runs once."))


def compensation(layout: Layout) -> Findings:
    """A compensation event is associated with a handler of its level, and handlers stand beside the flow."""
    handlers: set[str] = set()
    for element in layout.process.elements:
        if element.kind != Kind.BOUNDARY or not element.caught(Trigger.COMPENSATION):
            continue
        handler = layout.by_id.get(element.handler)
        if handler is None:
            message = _("Associate this event with the activity that undoes what was done.")
            yield Finding(element.id, "no_handler", message)
        elif not handler.for_compensation or handler.parent != element.parent:
            message = _("The handler must be an activity of the same level that is marked for compensation.")
            yield Finding(element.id, "bad_handler", message)
        else:
            handlers.add(handler.id)
    for element in layout.process.elements:
        if not element.for_compensation:
            continue
        if layout.entering(element) or layout.leaving(element):
            yield Finding(element.id, "flow_at_handler", _("A compensation handler has no flows."))
        if element.kind not in ACTIVITIES:
            message = _("The handler must be an activity of the same level that is marked for compensation.")
            yield Finding(element.id, "bad_handler", message)
        elif element.id not in handlers and not element.by_event:
            yield warning(element.id, "unused_handler", _("No compensation event leads to this handler."))


def ad_hoc(layout: Layout) -> Findings:
    """An ad-hoc sub-process offers something."""
    for element in layout.process.elements:
        if element.kind == Kind.AD_HOC:
            inside = layout.levels.get(element.id, [])
            if not any(one.kind in ACTIVITIES for one in inside):
                yield Finding(element.id, "empty_ad_hoc", _("An ad-hoc sub-process needs activities to choose from."))


def outcomes(layout: Layout) -> Findings:
    """Only the end of the process itself says what becomes of the case."""
    for element in layout.process.elements:
        if element.outcome and element.parent:
            message = _(
                "The outcome of the case is said by an end event outside of sub-processes; this one is not read."
            )
            yield warning(element.id, "unused_outcome", message)


def waits(element: Element, process: Process) -> bool:
    """Whether an element, taken for itself, hands over to somebody or something and waits."""
    if element.kind in (Kind.USER_TASK, Kind.RECEIVE_TASK, Kind.EVENT_BASED, Kind.AD_HOC):
        return True
    if element.kind in WORKING:
        return element.work is None or element.work.kind != "operation"
    if element.kind == Kind.CATCH:
        return bool(element.events) and element.caught(Trigger.LINK) is None
    return element.kind == Kind.CALL and not element.asynchronous and element.called != process.id
