"""Inclusive gateway: out along every flow whose condition holds; in when nothing more can come (rule 28)."""

from collections.abc import Mapping
from typing import Any

from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class InclusiveGateway:
    """As a join it waits; ``running.settling`` lets it fire."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Split at once, or stand and wait."""
        if len(node.incoming) < 2:
            diverge(step, token, node)


def diverge(step: Step, token: Token, node: Node, known: Mapping[str, Any] | None = None) -> None:
    """Every flow without a condition or with one that holds; the default only when there is none (BPMN 2.0.2, 13.4.3).
    A gateway that nothing follows ends the path. ``known`` are more values for the conditions.
    """
    if not node.outgoing:
        scopes.finish(step, token)
        return
    ways = [flow for flow in node.outgoing if flow is not node.default]
    try:
        taken = [flow for flow in ways if flow.condition is None or step.holds(flow.condition, known, token=token)]
    except ConditionFailed as error:  # a join fires on its own: nobody arrives to whom it could be told
        step.trouble(token, "condition_failed", error.reason)
        return
    if not taken and node.default is not None:
        taken = [node.default]
    if not taken:
        step.trouble(token, "no_way_out", "No condition is true and there is no default flow.")
    elif len(taken) == 1:
        step.move(token, taken[0])
    else:
        step.split(token, node, taken)
