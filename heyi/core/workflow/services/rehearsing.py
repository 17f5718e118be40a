"""模拟运行: a version played line by line by the real engine, on PostgreSQL with real people, and undone at the end.

The rehearsal's cases are written, constrained and logged as any case is, inside a savepoint that is always rolled back.
Nobody is told, no document reacts, messages reach only what was begun in the rehearsal itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.workflow.approval.organization import Organization
from heyi.core.workflow.errors import BadLine as RefusedLine
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import graph_of
from heyi.core.workflow.parser.lint import lint, refuse
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import versions
from heyi.core.workflow.services.calendars import OrganizationCalendars
from heyi.core.workflow.services.what_if import Imagined
from heyi.core.workflow.state import Case
from heyi.core.workflow.step import Notice
from heyi.core.workflow.store.postgres import PostgresStore
from heyi.core.workflow.store.protocol import Published
from heyi.core.workflow.trying.script import BadLine, play
from heyi.core.workflow.trying.trial import Trial
from heyi.kit.errors import NotFound

START = "start"


def rehearse(
    version_id: int, initiator_id: int, values: Mapping[str, Any], lines: Sequence[str], *, actor: Actor
) -> list[dict[str, Any]]:
    """What happens after the beginning and after each line of the script (``heyi bpmn run`` has the same).

    ``{"line", "state", "active", "asked", "due", "told", "incidents"}`` for each. ``values`` are the content of the
    document. Malformed when the version cannot run at all, NotFound for an initiator of another company or who has left,
    BadLine with the number and reason of the line that cannot be done.
    """
    scoping.require(actor, MANAGE)
    version = versions.one(version_id, actor=actor)
    refuse(lint(read(version.xml)))
    initiator = Employee.objects.filter(pk=initiator_id, company_id=actor.company_id, status="active").first()
    if initiator is None:
        raise NotFound
    graph = graph_of(version.digest, version.xml)
    try:
        with transaction.atomic():
            run = Rehearsal(Published(version.pk, graph.key, graph), initiator, values, actor)
            shown = [run.shown(one.line) for one in play(run, [START, *lines])]
            transaction.set_rollback(True)
    except BadLine as bad:
        number = bad.number - 1
        raise RefusedLine(number=number, extra={"number": number, "line": bad.line, "reason": bad.reason}) from bad
    return shown


class _Stage(PostgresStore):
    """The store of every install, with one version in force for these cases only."""

    def __init__(self, version: Published) -> None:
        self.definitions = {version.process: version}
        self.begun: list[int] = []

    def published(self, process: str, company_id: int) -> Published | None:
        """The version that is rehearsed, and others as they are in force."""
        return self.definitions.get(process) or super().published(process, company_id)

    def new_case_id(self) -> int:
        """Kept, to find the cases again."""
        self.begun.append(super().new_case_id())
        return self.begun[-1]

    @property
    def cases(self) -> dict[int, Any]:
        """The cases of this rehearsal as they are in the database now."""
        found = {}
        for number in self.begun:
            state = self.lock(number)
            if state is not None:
                past = self.history(number)
                tables = {
                    "tokens": past.tokens, "activations": past.activations, "tasks": past.tasks,
                    "subscriptions": state.subscriptions, "incidents": state.incidents,
                }  # fmt: skip
                found[number] = SimpleNamespace(case=state.case, tables=tables)
        return found


@dataclass(slots=True)
class _Told:
    """Who would have heard of what since the last line."""

    notices: list[Notice] = field(default_factory=list)

    def __call__(self, case: Case, notices: Sequence[Notice], actor: Actor) -> None:
        self.notices += notices

    def taken(self) -> list[Notice]:
        taken, self.notices = self.notices, []
        return taken


class Rehearsal(Trial):
    """A trial whose organization, rows and constraints are real."""

    store: Any

    def __init__(self, version: Published, initiator: Employee, values: Mapping[str, Any], actor: Actor) -> None:
        self.now, self.first, self.case_id = timezone.now(), version.process, 0
        self.sent, self.told = [], _Told()
        self.initiator, self.actor = initiator, actor
        self.store, self.directory = _Stage(version), Organization()
        self.engine = Imagined(
            self.store,
            self.directory,
            self.clock,
            self.told,
            send=lambda case, thrown, actor: self.sent.extend((case.id, one) for one in thrown),
            calendars=OrganizationCalendars(),
            content=dict(values),
        )

    def clock(self) -> datetime:
        """Stands still until a line moves it."""
        return self.now

    def who(self, person: int) -> Actor:
        """Somebody of the company; whoever began the case when nobody is named."""
        number = person or self.initiator.pk
        label = self.directory.people([number])[number].label
        return Actor(
            user_id=None, employee_id=number, name=label, company_id=self.actor.company_id,
            company_ids=self.actor.company_ids, department_id=self.initiator.department_id if not person else None,
            language=self.actor.language,
        )  # fmt: skip

    def shown(self, line: str) -> dict[str, Any]:
        """Where the case is now, in words that a page can show."""
        tasks, notices = self.tasks(), self.told.taken()
        asked = [(task.node, task.assignee_id, task.delegate_id) for task in tasks if not task.held]
        people = self._labels([*(one for row in asked for one in row[1:]), *(p for one in notices for p in one.people)])
        return {
            "line": line, "state": self.case.state, "active": self.active(), "incidents": self.incidents(),
            "asked": [
                {"node": node, "person": people.get(person or 0), "delegate": people.get(delegate or 0)}
                for node, person, delegate in asked
            ],
            "due": [
                {"node": row.node, "at": row.due_at.isoformat()} for row in self.waits() if row.due_at is not None
            ],
            "told": [{"what": one.name, "people": [people[person] for person in one.people]} for one in notices],
        }  # fmt: skip

    def _labels(self, ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
        found = self.directory.people({one for one in ids if one})
        return {number: {"id": number, "label": person.label} for number, person in found.items()}
