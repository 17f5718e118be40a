"""Events: which trigger may stand where, what it needs, and who is at the other end."""

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.checks.findings import Finding, Findings, warning
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.checks.timers import timer_problem
from heyi.core.workflow.parser.model import ACTIVITIES, EVENTS, SUB_PROCESSES, Element, Event, Kind, Trigger
from heyi.kit.errors import Text

_AWAITED = frozenset({Trigger.MESSAGE, Trigger.TIMER, Trigger.CONDITIONAL, Trigger.SIGNAL})
#: BPMN 2.0.2, table 10.93, without what only other elements use.
ALLOWED: dict[str, frozenset[Trigger]] = {
    Kind.CATCH: _AWAITED | {Trigger.LINK},
    Kind.THROW: frozenset({
        Trigger.MESSAGE, Trigger.ESCALATION, Trigger.COMPENSATION, Trigger.LINK, Trigger.SIGNAL
    }),
    Kind.BOUNDARY: _AWAITED | {Trigger.ERROR, Trigger.ESCALATION, Trigger.CANCEL, Trigger.COMPENSATION},
    Kind.END: frozenset({
        Trigger.MESSAGE, Trigger.ERROR, Trigger.ESCALATION, Trigger.CANCEL, Trigger.COMPENSATION, Trigger.SIGNAL,
        Trigger.TERMINATE,
    }),
}  # fmt: skip
THROWING = frozenset({Kind.THROW, Kind.END, Kind.SEND_TASK})
ALWAYS_INTERRUPT = frozenset({Trigger.ERROR, Trigger.CANCEL})


def triggers(layout: Layout) -> Findings:
    """Each event has a trigger that is allowed there, and the trigger has what it needs."""
    for element in layout.process.elements:
        allowed = _allowed(layout, element)
        for event in element.events:
            if event.trigger not in allowed:
                text = _("An event of this kind cannot stand here: %(trigger)s.") % {"trigger": event.trigger.value}
                yield Finding(element.id, "bad_trigger", text)
            else:
                yield from _needs(layout, element, event)
        if not element.events:
            yield from _no_trigger(element)
        if element.parallel_events and element.kind in EVENTS:
            message = _("Events that all have to come are not run; use a parallel gateway and one event for each.")
            yield Finding(element.id, "not_run", message)


def _allowed(layout: Layout, element: Element) -> frozenset[Trigger]:
    if element.kind == Kind.START:
        around = layout.by_id.get(element.parent)
        if around is not None and not around.by_event:
            return frozenset(Trigger)  # that it has any is refused elsewhere
        return _AWAITED if around is None else _AWAITED | {Trigger.ERROR, Trigger.ESCALATION, Trigger.COMPENSATION}
    if element.kind in (Kind.SEND_TASK, Kind.RECEIVE_TASK):
        return frozenset({Trigger.MESSAGE})
    return ALLOWED.get(element.kind, frozenset())


def _no_trigger(element: Element) -> Findings:
    if element.kind in (Kind.CATCH, Kind.BOUNDARY):
        yield Finding(element.id, "no_trigger", _("Say what this event waits for."))
    if element.kind in (Kind.SEND_TASK, Kind.RECEIVE_TASK):
        yield Finding(element.id, "no_message", _("Name the message."))


def _needs(layout: Layout, element: Element, event: Event) -> Findings:
    if event.missing:
        message = _("This refers to something that the file does not have: %(ref)s.") % {"ref": event.ref}
        yield Finding(element.id, "bad_reference", message)
        return
    match event.trigger:
        case Trigger.MESSAGE if not event.name:
            yield Finding(element.id, "no_message", _("Name the message."))
        case Trigger.SIGNAL if not event.name:
            yield Finding(element.id, "no_signal", _("Name the signal."))
        case Trigger.ERROR | Trigger.ESCALATION if not event.name and element.kind in THROWING:
            yield Finding(element.id, "no_code", _("Give the code that is thrown."))
        case Trigger.CONDITIONAL if not event.expression:
            yield Finding(element.id, "no_event_condition", _("Give the condition that is waited for."))
        case Trigger.TIMER:
            code, problem = timer_problem(event)
            if problem:
                yield Finding(element.id, code, problem)
        case Trigger.LINK if not event.name:
            yield Finding(element.id, "no_link_name", _("Name the link."))
        case Trigger.COMPENSATION if event.ref:
            yield from _undone(layout, element, event.ref)


def _undone(layout: Layout, element: Element, ref: str) -> Findings:
    target = layout.by_id.get(ref)
    if target is None:
        message = _("This refers to something that the file does not have: %(ref)s.") % {"ref": ref}
        yield Finding(element.id, "bad_reference", message)
        return
    edges = layout.edges.get(ref, [])
    inside = target.kind in SUB_PROCESSES
    if target.kind not in ACTIVITIES or not (inside or any(one.caught(Trigger.COMPENSATION) for one in edges)):
        yield Finding(element.id, "cannot_undo", _("What is to be undone has no compensation handler."))


def links(layout: Layout) -> Findings:
    """Each link has one catching event in its level, and somebody who throws it."""
    for elements in layout.levels.values():
        caught, thrown = _links(elements, Kind.CATCH), _links(elements, Kind.THROW)
        for name, sources in thrown.items():
            for one in sources if name not in caught else ():
                message = _("No catching link event is called “%(name)s” here.") % {"name": name}
                yield Finding(one.id, "no_link", message)
        for name, targets in caught.items():
            for one in targets[1:]:
                yield Finding(one.id, "second_link", _("Two catching link events have the same name."))
            if name not in thrown:
                message = _("Nobody comes here: no link event throws “%(name)s”.") % {"name": name}
                yield Finding(targets[0].id, "no_link", message)
        yield from _flows_at_links(layout, elements)


def _links(elements: list[Element], kind: Kind) -> dict[str, list[Element]]:
    """The link events of one direction by their names."""
    found: dict[str, list[Element]] = {}
    for element in elements:
        link = element.caught(Trigger.LINK) if element.kind == kind else None
        if link is not None and link.name:
            found.setdefault(link.name, []).append(element)
    return found


def _flows_at_links(layout: Layout, elements: list[Element]) -> Findings:
    for one in elements:
        if one.caught(Trigger.LINK) is None:
            continue
        if one.kind == Kind.CATCH and layout.entering(one):
            yield Finding(one.id, "flow_at_link", _("No flow leads into a catching link event."))
        if one.kind == Kind.THROW and layout.leaving(one):
            yield Finding(one.id, "flow_at_link", _("No flow leaves a throwing link event."))


def edges(layout: Layout) -> Findings:
    """Boundary events stand at an activity of their level that can have them."""
    for element in layout.process.elements:
        if element.kind != Kind.BOUNDARY:
            if element.attached_to:
                yield Finding(element.id, "bad_attachment", _("Only boundary events are attached to an activity."))
            continue
        host = layout.by_id.get(element.attached_to)
        if host is None:
            yield Finding(element.id, "not_attached", _("This event is not attached to anything."))
        elif host.kind not in ACTIVITIES or host.parent != element.parent or host.by_event:
            yield Finding(element.id, "bad_attachment", _("Attach this event to an activity of its own level."))
        else:
            problem = _edge_problem(element, host)
            if problem:
                yield Finding(element.id, "bad_boundary", problem)
        if layout.entering(element):
            yield Finding(element.id, "into_boundary", _("No flow may lead into a boundary event."))
        if element.caught(Trigger.COMPENSATION) and layout.leaving(element):
            message = _("No flow leaves a compensation event: associate it with its handler.")
            yield Finding(element.id, "out_of_compensation", message)


def _edge_problem(element: Element, host: Element) -> Text:
    if element.caught(Trigger.CANCEL) and host.kind != Kind.TRANSACTION:
        return _("Only transactions can be cancelled.")
    if not element.interrupting and any(one.trigger in ALWAYS_INTERRUPT for one in element.events):
        return _("Errors and cancellation always interrupt.")
    return ""


def interrupting_starts(layout: Layout) -> Findings:
    """An error that starts an event sub-process interrupts what runs around it."""
    for element in layout.process.elements:
        if element.kind == Kind.START and not element.interrupting and element.caught(Trigger.ERROR):
            yield Finding(element.id, "bad_boundary", _("Errors and cancellation always interrupt."))


def cancels(layout: Layout) -> Findings:
    """A cancel end event stands in a transaction, and the transaction says what follows."""
    for element in layout.process.elements:
        if element.kind != Kind.END or not element.caught(Trigger.CANCEL):
            continue
        transaction = next((one for one in layout.around(element) if one.kind == Kind.TRANSACTION), None)
        if transaction is None:
            yield Finding(element.id, "no_transaction", _("A cancel end event needs a transaction around it."))
        elif not any(one.caught(Trigger.CANCEL) for one in layout.edges.get(transaction.id, [])):
            message = _("The transaction can be cancelled, but no cancel event at its edge says what follows.")
            yield Finding(transaction.id, "cancel_uncaught", message)


def catchers(layout: Layout) -> Findings:
    """What is thrown within the process is caught there, and what is caught can come."""
    for element in layout.process.elements:
        error = element.caught(Trigger.ERROR) if element.kind == Kind.END else None
        if error is not None and error.name and not _is_caught(layout, element, error):
            message = _("Nobody in this process catches the error “%(code)s”.") % {"code": error.name}
            yield warning(element.id, "error_uncaught", message)
        host = layout.by_id.get(element.attached_to)
        if element.kind == Kind.BOUNDARY and host is not None:
            for event in element.events:
                if event.trigger in (Trigger.ERROR, Trigger.ESCALATION, Trigger.CANCEL):
                    yield from _can_come(layout, element, host, event)


def _is_caught(layout: Layout, element: Element, error: Event) -> bool:
    for around in [element, *layout.around(element)]:
        starts = [
            start
            for handler in layout.level_of(around)
            if handler.by_event
            for start in layout.levels.get(handler.id, [])
            if start.kind == Kind.START
        ]
        places = [*layout.edges.get(around.id, []), *([] if around.by_event else starts)]
        caught = (event for one in places for event in one.events if event.trigger == Trigger.ERROR)
        if any(event.name in ("", error.name) for event in caught):
            return True
    return False


def _can_come(layout: Layout, element: Element, host: Element, event: Event) -> Findings:
    """Work outside and called processes may throw anything; everything else says what it throws."""
    inside = [host, *layout.inside(host)]
    outside = (Kind.SERVICE_TASK, Kind.RULE_TASK, Kind.CALL, Kind.TASK)
    if event.trigger != Trigger.CANCEL and any(one.kind in outside for one in inside):
        return
    thrown = [one for part in inside if part.kind in THROWING for one in part.events if one.trigger == event.trigger]
    if not any(event.name in ("", one.name) for one in thrown):
        yield warning(element.id, "never_thrown", _("Nothing in there throws what this event waits for."))
