"""One class for each BPMN element: what happens when a token arrives."""

from heyi.core.workflow.behaviors.base import Behavior
from heyi.core.workflow.behaviors.end_event import EndEvent
from heyi.core.workflow.behaviors.exclusive_gateway import ExclusiveGateway
from heyi.core.workflow.behaviors.parallel_gateway import ParallelGateway
from heyi.core.workflow.behaviors.start_event import StartEvent
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Kind

BEHAVIORS: dict[Kind, Behavior] = {
    Kind.START: StartEvent(),
    Kind.END: EndEvent(),
    Kind.USER_TASK: UserTask(),
    Kind.EXCLUSIVE: ExclusiveGateway(),
    Kind.PARALLEL: ParallelGateway(),
}


def behavior_of(node: Node) -> Behavior:
    """What a node does."""
    return BEHAVIORS[node.kind]
