"""The one thing that every element can do."""

from typing import Protocol

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class Behavior(Protocol):
    """What a BPMN element does with a token. Behaviours hold no state."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """A token has come along a flow, or was put here."""
        ...
