"""A BPMN file as values: the processes in it, their elements and flows. What is not listed here stays in the tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Policy
from heyi.core.workflow.parser.sla import Sla


class Kind(StrEnum):
    """The flow nodes of BPMN 2.0, by their names in a file."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    SERVICE_TASK = "serviceTask"
    SCRIPT_TASK = "scriptTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    MANUAL_TASK = "manualTask"
    RULE_TASK = "businessRuleTask"
    CALL = "callActivity"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC = "adHocSubProcess"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"
    COMPLEX = "complexGateway"


class Trigger(StrEnum):
    """What an event throws or catches, by the name of its definition without the suffix ``EventDefinition``."""

    MESSAGE = "message"
    TIMER = "timer"
    ERROR = "error"
    ESCALATION = "escalation"
    CANCEL = "cancel"
    COMPENSATION = "compensate"
    CONDITIONAL = "conditional"
    LINK = "link"
    SIGNAL = "signal"
    TERMINATE = "terminate"


#: Elements of a process that carry a token. All others are data, notes and decoration.
FLOW_NODES = frozenset(Kind)
SUB_PROCESSES = frozenset({Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC})
GATEWAYS = frozenset({Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.EVENT_BASED, Kind.COMPLEX})
EVENTS = frozenset({Kind.START, Kind.END, Kind.CATCH, Kind.THROW, Kind.BOUNDARY})
ACTIVITIES = FLOW_NODES - GATEWAYS - EVENTS
EVENT_DEFINITIONS = {f"{trigger}EventDefinition": trigger for trigger in Trigger}


@dataclass(frozen=True, slots=True)
class Event:
    """One event definition. ``name`` is that of the message, signal or link, or the code of the error or escalation
    (empty catches every code); ``ref`` is the id that the file refers to, and ``missing`` says that nothing has it.

    ``timer`` is ``date``, ``duration`` or ``cycle``; ``expression`` its text or the condition, in FEEL or ISO 8601.
    ``correlation`` is FEEL for the key by which a message finds its case.
    """

    trigger: Trigger
    name: str = ""
    ref: str = ""
    missing: bool = False
    timer: str = ""
    expression: str = ""
    correlation: str = ""
    working: bool = False


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """``multiInstanceLoopCharacteristics`` of an activity. ``completion`` is a FEEL condition over the counters
    numberOfInstances, numberOfActiveInstances, numberOfCompletedInstances and numberOfTerminatedInstances."""

    sequential: bool = False
    cardinality: str = ""
    collection: str = ""
    completion: str = ""
    item: str = ""
    results: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """``standardLoopCharacteristics``: again while ``condition`` holds, asked before or after each run."""

    condition: str = ""
    test_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One value handed in or out: ``target = expression`` (FEEL), from ``heyi:input``, ``heyi:output``, or an assignment
    or transformation of BPMN. A data association with neither copies the variable ``source`` (BPMN 2.0.2, 10.4.2)."""

    target: str
    expression: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What an activity does. ``kind`` is ``script``, ``operation``, ``connector``, ``external`` or ``decision``;
    ``name`` the operation, topic or decision; ``text`` the script; ``result`` the variable that takes the outcome.
    """

    kind: str
    name: str = ""
    text: str = ""
    language: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``condition`` is FEEL text, empty when the flow is unconditional."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node as written. ``kind`` is the BPMN name; ``parent`` the sub-process that it stands in, or empty.

    ``events`` are its event definitions, ``outcome`` what an end event makes of the case, ``handler`` the activity
    that a compensation event is associated with, ``faults`` what could not be understood, each with its reason.
    """

    id: str
    kind: str
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    approval: Approval | None = None
    multi: MultiInstance | None = None
    loop: StandardLoop | None = None
    events: tuple[Event, ...] = ()
    outcome: str = ""
    line: int = field(default=0, compare=False)
    faults: tuple[str, ...] = ()
    parent: str = ""
    attached_to: str = ""
    interrupting: bool = True
    parallel_events: bool = False
    instantiates: bool = False
    by_event: bool = False
    for_compensation: bool = False
    handler: str = ""
    called: str = ""
    asynchronous: bool = False
    work: Work | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    sequential: bool = False
    completion: str = ""
    cancel_remaining: bool = True
    each_once: bool = False
    activation: str = ""
    sla: Sla | None = None

    def caught(self, trigger: Trigger) -> Event | None:
        """The definition of this trigger, if the element has one."""
        return next((event for event in self.events if event.trigger == trigger), None)


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a file, with the content of its sub-processes. ``withdraw`` says until when the initiator may
    take a case back."""

    id: str
    name: str
    elements: tuple[Element, ...]
    flows: tuple[Flow, ...]
    executable: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    withdraw: str = "before_decision"
    faults: tuple[str, ...] = ()
    policy: Policy = USUAL_POLICY
    sla: Sla | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file: the tree as it was read, and what the engine understands of it."""

    root: etree._Element
    processes: tuple[Process, ...]

    @property
    def process(self) -> Process | None:
        """The one that is run: the executable one, or the only one."""
        executable = [process for process in self.processes if process.executable]
        if len(executable) == 1:
            return executable[0]
        return self.processes[0] if len(self.processes) == 1 else None
