"""One element more in a structured file, of those that a tree cannot show. Each gives the node that is to be named."""

from collections.abc import Callable
from random import Random

from lxml import etree

from heyi.core.workflow.parser.elements import local
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.parser.xml import BPMN, HEYI, parse, serialize
from heyi.core.workflow.simple.reading import read_tree

TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"


class File:
    """A file in which something is added."""

    def __init__(self, text: str, seed: int) -> None:
        self.root = parse(text)
        self.joins = sorted(set(read_tree(read(text)).joins.values()))
        self.process = next(self.root.iter(f"{{{BPMN}}}process"))
        self.random = Random(seed)  # noqa: S311  no secret

    def text(self) -> str:
        return serialize(self.root)

    def all(self, *kinds: str) -> list[etree._Element]:
        return [node for node in self.process if local(node) in kinds]

    def one(self, *kinds: str) -> etree._Element:
        return self.random.choice(self.all(*kinds))

    def add(self, text: str) -> etree._Element:
        wrapped = f'<w xmlns="{BPMN}" xmlns:heyi="{HEYI}">{text}</w>'
        node = etree.fromstring(wrapped)[0]
        self.process.append(node)
        return node

    def flow(self, source: str, target: str, condition: str = "") -> None:
        inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
        count = len(self.process)
        self.add(f'<sequenceFlow id="added_{count}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')

    def between(self, text: str, flow: etree._Element | None = None) -> str:
        """Put a node on a flow."""
        flow = self.one("sequenceFlow") if flow is None else flow
        node = self.add(text).get("id", "")
        target = flow.get("targetRef", "")
        flow.set("targetRef", node)
        self.flow(node, target)
        return node


def before(file: File, node: str) -> set[str]:
    """What can lead to a node."""
    found: set[str] = set()
    frontier = {node}
    while frontier:
        flows = [flow for flow in file.all("sequenceFlow") if flow.get("targetRef") in frontier]
        frontier = {flow.get("sourceRef", "") for flow in flows} - found
        found |= frontier
    return found


def boundary_timer(file: File) -> str:
    task = file.one("userTask", "callActivity").get("id")
    file.add(f'<boundaryEvent id="late" attachedToRef="{task}">{TIMER}</boundaryEvent>')
    file.add('<endEvent id="too_late"/>')
    file.flow("late", "too_late")
    return "late"


def sub_process(file: File) -> str:
    inside = '<startEvent id="in"/><endEvent id="out"/><sequenceFlow id="io" sourceRef="in" targetRef="out"/>'
    return file.between(f'<subProcess id="box">{inside}</subProcess>')


def event_gateway(file: File) -> str:
    node = file.between('<eventBasedGateway id="events"/>')
    file.add(f'<intermediateCatchEvent id="hour">{TIMER}</intermediateCatchEvent>')
    file.add('<endEvent id="waited"/>')
    file.flow(node, "hour")
    file.flow("hour", "waited")
    return node


def unmatched_join(file: File) -> str:
    name = file.random.choice(file.joins)
    node = next(one for one in file.process if one.get("id") == name)
    others = {"exclusiveGateway", "parallelGateway", "inclusiveGateway"} - {local(node)}
    node.tag = f"{{{BPMN}}}{file.random.choice(sorted(others))}"
    return name


def loop_back(file: File) -> str:
    node = file.one("userTask", "callActivity").get("id", "")
    starts = {one.get("id", "") for one in file.all("startEvent")}
    target = file.random.choice(sorted((before(file, node) | {node}) - starts))
    file.flow(node, target, "again")
    return node


def to_start(file: File) -> str:
    node = file.one("userTask", "callActivity").get("id", "")
    file.flow(node, file.all("startEvent")[0].get("id", ""), "again")
    return node


def multi_instance(file: File) -> str:
    task = file.one("userTask", "callActivity")
    for old in task.findall(f"{{{BPMN}}}multiInstanceLoopCharacteristics"):
        task.remove(old)
    loop = etree.SubElement(task, f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    etree.SubElement(loop, f"{{{BPMN}}}loopCardinality").text = "3"
    return task.get("id", "")


def standard_loop(file: File) -> str:
    task = file.one("userTask", "callActivity")
    etree.SubElement(task, f"{{{BPMN}}}standardLoopCharacteristics")
    return task.get("id", "")


def way_out(file: File) -> str:
    """A condition at a task itself."""
    task = file.one("userTask", "callActivity").get("id", "")
    file.add('<endEvent id="beside"/>')
    file.flow(task, "beside", "x")
    return task


def input_of_call(file: File) -> str:
    task = file.one("userTask", "callActivity")
    holder = task.find(f"{{{BPMN}}}extensionElements")
    if holder is None:
        holder = etree.SubElement(task, f"{{{BPMN}}}extensionElements")
    etree.SubElement(holder, f"{{{HEYI}}}input", {"name": "x", "value": "1"})
    return task.get("id", "")


def second_start(file: File) -> str:
    file.add('<startEvent id="other"/>')
    file.flow("other", file.one("userTask", "callActivity").get("id", ""))
    return "other"


def message_start(file: File) -> str:
    start = file.all("startEvent")[0]
    etree.SubElement(start, f"{{{BPMN}}}messageEventDefinition")
    return start.get("id", "")


def error_end(file: File) -> str:
    end = file.one("endEvent")
    etree.SubElement(end, f"{{{BPMN}}}errorEventDefinition")
    return end.get("id", "")


def nothing_leads_here(file: File) -> str:
    file.add('<userTask id="alone"/>')
    file.add('<endEvent id="alone_end"/>')
    file.flow("alone", "alone_end")
    return "alone"


def one_way_gateway(file: File) -> str:
    """Behind an end of other ways it would be where a block is closed, so that it stands at the start."""
    start = file.all("startEvent")[0].get("id")
    flow = next(one for one in file.all("sequenceFlow") if one.get("sourceRef") == start)
    return file.between('<exclusiveGateway id="added"/>', flow)


def _on_a_flow(text: str) -> Callable[[File], str]:
    return lambda file: file.between(text)


def _in_the_process(text: str) -> Callable[[File], str]:
    return lambda file: file.add(text).get("id", "")


#: By the code that is to be said.
ADDED: list[tuple[str, Callable[[File], str]]] = [
    ("boundary_event", boundary_timer), ("sub_process", sub_process), ("event_gateway", event_gateway),
    ("unmatched_join", unmatched_join), ("loop", loop_back), ("loop", to_start), ("multi_instance", multi_instance),
    ("loop_marker", standard_loop), ("implicit_split", way_out), ("content", input_of_call),
    ("start_event", second_start), ("start_event", message_start), ("end_event", error_end),
    ("not_connected", nothing_leads_here),
    *(("other_task", _on_a_flow(f'<{kind} id="added"/>'))
      for kind in ("serviceTask", "scriptTask", "sendTask", "receiveTask", "manualTask", "businessRuleTask", "task")),
    ("event", _on_a_flow(f'<intermediateCatchEvent id="added">{TIMER}</intermediateCatchEvent>')),
    ("event", _on_a_flow('<intermediateThrowEvent id="added"/>')),
    ("complex_gateway", _on_a_flow('<complexGateway id="added"/>')),
    ("sub_process", _on_a_flow('<transaction id="added"/>')), ("sub_process", _on_a_flow('<adHocSubProcess id="added"/>')),
    ("sub_process", _in_the_process('<subProcess id="added" triggeredByEvent="true"/>')),
    ("content", _on_a_flow('<userTask id="added" heyi:eachOnce="true"/>')),
    ("content", _on_a_flow('<userTask id="added"><potentialOwner/></userTask>')),
    ("compensation", _in_the_process('<userTask id="added" isForCompensation="true"/>')),
    ("data", _in_the_process('<dataObject id="added"/>')), ("lanes", _in_the_process('<laneSet id="added"/>')),
    ("bad_id", _on_a_flow('<userTask id="1 added"/>')),
    ("unmatched_join", one_way_gateway),
]  # fmt: skip
