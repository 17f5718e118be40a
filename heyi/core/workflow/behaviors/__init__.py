"""One class for each BPMN element: what happens when a token arrives."""

from collections.abc import Callable

from heyi.core.workflow.behaviors import ad_hoc, sub_process
from heyi.core.workflow.behaviors.ad_hoc import AdHoc
from heyi.core.workflow.behaviors.base import Behavior
from heyi.core.workflow.behaviors.boundary_event import BoundaryEvent
from heyi.core.workflow.behaviors.call_activity import CallActivity
from heyi.core.workflow.behaviors.catch_event import CatchEvent
from heyi.core.workflow.behaviors.complex_gateway import ComplexGateway
from heyi.core.workflow.behaviors.end_event import EndEvent
from heyi.core.workflow.behaviors.event_gateway import EventGateway
from heyi.core.workflow.behaviors.exclusive_gateway import ExclusiveGateway
from heyi.core.workflow.behaviors.inclusive_gateway import InclusiveGateway
from heyi.core.workflow.behaviors.parallel_gateway import ParallelGateway
from heyi.core.workflow.behaviors.repeated import Repeated
from heyi.core.workflow.behaviors.rule_task import RuleTask
from heyi.core.workflow.behaviors.script_task import ScriptTask
from heyi.core.workflow.behaviors.service_task import ServiceTask
from heyi.core.workflow.behaviors.start_event import StartEvent
from heyi.core.workflow.behaviors.sub_process import SubProcess
from heyi.core.workflow.behaviors.task import PlainTask
from heyi.core.workflow.behaviors.throw_event import ThrowEvent
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.running import compensating, scopes
from heyi.core.workflow.state import Activation
from heyi.core.workflow.step import Step

BEHAVIORS: dict[Kind, Behavior] = {
    Kind.START: StartEvent(),
    Kind.END: EndEvent(),
    Kind.CATCH: CatchEvent(),
    Kind.THROW: ThrowEvent(),
    Kind.BOUNDARY: BoundaryEvent(),
    Kind.TASK: PlainTask(),
    Kind.MANUAL_TASK: PlainTask(),
    Kind.USER_TASK: UserTask(),
    Kind.SERVICE_TASK: ServiceTask(),
    Kind.SCRIPT_TASK: ScriptTask(),
    Kind.SEND_TASK: ThrowEvent(),
    Kind.RECEIVE_TASK: CatchEvent(),
    Kind.RULE_TASK: RuleTask(),
    Kind.CALL: CallActivity(),
    Kind.SUB_PROCESS: SubProcess(),
    Kind.TRANSACTION: SubProcess(),
    Kind.AD_HOC: AdHoc(),
    Kind.EXCLUSIVE: ExclusiveGateway(),
    Kind.PARALLEL: ParallelGateway(),
    Kind.INCLUSIVE: InclusiveGateway(),
    Kind.EVENT_BASED: EventGateway(),
    Kind.COMPLEX: ComplexGateway(),
}
REPEATED = Repeated()
EMPTY: dict[str, Callable[[Step, Activation], None]] = {
    Kind.SUB_PROCESS: sub_process.empty,
    Kind.TRANSACTION: sub_process.empty,
    Kind.AD_HOC: ad_hoc.settle,
    scopes.EVENT_SUB_PROCESS: sub_process.empty_event_sub_process,
    scopes.COMPENSATION: compensating.go_on,
}


def behavior_of(node: Node, *, repeated: bool = False) -> Behavior:
    """What a node does; ``repeated`` asks for one run of an activity that is done more than once."""
    if (node.many is not None or node.again is not None) and not repeated:
        return REPEATED
    return BEHAVIORS[node.kind]


def when_empty(kind: str) -> Callable[[Step, Activation], None]:
    """What a scope does when the last token in it has ended."""
    return EMPTY[kind]
