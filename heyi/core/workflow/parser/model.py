"""A BPMN file as values: the processes in it, their elements and flows. What is not listed here stays in the tree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lxml import etree

from heyi.core.workflow.approval.rules import USUAL_POLICY, Approval, Policy


class Kind(StrEnum):
    """The elements that the engine runs, by their BPMN names."""

    START = "startEvent"
    END = "endEvent"
    USER_TASK = "userTask"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: Elements of a process that carry a token in BPMN, run here or not. All others are data, notes and decoration.
FLOW_NODES = _names(
    """startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent task userTask serviceTask
    scriptTask sendTask receiveTask manualTask businessRuleTask callActivity subProcess transaction adHocSubProcess
    exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway complexGateway"""
)

EVENT_DEFINITIONS = _names(
    """messageEventDefinition timerEventDefinition errorEventDefinition escalationEventDefinition cancelEventDefinition
    compensateEventDefinition conditionalEventDefinition linkEventDefinition signalEventDefinition
    terminateEventDefinition"""
)


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """``multiInstanceLoopCharacteristics`` of an activity. ``completion`` is a FEEL condition over the counters
    numberOfInstances, numberOfActiveInstances, numberOfCompletedInstances and numberOfTerminatedInstances."""

    sequential: bool = False
    cardinality: str = ""
    collection: str = ""
    completion: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. ``condition`` is FEEL text, empty when the flow is unconditional."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Element:
    """One flow node as written. ``kind`` is the BPMN name, also when the engine cannot run it.

    ``events`` are the names of event definitions inside, ``outcome`` what an end event makes of the case,
    ``faults`` what could not be understood in our own extension, each with its reason.
    """

    id: str
    kind: str
    name: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    approval: Approval | None = None
    multi: MultiInstance | None = None
    loop: bool = False
    events: tuple[str, ...] = ()
    outcome: str = ""
    line: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Process:
    """One process of a file. ``withdraw`` says until when the initiator may take a case back."""

    id: str
    name: str
    elements: tuple[Element, ...]
    flows: tuple[Flow, ...]
    executable: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    withdraw: str = "before_decision"
    faults: tuple[str, ...] = ()
    policy: Policy = USUAL_POLICY


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
