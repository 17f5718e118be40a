"""Before anything is done: the path before submission, facts and effects before a decision."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.rules import Approval
from heyi.core.workflow.errors import BadChoice, CaseInTrouble
from heyi.core.workflow.services.explaining import rule_label
from heyi.core.workflow.services.foreseeing import Foreseen, Foresight, foresee
from heyi.core.workflow.services.paths import Ahead, choices_of, to_be_chosen
from heyi.core.workflow.state import REVERTED, Case, CaseState, Task
from heyi.core.workflow.step import Step
from heyi.core.workflow.subjects import Subject, subject_of
from heyi.kit.errors import NotFound, Problem


def preview(
    resource: str,
    record_id: int,
    *,
    actor: Actor,
    choices: Mapping[str, list[int]] | None = None,
    identity: int = 0,
) -> dict[str, Any]:
    """``{"path", "warnings", "choices", "identities"}``: who would be asked if this document were submitted now, in the
    initiator's post ``identity`` (0: the main one).
    """
    from heyi.core.workflow.services.cases import engine

    subject = subject_of(resource)
    if subject.may_view is None or not subject.may_view(record_id, actor):
        raise NotFound
    step = engine().step(CaseState(engine().draft(resource, record_id, actor=actor, identity=identity)), actor)
    step.state.case.choices = {node: list(people) for node, people in (choices or {}).items()}
    begin = {"resource": resource, "record_id": record_id, "choices": choices, "identity": identity}
    path, warnings = _foreseen(step, begin)
    return {"path": path, "warnings": warnings, "choices": choices_of(step), "identities": _own_posts(step)}


def _foreseen(step: Step, begin: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The steps as the engine itself reaches them, undone; where it would refuse the submission, as a walk over the flows
    sees them: nothing of it is sure.
    """
    from heyi.core.workflow.services.cases import engine

    sight: Foresight | None = None
    with suppress(_Undo, CaseInTrouble, BadChoice), transaction.atomic():
        sight = foresee(engine(), actor=step.actor, **begin)
        raise _Undo
    if sight is None:
        ahead = Ahead(step, sure=False)
        return ahead.walk([step.graph.start]), ahead.warnings
    return [*(_shown(step, one) for one in sight.steps), *sight.beyond], sight.warnings


def _shown(step: Step, one: Foreseen) -> dict[str, Any]:
    asks = to_be_chosen(one.node, step.state.case.choices)
    found = step.directory.people(one.people)
    people = [] if asks else [found[number] for number in one.people if number in found]
    return {
        "node": one.node.id,
        "name": one.node.label(step.actor.language),
        "kind": "task",
        "mode": "single" if len(people) < 2 else str((one.node.approval or Approval()).mode),
        "state": "future",
        "people": [{"id": person.id, "label": person.label} for person in people],
        "rule": rule_label(one.derivation),
        "sure": one.sure,
    }  # fmt: skip


def _own_posts(step: Step) -> list[dict[str, Any]]:
    """As which one the initiator can submit; nothing to choose for somebody with one post."""
    case = step.state.case
    person = step.directory.people([case.initiator_id]).get(case.initiator_id)
    places = [one for one in person.places if not one.id or one.company_id == case.company_id] if person else []
    if len(places) < 2:
        return []
    return [{"id": one.id, "label": " · ".join(filter(None, (one.department, one.post)))} for one in places]


def facts(subject: Subject | None, case: Case, actor: Actor) -> list[dict[str, Any]]:
    """What an approver should know at this moment."""
    if subject is None or subject.facts is None or case.record_id is None:
        return []
    return [
        {
            "name": fact.name, "label": str(fact.label), "value": fact.value, "tone": fact.tone,
            "hint": str(fact.hint),
            "changed": None if fact.changed_from is None else {"from": fact.changed_from},
        }
        for fact in subject.facts(case.record_id, actor)
    ]  # fmt: skip


class _Undo(Exception):
    """Ends a trial."""


def effects(subject: Subject | None, case: Case, task: Task | None, actor: Actor) -> list[dict[str, Any]]:
    """What approving does to the business: really executed, compared, and rolled back.

    A refusal is an effect too: it says what would stand in the way. Nothing is tried for people without a task.
    """
    if subject is None or subject.effects is None or task is None or case.record_id is None:
        return []
    before = {effect.name: effect for effect in subject.effects(case.record_id)}
    found: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            if case.is_reversal:
                subject.reaction(REVERTED)(case.record_id, actor)
            else:
                subject.on_approved(case.record_id, actor)
            for effect in subject.effects(case.record_id):
                old = before.get(effect.name)
                if old is None or old.value != effect.value:
                    found.append({
                        "name": effect.name, "label": str(effect.label), "before": old.value if old else None,
                        "after": effect.value, "blocked": False,
                    })  # fmt: skip
            raise _Undo
    except _Undo:
        return found
    except Problem as problem:
        return [{"name": problem.code, "label": str(problem), "before": None, "after": None, "blocked": True}]
