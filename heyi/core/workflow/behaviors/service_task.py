"""Service task: an operation of an app now, or work that somebody outside does and reports."""

from heyi.core.workflow.errors import BpmnError
from heyi.core.workflow.graph import Node
from heyi.core.workflow.operations import operation_of
from heyi.core.workflow.parser.model import Work
from heyi.core.workflow.running import throwing
from heyi.core.workflow.state import Subscription, Token
from heyi.core.workflow.step import Step
from heyi.kit.errors import Problem


class ServiceTask:
    """``operation`` runs in this transaction; ``connector`` and ``external`` work waits for its answer, and so does everything
    in a case that is only imagined."""

    def arrive(self, step: Step, token: Token, node: Node) -> None:
        """Do it, or wait until it is done."""
        work = node.work or Work("external", node.id)
        activation = step.activate(token, node)
        token.activation_id = activation.id
        step.state.touch(token)
        if work.kind != "operation" or step.imagined:
            row = Subscription(
                step.state.number(),
                "work",
                node.id,
                activation.id,
                activation.scope,
                step.at,
                name=work.name or node.id,
            )
            row.data = {"kind": work.kind}
            step.state.add(row)
            return
        try:
            with step.store.guard():
                results = operation_of(work.name)(step.values(token), step)
        except BpmnError as error:
            throwing.error(step, token, node, error.bpmn_code, error.reason)
        except Problem as problem:
            step.close(activation, "failed")
            step.trouble(token, problem.code, str(problem))
        else:
            step.close(activation, "completed")
            step.leave(token, node, {work.result: results} if work.result else results)
