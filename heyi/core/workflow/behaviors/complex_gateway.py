"""Complex gateway: fires when its activation condition holds, then takes what comes late without firing again.

The condition knows ``activationCount`` and, by the id of each incoming flow, whether a token has come along it; without
a condition every flow is needed. While it waits for the late ones, ``waitingForStart`` is false, and only flows whose
condition speaks of that are taken when it resets (BPMN 2.0.2, 13.4.5; the discriminator of WCP-9 and 28).
"""

from heyi.core.workflow.behaviors.inclusive_gateway import diverge
from heyi.core.workflow.behaviors.parallel_gateway import join
from heyi.core.workflow.conditions import ConditionFailed
from heyi.core.workflow.graph import Flow, Node
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Activation, Token
from heyi.core.workflow.step import Step

PHASE = "waitingForStart"


class ComplexGateway:
    """As a join it waits; ``running.settling`` asks its condition."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Split at once, or stand and wait."""
        if len(node.incoming) < 2:
            diverge(step, token, node, {PHASE: True})


def start(step: Step, node: Node, scope: int, arrivals: dict[str, Token]) -> bool:
    """Fire if the condition holds; whether it did."""
    if node.activation is None:
        if len(arrivals) < len(node.incoming):
            return False
    else:
        counts = {flow.id: int(flow.id in arrivals) for flow in node.incoming}
        any_token = next(iter(arrivals.values()))
        try:
            if not step.holds(node.activation, {**counts, "activationCount": len(arrivals)}, token=any_token):
                return False
        except ConditionFailed as error:
            step.trouble(any_token, "condition_failed", error.reason)
            return False
    token = join(step, node, list(arrivals.values()))
    if len(arrivals) < len(node.incoming) or late(node):
        holder = step.born(node.id, scope=scope, splits=list(token.splits), parents=list(token.parents))
        activation = step.activate(holder, node)
        activation.data = {"flows": sorted(arrivals)}
        holder.activation_id = activation.id
    diverge(step, token, node, {PHASE: True})
    return True


def reset(step: Step, node: Node, holder: Token, activation: Activation, arrivals: dict[str, Token]) -> None:
    """Nothing more can come: take the late ones, and be ready for the next round."""
    step.close(activation, "completed")
    for flow, token in arrivals.items():
        if flow not in activation.data["flows"]:
            step.consume(token)
    holder.activation_id = 0
    step.state.touch(holder)
    try:
        taken = [
            flow for flow in late(node) if flow.condition and step.holds(flow.condition, {PHASE: False}, token=holder)
        ]  # fmt: skip
    except ConditionFailed as error:
        step.trouble(holder, "condition_failed", error.reason)
        return
    if taken:
        step.split(holder, node, taken)
    else:
        scopes.finish(step, holder)


def late(node: Node) -> list[Flow]:
    """The flows that can be taken when the gateway resets."""
    return [flow for flow in node.outgoing if flow.condition is not None and PHASE in flow.condition.text]
