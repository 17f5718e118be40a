"""Small changes of a file: a user task put in at one place, or left out. Diagram and everything else stay as they are.

The flows that were there keep their ids, so that tokens that stand on them are found again.
"""

from collections.abc import Iterable, Iterator

from lxml import etree

from heyi.core.workflow.builder import Task
from heyi.core.workflow.parser import drawing
from heyi.core.workflow.parser.elements import local
from heyi.core.workflow.parser.model import ACTIVITIES, GATEWAYS, Document, Kind
from heyi.core.workflow.parser.writer import write_task
from heyi.core.workflow.parser.xml import BPMN

JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE, Kind.COMPLEX})
BEFORE, AFTER = "before", "after"
PLACES = (BEFORE, AFTER)


class NoPlace(Exception):
    """Nothing can be put in or left out there; ``reason`` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def put_in(document: Document, task: Task, place: str, node_id: str) -> None:
    """Put a user task ``before`` or ``after`` a flow node of the executable process. Raises NoPlace: ``missing`` node,
    ``splits`` (behind a gateway with several ways), ``joins`` (before one that waits for several), ``start`` (before what
    begins), ``attached`` (before an event at an edge).
    """
    node = _node(document, node_id)
    element = _new(node, task)
    if place == AFTER:
        _behind(node, element)
    else:
        _ahead(node, element)


def leave_out(document: Document, node_id: str) -> None:
    """Take a user task away; whatever led to it leads to what followed. Raises NoPlace: ``missing``, ``no_step`` (no user
    task), ``splits`` (several ways lead out of it, or a conditional one), ``joins``, ``attached`` (an event stands at its edge).
    """
    node = _node(document, node_id)
    came, goes = _flows(node, "targetRef"), _flows(node, "sourceRef")
    if local(node) != Kind.USER_TASK:
        raise NoPlace("no_step")
    if len(goes) != 1 or goes[0].find(f"{{{BPMN}}}conditionExpression") is not None:
        raise NoPlace("splits")
    if any(one.get("attachedToRef") == node_id for one in _level(node)):
        raise NoPlace("attached")
    target = _node(document, goes[0].get("targetRef", ""))
    if target is node or (local(target) in JOINS and len(came) != 1):
        raise NoPlace("joins")
    drawing.close_gap(document.root, node_id, goes[0].get("id", ""), [one.get("id", "") for one in came])
    for flow in came:
        flow.set("targetRef", target.get("id", ""))
    _relist(target, "incoming", [goes[0].get("id", "")], [one.get("id", "") for one in came])
    for gone in (goes[0], node):
        _remove(gone)
    forget(document.root, {node_id, goes[0].get("id", "")})


def _new(node: etree._Element, task: Task) -> etree._Element:
    """The task, right behind the element beside which it stands in the file."""
    element = node.makeelement(f"{{{BPMN}}}userTask", {"id": task.id, "name": str(task.name)})
    write_task(element, task.approval, task.completion, task.sla)
    element.tail = node.tail
    node.addnext(element)
    return element


def _behind(node: etree._Element, element: etree._Element) -> None:
    leaving = _flows(node, "sourceRef")
    if local(node) in GATEWAYS and len(leaving) != 1:
        _remove(element)
        raise NoPlace("splits")
    flow = _flow(node, element, node.get("id", ""), element.get("id", ""))
    ids = [one.get("id", "") for one in leaving]
    drawing.open_gap(node, element.get("id", ""), flow.get("id", ""), ids, before=False)
    for one in leaving:
        one.set("sourceRef", element.get("id", ""))
    if node.get("default") in ids:
        element.set("default", node.attrib.pop("default"))
    _relist(node, "outgoing", ids, [flow.get("id", "")])


def _ahead(node: etree._Element, element: etree._Element) -> None:
    coming = _flows(node, "targetRef")
    reason = ""
    if node.get("attachedToRef"):
        reason = "attached"
    elif local(node) == Kind.START or (not coming and local(node) not in ACTIVITIES):
        reason = "start"
    elif local(node) in JOINS and len(coming) > 1:
        reason = "joins"
    if reason:
        _remove(element)
        raise NoPlace(reason)
    flow = _flow(node, element, element.get("id", ""), node.get("id", ""))
    ids = [one.get("id", "") for one in coming]
    drawing.open_gap(node, element.get("id", ""), flow.get("id", ""), ids, before=True)
    for one in coming:
        one.set("targetRef", element.get("id", ""))
    _relist(node, "incoming", ids, [flow.get("id", "")])


def _flow(node: etree._Element, element: etree._Element, source: str, target: str) -> etree._Element:
    attributes = {"id": f"{source}_to_{target}", "sourceRef": source, "targetRef": target}
    flow = node.makeelement(f"{{{BPMN}}}sequenceFlow", attributes)
    flow.tail = element.tail
    element.addnext(flow)
    return flow


def _node(document: Document, node_id: str) -> etree._Element:
    process = document.process
    known = {element.id for element in process.elements} if process is not None else set()
    if node_id not in known:
        raise NoPlace("missing")
    return next(one for one in document.root.iter(f"{{{BPMN}}}*") if one.get("id") == node_id)


def _level(node: etree._Element) -> Iterator[etree._Element]:
    parent = node.getparent()
    return iter(()) if parent is None else parent.iterchildren(f"{{{BPMN}}}*")


def _flows(node: etree._Element, end: str) -> list[etree._Element]:
    return [one for one in _level(node) if local(one) == "sequenceFlow" and one.get(end) == node.get("id")]


def _relist(node: etree._Element, tag: str, gone: Iterable[str], came: Iterable[str]) -> None:
    """Keep the list of flows that some modelers write inside of a node; files without it stay without."""
    said = node.findall(f"{{{BPMN}}}{tag}")
    if not said:
        return
    place, leaving = node.index(said[0]), set(gone)
    for one in said:
        if (one.text or "").strip() in leaving:
            _remove(one)
    for flow_id in came:
        added = node.makeelement(f"{{{BPMN}}}{tag}", {})
        added.text = flow_id
        node.insert(place, added)


def forget(root: etree._Element, gone: set[str]) -> None:
    """Lanes, associations and message flows that speak of something that is no longer there."""
    for one in list(root.iter(f"{{{BPMN}}}flowNodeRef")):
        if (one.text or "").strip() in gone:
            _remove(one)
    ends = ("sourceRef", "targetRef")
    for one in [*root.iter(f"{{{BPMN}}}association"), *root.iter(f"{{{BPMN}}}messageFlow")]:
        if any(one.get(end, "").rpartition(":")[2] in gone for end in ends):
            drawing.erase(root, one.get("id", ""))
            _remove(one)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
