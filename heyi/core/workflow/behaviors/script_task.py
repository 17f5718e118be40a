"""Script task: a FEEL expression whose value becomes a variable. No other language is ever run."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step


class ScriptTask:
    """Evaluates. A context without a name for its result becomes one variable for each of its entries."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Evaluate, keep, go on."""
        activation = step.activate(token, node)
        token.activation_id = activation.id
        value = node.script.value(step.values(token)) if node.script else None
        name = node.work.result if node.work else ""
        results = {name: value} if name else value if isinstance(value, dict) else {}
        step.close(activation, "completed")
        step.leave(token, node, results)
