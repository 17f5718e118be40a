"""A process that was written anew, put into the file that it came from: element by element, and only what changed."""

from collections.abc import Iterable, Iterator

from lxml import etree

from heyi.core.workflow.parser.changing import forget
from heyi.core.workflow.parser.elements import local
from heyi.core.workflow.parser.extension import extension_of
from heyi.core.workflow.parser.model import FLOW_NODES
from heyi.core.workflow.parser.xml import BPMN, HEYI, XSI
from heyi.core.workflow.simple import redrawing
from heyi.core.workflow.simple.model import LANGUAGES
from heyi.core.workflow.simple.showing import flow_nodes

#: What a tree says: attributes beside our own, and children.
ATTRIBUTES = ("name", "default", "calledElement")
CHILDREN = ("multiInstanceLoopCharacteristics", "conditionExpression", "terminateEventDefinition")
ENDS = ("sourceRef", "targetRef")
LISTS = {"incoming": "targetRef", "outgoing": "sourceRef"}


def graft(root: etree._Element, process: etree._Element, fresh: etree._Element, changed: frozenset[str]) -> None:
    """Put the process below ``fresh`` into ``process`` of the file ``root``; ``changed`` are ids of elements in which
    something else is said than in the file."""
    written = next(fresh.iter(f"{{{BPMN}}}process"))
    old_key, key = process.get("id", ""), written.get("id", "")
    if key in changed:
        _say(process, written)
    moved = _structure(process) != _structure(written)
    old = {node.get("id", ""): node for node in flow_nodes(process)}
    kept = []
    for node in list(flow_nodes(written)):
        before = old.get(node.get("id", ""))
        if before is None or before.tag != node.tag:
            kept.append(node)
            continue
        kept.append(before)
        if node.get("id") in changed:
            _say(before, node)
        for end in ENDS:
            if node.get(end):
                before.set(end, node.get(end, ""))
    if moved:
        _replace(process, list(old.values()), kept)
        forget(root, set(old) - {node.get("id", "") for node in kept})
    if old_key != key:
        _rename(root, process, old_key, key)
    redrawing.redraw(root, key, fresh, set(old), moved=moved)


def _structure(process: etree._Element) -> tuple[dict[str, str], list[tuple[str, list[tuple[str, str]]]]]:
    """Which nodes there are, and how flows lead from each, in order."""
    kinds = {node.get("id", ""): local(node) for node in flow_nodes(process) if local(node) in FLOW_NODES}
    leaving: dict[str, list[tuple[str, str]]] = {name: [] for name in kinds}
    for flow in flow_nodes(process):
        if local(flow) == "sequenceFlow":
            leaving[flow.get("sourceRef", "")].append((flow.get("id", ""), flow.get("targetRef", "")))
    return kinds, sorted(leaving.items())


def _say(before: etree._Element, node: etree._Element) -> None:
    """Let an element say what the new one says, and leave the rest as it is."""
    for name in [str(name) for name in before.attrib]:
        if (name in ATTRIBUTES or name.startswith(f"{{{HEYI}}}")) and name not in node.attrib:
            del before.attrib[name]
    for name in [str(name) for name in node.attrib]:
        before.set(name, node.get(name, ""))
    holder, coming = before.find(f"{{{BPMN}}}extensionElements"), node.find(f"{{{BPMN}}}extensionElements")
    for child in [] if holder is None else holder.findall(f"{{{HEYI}}}*"):
        if etree.QName(child).localname != "label" or child.get("lang") in LANGUAGES:
            _remove(child)
    if coming is not None:
        _append(extension_of(before), list(coming))
    elif holder is not None and not len(holder):
        _remove(holder)
    for name in CHILDREN:
        for child in before.findall(f"{{{BPMN}}}{name}"):
            _remove(child)
        _append(before, node.findall(f"{{{BPMN}}}{name}"))


def _append(parent: etree._Element, children: Iterable[etree._Element]) -> None:
    """New children behind the others, in the file's own way to write types and lines."""
    for child in children:
        _laid_out(parent, child)
        parent.append(child)
        _typed(child)


def _laid_out(parent: etree._Element, child: etree._Element) -> None:
    """Each on its line: the line before ends where this one begins, and this one where the parent ends."""
    level = len(list(parent.iterancestors())) + 1
    etree.indent(child, level=level)
    inside, outside = "\n" + "  " * level, "\n" + "  " * (level - 1)
    if len(parent):
        parent[-1].tail = inside
    else:
        parent.text = inside
    child.tail = outside


def _typed(child: etree._Element) -> None:
    """The type of an expression is a qualified name, so that it depends on the file's prefix of BPMN."""
    for one in child.iter(f"{{{BPMN}}}conditionExpression", f"{{{BPMN}}}completionCondition"):
        name = f"{{{XSI}}}type"
        if one.get(name) == "tFormalExpression" and one.prefix:
            one.set(name, f"{one.prefix}:tFormalExpression")


def _replace(process: etree._Element, old: list[etree._Element], kept: list[etree._Element]) -> None:
    """Flow nodes and flows in their new order, where the first of them stood."""
    lists = any(node.find(f"{{{BPMN}}}{name}") is not None for node in old for name in LISTS)
    place, level = process.index(old[0]), len(list(process.iterancestors())) + 1
    last = old[-1].tail if process[-1] is old[-1] else None
    known = set(old)
    for node in old:
        _remove(node)
    for step, node in enumerate(kept):
        if node not in known:
            etree.indent(node, level=level)
        node.tail = "\n" + "  " * level
        process.insert(place + step, node)
        _typed(node)
    if last is not None:
        kept[-1].tail = last
    if lists:
        _relist(kept)


def _relist(kept: list[etree._Element]) -> None:
    """The lists of flows that some modelers write inside of nodes."""
    flows = [node for node in kept if local(node) == "sequenceFlow"]
    for node in kept:
        if local(node) == "sequenceFlow":
            continue
        for name in LISTS:
            for child in node.findall(f"{{{BPMN}}}{name}"):
                _remove(child)
        head = {f"{{{BPMN}}}{name}" for name in ("documentation", "extensionElements", "auditing", "monitoring")}
        place = sum(child.tag in head for child in node)
        for name, said in _listed(node.get("id", ""), flows):
            child = node.makeelement(f"{{{BPMN}}}{name}")
            child.text = said
            node.insert(place, child)
            place += 1
        etree.indent(node, level=len(list(node.iterancestors())))


def _listed(node_id: str, flows: list[etree._Element]) -> Iterator[tuple[str, str]]:
    for name, end in LISTS.items():
        yield from ((name, flow.get("id", "")) for flow in flows if flow.get(end) == node_id)


def _rename(root: etree._Element, process: etree._Element, old: str, key: str) -> None:
    """Another key of the process, wherever the file refers to it."""
    process.set("id", key)
    for one in root.iter("{*}BPMNPlane", "{*}BPMNShape"):
        if one.get("bpmnElement") == old:
            one.set("bpmnElement", key)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
