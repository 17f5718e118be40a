"""From BPMN to the tree, or to the node because of which there is none.

A process is a tree when it has one start, and each gateway at which ways part is followed by one of the same kind at which
exactly these ways meet, except those that have ended before. This is what is called block-structured.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.parser.checks.layout import Layout
from heyi.core.workflow.parser.model import GATEWAYS, Document, Element, Flow, Kind
from heyi.core.workflow.parser.model import Process as Drawn
from heyi.core.workflow.simple import showing, tree
from heyi.core.workflow.simple.blocked import Blocked, Cannot
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
)
from heyi.kit.errors import Malformed

BLOCKS = {
    Kind.EXCLUSIVE: BlockKind.CHOICE,
    Kind.INCLUSIVE: BlockKind.INCLUSIVE,
    Kind.PARALLEL: BlockKind.PARALLEL,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The tree, or what is in its way. Of the tree, the ids that it does not name: start, end (empty when no way comes
    there) and joins by where their ways part.
    """

    model: Process | None = None
    blocked: Blocked | None = None
    start: str = ""
    end: str = ""
    joins: Mapping[str, str] = field(default_factory=dict)


def read_tree(document: Document) -> Reading:
    """The tree of the executable process of a file."""
    process = document.process
    if process is None:
        return Reading(blocked=Blocked("", "no_process", {}))
    try:
        showing.check(document, process)
        found = _Reader(process).read()
    except Cannot as error:
        return Reading(blocked=error.blocked)
    try:
        if found.model is not None:
            tree.from_json(tree.to_json(found.model))
    except Malformed:
        return Reading(blocked=Blocked(process.id, "too_large", process.labels, process.name))
    return found


class _Reader:
    """One reading of one process, all of whose elements can be shown."""

    def __init__(self, process: Drawn) -> None:
        self.process = process
        self.layout = Layout(process)
        self.seen: set[str] = set()
        self.joins: dict[str, str] = {}
        self.end = ""

    def read(self) -> Reading:
        start = self._start()
        self._no_loops(start)
        steps, join = self._steps(self._only(start), 0)
        if join:
            raise self._cannot(join, "unmatched_join")
        for element in self.process.elements:
            if element.id not in self.seen:
                raise self._cannot(element.id, "not_connected")
        drawn = self.process
        name = texts_of(drawn.labels, drawn.name)
        model = Process(drawn.id, name, steps, drawn.withdraw, drawn.policy, drawn.sla)
        return Reading(model, None, start.id, self.end, self.joins)

    def _start(self) -> Element:
        starts = [element for element in self.process.elements if element.kind == Kind.START]
        if len(starts) != 1:
            raise self._cannot(starts[1].id if starts else "", "start_event")
        if self.layout.entering(starts[0]):
            raise self._cannot(self.layout.entering(starts[0])[0].source, "loop")
        self.seen.add(starts[0].id)
        return starts[0]

    def _no_loops(self, start: Element) -> None:
        """Depth first; a flow to where one is still on the way leads back. Of the nodes on a way round the one is meant that
        has ways of its own without being a gateway, else the last.
        """
        open_, done = [(start.id, iter(self.layout.leaving(start)))], set()
        way = {start.id}
        while open_:
            node, flows = open_[-1]
            flow = next(flows, None)
            if flow is None:
                open_.pop()
                way.remove(node)
                done.add(node)
            elif flow.target in way:
                names = [name for name, _ in open_]
                round_ = names[names.index(flow.target) :]
                raise self._cannot(next((name for name in round_ if self._parts(name)), node), "loop")
            elif flow.target not in done:
                way.add(flow.target)
                open_.append((flow.target, iter(self.layout.leaving(self.layout.by_id[flow.target]))))

    def _parts(self, name: str) -> bool:
        element = self.layout.by_id[name]
        return element.kind not in GATEWAYS and len(self.layout.leaving(element)) > 1

    def _steps(self, flow: Flow, depth: int) -> tuple[tuple[Step, ...], str]:
        """The steps from a flow on, up to the gateway at which its way meets others; without one it has ended."""
        if depth > tree.DEEPEST:
            raise self._cannot(flow.source, "too_large")
        steps: list[Step] = []
        while True:
            element = self.layout.by_id[flow.target]
            if element.kind in GATEWAYS and len(self.layout.leaving(element)) == 1:
                return tuple(steps), element.id
            self._arrive(element)
            if element.kind == Kind.END:
                return (*steps, *self._ended(element, depth)), ""
            if element.kind not in GATEWAYS:
                steps.append(_step(element))
                flow = self._only(element)
                continue
            block, join = self._block(element, depth)
            steps.append(block)
            if element.id not in self.joins:
                return tuple(steps), join
            flow = self._only(self.layout.by_id[join])

    def _arrive(self, element: Element) -> None:
        gateway = element.kind in GATEWAYS
        if len(self.layout.entering(element)) > 1:
            raise self._cannot(element.id, "mixed_gateway" if gateway else "implicit_join")
        if not self.layout.leaving(element) and element.kind != Kind.END:
            raise self._cannot(element.id, "dead_end")
        if self.layout.leaving(element) and element.kind == Kind.END:
            raise self._cannot(element.id, "not_understood")
        self.seen.add(element.id)

    def _only(self, element: Element) -> Flow:
        """The one flow out of an element, which is always taken."""
        flows = self.layout.leaving(element)
        if len(flows) != 1:
            raise self._cannot(element.id, "implicit_split" if flows else "dead_end")
        if flows[0].condition or element.default:
            raise self._cannot(element.id, "conditional_flow")
        return flows[0]

    def _ended(self, element: Element, depth: int) -> list[Step]:
        end = End(element.id, texts_of(element.labels, element.name), element.outcome, bool(element.events))
        if depth or not end.is_plain:
            return [end]
        self.end = element.id
        return []

    def _block(self, element: Element, depth: int) -> tuple[Block, str]:
        kind, flows = BLOCKS[Kind(element.kind)], self.layout.leaving(element)
        self._conditions(element, flows)
        branches, joins = [], []
        for flow in flows:
            steps, join = self._steps(flow, depth + 1)
            is_default = flow.id == element.default
            branches.append(Branch(steps, flow.id, texts_of(flow.labels, flow.name), flow.condition, is_default))
            joins += [join] if join else []
        self._meet(element, joins)
        return Block(kind, element.id, texts_of(element.labels, element.name), tuple(branches)), next(iter(joins), "")

    def _conditions(self, element: Element, flows: list[Flow]) -> None:
        default = [flow for flow in flows if flow.id == element.default]
        if any(flow.condition for flow in default):
            raise self._cannot(element.id, "condition_on_default")
        if element.kind == Kind.PARALLEL and (element.default or any(flow.condition for flow in flows)):
            raise self._cannot(element.id, "condition_on_parallel")
        if (element.kind == Kind.EXCLUSIVE or element.default) and not default:
            raise self._cannot(element.id, "no_default")

    def _meet(self, element: Element, joins: list[str]) -> None:
        """Where the ways of a block meet: all at one gateway of its kind, and no others with them. The only way that has not
        ended may come straight to where the ways of a block around meet.
        """
        if not joins or (len(joins) == 1 and len(self.layout.entering(self.layout.by_id[joins[0]])) > 1):
            return
        met = sorted(set(joins), key=lambda join: (len(self.layout.entering(self.layout.by_id[join])) > 1, join))
        for join in met:
            gateway = self.layout.by_id[join]
            if joins.count(join) != len(self.layout.entering(gateway)) or gateway.kind != element.kind:
                raise self._cannot(join, "unmatched_join")
        if len(met) > 1:
            raise self._cannot(met[0], "unmatched_join")
        self.seen.add(joins[0])
        self.joins[element.id] = joins[0]

    def _cannot(self, node: str, code: str) -> Cannot:
        element = self.layout.by_id.get(node)
        if element is None:
            return Cannot(self.process.id, code, self.process.labels, self.process.name)
        return Cannot(node, code, element.labels, element.name)


def _step(element: Element) -> Step:
    name = texts_of(element.labels, element.name)
    if element.kind == Kind.CALL:
        return Call(element.id, name, element.called, element.asynchronous)
    completion = element.multi.completion if element.multi else ""
    return Task(element.id, name, element.approval or Approval(), completion, element.sla)


def texts_of(labels: Mapping[str, str], written: str) -> Texts:
    """A name by language; what is written without one is in the first."""
    texts = {language: labels[language] for language in LANGUAGES if labels.get(language)}
    if written and written not in texts.values():
        texts.setdefault(LANGUAGES[0], written)
    return texts
