"""Whether a tree can show what stands in a file, element by element; how they hang together is the reading's matter.

Extensions of other products and notes are neither shown nor in the way: writing keeps them.
"""

from collections.abc import Iterator

from lxml import etree

from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.parser.elements import local
from heyi.core.workflow.parser.extension import read_labels
from heyi.core.workflow.parser.model import FLOW_NODES, Document, Element, Flow, Kind, Process, Trigger
from heyi.core.workflow.parser.xml import BPMN, HEYI
from heyi.core.workflow.simple.blocked import KINDS, Cannot
from heyi.core.workflow.simple.tree import ID

ANYWHERE = frozenset({"documentation", "extensionElements", "incoming", "outgoing", "auditing", "monitoring"})
NOTES = frozenset({"association", "textAnnotation", "group"})
#: What may stand in an element beside what may stand anywhere; in our extension elements; and our attributes.
CONTENT = {Kind.USER_TASK: {"multiInstanceLoopCharacteristics"}, Kind.END: {"terminateEventDefinition"}}
EXTENSIONS = {Kind.USER_TASK: {"approval", "sla"}, Kind.END: {"end"}, "process": {"sla", "copy"}}
ATTRIBUTES = {
    Kind.CALL: {"async"},
    "process": {"withdraw", "revertDays", "reversal", "twoPerson", "circulate", "circulatePeople", "mention"},
}
CODES = {
    "multiInstanceLoopCharacteristics": "multi_instance",
    "standardLoopCharacteristics": "loop_marker",
    "laneSet": "lanes",
}


def process_node(document: Document, process: Process) -> etree._Element:
    """The process in the file."""
    place = document.processes.index(process)
    return list(document.root.iter(f"{{{BPMN}}}process"))[place]


def flow_nodes(node: etree._Element) -> Iterator[etree._Element]:
    """The flow nodes and flows of a process."""
    return (child for child in node if local(child) in FLOW_NODES or local(child) == "sequenceFlow")


def check(document: Document, process: Process) -> None:
    """Raise Cannot for the first element that a tree cannot show, in the order of the file."""
    pools = next(document.root.iter(f"{{{BPMN}}}collaboration"), None)
    if pools is not None or len(document.processes) > 1:
        raise Cannot("" if pools is None else pools.get("id", ""), "pools")
    node = process_node(document, process)
    _own(node, "process")
    if process.faults:
        raise Cannot(process.id, "not_understood", process.labels, process.name)
    seen = {process.id}
    elements = {element.id: element for element in reversed(process.elements)}
    for child in node:
        name = local(child)
        if name and name not in ANYWHERE | NOTES:
            _id(child, seen)
        if name in FLOW_NODES:
            _element(child, elements[child.get("id", "")])
        elif name == "sequenceFlow":
            _children(child, {"conditionExpression"})
            _own(child, name)
        elif name and name not in ANYWHERE | NOTES:
            raise _cannot(child, CODES.get(name, "data"))
    _flows(process.flows, elements)


def _element(node: etree._Element, element: Element) -> None:
    kind = Kind(element.kind)
    if kind in KINDS:
        raise _cannot(node, KINDS[kind])
    if element.for_compensation:
        raise _cannot(node, "compensation")
    if kind == Kind.START and element.events:
        raise _cannot(node, "start_event")
    if kind == Kind.END and (
        len(element.events) > 1 or any(one.trigger != Trigger.TERMINATE for one in element.events)
    ):
        raise _cannot(node, "end_event")
    _children(node, CONTENT.get(kind, set()))
    _own(node, kind)
    if element.faults:
        raise _cannot(node, "not_understood")
    for loop in node.iterchildren(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        mode = element.approval.mode if element.approval else VoteMode.ALL
        sequential = loop.get("isSequential", "false") == "true"
        inside = {local(child) for child in loop} - {"completionCondition", ""}
        if inside or _ours(loop) or sequential != (mode == VoteMode.SEQUENTIAL):
            raise _cannot(node, "multi_instance")


def _id(node: etree._Element, seen: set[str]) -> None:
    node_id = node.get("id", "")
    if node_id in seen or not ID.fullmatch(node_id):
        raise _cannot(node, "bad_id")
    seen.add(node_id)


def _children(node: etree._Element, content: set[str]) -> None:
    for child in node:
        name = local(child)
        if name and name not in ANYWHERE | content:
            raise _cannot(node, CODES.get(name, "content"))


def _own(node: etree._Element, kind: str) -> None:
    """Nothing of our own namespace but what a tree has a place for."""
    inside = node.iterfind(f"{{{BPMN}}}extensionElements/{{{HEYI}}}*")
    names = {etree.QName(one).localname for one in inside}
    if names - EXTENSIONS.get(kind, set()) - {"label"} or _ours(node) - ATTRIBUTES.get(kind, set()):
        raise _cannot(node, "content")


def _ours(node: etree._Element) -> set[str]:
    names = [etree.QName(str(name)) for name in node.attrib]
    return {name.localname for name in names if name.namespace == HEYI}


def _flows(flows: tuple[Flow, ...], elements: dict[str, Element]) -> None:
    for flow in flows:
        if flow.source not in elements or flow.target not in elements:
            raise Cannot(flow.id, "dangling", flow.labels, flow.name)


def _cannot(node: etree._Element, code: str) -> Cannot:
    return Cannot(node.get("id", ""), code, read_labels(node), node.get("name", ""))
