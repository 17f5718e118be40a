"""Reading one flow node: what it waits for, what it does, how often, and with which data."""

from collections.abc import Iterator, Mapping

from lxml import etree

from heyi.core.workflow.approval.rules import Approval, ApproverRule, RuleKind, VoteMode
from heyi.core.workflow.parser.extension import NAMESPACES, Faults, read_approval, read_labels
from heyi.core.workflow.parser.model import (
    EVENT_DEFINITIONS,
    FLOW_NODES,
    Assignment,
    Element,
    Event,
    Kind,
    MultiInstance,
    StandardLoop,
    Trigger,
    Work,
)
from heyi.core.workflow.parser.sla import read_sla
from heyi.core.workflow.parser.xml import BPMN, HEYI

OUTCOMES = ("approved", "rejected")
WORKS = ("operation", "connector", "external", "decision")
MOST_LOOPS = 10_000
#: What an event definition refers to, and the attribute there that is its name.
REFERENCES = {
    Trigger.MESSAGE: ("messageRef", "name"),
    Trigger.SIGNAL: ("signalRef", "name"),
    Trigger.ERROR: ("errorRef", "errorCode"),
    Trigger.ESCALATION: ("escalationRef", "escalationCode"),
}
TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}

Index = Mapping[str, etree._Element]


def local(node: etree._Element) -> str:
    """The name of a BPMN element without its namespace; empty for comments and foreign elements."""
    if not isinstance(node.tag, str):
        return ""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def text_of(node: etree._Element, name: str) -> str:
    """The text of a child, without the white space around it."""
    found = node.find(f"bpmn:{name}", NAMESPACES)
    return "" if found is None else "".join(str(part) for part in found.itertext()).strip()


def read_element(node: etree._Element, index: Index, parent: str) -> Element:
    """A flow node as values."""
    faults = Faults()
    kind = local(node)
    end = node.find("bpmn:extensionElements/heyi:end", NAMESPACES)
    outcome = "" if end is None else end.get("outcome", "")
    if outcome and outcome not in OUTCOMES:
        faults.append(f"outcome={outcome!r} is none of {', '.join(OUTCOMES)}")
    events = tuple(_events(node, index, faults))
    sla, work = read_sla(node, faults), _work(node, index, faults)
    return Element(
        id=node.get("id", ""),
        kind=kind,
        name=node.get("name", ""),
        labels=read_labels(node),
        default=node.get("default", ""),
        approval=read_approval(node, faults) or (_resources(node, index) if kind == Kind.USER_TASK else None),
        sla=sla,
        multi=_multi(node, index),
        loop=_loop(node, faults),
        events=events,
        outcome=outcome,
        line=int(str(node.sourceline or 0)),
        each_once=faults.flag(node, f"{{{HEYI}}}eachOnce", False),
        faults=tuple(faults),
        parent=parent,
        attached_to=node.get("attachedToRef", ""),
        interrupting=node.get("cancelActivity" if kind == Kind.BOUNDARY else "isInterrupting", "true") != "false",
        parallel_events=node.get("eventGatewayType") == "Parallel" or node.get("parallelMultiple") == "true",
        instantiates=node.get("instantiate") == "true",
        by_event=node.get("triggeredByEvent") == "true",
        for_compensation=node.get("isForCompensation") == "true",
        handler=_handler(node, index),
        called=node.get("calledElement", "").rpartition(":")[2],
        asynchronous=node.get(f"{{{HEYI}}}async") == "true",
        work=work,
        inputs=tuple(_assignments(node, "input", "dataInputAssociation", index)),
        outputs=tuple(_assignments(node, "output", "dataOutputAssociation", index)),
        sequential=node.get("ordering") == "Sequential",
        completion=text_of(node, "completionCondition"),
        cancel_remaining=node.get("cancelRemainingInstances", "true") != "false",
        activation=text_of(node, "activationCondition"),
    )


def _events(node: etree._Element, index: Index, faults: Faults) -> Iterator[Event]:
    """Definitions inside, and those that are referred to; a receive or send task has its message."""
    for child in node:
        name = local(child)
        if name in EVENT_DEFINITIONS:
            yield _event(child, index, faults)
        elif name == "eventDefinitionRef":
            ref = (child.text or "").strip().rpartition(":")[2]
            target = index.get(ref)
            if target is not None and local(target) in EVENT_DEFINITIONS:
                yield _event(target, index, faults)
            else:
                faults.append(f"eventDefinitionRef {ref!r} is no event definition of this file")
    if local(node) in (Kind.RECEIVE_TASK, Kind.SEND_TASK) and node.get("messageRef"):
        yield _referring(node, Trigger.MESSAGE, index)


def _event(node: etree._Element, index: Index, faults: Faults) -> Event:
    trigger = EVENT_DEFINITIONS[local(node)]
    if trigger in REFERENCES:
        return _referring(node, trigger, index)
    if trigger == Trigger.LINK:
        return Event(trigger, name=node.get("name", ""))
    if trigger == Trigger.CONDITIONAL:
        return Event(trigger, expression=text_of(node, "condition"))
    if trigger == Trigger.COMPENSATION:
        return Event(trigger, ref=node.get("activityRef", "").rpartition(":")[2])
    if trigger != Trigger.TIMER:
        return Event(trigger)
    kinds = [name for name in TIMERS if node.find(f"bpmn:{name}", NAMESPACES) is not None]
    if len(kinds) > 1:
        faults.append("a timer has one of timeDate, timeDuration and timeCycle")
    kind = kinds[0] if kinds else ""
    working = node.get(f"{{{HEYI}}}working") == "true"
    return Event(trigger, timer=TIMERS.get(kind, ""), expression=text_of(node, kind) if kind else "", working=working)


def _referring(node: etree._Element, trigger: Trigger, index: Index) -> Event:
    attribute, name = REFERENCES[trigger]
    ref = node.get(attribute, "").rpartition(":")[2]
    target = index.get(ref) if ref else None
    if trigger == Trigger.MESSAGE and not ref:
        return Event(trigger, name=_flowing(node, index), correlation=_correlation(node))
    called = "" if target is None else target.get(name, "") or target.get("name", "") or ref
    return Event(trigger, name=called, ref=ref, missing=bool(ref) and target is None, correlation=_correlation(node))


def _correlation(node: etree._Element) -> str:
    found = node.find("bpmn:extensionElements/heyi:correlation", NAMESPACES)
    return "" if found is None else found.get("key", "")


def _flowing(node: etree._Element, index: Index) -> str:
    """A message that has no name is known by the message flow that it comes or goes by."""
    while node is not None and local(node) not in FLOW_NODES:
        node = node.getparent()  # type: ignore[assignment]
    flow = None if node is None else index.get(f"message:{node.get('id', '')}")
    return "" if flow is None else flow.get("id", "")


def _multi(node: etree._Element, index: Index) -> MultiInstance | None:
    loop = node.find("bpmn:multiInstanceLoopCharacteristics", NAMESPACES)
    if loop is None:
        return None
    own = {name: loop.get(f"{{{HEYI}}}{name}", "") for name in ("collection", "item", "results", "result")}
    return MultiInstance(
        sequential=loop.get("isSequential") == "true",
        cardinality=text_of(loop, "loopCardinality"),
        collection=own["collection"] or _data_name(text_of(loop, "loopDataInputRef"), index),
        completion=text_of(loop, "completionCondition"),
        item=own["item"] or _item_name(loop, "inputDataItem"),
        results=own["results"] or _data_name(text_of(loop, "loopDataOutputRef"), index),
        result=own["result"] or _item_name(loop, "outputDataItem"),
    )


def _item_name(loop: etree._Element, name: str) -> str:
    found = loop.find(f"bpmn:{name}", NAMESPACES)
    return "" if found is None else found.get("name") or found.get("id") or ""


def _data_name(ref: str, index: Index) -> str:
    """A reference to data means its name, which expressions know; without one its id."""
    found = index.get(ref)
    if found is not None and local(found) == "dataObjectReference":
        found = index.get(found.get("dataObjectRef", ""), found)
    name = None if found is None else found.get("name")
    return name or ref


def _loop(node: etree._Element, faults: Faults) -> StandardLoop | None:
    loop = node.find("bpmn:standardLoopCharacteristics", NAMESPACES)
    if loop is None:
        return None
    most = faults.number(loop, "loopMaximum", 0, 0, MOST_LOOPS)
    return StandardLoop(text_of(loop, "loopCondition"), loop.get("testBefore") == "true", most or None)


def _resources(node: etree._Element, index: Index) -> Approval | None:
    """Who decides, in the standard's own words (BPMN 2.0.2, 10.3.1 and 10.3.4): the people of an assignment expression,
    else the holders of the role that a resource names. Potential owners are a pool of which one takes the task; whoever
    performs it is asked at once.
    """
    pools = node.findall("bpmn:potentialOwner", NAMESPACES)
    named = pools or [*node.findall("bpmn:humanPerformer", NAMESPACES), *node.findall("bpmn:performer", NAMESPACES)]
    rules: list[ApproverRule] = []
    for one in named:
        assigned = one.find("bpmn:resourceAssignmentExpression", NAMESPACES)
        resource = index.get(text_of(one, "resourceRef").rpartition(":")[2])
        if assigned is not None:
            text = "".join(str(part) for part in assigned.itertext()).strip()
            rules.append(ApproverRule(RuleKind.EXPRESSION, text=text))
        elif resource is not None:
            rules.append(ApproverRule(RuleKind.ROLE, name=resource.get("name", "")))
    return Approval(rules=tuple(rules), mode=VoteMode.ANY, claim=bool(pools)) if rules else None


def _handler(node: etree._Element, index: Index) -> str:
    """Whom an association from a compensation event leads to."""
    found = index.get(f"association:{node.get('id', '')}")
    return "" if found is None else found.get("targetRef", "").rpartition(":")[2]


def _operation(node: etree._Element, index: Index) -> Work | None:
    """What ``operationRef`` leads to: the standard's own way to say which operation is called (its implementation)."""
    found = index.get(node.get("operationRef", "").rpartition(":")[2]) if local(node) == Kind.SERVICE_TASK else None
    name = "" if found is None else found.get("implementationRef", "").rpartition(":")[2]
    return Work("operation", name) if name else None


def _work(node: etree._Element, index: Index, faults: Faults) -> Work | None:
    if local(node) == Kind.SCRIPT_TASK:
        language = node.get("scriptFormat", "")
        return Work("script", "", text_of(node, "script"), language, node.get(f"{{{HEYI}}}result", ""))
    found = node.find("bpmn:extensionElements/heyi:work", NAMESPACES)
    if found is None:
        return _operation(node, index)
    kind = found.get("kind", "operation")
    if kind not in WORKS:
        faults.append(f"kind={kind!r} is none of {', '.join(WORKS)}")
    return Work(kind, found.get("name", ""), result=found.get("result", ""))


def _assignments(node: etree._Element, own: str, standard: str, index: Index) -> Iterator[Assignment]:
    for child in node.findall(f"bpmn:extensionElements/heyi:{own}", NAMESPACES):
        yield Assignment(child.get("name", ""), child.get("value", "") or (child.text or "").strip())
    for association in node.findall(f"bpmn:{standard}", NAMESPACES):
        assigned = association.findall("bpmn:assignment", NAMESPACES)
        for child in assigned:
            yield Assignment(text_of(child, "to"), text_of(child, "from"))
        if not assigned:
            yield from _association(association, index)


def _association(node: etree._Element, index: Index) -> Iterator[Assignment]:
    """A transformation gives the target its value; one source alone is copied. Ends that the file does not have carry
    nothing (drawings of other modelers are full of them)."""
    sources = [
        "".join(str(part) for part in child.itertext()).strip() for child in node.findall("bpmn:sourceRef", NAMESPACES)
    ]
    target, transformation = text_of(node, "targetRef"), text_of(node, "transformation")
    if target not in index:
        return
    if transformation:
        yield Assignment(_data_name(target, index), transformation)
    elif len(sources) == 1 and sources[0] in index:
        yield Assignment(_data_name(target, index), source=_data_name(sources[0], index))
