"""What if: who would be asked for any initiator and any content, by really running a case in memory (假设分析).

The same engine and today's organization; every step is approved. Nothing is written and no document reacts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.org.models import Department, Employee
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.commands import Approve
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.errors import CaseInTrouble
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.parser.model import Kind
from heyi.core.workflow.state import LIVE_STATES, Activation, CaseState
from heyi.core.workflow.step import Step
from heyi.core.workflow.store.memory import Kept, MemoryStore
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.kit.errors import Problem

MOST_STEPS = 200
MOST_DEPARTMENTS = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One step of a path. ``empty``: its rules found nobody, and its rule for that case decided (rule 17)."""

    node: str
    people: tuple[int, ...]
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """Who is asked in turn. ``ends`` is the state of the case at the end, or ``waits`` for something that is no person, or
    the code of what went wrong."""

    steps: tuple[Asked, ...]
    ends: str


@dataclass(frozen=True, slots=True)
class Imagined(Engine):
    """An engine whose documents say what was made up."""

    content: Any = None

    def step(self, state: CaseState, actor: Actor) -> Step:
        """The workbench, with the content that was given."""
        made = Engine.step(self, state, actor)
        made.read_values = lambda: self.content
        return made


class _Rules(MemoryStore):
    """Decision models and called processes are those of the company."""

    def rules(self, key: str, company_id: int) -> Any:
        return PostgresStore().rules(key, company_id)


def path(
    graph: Graph,
    *,
    company_id: int,
    initiator_id: int,
    department_id: int | None,
    values: Mapping[str, Any],
    at: datetime | None = None,
) -> Path:
    """The way of a case that this person would begin with this content, approved by everybody."""
    store = _Rules()
    store.publish(graph.key, graph)
    now = at or timezone.now()
    engine = Imagined(store, Organization(), lambda: now, content=dict(values), imagined=True)
    actor = Actor(
        user_id=0, employee_id=initiator_id, name="", company_id=company_id, company_ids=(company_id,),
        department_id=department_id, language="en",
    )  # fmt: skip
    try:
        case_id = engine.start("", None, actor=actor, process=graph.key).case.id
        ends = _approved(engine, store, case_id, actor)
    except CaseInTrouble as trouble:
        return Path((), str(trouble.extra["reason"]))
    except Problem as problem:
        return Path(_steps(store.cases[case_id]), problem.code)
    return Path(_steps(store.cases[case_id]), ends)


def _approved(engine: Engine, store: MemoryStore, case_id: int, actor: Actor) -> str:
    from dataclasses import replace

    for _ in range(MOST_STEPS):
        kept = store.cases[case_id]
        task = next((one for one in kept.tables["tasks"].values() if one.state == "open" and not one.held), None)
        if task is None or kept.case.state not in LIVE_STATES:
            break
        engine.perform(Approve(task_id=task.id), actor=replace(actor, employee_id=task.assignee_id))
    kept = store.cases[case_id]
    if kept.case.state not in LIVE_STATES:
        return str(kept.case.state)
    troubled = [one.code for one in kept.tables["incidents"].values() if one.resolved_at is None]
    return troubled[0] if troubled else "waits"


def _steps(kept: Kept) -> tuple[Asked, ...]:
    rows: list[Activation] = [
        one for _, one in sorted(kept.tables["activations"].items()) if one.kind == Kind.USER_TASK
    ]
    return tuple(
        Asked(
            one.node,
            tuple(
                sorted(
                    {
                        t.assignee_id
                        for t in kept.tables["tasks"].values()
                        if t.activation_id == one.id and t.assignee_id
                    }
                )
            ),
            any(step["step"] == "empty" for step in one.derivation),
        )
        for one in rows
    )


def coverage(
    graph: Graph, company_id: int, contents: Sequence[Mapping[str, Any]], departments: Iterable[int] | None = None
) -> list[dict[str, Any]]:
    """The matrix: for one active person of each department, and each content, the path. Holes are steps with ``empty``.

    ``[{"department": {"id", "label"}, "initiator": {"id", "label"}, "paths": [{"ends", "steps": [{"node", "name",
    "people": [{"id", "label"}], "empty"}]}]}]``, the paths in the order of the contents.
    """
    found, directory = [], Organization()
    for department, person in _people(company_id, departments):
        paths = [
            path(graph, company_id=company_id, initiator_id=person.pk, department_id=department.pk, values=values)
            for values in contents
        ]
        known = directory.people({one for way in paths for step in way.steps for one in step.people})
        labels = {pk: one.label for pk, one in known.items()}
        found.append({
            "department": {"id": department.pk, "label": department.name},
            "initiator": {"id": person.pk, "label": person.name},
            "paths": [_shown(way, graph, labels) for way in paths],
        })  # fmt: skip
    return found


def _people(company_id: int, departments: Iterable[int] | None) -> list[tuple[Department, Employee]]:
    rows = Department.objects.filter(company_id=company_id, closed_on=None).order_by("pk")
    rows = rows.filter(pk__in=list(departments)) if departments is not None else rows
    people: dict[int, Employee] = {}
    active = Employee.objects.filter(company_id=company_id, status=Employee.Status.ACTIVE, department__in=rows)
    for person in active.order_by("-pk"):
        people[person.department_id or 0] = person
    return [(one, people[one.pk]) for one in rows if one.pk in people][:MOST_DEPARTMENTS]


def _shown(way: Path, graph: Graph, labels: Mapping[int, str]) -> dict[str, Any]:
    steps = [
        {
            "node": one.node, "name": graph.nodes[one.node].label("en"), "empty": one.empty,
            "people": [{"id": pk, "label": labels.get(pk, str(pk))} for pk in one.people],
        }
        for one in way.steps
    ]  # fmt: skip
    return {"ends": way.ends, "steps": steps}
