"""More ways to break a process: its events, its activities and its texts."""

from collections.abc import Iterator
from dataclasses import replace

from heyi.core.workflow.parser.model import (
    GATEWAYS,
    Element,
    Event,
    Flow,
    Kind,
    MultiInstance,
    Process,
    StandardLoop,
    Trigger,
    Work,
)
from heyi.core.workflow.tests.mutating import (
    events,
    is_scope,
    of,
    operator,
    out,
    plus,
    with_element,
    with_event,
    with_flow,
)

NAMED = (Trigger.MESSAGE, Trigger.SIGNAL, Trigger.ERROR, Trigger.ESCALATION)


# ---- events ------------------------------------------------------------------------------------------------------


@operator("The event refers to something that does not exist.", "bad_reference")
def reference_to_nothing(process: Process) -> Iterator[Process]:
    for element, event in events(process, *NAMED):
        yield with_event(process, element, event, missing=True, ref="gone")
    for element, event in events(process, Trigger.COMPENSATION):
        if element.kind in (Kind.THROW, Kind.END):
            yield with_event(process, element, event, ref="gone")


@operator("Nothing is thrown or waited for by name.", "no_message", "no_signal", "no_code")
def event_without_name(process: Process) -> Iterator[Process]:
    for element, event in events(process, *NAMED):
        throws = element.kind in (Kind.THROW, Kind.END, Kind.SEND_TASK)
        if throws or event.trigger in (Trigger.MESSAGE, Trigger.SIGNAL):
            yield with_event(process, element, event, name="", ref="")


@operator("The event stands at nothing, or where no activity is.", "not_attached", "bad_attachment")
def detach_boundary(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.BOUNDARY):
        yield with_element(process, element, attached_to="")
        yield with_element(process, element, attached_to=of(process, Kind.START)[0].id)


@operator("Tokens come to a boundary event only with its event.", "into_boundary")
def flow_into_boundary(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.BOUNDARY):
        source = next(one for one in process.elements if one.kind == Kind.START and one.parent == element.parent)
        yield plus(process, Flow("extra", source.id, element.id, parent=element.parent))


@operator("Nothing follows the exception.", "dead_end")
def boundary_without_way_out(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.BOUNDARY):
        ways = out(process, element)
        if ways:
            yield replace(process, flows=tuple(flow for flow in process.flows if flow not in ways))


@operator("What is cancelled is no transaction.", "no_transaction", "bad_boundary")
def cancel_outside(process: Process) -> Iterator[Process]:
    transactions = {one.id for one in of(process, Kind.TRANSACTION)}
    for element in of(process, Kind.END):
        if element.parent not in transactions:
            yield with_element(process, element, events=(Event(Trigger.CANCEL),))
    for element in of(process, Kind.BOUNDARY):
        if element.attached_to not in transactions:
            yield with_element(process, element, events=(Event(Trigger.CANCEL),))


@operator("Nothing says what follows when the transaction is cancelled.", "cancel_uncaught")
def cancel_without_catcher(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.BOUNDARY):
        if element.caught(Trigger.CANCEL):
            gone = {element.id} | {flow.target for flow in out(process, element)}
            yield replace(
                process,
                elements=tuple(one for one in process.elements if one.id not in gone),
                flows=tuple(flow for flow in process.flows if not {flow.source, flow.target} & gone),
            )


@operator("An error or a cancellation cannot leave its activity running.", "bad_boundary")
def error_beside(process: Process) -> Iterator[Process]:
    for element, _ in events(process, Trigger.ERROR, Trigger.CANCEL):
        if element.kind in (Kind.BOUNDARY, Kind.START):
            yield with_element(process, element, interrupting=False)


@operator("Nobody catches what is thrown.", "error_uncaught", "never_thrown")
def other_code(process: Process) -> Iterator[Process]:
    for element, event in events(process, Trigger.ERROR, Trigger.ESCALATION):
        if event.name:
            yield with_event(process, element, event, name="OTHER")


@operator("The link leads nowhere, or nobody comes by it.", "no_link", "second_link", "no_link_name")
def link_without_partner(process: Process) -> Iterator[Process]:
    for element, event in events(process, Trigger.LINK):
        yield with_event(process, element, event, name="other")
        yield with_event(process, element, event, name="")
        if element.kind == Kind.CATCH:
            yield plus(process, replace(element, id="twin"), Flow("twin_on", "twin", out(process, element)[0].target))


@operator("An event of this kind cannot stand there.", "bad_trigger", "start_trigger")
def wrong_trigger(process: Process) -> Iterator[Process]:
    wrong = {
        Kind.CATCH: Trigger.TERMINATE,
        Kind.THROW: Trigger.TIMER,
        Kind.BOUNDARY: Trigger.LINK,
        Kind.END: Trigger.TIMER,
    }
    for element in of(process, *wrong)[:4]:
        yield with_element(process, element, events=(Event(wrong[Kind(element.kind)], name="x"),))
    for element in of(process, Kind.START):
        if not element.parent:
            yield with_element(process, element, events=(Event(Trigger.ERROR, name="x"),))


@operator("Nothing is waited for.", "no_trigger")
def no_trigger(process: Process) -> Iterator[Process]:
    handlers = {one.id for one in process.elements if one.by_event}
    for element in of(process, Kind.CATCH, Kind.BOUNDARY, Kind.START):
        if element.events and (element.kind != Kind.START or element.parent in handlers):
            yield with_element(process, element, events=())


@operator("There is no such moment.", "bad_timer", "no_timer")
def bad_timer(process: Process) -> Iterator[Process]:
    for element, event in events(process, Trigger.TIMER):
        for text in ("", "P3X", "2026-13-01", "R0/P1D", "1 + 1", "-PT1H" if event.timer == "duration" else "R/"):
            yield with_event(process, element, event, expression=text)


@operator("No condition is waited for.", "no_event_condition")
def no_event_condition(process: Process) -> Iterator[Process]:
    for element, event in events(process, Trigger.CONDITIONAL):
        yield with_event(process, element, event, expression="")


@operator(
    "It is not clear where the level begins, or it begins twice.",
    "second_start",
    "start_trigger",
    "event_sub_process_start",
)
def second_start(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.START):
        ways = out(process, element)
        if element.events and not element.parent:
            continue
        yield plus(process, replace(element, id="other_start", events=element.events if element.parent else ()),
                   Flow("other_way", "other_start", ways[0].target, parent=element.parent))  # fmt: skip
        if element.parent and not element.events:
            yield with_element(process, element, events=(Event(Trigger.MESSAGE, "m", "m"),))


@operator("An event sub-process is begun by its event alone.", "flow_at_event_sub_process")
def flow_to_event_sub_process(process: Process) -> Iterator[Process]:
    for element in process.elements:
        if element.by_event:
            source = next(one for one in process.elements if one.kind == Kind.START and one.parent == element.parent)
            yield plus(process, Flow("extra", source.id, element.id, parent=element.parent))


# ---- activities --------------------------------------------------------------------------------------------------


@operator("What was done cannot be undone.", "no_handler", "bad_handler", "cannot_undo", "flow_at_handler")
def compensation_without_handler(process: Process) -> Iterator[Process]:
    for element, event in events(process, Trigger.COMPENSATION):
        if element.kind == Kind.BOUNDARY:
            yield with_element(process, element, handler="")
            handler = next(one for one in process.elements if one.id == element.handler)
            yield with_element(process, handler, for_compensation=False)
            yield plus(process, Flow("extra", handler.id, element.attached_to, parent=element.parent))
        elif event.ref:
            other = next(one for one in process.elements if one.kind == Kind.USER_TASK and one.id != event.ref)
            yield with_event(process, element, event, ref=other.id)


@operator("No app can do it.", "no_operation")
def unknown_operation(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.SERVICE_TASK, Kind.RULE_TASK):
        yield with_element(process, element, work=Work("operation", "nobody.knows"))


@operator("The script is not run, or there is none.", "bad_language", "no_script")
def foreign_script(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.SCRIPT_TASK):
        assert element.work is not None
        yield with_element(process, element, work=replace(element.work, language="javascript"))
        yield with_element(process, element, work=replace(element.work, text=""))


@operator("Nothing is called, or the process calls itself for ever.", "no_called", "calls_itself")
def bad_call(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.CALL):
        yield with_element(process, element, called="")
        if not of(process, *GATEWAYS):  # where nothing is decided, every case comes to the call
            yield with_element(process, element, called=process.id)


@operator("It is not known how often it runs.", "no_instances", "not_repeatable", "two_sources")
def bad_repetition(process: Process) -> Iterator[Process]:
    for element in process.elements:
        if element.multi and element.kind != Kind.USER_TASK:
            yield with_element(process, element, multi=MultiInstance())
        if element.multi:
            yield with_element(process, element, multi=MultiInstance(cardinality="3", collection="list"))
            yield with_element(process, element, loop=StandardLoop("again"))
    for element in of(process, Kind.END, Kind.EXCLUSIVE)[:2]:
        yield with_element(process, element, multi=MultiInstance(cardinality="3"))


@operator("There is nothing to choose from, or the work begins of itself.", "empty_ad_hoc", "in_ad_hoc")
def bad_ad_hoc(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.AD_HOC):
        kept = tuple(one for one in process.elements if one.parent != element.id)
        yield replace(process, elements=kept, flows=tuple(one for one in process.flows if one.parent != element.id))
        yield plus(process, Element("inner", Kind.START, parent=element.id))


@operator("Only people approve.", "not_a_task")
def approver_elsewhere(process: Process) -> Iterator[Process]:
    approval = next((one.approval for one in of(process, Kind.USER_TASK)), None)
    for element in of(process, Kind.SERVICE_TASK, Kind.EXCLUSIVE, Kind.END)[:2] if approval else ():
        yield with_element(process, element, approval=approval)


# ---- texts -------------------------------------------------------------------------------------------------------


def _texts(process: Process, text: str, *, conditions: bool) -> Iterator[Process]:
    """``text`` in place of every condition, and of every other expression unless only conditions are meant. ``~`` in it
    is what stood there."""
    for flow in process.flows:
        if flow.condition:
            yield with_flow(process, flow, condition=text.replace("~", flow.condition))
    for element in process.elements:
        if element.loop and element.loop.condition:
            condition = text.replace("~", element.loop.condition)
            yield with_element(process, element, loop=replace(element.loop, condition=condition))
        if element.completion:
            yield with_element(process, element, completion=text.replace("~", element.completion))
        if element.multi and element.multi.completion:
            completion = text.replace("~", element.multi.completion)
            yield with_element(process, element, multi=replace(element.multi, completion=completion))
        if element.work and element.work.text and not conditions:
            yield with_element(process, element, work=replace(element.work, text=text.replace("~", element.work.text)))
        for one in () if conditions else element.inputs:
            changed = replace(one, expression=text.replace("~", one.expression))
            yield with_element(process, element, inputs=(changed,))
    for element, event in events(process, Trigger.CONDITIONAL):
        yield with_event(process, element, event, expression=text.replace("~", event.expression))


@operator("This is not FEEL; it cannot be evaluated.", "bad_condition", "not_feel")
def broken_text(process: Process) -> Iterator[Process]:
    yield from _texts(process, "(~", conditions=False)
    yield from _texts(process, "{~ +", conditions=False)


@operator("The value can never be true or false: an incident when it is asked.", "not_boolean")
def no_condition_at_all(process: Process) -> Iterator[Process]:
    yield from _texts(process, "1 + 1", conditions=True)
    yield from _texts(process, '"yes"', conditions=True)


@operator("Values of different kinds are compared: null, so never true.", "wrong_kind")
def wrong_kinds(process: Process) -> Iterator[Process]:
    yield from _texts(process, '~ and "abc" > 3', conditions=True)
    yield from _texts(process, 'date("2026-01-01") = 5', conditions=True)


@operator("A variable is a number elsewhere and a text here: one of them is never true.", "mixed_kinds", "wrong_kind")
def mixed_kinds(process: Process) -> Iterator[Process]:
    for flow in process.flows:
        name = flow.condition.split(" ")[0]
        if " > " in flow.condition or " < " in flow.condition:
            others = [one for one in process.flows if one is not flow and name in one.condition]
            if others:
                yield with_flow(process, flow, condition=f'{name} = "many"')


@operator("No value makes the condition true: the way is dead.", "never_taken")
def contradiction(process: Process) -> Iterator[Process]:
    yield from (
        with_flow(process, flow, condition=f"{flow.condition.split(' ')[0]} > 5 and {flow.condition.split(' ')[0]} < 3")
        for flow in process.flows
        if " > " in flow.condition or " <= " in flow.condition
    )


@operator("For some values there is no way out: an incident.", "gap")
def gap(process: Process) -> Iterator[Process]:
    by_id = {one.id: one for one in process.elements}
    for flow in process.flows:
        source = by_id[flow.source]
        neighbours = [one for one in process.flows if one.source == flow.source and one is not flow]
        names = {one.condition.replace("not(", "").rstrip(")").split(" ")[0] for one in (flow, *neighbours)} - {""}
        if (
            flow.condition not in ("", "true")
            and len(names) == 1
            and " in " not in flow.condition
            and "=" not in flow.condition.replace("<=", "")
        ):
            if source.default:
                default = next(one for one in neighbours if one.id == source.default)
                changed = with_flow(process, default, condition=flow.condition)
                yield with_element(changed, next(one for one in changed.elements if one.id == source.id), default="")
            else:
                yield with_flow(process, flow, condition=next(one.condition for one in neighbours))


@operator("Two conditions hold at once; the order of the file decides.", "overlap", "never_taken")
def overlap(process: Process) -> Iterator[Process]:
    exclusive = {one.id for one in of(process, Kind.EXCLUSIVE)}
    for flow in process.flows:
        others = [
            one for one in process.flows
            if one.source == flow.source and one is not flow and one.condition and one.source in exclusive
        ]  # fmt: skip
        if flow.condition and others and " " in flow.condition:
            yield with_flow(process, flow, condition=f"({flow.condition}) or {others[0].condition}")


@operator("Nothing sets the name: null, so never true.", "unknown_name")
def misspelled(process: Process) -> Iterator[Process]:
    for flow in process.flows:
        name = flow.condition.split(" ")[0]
        again = sum(name in one.condition for one in process.flows) > 2 or any(
            one.work and one.work.result == name for one in process.elements
        )
        if len(name) >= 4 and name.isalpha() and again:
            slip = name[:2] + name[3] + name[2] + name[4:]
            yield with_flow(process, flow, condition=flow.condition.replace(name, slip, 1))


@operator(
    "The token waits in a sub-process that has no way to its end.",
    "never_ends",
    "dead_end",
    "unreachable",
    "event_sub_process_start",
)
def empty_event_sub_process(process: Process) -> Iterator[Process]:
    for element in process.elements:
        if is_scope(element) and element.by_event:
            inside = {one.id for one in process.elements if one.parent == element.id and one.kind == Kind.START}
            yield replace(
                process,
                elements=tuple(one for one in process.elements if one.id not in inside),
                flows=tuple(flow for flow in process.flows if flow.source not in inside),
            )
