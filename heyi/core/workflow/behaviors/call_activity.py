"""Call activity: another process as a case of its own, below this one (rule 5). Its end lets this one go on."""

from heyi.core.workflow.graph import Node
from heyi.core.workflow.running import data, scopes, throwing
from heyi.core.workflow.state import Token
from heyi.core.workflow.step import Called, Step
from heyi.core.workflow.store.protocol import Published

DEEPEST = 12


def missing(published: Published | None, process: str) -> tuple[str, str] | None:
    """The error, its code and words, with which a call ends of what nobody can begin; None when it can be begun."""
    if published is not None and not published.suspended:
        return None
    return "no_process" if published is None else "process_suspended", f"“{process}”"


class CallActivity:
    """The called case begins when this step has been written, in the same transaction."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Hand the inputs down; without any, everything that is known here."""
        if step.state.case.depth >= DEEPEST:
            step.trouble(token, "too_deep", f"Processes call each other more than {DEEPEST} levels deep.")
            return
        activation = step.activate(token, node)
        token.activation_id = activation.id
        step.state.touch(token)
        known = activation.data.get("locals") if node.inputs else {
            **step.state.case.variables, **data.stored_all(step.known_values or {}), **scopes.locals_of(step, token),
        }  # fmt: skip
        waits = not node.asynchronous
        published = None if waits else step.store.published(node.called, step.state.case.company_id)
        gone = None if waits else missing(published, node.called)
        if gone is not None:  # nobody would tell the caller later
            throwing.error(step, token, node, *gone)
            return
        activation.data = {**activation.data, "called": waits}
        step.called.append(Called(node.called, activation.id if waits else 0, known or {}))
        if not waits:
            step.close(activation, "completed")
            step.leave(token, node)
