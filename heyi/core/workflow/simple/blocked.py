"""What a tree cannot show, with a sentence for whoever wants to edit it there."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.parser.model import Kind
from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Blocked:
    """The node because of which a process is no tree. ``node`` is an id in the file, ``name`` what people call it."""

    node: str
    code: str
    labels: Mapping[str, str]
    written: str = ""

    @property
    def reason(self) -> Text:
        """Why, in a sentence."""
        return REASONS[self.code]

    @property
    def name(self) -> str:
        """The name in the language that is active, else as it is written, else the id."""
        return self.labels.get(get_language() or "") or self.written or self.node


#: The code for each kind of flow node that a tree does not have.
KINDS = {
    Kind.CATCH: "event", Kind.THROW: "event", Kind.BOUNDARY: "boundary_event", Kind.TASK: "other_task",
    Kind.SERVICE_TASK: "other_task", Kind.SCRIPT_TASK: "other_task", Kind.SEND_TASK: "other_task",
    Kind.RECEIVE_TASK: "other_task", Kind.MANUAL_TASK: "other_task", Kind.RULE_TASK: "other_task",
    Kind.SUB_PROCESS: "sub_process", Kind.TRANSACTION: "sub_process", Kind.AD_HOC: "sub_process",
    Kind.EVENT_BASED: "event_gateway", Kind.COMPLEX: "complex_gateway",
}  # fmt: skip

REASONS: Mapping[str, Text] = {
    "no_process": _("The file must have exactly one executable process."),
    "pools": _("Pools and messages between them cannot be shown in the simple designer."),
    "lanes": _("Lanes cannot be shown in the simple designer."),
    "data": _("Data and roles of the process cannot be shown in the simple designer."),
    "event": _("Events on the way, timers among them, cannot be shown in the simple designer."),
    "boundary_event": _("Events at the edge of a step cannot be shown in the simple designer."),
    "other_task": _("Tasks of programs cannot be shown in the simple designer, only those of people."),
    "sub_process": _("Sub-processes cannot be shown in the simple designer; calls of other processes can."),
    "event_gateway": _("Gateways that wait for events cannot be shown in the simple designer."),
    "complex_gateway": _("Complex gateways cannot be shown in the simple designer."),
    "start_event": _("The simple designer shows one start, without a trigger."),
    "end_event": _("Ends that throw an event cannot be shown in the simple designer."),
    "multi_instance": _("Several instances that come from data cannot be shown in the simple designer."),
    "loop_marker": _("Activities that are repeated cannot be shown in the simple designer."),
    "compensation": _("What undoes other steps cannot be shown in the simple designer."),
    "content": _("This has settings that cannot be shown in the simple designer."),
    "not_understood": _("Something that is said here is not understood; correct it in the BPMN designer."),
    "bad_id": _("The simple designer needs an id here that is used once and has letters, digits and dashes only."),
    "dangling": _("This flow refers to an element that does not exist."),
    "loop": _("Ways that lead back to earlier steps cannot be shown in the simple designer."),
    "conditional_flow": _("Conditions stand behind a gateway only in the simple designer."),
    "implicit_split": _("Several ways part here without a gateway, which cannot be shown in the simple designer."),
    "implicit_join": _("Several ways meet here without a gateway, which cannot be shown in the simple designer."),
    "mixed_gateway": _("Ways meet and part at the same gateway, which cannot be shown in the simple designer."),
    "unmatched_join": _("Not exactly the ways of one gateway of the same kind meet here."),
    "no_default": _("Exactly one branch is the default, which is taken when no condition is true."),
    "condition_on_default": _("The default flow has no condition."),
    "condition_on_parallel": _("Flows out of a parallel gateway have no conditions."),
    "dead_end": _("Nothing follows here; lead a flow on, or to an end."),
    "not_connected": _("No flow leads here."),
    "too_large": _("This process is too large for the simple designer."),
}


class Cannot(Exception):
    """Raised inside of a reading at the first thing that a tree cannot show."""

    def __init__(self, node: str, code: str, labels: Mapping[str, str] | None = None, written: str = "") -> None:
        super().__init__(code)
        self.blocked = Blocked(node, code, labels or {}, written)
