"""None and terminate end events, and those that name the outcome of the case."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import APPROVED, Token
from heyi.core.workflow.step import Step


class EndEvent:
    """Takes the token. The case ends with its last token, or at once when the event terminates (rule 38)."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """The token ends here."""
        step.consume(token)
        last = not any(True for _ in step.state.live_tokens())
        if node.terminates or last:
            step.end_case(node.outcome or APPROVED)
