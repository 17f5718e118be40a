"""The bones: ids, flows within their level, where each level begins and ends."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.checks.findings import Finding, Findings, warning
from heyi.core.workflow.parser.checks.layout import Layout, stands_alone
from heyi.core.workflow.parser.model import GATEWAYS, SUB_PROCESSES, Element, Kind, Trigger

#: Where a branch may end without an end event and nobody has forgotten anything.
OPEN_ENDED = frozenset({Kind.END, Kind.BOUNDARY, Kind.EVENT_BASED})


def ids(layout: Layout) -> Findings:
    """Every element has an id of its own, and its extensions were understood."""
    process = layout.process
    used = Counter([*(one.id for one in process.elements), *(one.id for one in process.flows)])
    for name, count in used.items():
        if not name:
            yield Finding(process.id, "no_id", _("Every element and flow needs an id."))
        elif count > 1:
            yield Finding(name, "double_id", _("This id is used more than once."))
    for fault in process.faults:
        yield Finding(process.id, "bad_extension", fault)
    for element in process.elements:
        for fault in element.faults:
            yield Finding(element.id, "bad_extension", fault)


def flows(layout: Layout) -> Findings:
    """Flows connect elements of one level; a default flow starts at its element."""
    for flow in layout.process.flows:
        source, target = layout.by_id.get(flow.source), layout.by_id.get(flow.target)
        if source is None or target is None:
            yield Finding(flow.id, "dangling", _("This flow refers to an element that does not exist."))
        elif source.parent != target.parent:
            yield Finding(flow.id, "crosses_border", _("A flow may not cross the border of a sub-process."))
    for element in layout.process.elements:
        default = layout.flows.get(element.default)
        if element.default and (default is None or default.source != element.id):
            yield Finding(element.id, "bad_default", _("The default flow does not start here."))


def starts(layout: Layout) -> Findings:
    """One none start event for each level, triggers only where something can wait for them."""
    for parent, elements in layout.levels.items():
        around = layout.by_id.get(parent)
        found = [one for one in elements if one.kind == Kind.START]
        if around is None:
            yield from _top(layout, elements, found)
        elif around.kind == Kind.AD_HOC:
            yield from _ad_hoc(around, elements)
        elif around.by_event:
            yield from _event_sub_process(around, found)
        else:
            for one in found:
                if one.events:
                    message = _("The start event of a sub-process has no trigger; only event sub-processes have.")
                    yield Finding(one.id, "start_trigger", message)
        for one in [one for one in found if not one.events][1:]:
            yield Finding(one.id, "second_start", _("A level has one start event without a trigger."))
    for element in layout.process.elements:
        if element.kind in SUB_PROCESSES and not layout.levels.get(element.id) and element.kind != Kind.AD_HOC:
            yield warning(element.id, "empty_sub_process", _("Nothing is in this sub-process; it is passed at once."))


def _top(layout: Layout, elements: list[Element], found: list[Element]) -> Findings:
    if not elements:
        yield Finding(layout.process.id, "no_start", _("The process needs a start event."))
    elif not found:
        first = [one for one in elements if not (layout.entering(one) or stands_alone(one))]
        if not [one for one in first if one.kind != Kind.END]:
            yield Finding(layout.process.id, "no_start", _("Nobody can start this process: it needs a start event."))
        for one in first:
            yield warning(one.id, "implicit_start", _("The process begins here, because nothing leads here."))
    if elements and not any(one.kind == Kind.END for one in elements):
        message = _("No end event says how the process ends; it ends when nothing runs any more.")
        yield warning(layout.process.id, "no_end", message)


def _ad_hoc(around: Element, elements: list[Element]) -> Findings:
    for one in elements:
        if one.kind in (Kind.START, Kind.END):
            message = _("In an ad-hoc sub-process people begin and end the work; it has no start or end events.")
            yield Finding(one.id, "in_ad_hoc", message)


def _event_sub_process(around: Element, found: list[Element]) -> Findings:
    if len(found) != 1:
        yield Finding(around.id, "event_sub_process_start", _("An event sub-process has exactly one start event."))
    for one in found:
        if not one.events:
            yield Finding(one.id, "no_trigger", _("Say what starts this event sub-process."))


def ends(layout: Layout) -> Findings:
    """No flow into a start or out of an end; nothing is left over that nothing leads to."""
    for element in layout.process.elements:
        incoming, outgoing = layout.entering(element), layout.leaving(element)
        if element.kind == Kind.START and incoming:
            yield Finding(element.id, "into_start", _("No flow may lead into a start event."))
        if element.kind == Kind.END and outgoing:
            yield Finding(element.id, "out_of_end", _("No flow may leave an end event."))
        if element.by_event and (incoming or outgoing):
            yield Finding(element.id, "flow_at_event_sub_process", _("An event sub-process has no flows of its own."))
        if not incoming and not stands_alone(element) and not layout.in_ad_hoc(element):
            yield from _nothing_leads_here(layout, element)
        if not outgoing:
            yield from _nothing_follows(layout, element)


def _nothing_leads_here(layout: Layout, element: Element) -> Findings:
    starts = any(one.kind == Kind.START for one in layout.level_of(element))
    if starts or element.kind == Kind.END or (element.parent and element.kind in GATEWAYS):
        yield Finding(element.id, "unreachable", _("No flow leads here."))


def _nothing_follows(layout: Layout, element: Element) -> Findings:
    if element.kind == Kind.START:
        yield warning(element.id, "implicit_end", _("Nothing follows here, so that this branch ends."))
        return
    if element.kind == Kind.BOUNDARY and not element.caught(Trigger.COMPENSATION):
        yield Finding(element.id, "dead_end", _("Say what follows when this event comes: lead a flow on."))
    if element.kind == Kind.EXCLUSIVE and len(layout.entering(element)) < 2:
        yield warning(element.id, "implicit_end", _("Nothing follows here, so that this branch ends."))
    alone = element.by_event or element.for_compensation or layout.in_ad_hoc(element)
    if element.kind in OPEN_ENDED or alone or element.caught(Trigger.LINK):
        return
    if any(one.kind == Kind.END for one in layout.level_of(element)):
        message = _("Nothing follows here, so that this branch ends; others have an end event.")
        yield warning(element.id, "implicit_end", message)
