"""Ad-hoc sub-process: people (or a script) begin what is in it, in any order, as often as they like.

With ``heyi:eachOnce`` each is begun once, and when all have been done the sub-process is: in sequence that is interleaved
routing (WCP-17, 40), around sub-processes a critical section (WCP-39).
"""

from heyi.core.workflow.graph import Node, begins
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Activation, Token
from heyi.core.workflow.step import Step


class AdHoc:
    """Waits for somebody to begin something; done by its completion condition, or when somebody says so."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Open; nothing inside begins of itself."""
        scopes.open_scope(step, token, node)


def offered(step: Step, scope: Activation) -> list[Node]:
    """What can be begun now: one at a time where the order is sequential."""
    node = step.graph.nodes[scope.node]
    if node.ordered and scopes.inside(step, scope.id):
        return []
    return _left(step, scope, node)


def begin(step: Step, scope: Activation, node: Node) -> None:
    """Somebody begins something that is offered."""
    if step.graph.nodes[scope.node].each_once:
        scope.data = {**scope.data, "begun": [*scope.data.get("begun", ()), node.id]}
        step.state.touch(scope)
    scopes.enter(step, scope, node)


def _left(step: Step, scope: Activation, node: Node) -> list[Node]:
    """What may still be begun."""
    begun = scope.data.get("begun", ()) if node.each_once else ()
    return [one for one in step.graph.levels.get(node.id, ()) if begins(one) and one.id not in begun]


def settle(step: Step, scope: Activation) -> None:
    """Something inside has ended: is all done?"""
    node = step.graph.nodes[scope.node]
    if node.each_once and not _left(step, scope, node) and not scopes.inside(step, scope.id):
        finish(step, scope)
        return
    if node.completion is None or not step.holds(node.completion, token=step.state.tokens[scope.token_id]):
        return
    if node.cancel_remaining or not scopes.inside(step, scope.id):
        finish(step, scope)


def finish(step: Step, scope: Activation) -> None:
    """All is done: what still runs inside is cancelled."""
    step.close(scope, "completed")
    step.leave(scopes.successor(step, scope), step.graph.nodes[scope.node])
