"""None start event: the token goes on at once."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class StartEvent:
    """Where a case begins."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """On, to the first step."""
        step.leave(token, node)
