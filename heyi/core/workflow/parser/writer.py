"""From the builder's blocks to BPMN 2.0 XML, laid out left to right with branches below each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.functional import Promise
from lxml import etree

from heyi.core.workflow.approval.rules import VoteMode
from heyi.core.workflow.builder import Branch, Choice, End, Parallel, ProcessSource, Step, Task
from heyi.core.workflow.parser.extension import extension_of, write_approval, write_labels
from heyi.core.workflow.parser.policies import write_policy
from heyi.core.workflow.parser.sla import write_sla
from heyi.core.workflow.parser.xml import BPMN, BPMNDI, DC, DI, HEYI, XSI, serialize
from heyi.kit.errors import Text

LANGUAGES = ("zh-hans", "zh-hant", "en")
SIZES = {"userTask": (120, 70), "startEvent": (36, 36), "endEvent": (36, 36)}
GATEWAY = (50, 50)
GAP_X, GAP_Y = 50, 40


@dataclass(slots=True)
class _Shape:
    """A node in the diagram; ``x`` is its left edge and ``y`` its middle."""

    id: str
    kind: str
    x: float
    y: float

    @property
    def size(self) -> tuple[int, int]:
        return SIZES.get(self.kind, GATEWAY)

    @property
    def right(self) -> float:
        return self.x + self.size[0]


@dataclass(slots=True)
class _Edge:
    id: str
    source: _Shape
    target: _Shape


@dataclass(slots=True)
class _Exit:
    """A place from which the next step continues, with what the flow out of it says."""

    shape: _Shape
    condition: str = ""
    name: Text = ""
    is_default: bool = False


@dataclass
class Writer:
    """One writing of one process."""

    source: ProcessSource
    shapes: list[_Shape] = field(default_factory=list)
    edges: list[_Edge] = field(default_factory=list)

    def __post_init__(self) -> None:
        namespaces: Any = {None: BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "xsi": XSI, "heyi": HEYI}
        self.root = etree.Element(
            f"{{{BPMN}}}definitions", {"id": f"{self.source.key}.file", "targetNamespace": HEYI}, nsmap=namespaces
        )
        self.process = etree.SubElement(
            self.root, f"{{{BPMN}}}process", {"id": self.source.key, "isExecutable": "true"}
        )
        if self.source.withdraw != "before_decision":
            self.process.set(f"{{{HEYI}}}withdraw", self.source.withdraw)
        write_policy(self.process, self.source.policy)
        self._name(self.process, self.source.name)
        if self.source.sla is not None:
            write_sla(self.process, self.source.sla)
        self.nodes: dict[str, etree._Element] = {}
        self.counter = 0

    def write(self) -> str:
        """The whole file."""
        middle = 60 + _height(self.source.steps) / 2
        start = self._node("startEvent", "start", "", 60, middle)
        exits = self._steps(self.source.steps, [_Exit(start)], start.right + GAP_X, middle)
        if exits:
            right = max([shape.right for shape in self.shapes]) + GAP_X
            end = self._node("endEvent", "end", "", right, middle)
            self._connect(exits, end)
        self._diagram()
        etree.indent(self.root)
        return serialize(self.root)

    def _steps(self, steps: tuple[Step, ...], exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        for step in steps:
            if not exits:
                raise ValueError(f"Nothing can follow an end in the process {self.source.key}.")
            if isinstance(step, Task):
                exits = self._task(step, exits, x, y)
            elif isinstance(step, End):
                exits = self._end(step, exits, x, y)
            else:
                exits = self._block(step, exits, x, y)
            x += _width((step,)) + GAP_X
        return exits

    def _task(self, task: Task, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        shape = self._node("userTask", task.id, task.name, x, y)
        self._connect(exits, shape)
        write_task(self.nodes[task.id], task)
        return [_Exit(shape)]

    def _end(self, end: End, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        shape = self._node("endEvent", end.id, end.name, x, y)
        self._connect(exits, shape)
        if end.outcome:
            etree.SubElement(extension_of(self.nodes[end.id]), f"{{{HEYI}}}end", {"outcome": end.outcome})
        if end.terminates:
            etree.SubElement(self.nodes[end.id], f"{{{BPMN}}}terminateEventDefinition")
        return []

    def _block(self, block: Choice | Parallel, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        self.counter += 1
        kind = "exclusiveGateway" if isinstance(block, Choice) else "parallelGateway"
        name = f"{'choice' if isinstance(block, Choice) else 'parallel'}_{self.counter}"
        split = self._node(kind, name, block.name if isinstance(block, Choice) else "", x, y)
        self._connect(exits, split)
        open_ends: list[_Exit] = []
        top = y - _branches_height(block.branches) / 2
        for way in block.branches:
            height = _height(way.steps)
            first = [_Exit(split, way.condition, way.name, way.is_default)]
            open_ends += self._steps(way.steps, first, split.right + GAP_X, top + height / 2)
            top += height + GAP_Y
        if not open_ends:
            return []
        join = self._node(kind, f"{name}_join", "", x + _width((block,)) - GATEWAY[0], y)
        self._connect(open_ends, join)
        return [_Exit(join)]

    def _node(self, kind: str, node_id: str, name: Text, x: float, y: float) -> _Shape:
        if node_id in self.nodes:
            raise ValueError(f"The process {self.source.key} uses the id {node_id} twice.")
        element = etree.SubElement(self.process, f"{{{BPMN}}}{kind}", {"id": node_id})
        self._name(element, name)
        self.nodes[node_id] = element
        shape = _Shape(node_id, kind, x, y)
        self.shapes.append(shape)
        return shape

    def _connect(self, exits: list[_Exit], target: _Shape) -> None:
        for way in exits:
            flow_id = f"{way.shape.id}_to_{target.id}"
            while any(edge.id == flow_id for edge in self.edges):
                flow_id += "_"
            attributes = {"id": flow_id, "sourceRef": way.shape.id, "targetRef": target.id}
            flow = etree.SubElement(self.process, f"{{{BPMN}}}sequenceFlow", attributes)
            self._name(flow, way.name)
            if way.condition:
                _formal(flow, "conditionExpression", way.condition)
            if way.is_default:
                self.nodes[way.shape.id].set("default", flow_id)
            self.edges.append(_Edge(flow_id, way.shape, target))

    def _name(self, element: etree._Element, name: Text) -> None:
        labels = labels_of(name)
        if not labels:
            return
        element.set("name", labels[LANGUAGES[0]])
        if isinstance(name, Promise):
            write_labels(element, labels)

    def _diagram(self) -> None:
        diagram = etree.SubElement(self.root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
        plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": "plane", "bpmnElement": self.source.key})
        for shape in self.shapes:
            width, height = shape.size
            attributes = {"id": f"{shape.id}_shape", "bpmnElement": shape.id}
            if shape.kind == "exclusiveGateway":
                attributes["isMarkerVisible"] = "true"
            node = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", attributes)
            bounds = {"x": shape.x, "y": shape.y - height / 2, "width": width, "height": height}
            etree.SubElement(node, f"{{{DC}}}Bounds", {name: f"{value:g}" for name, value in bounds.items()})
        for edge in self.edges:
            node = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{edge.id}_edge", "bpmnElement": edge.id})
            for x, y in _waypoints(edge):
                etree.SubElement(node, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def write_task(element: etree._Element, task: Task) -> None:
    """What a user task says: who is asked and how votes count."""
    write_approval(element, task.approval)
    if task.sla is not None:
        write_sla(element, task.sla)
    loop = {"isSequential": str(task.approval.mode == VoteMode.SEQUENTIAL).lower()}
    if task.completion or len(task.approval.rules) > 1 or task.approval.mode != VoteMode.ALL:
        node = etree.SubElement(element, f"{{{BPMN}}}multiInstanceLoopCharacteristics", loop)
        if task.completion:
            _formal(node, "completionCondition", task.completion)


def labels_of(name: Text) -> Mapping[str, str]:
    """A name in every language that the product speaks; a plain text is the same in all."""
    if not name:
        return {}
    labels = {}
    for language in LANGUAGES:
        with translation.override(language):
            labels[language] = str(name)
    return labels


def _formal(parent: etree._Element, tag: str, text: str) -> None:
    node = etree.SubElement(parent, f"{{{BPMN}}}{tag}", {f"{{{XSI}}}type": "tFormalExpression"})
    node.text = text


def _waypoints(edge: _Edge) -> list[tuple[float, float]]:
    """Straight on one level; up or down beside the gateway where a branch leaves or comes back."""
    first, last = (edge.source.right, edge.source.y), (edge.target.x, edge.target.y)
    if edge.source.y == edge.target.y:
        return [first, last]
    if edge.source.kind.endswith("Gateway"):
        corner = edge.source.x + GATEWAY[0] / 2
        edge_y = edge.source.y + (GATEWAY[1] / 2 if edge.target.y > edge.source.y else -GATEWAY[1] / 2)
        return [(corner, edge_y), (corner, edge.target.y), last]
    corner = edge.target.x + edge.target.size[0] / 2
    edge_y = edge.target.y + (edge.target.size[1] / 2 if edge.source.y > edge.target.y else -edge.target.size[1] / 2)
    return [first, (corner, edge.source.y), (corner, edge_y)]


def _width(steps: tuple[Step, ...]) -> float:
    total = 0.0
    for step in steps:
        if isinstance(step, (Choice, Parallel)):
            total += 2 * GATEWAY[0] + 2 * GAP_X + max([_width(way.steps) for way in step.branches], default=0)
        else:
            total += SIZES["userTask"][0] if isinstance(step, Task) else SIZES["endEvent"][0]
    return total + GAP_X * max(0, len(steps) - 1)


def _height(steps: tuple[Step, ...]) -> float:
    heights = [
        _branches_height(step.branches) if isinstance(step, (Choice, Parallel)) else SIZES["userTask"][1]
        for step in steps
    ]
    return max([*heights, SIZES["userTask"][1]])


def _branches_height(branches: tuple[Branch, ...]) -> float:
    return sum(_height(way.steps) for way in branches) + GAP_Y * max(0, len(branches) - 1)
