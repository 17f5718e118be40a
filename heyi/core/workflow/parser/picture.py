"""The diagram of a file as places on a plane (BPMN DI), laid out here when the file has none or only a part of one."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from heyi.core.workflow.parser.model import ACTIVITIES, GATEWAYS, SUB_PROCESSES, Document, Element, Process
from heyi.core.workflow.parser.xml import BPMN, BPMNDI, DC, DI

Point = tuple[float, float]
TASK, GATEWAY, EVENT = (120.0, 70.0), (50.0, 50.0), (36.0, 36.0)
GAP_X, GAP_Y, INSIDE = 50.0, 30.0, 30.0
AROUND = ("participant", "lane")


@dataclass(frozen=True, slots=True)
class Box:
    """Where an element stands. ``kind`` is its name in BPMN, ``name`` only that of a pool or lane."""

    id: str
    kind: str
    x: float
    y: float
    width: float
    height: float
    name: str = ""

    def moved(self, x: float, y: float) -> "Box":
        """The same elsewhere."""
        return Box(self.id, self.kind, self.x + x, self.y + y, self.width, self.height, self.name)


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes from the outside in, and the points of each flow by its id. The upper left corner of all is 0, 0."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: dict[str, tuple[Point, ...]]


def picture_of(document: Document) -> Picture:
    """The process of a file that is run, drawn. Nothing at all when it has none."""
    process = document.process
    if process is None or not process.elements:
        return Picture(0, 0, (), {})
    boxes, lines = _drawn(document.root, process)
    if {one.id for one in process.elements} - boxes.keys() or {one.id for one in process.flows} - lines.keys():
        boxes, lines = _laid_out(process)
    return _framed(boxes.values(), lines)


def _drawn(root: etree._Element, process: Process) -> tuple[dict[str, Box], dict[str, tuple[Point, ...]]]:
    kinds = {one.id: one.kind for one in process.elements}
    around = {one.get("id", ""): one for tag in AROUND for one in root.iter(f"{{{BPMN}}}{tag}")}
    boxes, lines = {}, {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        name, bounds = shape.get("bpmnElement", "").rpartition(":")[2], shape.find(f"{{{DC}}}Bounds")
        if bounds is None or (name not in kinds and name not in around):
            continue
        kind = kinds.get(name) or etree.QName(around[name]).localname
        label = around[name].get("name", "") if name in around else ""
        x, y, width, height = (_number(bounds.get(side)) for side in ("x", "y", "width", "height"))
        boxes[name] = Box(name, kind, x, y, width, height, label)
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        points = tuple((_number(one.get("x")), _number(one.get("y"))) for one in edge.findall(f"{{{DI}}}waypoint"))
        if len(points) > 1:
            lines[edge.get("bpmnElement", "").rpartition(":")[2]] = points
    wanted = {one.id for one in process.flows}
    return boxes, {name: points for name, points in lines.items() if name in wanted}


def _number(text: str | None) -> float:
    try:
        found = float(text or "")
    except ValueError:
        return 0.0
    return found if abs(found) < 1e6 else 0.0


def _laid_out(process: Process) -> tuple[dict[str, Box], dict[str, tuple[Point, ...]]]:
    boxes = {one.id: one for one in _level(process, "")[0]}
    lines = {}
    for flow in process.flows:
        if flow.source in boxes and flow.target in boxes:
            source, target = boxes[flow.source], boxes[flow.target]
            begin = (source.x + source.width, source.y + source.height / 2)
            lines[flow.id] = _bent(begin, (target.x, target.y + target.height / 2))
    return boxes, lines


def _bent(begin: Point, end: Point) -> tuple[Point, ...]:
    if begin[1] == end[1]:
        return begin, end
    middle = end[0] - GAP_X / 2 if end[0] > begin[0] else begin[0] + GAP_X / 2
    return begin, (middle, begin[1]), (middle, end[1]), end


def _level(process: Process, parent: str) -> tuple[list[Box], float, float]:
    """The boxes of one level with everything in them, and how much room they take: columns by how far from the beginning."""
    members = [one for one in process.elements if one.parent == parent and not one.attached_to]
    columns: dict[int, list[Element]] = {}
    places = _columns(process, members)
    for member in members:
        columns.setdefault(places[member.id], []).append(member)
    inner = {one.id: _level(process, one.id) for one in members if one.kind in SUB_PROCESSES}
    sizes = {one.id: _size(one, inner) for one in members}
    height = max((sum(sizes[one.id][1] + GAP_Y for one in column) for column in columns.values()), default=0.0)
    boxes, x = list[Box](), 0.0
    for _place, column in sorted(columns.items()):
        width = max(sizes[one.id][0] for one in column)
        y = (height - sum(sizes[one.id][1] + GAP_Y for one in column)) / 2
        for one in column:
            box = Box(one.id, one.kind, x + (width - sizes[one.id][0]) / 2, y, *sizes[one.id])
            boxes += [box, *_attached(process, box)]
            boxes += [each.moved(box.x + INSIDE, box.y + INSIDE) for each in inner.get(one.id, ((), 0, 0))[0]]
            y += sizes[one.id][1] + GAP_Y
        x += width + GAP_X
    return boxes, max(x - GAP_X, 0.0), height


def _size(element: Element, inner: dict[str, tuple[list[Box], float, float]]) -> Point:
    if element.id in inner:
        _boxes, width, height = inner[element.id]
        return max(width, TASK[0]) + 2 * INSIDE, max(height, TASK[1]) + 2 * INSIDE
    return TASK if element.kind in ACTIVITIES else GATEWAY if element.kind in GATEWAYS else EVENT


def _attached(process: Process, host: Box) -> list[Box]:
    """Events at the lower edge of an activity, from its right end."""
    names = [one.id for one in process.elements if one.attached_to == host.id]
    return [
        Box(name, "boundaryEvent", host.x + host.width - (number + 1) * (EVENT[0] + 6), host.y + host.height - EVENT[1] / 2,
            *EVENT)
        for number, name in enumerate(names)
    ]  # fmt: skip


def _columns(process: Process, members: list[Element]) -> dict[str, int]:
    """How many steps each element is from the beginning, by the longest way that comes to no element twice."""
    here = {one.id for one in members}
    hosts = {one.id: one.attached_to for one in process.elements if one.attached_to}
    ways: dict[str, list[str]] = {}
    for flow in process.flows:
        source = hosts.get(flow.source, flow.source)
        if source in here and flow.target in here:
            ways.setdefault(source, []).append(flow.target)
    order, back = _without_rounds([one.id for one in members], ways)
    columns = dict.fromkeys((one.id for one in members), 0)
    for name in order:
        for target in ways.get(name, ()):
            if (name, target) not in back:
                columns[target] = max(columns[target], columns[name] + 1)
    return columns


def _without_rounds(names: list[str], ways: dict[str, list[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """A topological order, and the flows that lead back (depth first, with a stack of our own: files may be long)."""
    back, order, done, open_ = set[tuple[str, str]](), list[str](), set[str](), set[str]()
    led = {target for targets in ways.values() for target in targets}
    for first in sorted(names, key=lambda name: name in led):
        stack = [(first, iter(ways.get(first, ())))] if first not in done else []
        open_.update({first} if stack else ())
        while stack:
            name, targets = stack[-1]
            target = next((one for one in targets if one not in done), None)
            if target is None:
                stack.pop()
                open_.discard(name)
                done.add(name)
                order.append(name)
            elif target in open_:
                back.add((name, target))
            else:
                open_.add(target)
                stack.append((target, iter(ways.get(target, ()))))
    return order[::-1], back


def _framed(boxes: Iterable[Box], lines: dict[str, tuple[Point, ...]]) -> Picture:
    found = sorted(boxes, key=lambda box: -box.width * box.height)
    xs = [x for box in found for x in (box.x, box.x + box.width)] + [x for line in lines.values() for x, _y in line]
    ys = [y for box in found for y in (box.y, box.y + box.height)] + [y for line in lines.values() for _x, y in line]
    left, top = min(xs), min(ys)
    moved = {name: tuple((x - left, y - top) for x, y in line) for name, line in lines.items()}
    return Picture(max(xs) - left, max(ys) - top, tuple(box.moved(-left, -top) for box in found), moved)
