"""A case's question to the organization: who approves at a node, at this moment."""

from decimal import Decimal
from typing import Any

from heyi.core.workflow.approval.finding import Question, numbers, values_at
from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.graph import Node
from heyi.core.workflow.state import Decision
from heyi.core.workflow.step import Step
from heyi.core.workflow.subjects import find_subject

DECIDING = ("approve", "reject", "abstain")


def question_of(step: Step, node: Node, approval: Approval) -> Question:
    """Who approves here, asked for this case and this moment."""
    case = step.state.case
    return Question(
        approval=approval,
        node=node.id,
        process=case.process,
        initiator_id=case.initiator_id,
        department_id=case.department_id,
        company_id=case.company_id,
        at=step.at,
        choices=case.choices,
        values=step.values,
        handlers=lambda name: handlers(step, name),
        decided_with=lambda tag: decided_with(step, tag, node.id),
        amount=lambda: amount_of(step),
        identity={name: value for name, value in case.identity.items() if name != "assignment_id"},
        assignment_id=case.identity.get("assignment_id", 0),
        decided_as=lambda name: decided_as(step, name),
        kept=case.organization.get(node.id, ()) if approval.kept_rules else (),
    )


def amount_of(step: Step) -> Decimal | None:
    """The largest value at the path that the kind of document names as its amount."""
    subject = find_subject(step.state.case.resource)
    found = numbers(values_at(step.values(), subject.amount if subject else "total"))
    return max(found, default=None)


def handlers(step: Step, node: str) -> list[int]:
    """Who decided when a node was last completed, themselves."""
    made = [one for one in _decisions(step) if one.node == node and one.action in DECIDING]
    last = max((_activation(step, one) for one in made), default=0)
    people = [one.actor_id for one in made if _activation(step, one) == last and one.actor_id is not None]
    return list(dict.fromkeys(people))


def decided_as(step: Step, node: str) -> dict[int, dict[str, Any]]:
    """As whom people decided at a node the last time, themselves."""
    made = [one for one in _decisions(step) if one.node == node and one.action in DECIDING]
    return {one.actor_id: one.identity for one in made if one.actor_id is not None and one.on_behalf_of_id is None}


def decided_with(step: Step, tag: str, node: str) -> list[int]:
    """Who has approved at other nodes with a tag of separated duties, as whomever."""
    tagged = {
        one.id
        for one in step.graph.nodes.values()
        if one.approval is not None and one.approval.sod == tag and one.id != node
    }
    made = [one for one in _decisions(step) if one.node in tagged and one.action == "approve"]
    people = [person for one in made for person in (one.actor_id, one.on_behalf_of_id)]
    return list(dict.fromkeys(person for person in people if person is not None))


def _decisions(step: Step) -> list[Decision]:
    """Those that stand, in the order in which they were made; this act's included."""
    earlier = step.store.history(step.state.case.id) if step.state.case.entries else None
    found = list(earlier.decisions.values()) if earlier else []
    retracted = {one.id for one in (earlier.tasks.values() if earlier else ()) if one.state == "retracted"}
    return [one for one in (*found, *step.state.appended["decisions"]) if one.task_id not in retracted]


def _activation(step: Step, decision: Decision) -> int:
    task = step.state.tasks.get(decision.task_id)
    if task is None:
        task = step.store.task(step.state.case.id, decision.task_id)
    return task.activation_id
