"""Systematic ways to break a process. Each operator says why what it makes is broken; ``tried`` are those whose result may
by chance be equivalent: they count only when some execution really goes wrong. ``told`` are the codes of which one has to be
found: those of errors, or of the warning meant for it where a process is only suspicious.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind
from heyi.core.workflow.parser.checks.components import cycles
from heyi.core.workflow.parser.model import (
    ACTIVITIES,
    GATEWAYS,
    SUB_PROCESSES,
    Element,
    Event,
    Flow,
    Kind,
    Process,
    Trigger,
)

Change = Callable[[Process], Iterator[Process]]


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to break a process."""

    name: str
    why: str
    change: Change
    told: frozenset[str] = frozenset()
    tried: str = ""


OPERATORS: list[Operator] = []


def operator(why: str, *told: str, tried: str = "") -> Callable[[Change], Change]:
    """Register a change under its name."""

    def take(change: Change) -> Change:
        OPERATORS.append(Operator(change.__name__, why, change, frozenset(told), tried))
        return change

    return take


# ---- small steps -------------------------------------------------------------------------------------------------


def with_element(process: Process, old: Element, **facts: Any) -> Process:
    """The process with one element changed."""
    return replace(process, elements=tuple(replace(one, **facts) if one is old else one for one in process.elements))


def with_flow(process: Process, old: Flow, **facts: Any) -> Process:
    """The process with one flow changed."""
    return replace(process, flows=tuple(replace(one, **facts) if one is old else one for one in process.flows))


def plus(process: Process, *parts: Element | Flow) -> Process:
    """The process with more in it."""
    elements = tuple(one for one in parts if isinstance(one, Element))
    flows = tuple(one for one in parts if isinstance(one, Flow))
    return replace(process, elements=process.elements + elements, flows=process.flows + flows)


def of(process: Process, *kinds: Kind) -> list[Element]:
    """The elements of some kinds."""
    return [one for one in process.elements if one.kind in kinds]


def out(process: Process, element: Element) -> list[Flow]:
    """The flows out of an element."""
    return [flow for flow in process.flows if flow.source == element.id]


def into(process: Process, element: Element) -> list[Flow]:
    """The flows into an element."""
    return [flow for flow in process.flows if flow.target == element.id]


def with_event(process: Process, element: Element, event: Event, **facts: Any) -> Process:
    """The process with one event definition changed."""
    events = tuple(replace(one, **facts) if one is event else one for one in element.events)
    return with_element(process, element, events=events)


def events(process: Process, *triggers: Trigger) -> Iterator[tuple[Element, Event]]:
    """Events of some triggers."""
    for element in process.elements:
        for event in element.events:
            if event.trigger in triggers:
                yield element, event


# ---- flows and references ----------------------------------------------------------------------------------------


@operator("The token has nowhere to go.", "dangling")
def flow_to_nothing(process: Process) -> Iterator[Process]:
    for flow in process.flows[:6]:
        yield with_flow(process, flow, target="nowhere")


@operator("The default way does not exist.", "bad_default")
def default_to_nothing(process: Process) -> Iterator[Process]:
    for element in process.elements:
        if element.default:
            yield with_element(process, element, default="nowhere")


@operator("Two elements answer to one name; the engine knows only the last.", "double_id")
def double_id(process: Process) -> Iterator[Process]:
    for one, other in list(zip(process.elements, process.elements[1:], strict=False))[:3]:
        yield with_element(process, one, id=other.id)


@operator("A token would stand in a scope that it is not in.", "crosses_border")
def cross_border(process: Process) -> Iterator[Process]:
    for element in process.elements:
        other = next((one for one in process.elements if one.parent != element.parent and one.kind in ACTIVITIES), None)
        if other is not None:
            for flow in out(process, element)[:1]:
                yield with_flow(process, flow, target=other.id)


@operator("Nothing leads to an element that a level with a start event has.", "unreachable", "no_link", "dead_end")
def remove_last_way_in(process: Process) -> Iterator[Process]:
    for element in process.elements:
        found = into(process, element)
        around = next((one.kind for one in process.elements if one.id == element.parent), "")
        if len(found) == 1 and around != Kind.AD_HOC:
            rest = tuple(flow for flow in process.flows if flow is not found[0])
            changed = tuple(replace(one, default="") if one.default == found[0].id else one for one in process.elements)
            yield replace(process, flows=rest, elements=changed)


@operator(
    "A branch stops without an end event, which others have: probably forgotten.", "implicit_end", "no_end", "dead_end"
)
def drop_end(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.END):
        rest = tuple(flow for flow in process.flows if flow.target != element.id)
        sources = {flow.source for flow in process.flows if flow.target == element.id}
        only = all(len(out(process, one)) == 1 for one in process.elements if one.id in sources)
        if not element.parent and only:
            yield replace(process, flows=rest, elements=tuple(one for one in process.elements if one is not element))


@operator("A case never ends.", "never_ends", "busy_loop", "piles_up", "deadlock")
def never_an_end(process: Process) -> Iterator[Process]:
    """Every way to the end of the process leads back to its first task."""
    start = next((one for one in of(process, Kind.START) if not one.parent and not one.events), None)
    if start is None or any(not one.parent for one, _ in events(process, Trigger.TERMINATE)):
        return
    first = next((one for one in process.elements if any(flow.source == start.id for flow in into(process, one))), None)
    open_ended = [
        one for one in process.elements
        if not one.parent and not out(process, one) and one.kind != Kind.END and not one.for_compensation
        and not one.by_event and not one.caught(Trigger.LINK) and not one.caught(Trigger.COMPENSATION)
    ]  # fmt: skip
    if first is None or first.kind == Kind.END or open_ended or any(one.by_event for one in process.elements):
        return
    ends = {one.id for one in of(process, Kind.END) if not one.parent}
    flows = tuple(replace(flow, target=first.id) if flow.target in ends else flow for flow in process.flows)
    yield replace(process, flows=flows, elements=tuple(one for one in process.elements if one.id not in ends))


@operator(
    "Nobody waits in the cycle and nothing changes in it: once in, it turns until the engine stops it.",
    "busy_loop",
    "idle_loop",
)
def loop_without_waiting(process: Process) -> Iterator[Process]:
    gateways = {one.id for one in of(process, Kind.EVENT_BASED)}
    for flow in [one for one in process.flows if one.source not in gateways][:6]:
        merge, split = (
            Element("M1", Kind.EXCLUSIVE, parent=flow.parent),
            Element("S1", Kind.EXCLUSIVE, parent=flow.parent, default="S1_on"),
        )
        yield plus(
            with_flow(process, flow, target="M1"),
            merge,
            split,
            Flow("M1_S1", "M1", "S1", parent=flow.parent),
            Flow("S1_M1", "S1", "M1", condition="turning", parent=flow.parent),
            Flow("S1_on", "S1", flow.target, parent=flow.parent),
        )


@operator("No flow may end at a start event or begin at an end event.", "into_start", "out_of_end")
def flow_at_the_wrong_end(process: Process) -> Iterator[Process]:
    task = next((one for one in process.elements if one.kind in ACTIVITIES and not one.parent), None)
    for one in of(process, Kind.START, Kind.END)[:4]:
        if task is not None and not one.parent:
            pair = (task.id, one.id) if one.kind == Kind.START else (one.id, task.id)
            yield plus(process, Flow("extra", *pair))


# ---- gateways ----------------------------------------------------------------------------------------------------


def _split(process: Process, element: Element, kind: Kind) -> Process:
    """Another kind of split, with conditions where that kind needs them."""
    ways = out(process, element)
    changed = with_element(process, element, kind=kind, default=ways[-1].id if kind != Kind.PARALLEL else "")
    flows = []
    for flow in changed.flows:
        place = ways.index(flow) if flow in ways else -1
        condition = (
            flow.condition if place < 0 else "" if kind == Kind.PARALLEL or place == len(ways) - 1 else f"way{place}"
        )
        flows.append(replace(flow, condition=condition))
    return replace(changed, flows=tuple(flows))


def _swap(process: Process, old: Kind, new: Kind, *, joins: bool) -> Iterator[Process]:
    for element in of(process, old):
        if joins and len(into(process, element)) > 1:
            yield with_element(process, element, kind=new, default="")
        elif not joins and len(out(process, element)) > 1 and len(into(process, element)) < 2:
            yield _split(process, element, new)


@operator("The join waits for branches that were not taken.", "deadlock", tried="deadlock")
def and_split_to_xor(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.PARALLEL, Kind.EXCLUSIVE, joins=False)


@operator("The join waits for branches that were not taken.", "deadlock", tried="deadlock")
def and_split_to_or(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.PARALLEL, Kind.INCLUSIVE, joins=False)


@operator("What follows runs once for each branch.", "not_synchronized", "piles_up", "deadlock", tried="twice")
def and_join_to_xor(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.PARALLEL, Kind.EXCLUSIVE, joins=True)


@operator(
    "What follows runs once for each branch.", "not_synchronized", "piles_up", "deadlock", "never_ends", tried="twice"
)
def xor_split_to_and(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.EXCLUSIVE, Kind.PARALLEL, joins=False)


@operator("The join waits for branches that were not taken.", "deadlock", tried="deadlock")
def xor_join_to_and(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.EXCLUSIVE, Kind.PARALLEL, joins=True)


@operator("The join waits for branches that were not taken.", "deadlock", tried="deadlock")
def or_join_to_and(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.INCLUSIVE, Kind.PARALLEL, joins=True)


@operator("What follows runs once for each branch.", "not_synchronized", "deadlock", tried="twice")
def or_join_to_xor(process: Process) -> Iterator[Process]:
    yield from _swap(process, Kind.INCLUSIVE, Kind.EXCLUSIVE, joins=True)


@operator(
    "What follows runs once for each branch that is taken.", "not_synchronized", "deadlock", "piles_up", tried="twice"
)
def xor_split_to_or(process: Process) -> Iterator[Process]:
    following = {one.id: [flow.target for flow in out(process, one)] for one in process.elements}
    if cycles(following, following.__getitem__):
        return  # going back and on at once may be meant
    for element in of(process, Kind.EXCLUSIVE):
        ways = [flow.id for flow in out(process, element)]
        if len(ways) > 1:
            flows = tuple(
                replace(flow, condition=f"way{ways.index(flow.id)}") if flow.id in ways else flow
                for flow in process.flows
            )
            yield replace(with_element(process, element, kind=Kind.INCLUSIVE, default=""), flows=flows)


@operator("Several arrive where a complex join waits for more than come.", "deadlock", tried="deadlock")
def complex_waits_for_too_many(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.COMPLEX):
        yield with_element(process, element, activation=f"activationCount > {len(into(process, element))}")


@operator(
    "A flow has neither condition nor default mark: the exclusive gateway takes it before the others.", "no_condition"
)
def remove_default_mark(process: Process) -> Iterator[Process]:
    for element in of(process, Kind.EXCLUSIVE, Kind.INCLUSIVE):
        if element.default and element.kind == Kind.EXCLUSIVE:
            yield with_element(process, element, default="")


@operator("Nothing may be decided there.", "condition_on_parallel", "condition_on_events", "condition_on_default")
def condition_where_none_belongs(process: Process) -> Iterator[Process]:
    by_id = {one.id: one for one in process.elements}
    for flow in process.flows:
        source = by_id[flow.source]
        if source.kind in (Kind.PARALLEL, Kind.EVENT_BASED) or source.default == flow.id:
            yield with_flow(process, flow, condition="way0")


@operator("Behind the gateway something does not wait, or waits for others too.", "no_event", "two_flows", "one_event")
def event_gateway_without_events(process: Process) -> Iterator[Process]:
    for gateway in of(process, Kind.EVENT_BASED):
        ways = out(process, gateway)
        task = next(one for one in process.elements if one.kind in (Kind.USER_TASK, Kind.TASK))
        yield with_flow(process, ways[0], target=task.id)
        rest = {flow.target for flow in ways[1:]}
        yield replace(
            process,
            flows=tuple(one for one in process.flows if not {one.source, one.target} & rest),
            elements=tuple(one for one in process.elements if one.id not in rest),
        )
        yield plus(process, Flow("extra", task.id, ways[0].target))


@operator("The engine does not run these kinds.", "not_run")
def kinds_that_are_not_run(process: Process) -> Iterator[Process]:
    for gateway in of(process, Kind.EVENT_BASED):
        yield with_element(process, gateway, parallel_events=True)
        yield with_element(process, gateway, instantiates=True)
    for element in [one for one in process.elements if one.events and one.kind == Kind.CATCH]:
        yield with_element(process, element, parallel_events=True)


def is_scope(element: Element) -> bool:
    """Whether others stand in it."""
    return element.kind in SUB_PROCESSES


def approvers(process: Process, *rules: ApproverRule) -> Iterator[Process]:
    """Other approvers at the first tasks."""
    for element in of(process, Kind.USER_TASK)[:2]:
        yield with_element(process, element, approval=Approval(rules=rules))


@operator("Nobody is asked.", "no_approver")
def empty_approvers(process: Process) -> Iterator[Process]:
    yield from approvers(process)


@operator("The rule finds nobody.", "incomplete_rule")
def incomplete_rule(process: Process) -> Iterator[Process]:
    yield from approvers(process, ApproverRule(RuleKind.PERSON))
    yield from approvers(process, ApproverRule(RuleKind.ROLE))


NOT_GATEWAYS = frozenset(Kind) - GATEWAYS
