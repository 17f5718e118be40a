"""Event-based gateway: several events are waited for, the first to come decides (WCP-16)."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import waiting
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class EventGateway:
    """Waits for all events behind it at once."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Set the waits up with the token."""
        activation = step.activate(token, node)
        token.activation_id = activation.id
        step.state.touch(token)
        for flow in node.outgoing:
            waiting.subscribe(step, token, step.graph.nodes[flow.target], activation)
