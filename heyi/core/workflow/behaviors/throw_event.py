"""Intermediate throw event and send task."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Kind, Trigger
from heyi.core.workflow.running import compensating, throwing
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class ThrowEvent:
    """Throws, and goes on unless what it threw ended its scope."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Links lead to their other end; compensation is waited for."""
        link, undo = node.trap(Trigger.LINK), node.trap(Trigger.COMPENSATION)
        if link is not None:
            self._jump(step, token, node, link.name)
            return
        if undo is not None:
            compensating.compensate(step, token, node, undo.activity, "leave")
            return
        token.activation_id = step.activate(token, node, state="completed").id
        step.state.touch(token)
        throwing.thrown(step, token, node)
        if token.state == "live":
            step.leave(token, node)

    def _jump(self, step: Step, token: Token, node: Node, name: str) -> None:
        for other in step.graph.levels[node.parent]:
            trap = other.trap(Trigger.LINK)
            if other.kind == Kind.CATCH and trap is not None and trap.name == name:
                token.node, token.flow = other.id, ""
                step.state.touch(token)
                step.queue.append(token)
                return
        step.trouble(token, "no_link", f"No catching link event is called “{name}”.")
