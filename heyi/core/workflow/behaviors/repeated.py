"""An activity that is done more than once: the whole of its runs."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import repeating
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class Repeated:
    """Multi-instance or loop around any activity."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Start its runs."""
        if node.many is not None:
            repeating.open_many(step, token, node, node.many)
        else:
            repeating.open_loop(step, token, node)
