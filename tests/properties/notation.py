"""A process in the notation of ``heyi/core/workflow/tests/drawn.py``, and smaller versions of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from heyi.core.workflow.parser.model import Element, Event, Kind, Process, Trigger
from heyi.core.workflow.tests.drawn import KINDS

WORDS = {kind: word for word, kind in KINDS.items()}


def written(process: Process) -> str:
    """The process in a few lines."""
    lines = _level(process, "")
    for flow in process.flows:
        default = any(one.default == flow.id for one in process.elements)
        tail = " default" if default else f' if "{flow.condition}"' if flow.condition else ""
        lines.append(f"{flow.source} -> {flow.target}{tail}")
    return "\n".join(lines)


def _level(process: Process, level: str, indent: str = "") -> list[str]:
    lines = []
    for one in process.elements:
        if one.parent == level:
            inside = _level(process, one.id, indent + "  ")
            lines.append(indent + " ".join(_words(one)) + (" {" if inside else ""))
            lines += [*inside, indent + "}"] if inside else []
    return lines


def _words(one: Element) -> Iterator[str]:
    yield WORDS[one.kind]
    yield one.id
    if one.attached_to:
        yield f"on={one.attached_to}"
    if one.by_event:
        yield "event"
    yield from map(_event, one.events)
    if not one.interrupting:
        yield "beside"
    if one.activation:
        yield f'activation="{one.activation}"'
    if one.multi:
        yield f"count={one.multi.cardinality}" + (" turn" if one.multi.sequential else "")
        yield f'completion="{one.multi.completion}"' if one.multi.completion else ""
    if one.loop:
        yield f'loop="{one.loop.condition}"' + (" before" if one.loop.test_before else "")
        yield f"most={one.loop.maximum}" if one.loop.maximum is not None else ""


def _event(event: Event) -> str:
    return "terminate" if event.trigger == Trigger.TERMINATE else f"{event.trigger.value}={event.name}"


def smallest(process: Process, differs: Callable[[Process], bool]) -> Process:
    """Take away whatever can be taken away while the difference stays."""
    found = True
    while found:
        found = False
        for smaller in _smaller(process):
            if differs(smaller):
                process, found = smaller, True
                break
    return process


def _smaller(process: Process) -> Iterator[Process]:
    for one in process.elements:
        if one.kind != Kind.START:
            yield _without(process, {one.id})
    for one in process.elements:
        into = [flow for flow in process.flows if flow.target == one.id]
        out = [flow for flow in process.flows if flow.source == one.id]
        if into and len(out) == 1 and not one.attached_to and out[0].target != one.id:
            past = tuple(replace(flow, target=out[0].target) if flow in into else flow for flow in process.flows)
            yield _without(replace(process, flows=past), {one.id})
    yield from _plainer(process)


def _plainer(process: Process) -> Iterator[Process]:
    """With a flow less, a condition fixed, a repetition gone."""
    for flow in process.flows:
        yield replace(process, flows=tuple(one for one in process.flows if one is not flow))
    for flow in process.flows:
        if flow.condition.startswith("draw"):
            for answer in ("true", "false"):
                fixed = replace(flow, condition=answer)
                yield replace(process, flows=tuple(fixed if one is flow else one for one in process.flows))
    for place, one in enumerate(process.elements):
        if one.multi or one.loop:
            plain = replace(one, multi=None, loop=None)
            yield replace(process, elements=(*process.elements[:place], plain, *process.elements[place + 1 :]))


def _without(process: Process, gone: set[str]) -> Process:
    """Without some elements, all in them and at their edges, the other ends of links, and the flows at any of these."""
    while True:
        links = {one.events for one in process.elements if one.id in gone and one.caught(Trigger.LINK)}
        more = {
            one.id
            for one in process.elements
            if one.parent in gone or one.attached_to in gone or (one.events in links and one.caught(Trigger.LINK))
        } - gone
        if not more:
            break
        gone = gone | more
    elements = tuple(one for one in process.elements if one.id not in gone)
    flows = tuple(one for one in process.flows if not {one.source, one.target} & gone)
    return replace(process, elements=elements, flows=flows)
