"""Task and manual task: what the engine does nothing for; done as soon as it is reached."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class PlainTask:
    """Passed through, and remembered as passed."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Done."""
        token.activation_id = step.activate(token, node, state="completed").id
        step.leave(token, node)
