"""From XML to the model. Nothing is refused here for what it means: that is the lint's word."""

from lxml import etree

from heyi.core.workflow.parser.elements import Index, local, read_element, text_of
from heyi.core.workflow.parser.extension import Faults, read_labels
from heyi.core.workflow.parser.model import FLOW_NODES, SUB_PROCESSES, Document, Element, Flow, Process
from heyi.core.workflow.parser.policies import read_policy
from heyi.core.workflow.parser.sla import read_sla
from heyi.core.workflow.parser.xml import BPMN, HEYI, parse, serialize

WITHDRAW = ("before_decision", "running", "never")


def read(source: bytes | str) -> Document:
    """A file as values. Raises what ``xml.parse`` raises, and nothing for strange content."""
    root = parse(source)
    index = _index(root)
    return Document(root, tuple(_process(node, index) for node in root.iter(f"{{{BPMN}}}process")))


def write(document: Document) -> str:
    """The file again: what came in, diagram, foreign extensions and comments included."""
    return serialize(document.root)


def _index(root: etree._Element) -> Index:
    """Everything that can be referred to by its id, associations by what they come from, message flows by both ends."""
    index: dict[str, etree._Element] = {}
    for node in root.iter(f"{{{BPMN}}}*"):
        if node.get("id"):
            index.setdefault(node.get("id", ""), node)
        if local(node) == "association":
            index.setdefault(f"association:{node.get('sourceRef', '').rpartition(':')[2]}", node)
        if local(node) == "messageFlow":
            for end in ("sourceRef", "targetRef"):
                index.setdefault(f"message:{node.get(end, '').rpartition(':')[2]}", node)
    return index


def _process(node: etree._Element, index: Index) -> Process:
    elements: list[Element] = []
    flows: list[Flow] = []
    _content(node, index, "", elements, flows)
    withdraw = node.get(f"{{{HEYI}}}withdraw", WITHDRAW[0])
    faults = () if withdraw in WITHDRAW else (f"withdraw={withdraw!r} is none of {', '.join(WITHDRAW)}",)
    policy_faults = Faults()
    policy, sla = read_policy(node, policy_faults), read_sla(node, policy_faults)
    return Process(
        id=node.get("id", ""),
        name=node.get("name", ""),
        elements=tuple(elements),
        flows=tuple(flows),
        executable=node.get("isExecutable", "false") == "true",
        labels=read_labels(node),
        withdraw=WITHDRAW[0] if faults else withdraw,
        faults=(*faults, *policy_faults),
        policy=policy,
        sla=sla,
    )


def _content(node: etree._Element, index: Index, parent: str, elements: list[Element], flows: list[Flow]) -> None:
    """Flow nodes and flows of one level, each sub-process followed by what is in it."""
    for child in node:
        name = local(child)
        if name == "sequenceFlow":
            flows.append(_flow(child, parent))
        elif name in FLOW_NODES:
            elements.append(read_element(child, index, parent))
            if name in SUB_PROCESSES:
                _content(child, index, child.get("id", ""), elements, flows)


def _flow(node: etree._Element, parent: str) -> Flow:
    return Flow(
        id=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        name=node.get("name", ""),
        condition=text_of(node, "conditionExpression"),
        labels=read_labels(node),
        parent=parent,
    )
