"""Exclusive gateway: the first flow whose condition holds. As a merge it passes every token (rule 29)."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class ExclusiveGateway:
    """One way out of several."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Conditions in the order of the file, then the default, else an incident (rule 30)."""
        if not node.outgoing:
            scopes.finish(step, token)
            return
        for flow in node.outgoing:
            if flow is node.default:
                continue
            if flow.condition is None or step.holds(flow.condition, token=token):
                step.move(token, flow)
                return
        if node.default is not None:
            step.move(token, node.default)
        else:
            step.trouble(token, "no_way_out", "No condition is true and there is no default flow.")
