"""Intermediate catch event and receive task: the token waits for a message, a signal, a moment or a condition."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Trigger
from heyi.core.workflow.running import waiting
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class CatchEvent:
    """Waits. A link event is only a place to go on from."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Set the wait up with the token."""
        if node.trap(Trigger.LINK) is not None or not node.traps:
            step.leave(token, node)
            return
        activation = step.activate(token, node)
        token.activation_id = activation.id
        step.state.touch(token)
        waiting.subscribe(step, token, node, activation)
