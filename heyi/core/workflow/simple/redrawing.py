"""The diagram of a file whose process was written anew: as it was while nothing moved, else laid out again."""

from collections.abc import Iterator

from lxml import etree

from heyi.core.workflow.parser.xml import BPMN, BPMNDI, DC, DI

DRAWN = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
PLACES = (f"{{{DC}}}Bounds", f"{{{DI}}}waypoint")


def is_drawn(root: etree._Element, ids: set[str]) -> bool:
    """Whether a diagram shows all of these."""
    planes = root.iter(f"{{{BPMNDI}}}BPMNPlane")
    return ids <= {one.get("bpmnElement", "") for plane in planes for one in _drawn(plane)}


def redraw(root: etree._Element, key: str, fresh: etree._Element, old: set[str], *, moved: bool) -> None:
    """Take over the diagram of ``fresh`` when something moved, or when not everything was drawn. Shapes that stay keep their
    colours and everything else that is said about them; notes go with what they are tied to. ``old`` are the ids that were
    drawn.
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
    stood = {name: _corner(shape) for name, shape in drawn.items() if name in old}
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
    _carry_notes(root, drawn, stood)
    etree.indent(plane, level=2)


def _drawn(plane: etree._Element) -> Iterator[etree._Element]:
    return (one for one in plane if one.tag in DRAWN)


def _place(before: etree._Element, shape: etree._Element) -> None:
    """Where the new one is; a label that had its own place goes with its shape again."""
    for child in [one for one in before if one.tag in (*PLACES, f"{{{BPMNDI}}}BPMNLabel")]:
        before.remove(child)
    for place, child in enumerate([one for one in shape if one.tag in PLACES]):
        before.insert(place, child)


def _carry_notes(root: etree._Element, drawn: dict[str, etree._Element], stood: dict[str, tuple[float, float]]) -> None:
    """Move notes, and the lines to them, as far as the elements that they are tied to."""
    carried: set[str] = set()
    for tie in root.iter(f"{{{BPMN}}}association"):
        ends = [tie.get(name, "").rpartition(":")[2] for name in ("sourceRef", "targetRef")]
        anchor = next((end for end in ends if end in stood), None)
        if anchor is None or anchor not in drawn:
            continue
        now = _corner(drawn[anchor])
        way = (now[0] - stood[anchor][0], now[1] - stood[anchor][1])
        for name in {tie.get("id", ""), *ends} - stood.keys() - carried:
            if name in drawn:
                _shift(drawn[name], way)
            carried.add(name)


def _corner(shape: etree._Element) -> tuple[float, float]:
    place = next((one for one in shape if one.tag in PLACES), None)
    return (0, 0) if place is None else (_number(place, "x"), _number(place, "y"))


def _number(place: etree._Element, name: str) -> float:
    """A coordinate; what is none counts as the origin."""
    try:
        return float(place.get(name, "0"))
    except ValueError:
        return 0


def _shift(shape: etree._Element, way: tuple[float, float]) -> None:
    for place in shape.iter(*PLACES):
        for name, by in zip(("x", "y"), way, strict=True):
            place.set(name, f"{_number(place, name) + by:g}")
