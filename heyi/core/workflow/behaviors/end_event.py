"""End events: none, terminate, and those that throw something or name the outcome of the case."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.parser.model import Trigger
from heyi.core.workflow.running import compensating, scopes, throwing
from heyi.core.workflow.state import APPROVED, Token
from heyi.core.workflow.step import Step


class EndEvent:
    """Takes the token. The case ends with its last one, or at once when the event terminates it (rule 38)."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """The token ends here, after what it has to say."""
        error, undo = node.trap(Trigger.ERROR), node.trap(Trigger.COMPENSATION)
        if error is not None:
            throwing.error(step, token, node, error.name)
        elif node.trap(Trigger.CANCEL) is not None:
            compensating.cancel_transaction(step, token, node)
        elif undo is not None:
            compensating.compensate(step, token, node, undo.activity, "finish")
        else:
            throwing.thrown(step, token, node)
            if token.state == "live":
                self._end(step, token, node)

    def _end(self, step: Step, token: Token, node: Node) -> None:
        if node.terminates:
            for other in scopes.inside(step, token.scope):
                if other is not token:
                    step.cancel(other)
        last = not token.scope and scopes.inside(step, 0) == [token]
        scopes.finish(step, token)
        if last:
            step.end_case(node.outcome or APPROVED)
