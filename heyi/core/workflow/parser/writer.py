"""From the tree of a process to BPMN 2.0 XML, laid out left to right with branches below each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from heyi.core.workflow.approval.rules import Approval, VoteMode
from heyi.core.workflow.parser.extension import extension_of, write_approval, write_labels
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.parser.policies import write_policy
from heyi.core.workflow.parser.sla import Sla, write_sla
from heyi.core.workflow.parser.xml import BPMN, BPMNDI, DC, DI, HEYI, XSI, serialize
from heyi.core.workflow.simple.model import (
    LANGUAGES,
    Block,
    BlockKind,
    Branch,
    Call,
    End,
    Process,
    Step,
    Task,
    Texts,
    ids_of,
)

GATEWAY_KINDS = {
    BlockKind.CHOICE: Kind.EXCLUSIVE,
    BlockKind.INCLUSIVE: Kind.INCLUSIVE,
    BlockKind.PARALLEL: Kind.PARALLEL,
}
SIZES = {"userTask": (120, 70), "callActivity": (120, 70), "startEvent": (36, 36), "endEvent": (36, 36)}
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
    """A place from which the next step continues, with what the flow out of it says. The order of the flows out of a
    gateway counts: ``flow`` keeps the place of one that is connected later than others.
    """

    shape: _Shape
    way: Branch | None = None
    flow: etree._Element | None = None


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of what a tree does not name: start, end, joins by where their ways part, flows by where they come from;
    and those that are ``taken`` by something else.
    """

    start: str = "start"
    end: str = "end"
    joins: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


@dataclass
class Writer:
    """One writing of one process."""

    source: Process
    ids: Ids = field(default_factory=Ids)
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
        write_name(self.process, self.source.name)
        if self.source.sla is not None:
            write_sla(self.process, self.source.sla)
        self.nodes: dict[str, etree._Element] = {}
        self.taken = {self.source.key, *self.ids.taken, *ids_of(self.source)}

    def write(self) -> str:
        """The whole file."""
        self.draw()
        etree.indent(self.root)
        return serialize(self.root)

    def draw(self) -> None:
        """Process and diagram, below ``root``."""
        middle = 60 + _height(self.source.steps) / 2
        start = self._node("startEvent", self._free(self.ids.start), {}, 60, middle)
        exits = self._steps(self.source.steps, [_Exit(start)], start.right + GAP_X, middle)
        if exits:
            right = max([shape.right for shape in self.shapes]) + GAP_X
            end = self._node("endEvent", self._free(self.ids.end), {}, right, middle)
            self._connect(exits, end)
        self._diagram()

    def _steps(self, steps: tuple[Step, ...], exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        for step in steps:
            if not exits:
                raise ValueError(f"Nothing can follow an end in the process {self.source.key}.")
            if isinstance(step, Task):
                exits = self._task(step, exits, x, y)
            elif isinstance(step, Call):
                exits = self._call(step, exits, x, y)
            elif isinstance(step, End):
                exits = self._end(step, exits, x, y)
            else:
                exits = self._block(step, exits, x, y)
            x += _width((step,)) + GAP_X
        return exits

    def _task(self, task: Task, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        shape = self._node("userTask", task.id, task.name, x, y)
        self._connect(exits, shape)
        write_task(self.nodes[task.id], task.approval, task.completion, task.sla)
        return [_Exit(shape)]

    def _call(self, call: Call, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        shape = self._node("callActivity", call.id, call.name, x, y)
        self._connect(exits, shape)
        if call.process:
            self.nodes[call.id].set("calledElement", call.process)
        if call.is_async:
            self.nodes[call.id].set(f"{{{HEYI}}}async", "true")
        return [_Exit(shape)]

    def _end(self, end: End, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        shape = self._node("endEvent", end.id, end.name, x, y)
        self._connect(exits, shape)
        if end.outcome:
            etree.SubElement(extension_of(self.nodes[end.id]), f"{{{HEYI}}}end", {"outcome": end.outcome})
        if end.terminates:
            etree.SubElement(self.nodes[end.id], f"{{{BPMN}}}terminateEventDefinition")
        return []

    def _block(self, block: Block, exits: list[_Exit], x: float, y: float) -> list[_Exit]:
        kind = GATEWAY_KINDS[block.kind]
        split = self._node(kind, block.id, block.name, x, y)
        self._connect(exits, split)
        open_ends: list[_Exit] = []
        top = y - _branches_height(block.branches) / 2
        for place, way in enumerate(block.branches):
            height = _height(way.steps)
            first = _Exit(split, way)
            if not way.steps and any(later.steps for later in block.branches[place:]):
                first.flow = etree.SubElement(self.process, f"{{{BPMN}}}sequenceFlow")
            open_ends += self._steps(way.steps, [first], split.right + GAP_X, top + height / 2)
            top += height + GAP_Y
        if not open_ends:
            return []
        join_id = self._free(self.ids.joins.get(block.id) or f"{block.id}_join")
        join = self._node(kind, join_id, {}, x + _width((block,)) - GATEWAY[0], y)
        self._connect(open_ends, join)
        return [_Exit(join)]

    def _free(self, name: str) -> str:
        """An id like this one that nothing else has."""
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def _node(self, kind: str, node_id: str, name: Texts, x: float, y: float) -> _Shape:
        if node_id in self.nodes:
            raise ValueError(f"The process {self.source.key} uses the id {node_id} twice.")
        element = etree.SubElement(self.process, f"{{{BPMN}}}{kind}", {"id": node_id})
        write_name(element, name)
        self.nodes[node_id] = element
        shape = _Shape(node_id, kind, x, y)
        self.shapes.append(shape)
        return shape

    def _connect(self, exits: list[_Exit], target: _Shape) -> None:
        for one in exits:
            source, way = one.shape.id, one.way or Branch(())
            flow_id = way.id or self._free(self.ids.flows.get(source) or f"{source}_to_{target.id}")
            flow = etree.SubElement(self.process, f"{{{BPMN}}}sequenceFlow") if one.flow is None else one.flow
            for name, value in (("id", flow_id), ("sourceRef", source), ("targetRef", target.id)):
                flow.set(name, value)
            write_name(flow, way.name)
            if way.condition:
                _formal(flow, "conditionExpression", way.condition)
            if way.is_default:
                self.nodes[source].set("default", flow_id)
            self.edges.append(_Edge(flow_id, one.shape, target))

    def _diagram(self) -> None:
        diagram = etree.SubElement(self.root, f"{{{BPMNDI}}}BPMNDiagram", {"id": self._free("diagram")})
        facts = {"id": self._free("plane"), "bpmnElement": self.source.key}
        plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", facts)
        for shape in self.shapes:
            width, height = shape.size
            attributes = {"id": self._free(f"{shape.id}_shape"), "bpmnElement": shape.id}
            if shape.kind == "exclusiveGateway":
                attributes["isMarkerVisible"] = "true"
            node = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", attributes)
            bounds = {"x": shape.x, "y": shape.y - height / 2, "width": width, "height": height}
            etree.SubElement(node, f"{{{DC}}}Bounds", {name: f"{value:g}" for name, value in bounds.items()})
        for edge in self.edges:
            facts = {"id": self._free(f"{edge.id}_edge"), "bpmnElement": edge.id}
            node = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", facts)
            for x, y in _waypoints(edge):
                etree.SubElement(node, f"{{{DI}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def write_task(element: etree._Element, approval: Approval, completion: str = "", sla: Sla | None = None) -> None:
    """What a user task says: who is asked and how votes count."""
    write_approval(element, approval)
    if sla is not None:
        write_sla(element, sla)
    loop = {"isSequential": str(approval.mode == VoteMode.SEQUENTIAL).lower()}
    if completion or len(approval.rules) > 1 or approval.mode != VoteMode.ALL:
        node = etree.SubElement(element, f"{{{BPMN}}}multiInstanceLoopCharacteristics", loop)
        if completion:
            _formal(node, "completionCondition", completion)


def write_name(element: etree._Element, texts: Texts) -> None:
    """A name: its first language as everybody writes it, and all of them in our own way unless it is the first alone."""
    labels = {language: texts[language] for language in LANGUAGES if texts.get(language)}
    if not labels:
        return
    element.set("name", next(iter(labels.values())))
    if list(labels) != [LANGUAGES[0]]:
        write_labels(element, labels)


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
        if isinstance(step, Block):
            total += 2 * GATEWAY[0] + 2 * GAP_X + max([_width(way.steps) for way in step.branches], default=0)
        else:
            total += SIZES["endEvent"][0] if isinstance(step, End) else SIZES["userTask"][0]
    return total + GAP_X * max(0, len(steps) - 1)


def _height(steps: tuple[Step, ...]) -> float:
    heights = [_branches_height(step.branches) if isinstance(step, Block) else SIZES["userTask"][1] for step in steps]
    return max([*heights, SIZES["userTask"][1]])


def _branches_height(branches: tuple[Branch, ...]) -> float:
    return sum(_height(way.steps) for way in branches) + GAP_Y * max(0, len(branches) - 1)
