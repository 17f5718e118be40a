"""Business rule task: a decision of a DMN model gives the result (``heyi:work kind="decision" name="model/decision"``)."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Step
from heyi.kit.errors import Problem


class RuleTask:
    """Decides now. Without a name for its result, a context becomes one variable for each of its entries."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Ask the model in force; which rules matched is kept with the activation, for the question why."""
        activation = step.activate(token, node)
        token.activation_id = activation.id
        step.state.touch(token)
        key, _, decision = (node.work.name if node.work else "").partition("/")
        model = step.store.rules(key, step.state.case.company_id)
        if model is None:
            step.close(activation, "failed")
            step.trouble(token, "no_decision_model", f"There is no decision model “{key}”.")
            return
        values = step.values(token)
        known = {name: values[name] for name in model.named if name in values}
        try:
            outcome = model.decide(decision or model.decisions[-1], known)
        except Problem as problem:
            step.close(activation, "failed")
            step.trouble(token, problem.code, str(problem))
            return
        matched = [{"table": one.table, "rules": list(one.rules)} for one in outcome.matches]
        activation.data = {**activation.data, "matches": matched}
        step.close(activation, "completed")
        value, name = outcome.python(), node.work.result if node.work else ""
        results = {name: value} if name else value if isinstance(value, dict) else {}
        step.leave(token, node, results)
