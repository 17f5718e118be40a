"""What is thrown: errors and escalations look for their catcher outwards, signals reach everybody, messages one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from heyi.core.workflow.graph import Node, Trap, taken
from heyi.core.workflow.parser.model import Trigger
from heyi.core.workflow.running import scopes, waiting
from heyi.core.workflow.state import REJECTED, Token

if TYPE_CHECKING:
    from heyi.core.workflow.step import Step


def error(step: "Step", token: Token, node: Node, code: str, message: str = "") -> None:
    """The innermost catcher that fits takes it and interrupts; a case that was called hands it to the case above; else
    it is an incident where it arose (rule 36)."""
    if _caught(step, token, node, Trigger.ERROR, code, {"error": code, "errorMessage": message}):
        return
    if step.state.case.parent_activation:
        step.raised = (code, message)
        step.end_case(REJECTED)
        return
    step.trouble(token, "error_uncaught", f"Nobody catches the error “{code}”. {message}".rstrip())


def escalation(step: "Step", token: Token, node: Node, code: str) -> None:
    """As an error, but it may be taken beside what runs, and uncaught it is nothing (rule 36)."""
    _caught(step, token, node, Trigger.ESCALATION, code, {"escalation": code})


def _caught(step: "Step", token: Token, node: Node, trigger: Trigger, code: str, payload: Mapping[str, Any]) -> bool:
    """Outwards: the edge of the activity, then event sub-processes beside it; not those that it runs in itself."""
    fits = _fitting(trigger, code)
    for host, around in scopes.levels(step, token, node):
        catcher = best(step, [step.graph.nodes[name] for name in around.boundary], fits)
        if catcher is not None:
            waiting.edge(step, host, catcher, payload)
            return True
        scope = scopes.container(step, host)
        if around.by_event:  # a handler does not catch what it throws itself, nor do its neighbours
            continue
        starts = [start for _, start in step.graph.event_subprocesses(around.parent)]
        catcher = best(step, starts, fits)
        if catcher is not None and (scope is None or scope.node == around.parent):
            waiting.begin_inside(step, catcher, scope, payload)
            return True
    return False


def _fitting(trigger: Trigger, code: str) -> Callable[[Trap], bool]:
    return lambda trap: trap.trigger == trigger and trap.name in ("", code)


def best(step: "Step", nodes: list[Node], fits: Callable[[Trap], bool]) -> Node | None:
    """Of those that fit, one that names the code before one that catches all."""
    found = [(trap.name == "", node.order, node) for node in nodes for trap in node.traps if fits(trap)]
    return min(found, key=lambda one: one[:2])[2] if found else None


def signal(step: "Step", name: str, payload: Mapping[str, Any]) -> None:
    """Everybody who waits for it in this case now; the other cases, and processes that begin with it, after the step."""
    from heyi.core.workflow.step import Thrown

    for row in step.state.open_subscriptions(Trigger.SIGNAL):
        if row.name == name and row.state == "open":
            waiting.deliver(step, row, payload)
    step.thrown.append(Thrown("signal", name, payload=payload))


def message(step: "Step", token: Token, node: Node, trap: Trap) -> None:
    """To the one that waits for it (rule 35), after the step."""
    from heyi.core.workflow.step import Thrown

    key = waiting.key_of(trap.correlation.value(step.values(token))) if trap.correlation else ""
    step.thrown.append(Thrown("message", trap.name, key, sent(step, token, node)))


def sent(step: "Step", token: Token, node: Node) -> dict[str, Any]:
    """What goes with a message or signal: the inputs of the throwing element, else nothing."""
    values = step.values(token)
    return taken(node.inputs, values)


def thrown(step: "Step", token: Token, node: Node) -> None:
    """Throw what an end or intermediate event throws; errors, cancellation and compensation are the caller's."""
    for trap in node.traps:
        match trap.trigger:
            case Trigger.MESSAGE:
                message(step, token, node, trap)
            case Trigger.SIGNAL:
                signal(step, trap.name, sent(step, token, node))
            case Trigger.ESCALATION:
                escalation(step, token, node, trap.name)
