"""The compiled process: an immutable graph with its expressions ready, kept in the process per content hash."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from heyi.core.workflow import reach
from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Policy
from heyi.core.workflow.conditions import Compiler, Condition, compile_condition, feel
from heyi.core.workflow.parser.model import (
    SUB_PROCESSES,
    Assignment,
    Element,
    Event,
    Kind,
    Process,
    StandardLoop,
    Trigger,
    Work,
)
from heyi.core.workflow.parser.model import Flow as FlowElement
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.sla import Sla
from heyi.kit.errors import Malformed

LITERAL = re.compile(r"\d|R[\d/]|P[\dT]")


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow between two nodes, with its condition compiled."""

    id: str
    source: str
    target: str
    condition: Condition | None = None
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """What the way is called in a language, else as it is written in the file; it may have no name."""
        return self.labels.get(language) or self.name


@dataclass(frozen=True, slots=True)
class Trap:
    """An event definition, ready: what is waited for or thrown. ``expression`` is a timer's or a condition's,
    ``correlation`` the key by which a message finds its case. A timer that is not FEEL keeps its ``text``.
    """

    trigger: Trigger
    name: str = ""
    timer: str = ""
    text: str = ""
    working: bool = False
    expression: Condition | None = None
    correlation: Condition | None = None
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Many:
    """Multi-instance, ready. ``items`` is a collection or a number, one of them is set."""

    sequential: bool
    cardinality: Condition | None
    collection: Condition | None
    completion: Condition | None
    item: str = ""
    results: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """A standard loop, ready."""

    condition: Condition | None
    test_before: bool
    maximum: int | None


@dataclass(frozen=True, slots=True)
class Assign:
    """A value handed in or out: of an expression, or of the variable ``source``."""

    target: str
    expression: Condition | None = None
    source: str = ""


def taken(assigned: Iterable[Assign], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that these give their targets. A variable that is not there is not copied."""
    return {
        one.target: one.expression.value(values) if one.expression else values[one.source]
        for one in assigned
        if one.expression or one.source in values
    }


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node with its flows in the order of the file. ``order`` is its place there, ``parent`` its sub-process."""

    id: str
    kind: Kind
    name: str
    labels: Mapping[str, str]
    incoming: tuple[Flow, ...]
    outgoing: tuple[Flow, ...]
    default: Flow | None = None
    approval: Approval | None = None
    sequential: bool | None = None
    completion: Condition | None = None
    terminates: bool = False
    outcome: str = ""
    parent: str = ""
    order: int = 0
    traps: tuple[Trap, ...] = ()
    interrupting: bool = True
    boundary: tuple[str, ...] = ()
    attached_to: str = ""
    by_event: bool = False
    for_compensation: bool = False
    handler: str = ""
    parallel_events: bool = False
    called: str = ""
    asynchronous: bool = False
    work: Work | None = None
    script: Condition | None = None
    inputs: tuple[Assign, ...] = ()
    outputs: tuple[Assign, ...] = ()
    many: Many | None = None
    again: Again | None = None
    ordered: bool = False
    cancel_remaining: bool = True
    each_once: bool = False
    activation: Condition | None = None
    sla: Sla | None = None

    def label(self, language: str) -> str:
        """The name in a language, else as it is written in the file, else the id."""
        return self.labels.get(language) or self.name or self.id

    def trap(self, trigger: Trigger) -> Trap | None:
        """The definition of a trigger, if the node has one."""
        return next((trap for trap in self.traps if trap.trigger == trigger), None)

    @property
    def is_scope(self) -> bool:
        """Whether tokens run inside it."""
        return self.kind in SUB_PROCESSES

    @property
    def waits_for(self) -> Trap | None:
        """The first event definition."""
        return self.traps[0] if self.traps else None


class Nodes(dict[str, Node]):
    """The nodes of a version by id. One that a case has been at and that its version of today does not have is a plain task
    to which nothing leads: ``in`` and ``get`` know that it is gone, and whoever only names it need not.
    """

    def __missing__(self, node_id: str) -> Node:
        return Node(node_id, Kind.TASK, "", {}, (), ())


@dataclass(frozen=True)
class Graph:
    """One version of a process, ready to run. Equal hashes mean equal behaviour."""

    key: str
    digest: str
    nodes: Mapping[str, Node]
    start: Node
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    withdraw: str = "before_decision"
    policy: Policy = USUAL_POLICY
    sla: Sla | None = None

    def label(self, language: str) -> str:
        """The name of the process in a language."""
        return self.labels.get(language) or self.name or self.key

    def has(self, node_id: str, kind: str = "", flow: str = "") -> bool:
        """Whether a token could stand here: at a node (of this kind), having come along this flow."""
        node = self.nodes.get(node_id)
        if node is None or (kind and node.kind != kind):
            return False
        return not flow or any(one.id == flow for one in node.incoming)

    @cached_property
    def levels(self) -> Mapping[str, tuple[Node, ...]]:
        """The nodes of each sub-process by its id, and of the process itself under the empty one."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            found.setdefault(node.parent, []).append(node)
        return {parent: tuple(nodes) for parent, nodes in found.items()}

    def starts(self, parent: str = "") -> list[Node]:
        """Where a level begins of itself: its none start event, or else everything that nothing leads to."""
        nodes = self.levels.get(parent, ())
        plain = [node for node in nodes if node.kind == Kind.START and not node.traps]
        if plain or any(node.kind == Kind.START for node in nodes):
            return plain
        return [node for node in nodes if begins(node)]

    def event_subprocesses(self, parent: str) -> Iterator[tuple[Node, Node]]:
        """Event sub-processes of a level, each with the start event that it waits at."""
        for node in self.levels.get(parent, ()):
            if node.by_event:
                start = next((one for one in self.levels.get(node.id, ()) if one.kind == Kind.START), None)
                if start is not None:
                    yield node, start

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """For each flow into a gateway that joins: the nodes from which a token can still come along it without passing
        that gateway. An exception caught at an activity's edge counts as a way out of the activity, and a pair of links
        as a flow.
        """
        return reach.behind(self)


def begins(node: Node) -> bool:
    """Whether an activity or gateway begins of itself because nothing leads to it."""
    return not (node.incoming or node.attached_to or node.by_event or node.for_compensation or _is_link(node))


def _is_link(node: Node) -> bool:
    return node.kind == Kind.CATCH and node.trap(Trigger.LINK) is not None


def digest_of(xml: str) -> str:
    """The identity of a version: SHA-256 of its text, as hex."""
    return hashlib.sha256(xml.encode()).hexdigest()


def compile_process(process: Process, digest: str, compiler: Compiler = feel) -> Graph:
    """A process that has passed the lint, as a graph."""
    maker = _Maker(process, compiler)
    nodes = Nodes({element.id: maker.node(element, order) for order, element in enumerate(process.elements)})
    top = [node for node in nodes.values() if not node.parent]
    start = next((node for node in top if node.kind == Kind.START and not node.traps), None)
    start = start or next((node for node in top if node.kind == Kind.START), None)
    start = start or next((node for node in top if begins(node)), None)
    if start is None:
        raise Malformed.at("xml", "no_start", "The process has no start event.")
    return Graph(
        process.id, digest, nodes, start, process.name, process.labels, process.withdraw, process.policy, process.sla
    )


@lru_cache(maxsize=512)
def graph_of(digest: str, xml: str) -> Graph:
    """The graph of a published version, compiled once per process. The text is checked against its hash."""
    if digest_of(xml) != digest:
        raise Malformed.at("xml", "hash_mismatch", "The stored process text does not match its hash.")
    process = read(xml).process
    if process is None:
        raise Malformed.at("xml", "no_process", "The file has no executable process.")
    return compile_process(process, digest)


class _Maker:
    """Compiles the elements of one process."""

    def __init__(self, process: Process, compiler: Compiler) -> None:
        self.process = process
        self.compiler = compiler
        self.flows = {flow.id: self.flow(flow) for flow in process.flows}
        self.incoming = self._by(lambda flow: flow.target)
        self.outgoing = self._by(lambda flow: flow.source)
        self.boundary: dict[str, list[str]] = {}
        for element in process.elements:
            if element.attached_to:
                self.boundary.setdefault(element.attached_to, []).append(element.id)

    def _by(self, end: Callable[[FlowElement], str]) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {}
        for flow in self.process.flows:
            found.setdefault(end(flow), []).append(self.flows[flow.id])
        return found

    def ready(self, text: str) -> Condition | None:
        return compile_condition(text, self.compiler) if text else None

    def flow(self, flow: FlowElement) -> Flow:
        return Flow(flow.id, flow.source, flow.target, self.ready(flow.condition), flow.name, flow.labels)

    def node(self, element: Element, order: int) -> Node:
        multi, generic = element.multi, is_generic(element)
        return Node(
            id=element.id,
            kind=Kind(element.kind),
            name=element.name,
            labels=element.labels,
            incoming=tuple(self.incoming.get(element.id, ())),
            outgoing=tuple(self.outgoing.get(element.id, ())),
            default=self.flows.get(element.default) if element.default else None,
            approval=element.approval,
            sequential=multi.sequential if multi else None,
            completion=self.ready(element.completion or (multi.completion if multi and not generic else "")),
            terminates=element.caught(Trigger.TERMINATE) is not None,
            outcome=element.outcome,
            parent=element.parent,
            order=order,
            traps=tuple(self.trap(event) for event in element.events),
            interrupting=element.interrupting,
            boundary=tuple(self.boundary.get(element.id, ())),
            attached_to=element.attached_to,
            by_event=element.by_event,
            for_compensation=element.for_compensation,
            handler=element.handler,
            parallel_events=element.parallel_events,
            called=element.called,
            asynchronous=element.asynchronous,
            work=element.work,
            script=self.ready(element.work.text) if element.work and element.work.kind == "script" else None,
            inputs=tuple(self.assigned(one) for one in element.inputs),
            outputs=tuple(self.assigned(one) for one in element.outputs),
            many=self.many(element) if generic else None,
            again=self.again(element.loop) if element.loop else None,
            ordered=element.sequential,
            cancel_remaining=element.cancel_remaining,
            each_once=element.each_once,
            activation=self.ready(element.activation),
            sla=element.sla,
        )

    def assigned(self, one: Assignment) -> Assign:
        """With its expression ready."""
        return Assign(one.target, None if one.source else compile_condition(one.expression, self.compiler), one.source)

    def trap(self, event: Event) -> Trap:
        literal = event.trigger == Trigger.TIMER and is_literal(event.expression)
        return Trap(
            trigger=event.trigger,
            name=event.name,
            timer=event.timer,
            text=event.expression if literal else "",
            working=event.working,
            expression=None if literal else self.ready(event.expression),
            correlation=self.ready(event.correlation),
            activity=event.ref if event.trigger == Trigger.COMPENSATION else "",
        )

    def many(self, element: Element) -> Many | None:
        multi = element.multi
        if multi is None:
            return None
        return Many(
            sequential=multi.sequential,
            cardinality=self.ready(multi.cardinality),
            collection=self.ready(multi.collection),
            completion=self.ready(multi.completion),
            item=multi.item,
            results=multi.results,
            result=multi.result,
        )

    def again(self, loop: StandardLoop) -> Again:
        return Again(self.ready(loop.condition), loop.test_before, loop.maximum)


def is_generic(element: Element) -> bool:
    """Whether the instances come from data. Without, those of a user task are its approvers."""
    multi = element.multi
    return multi is not None and bool(multi.cardinality or multi.collection)


def is_literal(text: str) -> bool:
    """Whether the text of a timer is ISO 8601 itself (``PT1H``, ``R3/PT10M``, ``2026-12-01T09:00:00Z``), not FEEL."""
    return LITERAL.match(text.strip()) is not None
