"""What every command has, and the checks that most of them share."""

from collections.abc import Mapping
from typing import Any, Protocol

from heyi.core.workflow.approval.asking import QUIET
from heyi.core.workflow.approval.directory import Person
from heyi.core.workflow.approval.identities import acting_as, identity_of
from heyi.core.workflow.approval.questions import amount_of, decided_with
from heyi.core.workflow.approval.rules import ACTIONS, Approval, FieldRight, SelfRule
from heyi.core.workflow.behaviors.user_task import UserTask
from heyi.core.workflow.errors import (
    ActionNotOffered,
    CaseEnded,
    DutiesSeparated,
    FieldRequired,
    NotClaimed,
    NotYourTask,
    SubjectChanged,
    TaskClaimed,
    TaskDecided,
    TaskHeld,
)
from heyi.core.workflow.functions import INTERVENE
from heyi.core.workflow.state import LIVE_STATES, PER_CASE, Activation, Task
from heyi.core.workflow.step import Notice, Step
from heyi.core.workflow.subjects import canonical, digest, find_subject
from heyi.kit.errors import Conflict, NotFound

USER_TASK = UserTask()


class Command(Protocol):
    """An act on a case. ``task_id`` is None for acts on the whole case."""

    @property
    def act(self) -> str:
        """The word in the log."""
        ...

    @property
    def case_id(self) -> int:
        """Whose row is locked."""
        ...

    @property
    def task_id(self) -> int | None:
        """The task that is acted on."""
        ...

    def execute(self, step: Step) -> None:
        """Check, then change."""
        ...


def case_of(task_id: int) -> int:
    """The case that a task belongs to: ids are made so."""
    return task_id // PER_CASE


def participant(step: Step) -> int:
    """The employee who acts, if they have to do with the case; for all others it does not exist."""
    employee = step.actor.employee_id
    if employee is None or not step.store.is_participant(step.state.case.id, employee):
        raise NotFound
    return employee


def administers(step: Step) -> bool:
    """Whether the actor may step into the cases of this company."""
    return step.actor.can_in(INTERVENE, step.state.case.company_id)


VOTING = ("approve", "handle")


def own_task(
    step: Step, task_id: int, *, action: str, kinds: tuple[str, ...] = VOTING, held: tuple[str, ...] = ("",)
) -> Task:
    """The open task of this actor. Decided: 409 with who and when; somebody else's: 403, or 404 for strangers; held by
    something else than ``held``: 409 with what it waits for.
    """
    task = step.state.tasks.get(task_id)
    if task is None:
        raise NotFound
    employee = step.actor.employee_id
    if employee is None or employee not in (task.assignee_id, task.delegate_id):
        participant(step)
        raise NotYourTask
    if task.state != "open":
        raise decided(step, task)
    if step.state.case.state not in LIVE_STATES:
        raise CaseEnded
    if task.kind not in kinds:
        raise ActionNotOffered
    _standing_in(step, task, employee)
    approval = step.graph.nodes[task.node].approval
    if approval is not None and action in ACTIONS and action not in approval.actions:
        raise ActionNotOffered
    if task.held not in held:
        raise waits_for(step, task)
    return task


def waits_for(step: Step, task: Task) -> Conflict:
    """The refusal for a task that is held."""
    if task.held == "claimed":
        return taken_by_another(step, step.state.activations[task.activation_id])
    return TaskHeld(extra={"waits_for": task.held})


def taken_by_another(step: Step, activation: Activation) -> TaskClaimed:
    """The refusal that names who has taken a pooled task."""
    claimed = activation.data.get("claimed")
    step.store.load_tasks(step.state, activation.id)
    by = step.state.tasks[claimed].assignee_id if claimed in step.state.tasks else None
    person = step.directory.people([by]).get(by) if by else None
    return TaskClaimed(who=person.label if person else "—", extra={"by": by})


def claimed(step: Step, task: Task) -> None:
    """A pooled task is decided by whoever has taken it, and by nobody before."""
    approval = step.graph.nodes[task.node].approval
    data = step.state.activations[task.activation_id].data
    if approval is not None and approval.claim and "gate" not in task.origin and data.get("claimed") != task.id:
        raise NotClaimed


def _standing_in(step: Step, task: Task, employee: int) -> None:
    """A stand-in must still be one now, and never decides on their own case (I16, A -> B -> A)."""
    if employee == task.assignee_id:
        return
    case, seen, current = step.state.case, 0, task.assignee_id
    while current is not None and current != employee and seen < 3:
        following = step.directory.delegate_of(current, case.process, step.at, lambda: amount_of(step))
        current, seen = following, seen + 1
    if current != employee or employee == case.initiator_id:
        raise NotYourTask


def never_self(step: Step, task: Task) -> None:
    """Separation of duties where the node asks for it."""
    approval = step.graph.nodes[task.node].approval
    forbids = approval is not None and approval.self_rule == SelfRule.NEVER
    if forbids and step.actor.employee_id == step.state.case.initiator_id:
        raise NotYourTask


def separate_duties(step: Step, task: Task) -> None:
    """Nobody approves two steps with the same tag, as whomever they act."""
    approval = step.graph.nodes[task.node].approval
    if approval is not None and approval.sod and step.actor.employee_id in decided_with(step, approval.sod, task.node):
        raise DutiesSeparated


def decided(step: Step, task: Task) -> TaskDecided | CaseEnded:
    """The refusal for whoever came second (rule 24); where nobody decided, the case was taken back."""
    decision = step.store.decision_of(task.id)
    by, at = (decision.actor_id, decision.decided_at) if decision else (None, task.ended_at)
    if decision is None and task.activation_id:
        by = (
            step.state.activations[task.activation_id].data.get("by")
            if task.activation_id in step.state.activations
            else by
        )
    if by is None and step.state.case.state not in LIVE_STATES:
        return CaseEnded()
    person = step.directory.people([by]).get(by) if by else None
    who = person.label if person else "—"
    when = at.isoformat(timespec="seconds") if at else ""
    extra = {"by": {"id": by, "label": who} if by else None, "at": when, "state": task.state}
    return TaskDecided(extra=extra, who=who)


def same_content(step: Step) -> None:
    """What is approved must be what was submitted (I26)."""
    case = step.state.case
    if case.record_id is None:
        return
    step.known_values = step.read_values()
    if digest(canonical(step.known_values)) != case.snapshot_hash:
        raise SubjectChanged


def required_fields(step: Step, task: Task) -> None:
    """Fields that the node requires must have been filled in."""
    approval = step.graph.nodes[task.node].approval
    for name, right in approval.fields.items() if approval else ():
        if right == FieldRight.REQUIRED and _is_missing(step.values(), name):
            raise FieldRequired(field=label_of(step, name), extra={"field": name})


def _is_missing(values: Mapping[str, Any], name: str) -> bool:
    """Whether a field is empty, or a column of lines (``lines.price``) in any of the rows."""
    lines, dot, column = name.partition(".")
    rows = values.get(lines) if dot else None
    if isinstance(rows, list):
        return any(row.get(column) in (None, "", []) for row in rows)
    return values.get(name) in (None, "", [])


def label_of(step: Step, name: str) -> str:
    """What a field of the document is called."""
    subject = find_subject(step.state.case.resource)
    labels = subject.labels if subject else {}
    return str(labels.get(name) or labels.get(name.rpartition(".")[2], name))


def sign(step: Step, task: Task, action: str, opinion: str, **facts: Any) -> None:
    """Write the decision with the identity under which it was made. Blind votes are counted when their node closes."""
    employee = step.actor.employee_id
    person = step.directory.people([employee]).get(employee) if employee else None
    step.decide(
        task,
        action,
        opinion=opinion,
        on_behalf_of_id=task.assignee_id if employee != task.assignee_id else None,
        identity=_acting_as(task, person) if person else {"name": step.actor.name},
        **facts,
    )
    if employee is None or action in ("transfer", "answer"):
        return
    if (step.graph.nodes[task.node].approval or Approval()).blind and action in ("approve", "reject", "abstain"):
        step.notices.append(Notice(QUIET))
    else:
        step.state.case.decided += 1


def _acting_as(task: Task, person: Person) -> dict[str, Any]:
    """Whoever was asked acts as that; a stand-in in their own main post."""
    return acting_as(person, task.identity) if person.id == task.assignee_id else identity_of(person)
