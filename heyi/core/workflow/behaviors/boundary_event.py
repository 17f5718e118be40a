"""Boundary event: no flow leads into it. A token stands here only when it could not go on and is tried again."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class BoundaryEvent:
    """The exception has been taken; what follows is its flow."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """On."""
        step.leave(token, node)
