"""The diagram of a file whose process changes a little (BPMN DI): room is made for one more task, or closed again."""

from collections.abc import Iterable, Iterator

from lxml import etree

from heyi.core.workflow.parser.xml import BPMNDI, DC, DI

WIDTH, HEIGHT, GAP = 120, 70, 50


def open_gap(node: etree._Element, task_id: str, flow_id: str, flows: Iterable[str], *, before: bool) -> None:
    """Draw a new task left (``before``) or right of the shape of ``node``, and the flow between them; everything to the
    right moves on. ``flows`` led to the node, or left it, and are the task's now. Nothing when the node is not drawn.
    """
    root = node.getroottree().getroot()
    shape = next(iter(_drawn(root, node.get("id", ""))), None)
    bounds = None if shape is None else shape.find(f"{{{DC}}}Bounds")
    plane = None if shape is None else shape.getparent()
    if plane is None or bounds is None:
        return
    x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    middle = y + height / 2
    _widen(root, x if before else x + width, WIDTH + GAP)
    left = x if before else x + width + GAP
    drawn = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"{task_id}_shape", "bpmnElement": task_id})
    place = {"x": left, "y": middle - HEIGHT / 2, "width": WIDTH, "height": HEIGHT}
    etree.SubElement(drawn, f"{{{DC}}}Bounds", {name: f"{value:g}" for name, value in place.items()})
    ends = ((left + WIDTH, middle), (left + WIDTH + GAP, middle)) if before else ((x + width, middle), (left, middle))
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{flow_id}_edge", "bpmnElement": flow_id})
    for at in ends:
        _set(etree.SubElement(edge, f"{{{DI}}}waypoint"), at)
    for one in flows:
        _end(root, one, -1 if before else 0, (left if before else left + WIDTH, middle))


def close_gap(root: etree._Element, task_id: str, flow_id: str, came: Iterable[str]) -> None:
    """Erase a task and the flow out of it; the flows that came to it are drawn on to where that one led."""
    last = None
    for edge in _drawn(root, flow_id):
        points = edge.findall(f"{{{DI}}}waypoint")
        last = (float(points[-1].get("x", "0")), float(points[-1].get("y", "0"))) if points else None
    for one in came:
        if last is not None:
            _end(root, one, -1, last)
    erase(root, task_id)
    erase(root, flow_id)


def erase(root: etree._Element, element_id: str) -> None:
    """Nothing is drawn of an element any more."""
    for one in list(_drawn(root, element_id)):
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)


def _drawn(root: etree._Element, element_id: str) -> Iterator[etree._Element]:
    tags = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
    return (one for one in root.iter(*tags) if one.get("bpmnElement") == element_id)


def _widen(root: etree._Element, cut: float, by: float) -> None:
    """Move everything right of ``cut``; what reaches over it (a sub-process, a lane, a pool) gets wider."""
    for bounds in root.iter(f"{{{DC}}}Bounds"):
        x, width = float(bounds.get("x", "0")), float(bounds.get("width", "0"))
        if x >= cut:
            bounds.set("x", f"{x + by:g}")
        elif x + width > cut and width > WIDTH:
            bounds.set("width", f"{width + by:g}")
    for point in root.iter(f"{{{DI}}}waypoint"):
        x = float(point.get("x", "0"))
        if x >= cut:
            point.set("x", f"{x + by:g}")


def _end(root: etree._Element, flow_id: str, index: int, at: tuple[float, float]) -> None:
    for edge in _drawn(root, flow_id):
        points = edge.findall(f"{{{DI}}}waypoint")
        if points:
            _set(points[index], at)


def _set(point: etree._Element, at: tuple[float, float]) -> None:
    for name, value in zip("xy", at, strict=True):
        point.set(name, f"{value:g}")
