"""Sub-process and transaction: a scope of its own, done when nothing runs in it any more."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import scopes
from heyi.core.workflow.state import Activation, Token
from heyi.core.workflow.step import Step


class SubProcess:
    """The token waits outside while others run inside."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Begin inside, at the start event or at everything that nothing leads to."""
        scope = scopes.open_scope(step, token, node)
        for start in step.graph.starts(node.id):
            scopes.enter(step, scope, start)
        if not scopes.inside(step, scope.id):
            empty(step, scope)


def empty(step: Step, scope: Activation) -> None:
    """All is done inside: go on outside with the past of all that ended."""
    node = step.graph.nodes[scope.node]
    step.close(scope, "completed")
    step.leave(scopes.successor(step, scope), node)


def empty_event_sub_process(step: Step, scope: Activation) -> None:
    """An event sub-process is done; it may have been the last thing that ran in its scope."""
    step.close(scope, "completed")
    scopes.finish(step, step.state.tokens[scope.token_id])
