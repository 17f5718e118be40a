"""The compiled process: an immutable graph with its conditions ready, kept in the process per content hash."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Policy
from heyi.core.workflow.conditions import Compiler, Condition, compile_condition, feel
from heyi.core.workflow.parser.model import Element, Kind, Process
from heyi.core.workflow.parser.model import Flow as FlowElement
from heyi.core.workflow.parser.read import read
from heyi.kit.errors import Malformed


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
class Node:
    """A flow node with its flows in the order of the file."""

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

    def label(self, language: str) -> str:
        """The name in a language, else as it is written in the file, else the id."""
        return self.labels.get(language) or self.name or self.id


@dataclass(frozen=True, slots=True)
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

    def label(self, language: str) -> str:
        """The name of the process in a language."""
        return self.labels.get(language) or self.name or self.key


def digest_of(xml: str) -> str:
    """The identity of a version: SHA-256 of its text, as hex."""
    return hashlib.sha256(xml.encode()).hexdigest()


def compile_process(process: Process, digest: str, compiler: Compiler = feel) -> Graph:
    """A process that has passed the lint, as a graph."""
    flows = {flow.id: _flow(flow, compiler) for flow in process.flows}
    nodes = {element.id: _node(element, process, flows, compiler) for element in process.elements}
    start = next((node for node in nodes.values() if node.kind == Kind.START), None)
    if start is None:
        raise Malformed.at("xml", "no_start", "The process has no start event.")
    return Graph(process.id, digest, nodes, start, process.name, process.labels, process.withdraw, process.policy)


@lru_cache(maxsize=512)
def graph_of(digest: str, xml: str) -> Graph:
    """The graph of a published version, compiled once per process. The text is checked against its hash."""
    if digest_of(xml) != digest:
        raise Malformed.at("xml", "hash_mismatch", "The stored process text does not match its hash.")
    process = read(xml).process
    if process is None:
        raise Malformed.at("xml", "no_process", "The file has no executable process.")
    return compile_process(process, digest)


def _flow(flow: FlowElement, compiler: Compiler) -> Flow:
    condition = compile_condition(flow.condition, compiler) if flow.condition else None
    return Flow(flow.id, flow.source, flow.target, condition, flow.name, flow.labels)


def _node(element: Element, process: Process, flows: Mapping[str, Flow], compiler: Compiler) -> Node:
    multi = element.multi
    return Node(
        id=element.id,
        kind=Kind(element.kind),
        name=element.name,
        labels=element.labels,
        incoming=tuple(flows[flow.id] for flow in process.flows if flow.target == element.id),
        outgoing=tuple(flows[flow.id] for flow in process.flows if flow.source == element.id),
        default=flows.get(element.default) if element.default else None,
        approval=element.approval,
        sequential=multi.sequential if multi else None,
        completion=compile_condition(multi.completion, compiler) if multi and multi.completion else None,
        terminates="terminateEventDefinition" in element.events,
        outcome=element.outcome,
    )
