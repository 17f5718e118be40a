"""From XML to the model. Nothing is refused here for what it means: that is the lint's word."""

from lxml import etree

from heyi.core.workflow.parser.extension import NAMESPACES, Faults, read_approval, read_labels, read_policy
from heyi.core.workflow.parser.model import (
    EVENT_DEFINITIONS,
    FLOW_NODES,
    Document,
    Element,
    Flow,
    MultiInstance,
    Process,
)
from heyi.core.workflow.parser.xml import BPMN, HEYI, parse, serialize

WITHDRAW = ("before_decision", "running", "never")
OUTCOMES = ("approved", "rejected")


def read(source: bytes | str) -> Document:
    """A file as values. Raises what ``xml.parse`` raises, and nothing for strange content."""
    root = parse(source)
    return Document(root, tuple(_process(node) for node in root.iter(f"{{{BPMN}}}process")))


def write(document: Document) -> str:
    """The file again: what came in, diagram, foreign extensions and comments included."""
    return serialize(document.root)


def _local(node: etree._Element) -> str:
    """The name of a BPMN element without its namespace; empty for comments and foreign elements."""
    if not isinstance(node.tag, str):
        return ""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def _process(node: etree._Element) -> Process:
    elements = [_element(child) for child in node if _local(child) in FLOW_NODES]
    flows = [_flow(child) for child in node if _local(child) == "sequenceFlow"]
    withdraw = node.get(f"{{{HEYI}}}withdraw", WITHDRAW[0])
    faults = () if withdraw in WITHDRAW else (f"withdraw={withdraw!r} is none of {', '.join(WITHDRAW)}",)
    policy_faults = Faults()
    policy = read_policy(node, policy_faults)
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
    )


def _element(node: etree._Element) -> Element:
    faults = Faults()
    end = node.find("bpmn:extensionElements/heyi:end", NAMESPACES)
    outcome = "" if end is None else end.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        faults.append(f"outcome={outcome!r} is none of {', '.join(OUTCOMES)}")
    return Element(
        id=node.get("id", ""),
        kind=_local(node),
        name=node.get("name", ""),
        labels=read_labels(node),
        default=node.get("default", ""),
        approval=read_approval(node, faults),
        multi=_multi(node),
        loop=node.find("bpmn:standardLoopCharacteristics", NAMESPACES) is not None,
        events=tuple(_local(child) for child in node if _local(child) in EVENT_DEFINITIONS | {"eventDefinitionRef"}),
        outcome=outcome,
        line=int(str(node.sourceline or 0)),
        faults=tuple(faults),
    )


def _multi(node: etree._Element) -> MultiInstance | None:
    loop = node.find("bpmn:multiInstanceLoopCharacteristics", NAMESPACES)
    if loop is None:
        return None
    return MultiInstance(
        sequential=loop.get("isSequential") == "true",
        cardinality=_text(loop, "loopCardinality"),
        collection=_text(loop, "loopDataInputRef"),
        completion=_text(loop, "completionCondition"),
    )


def _flow(node: etree._Element) -> Flow:
    return Flow(
        id=node.get("id", ""),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        name=node.get("name", ""),
        condition=_text(node, "conditionExpression"),
        labels=read_labels(node),
    )


def _text(node: etree._Element, name: str) -> str:
    found = node.find(f"bpmn:{name}", NAMESPACES)
    return "" if found is None else "".join(str(part) for part in found.itertext()).strip()
