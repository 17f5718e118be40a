"""The diagram of a file whose process was written anew: as it was while nothing moved, else laid out again."""

from collections.abc import Iterator

from lxml import etree

from heyi.core.workflow.parser.xml import BPMNDI, DC, DI

DRAWN = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
PLACES = (f"{{{DC}}}Bounds", f"{{{DI}}}waypoint")


def is_drawn(root: etree._Element, ids: set[str]) -> bool:
    """Whether a diagram shows all of these."""
    planes = root.iter(f"{{{BPMNDI}}}BPMNPlane")
    return ids <= {one.get("bpmnElement", "") for plane in planes for one in _drawn(plane)}


def redraw(root: etree._Element, key: str, fresh: etree._Element, old: set[str], *, moved: bool) -> None:
    """Take over the diagram of ``fresh`` when something moved, or when not everything was drawn. Shapes that stay keep their
    colours and everything else that is said about them; notes stay where they are. ``old`` are the ids that were drawn.
    """
    plane = next((one for one in root.iter(f"{{{BPMNDI}}}BPMNPlane") if one.get("bpmnElement") == key), None)
    made = next(fresh.iter(f"{{{BPMNDI}}}BPMNPlane"))
    if plane is None:
        diagram = made.getparent()
        if diagram is not None:
            root.append(diagram)
            etree.indent(diagram, level=1)
        return
    drawn = {one.get("bpmnElement", ""): one for one in _drawn(plane)}
    coming = {one.get("bpmnElement", ""): one for one in _drawn(made)}
    if not moved and coming.keys() <= drawn.keys():
        return
    for name, shape in drawn.items():
        if name in old and (name not in coming or coming[name].tag != shape.tag):
            plane.remove(shape)
    for name, shape in coming.items():
        before = drawn.get(name)
        if before is None or before.getparent() is None:
            plane.append(shape)
        else:
            _place(before, shape)
    etree.indent(plane, level=2)


def _drawn(plane: etree._Element) -> Iterator[etree._Element]:
    return (one for one in plane if one.tag in DRAWN)


def _place(before: etree._Element, shape: etree._Element) -> None:
    """Where the new one is; a label that had its own place goes with its shape again."""
    for child in [one for one in before if one.tag in (*PLACES, f"{{{BPMNDI}}}BPMNLabel")]:
        before.remove(child)
    for place, child in enumerate([one for one in shape if one.tag in PLACES]):
        before.insert(place, child)
