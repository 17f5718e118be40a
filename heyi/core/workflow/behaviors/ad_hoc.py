"""Ad-hoc sub-process: people (or a script) begin what is in it, in any order, as often as they like."""

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
    return [one for one in step.graph.levels.get(node.id, ()) if begins(one)]


def settle(step: Step, scope: Activation) -> None:
    """Something inside has ended: is all done?"""
    node = step.graph.nodes[scope.node]
    if node.completion is None or not step.holds(node.completion, token=step.state.tokens[scope.token_id]):
        return
    if node.cancel_remaining or not scopes.inside(step, scope.id):
        finish(step, scope)


def finish(step: Step, scope: Activation) -> None:
    """All is done: what still runs inside is cancelled."""
    step.close(scope, "completed")
    step.leave(scopes.successor(step, scope), step.graph.nodes[scope.node])
