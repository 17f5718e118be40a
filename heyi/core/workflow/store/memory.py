"""Cases in memory, for property tests and for trying a process. The same engine runs on it."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from typing import Any

from heyi.core.workflow.dmn import Model
from heyi.core.workflow.graph import Graph
from heyi.core.workflow.state import APPENDED, TABLES, CaseState, Decision, Edit, Entry, Subscription, Task
from heyi.core.workflow.store.protocol import History, Published, Reading


class Kept:
    """One case with all that it ever had."""

    def __init__(self, state: CaseState) -> None:
        self.case = deepcopy(state.case)
        self.tables: dict[str, dict[int, Any]] = {name: {} for name in TABLES}
        self.appended: dict[str, list[Any]] = {name: [] for name in APPENDED}
        self.entries: list[Entry] = []
        self.read: dict[int, datetime] = {}

    def take(self, state: CaseState) -> None:
        self.case = deepcopy(state.case)
        for name in TABLES:
            self.tables[name].update(deepcopy({**state.new[name], **state.changed[name]}))
        copies = self.appended["copies"]
        self.appended["copies"] = [one for one in copies if one.employee_id not in state.recalled]
        for name in APPENDED:
            self.appended[name].extend(deepcopy(state.appended[name]))
        self.entries.extend(deepcopy(state.entries))


class MemoryStore:
    """One thread at a time. A transaction that fails leaves everything as it was."""

    def __init__(self) -> None:
        self.cases: dict[int, Kept] = {}
        self.definitions: dict[str, Published] = {}
        self.models: dict[str, Model] = {}
        self.ids = itertools.count(1)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Undone as a whole by an exception."""
        before = {case_id: deepcopy(kept) for case_id, kept in self.cases.items()}
        try:
            yield
        except BaseException:
            self.cases = before
            raise

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Operations in memory undo themselves."""
        yield

    def child_of(self, case_id: int, activation_id: int) -> int | None:
        """The running case below."""
        for number, kept in self.cases.items():
            case = kept.case
            if (case.parent_id, case.parent_activation, case.ended_at) == (case_id, activation_id, None):
                return number
        return None

    def reversal_of(self, case_id: int) -> int | None:
        """The running case that decides about it."""
        cases = ((number, kept.case) for number, kept in self.cases.items())
        found = (
            number for number, case in cases if case.parent_id == case_id and case.is_reversal and case.ended_at is None
        )
        return next(found, None)

    def publish(self, process: str, graph: Graph) -> Published:
        """Put a version in force."""
        self.definitions[process] = Published(len(self.definitions) + 1, process, graph)
        return self.definitions[process]

    def published(self, process: str, company_id: int) -> Published | None:
        """The version in force."""
        return self.definitions.get(process)

    def graph(self, version_id: int, digest: str) -> Graph:
        """The graph of a version."""
        return next(one.graph for one in self.definitions.values() if one.version_id == version_id)

    def rules(self, key: str, company_id: int) -> Model | None:
        """The decision model that was given."""
        return self.models.get(key)

    def new_case_id(self) -> int:
        """The next number."""
        return next(self.ids)

    def lock(self, case_id: int, task_id: int | None = None) -> CaseState | None:
        """Copies of the live rows."""
        kept = self.cases.get(case_id)
        if kept is None:
            return None
        state = CaseState(deepcopy(kept.case))
        tables = kept.tables
        state.tokens = {k: deepcopy(row) for k, row in tables["tokens"].items() if row.state == "live"}
        state.activations = {k: deepcopy(row) for k, row in tables["activations"].items() if row.state == "active"}
        state.subscriptions = {k: deepcopy(row) for k, row in tables["subscriptions"].items() if row.state == "open"}
        state.incidents = {k: deepcopy(row) for k, row in tables["incidents"].items() if row.resolved_at is None}
        if task_id is not None and task_id in tables["tasks"]:
            state.tasks[task_id] = deepcopy(tables["tasks"][task_id])
        return state

    def load_tasks(self, state: CaseState, activation_id: int) -> None:
        """Copies of the open tasks."""
        if activation_id in state.complete_activations or activation_id in state.new["activations"]:
            return
        state.complete_activations.add(activation_id)
        for task in self.cases[state.case.id].tables["tasks"].values():
            if task.activation_id == activation_id and task.state == "open" and task.id not in state.tasks:
                state.tasks[task.id] = deepcopy(task)

    def decision_of(self, task_id: int) -> Decision | None:
        """The decision on a task."""
        return next(
            (d for kept in self.cases.values() for d in kept.appended["decisions"] if d.task_id == task_id), None
        )

    def task(self, case_id: int, task_id: int) -> Task:
        """A copy of a task."""
        task: Task = deepcopy(self.cases[case_id].tables["tasks"][task_id])
        return task

    def subscription(self, case_id: int, subscription_id: int) -> Subscription | None:
        """A copy of a wait."""
        return deepcopy(self.cases[case_id].tables["subscriptions"].get(subscription_id))

    def commented_since(self, case_id: int, at: datetime) -> list[int]:
        """The authors of newer notes."""
        kept = self.cases[case_id].appended
        said = [note.author_id for note in kept["notes"] if note.at >= at and not note.act]
        return said + [edit.author_id for edit in kept["edits"] if edit.at >= at]

    def approvals(self, case_id: int, round_: int, people: Iterable[int], activation_id: int | None) -> list[Decision]:
        """Approvals by these people themselves."""
        kept, wanted = self.cases.get(case_id), set(people)
        if kept is None:
            return []
        return [
            d
            for d in kept.appended["decisions"]
            if d.action == "approve" and d.round == round_ and d.actor_id in wanted and d.on_behalf_of_id is None
            and activation_id in (None, kept.tables["tasks"][d.task_id].activation_id)
            and kept.tables["tasks"][d.task_id].state == "approved"
            and "gate" not in kept.tables["tasks"][d.task_id].origin
        ]  # fmt: skip

    def is_participant(self, case_id: int, employee_id: int) -> bool:
        """Whether somebody has to do with a case."""
        kept = self.cases[case_id]
        asked = {person for task in kept.tables["tasks"].values() for person in (task.assignee_id, task.delegate_id)}
        copied = {copy.employee_id for copy in kept.appended["copies"]}
        return employee_id in asked | copied | {kept.case.initiator_id}

    def is_party(self, case_id: int, employee_id: int) -> bool:
        """Whether somebody does more than read along."""
        kept = self.cases[case_id]
        asked = {person for task in kept.tables["tasks"].values() for person in (task.assignee_id, task.delegate_id)}
        return employee_id in asked | {kept.case.initiator_id}

    def readers(self, case_id: int) -> list[Reading]:
        """Copies of the copies."""
        kept = self.cases[case_id]
        return [Reading(deepcopy(one), kept.read.get(one.employee_id)) for one in kept.appended["copies"]]

    def edits(self, case_id: int) -> list[Edit]:
        """Copies of the edits."""
        return deepcopy(self.cases[case_id].appended["edits"])

    def running_case_of(self, resource: str, record_id: int) -> int | None:
        """The case of a document."""
        for case_id, kept in self.cases.items():
            case = kept.case
            if (case.resource, case.record_id) == (resource, record_id) and case.ended_at is None:
                return case_id
        return None

    def material_of(self, case_id: int, round_: int) -> str:
        """The snapshot of a round."""
        kept = self.cases[case_id].appended
        rows = [row for row in (*kept["snapshots"], *kept["edits"]) if row.round == round_]
        return rows[-1].data if rows else "{}"

    def history(self, case_id: int) -> History:
        """Copies of everything."""
        kept = self.cases[case_id]
        decisions = {decision.task_id: decision for decision in deepcopy(kept.appended["decisions"])}
        tables = deepcopy(kept.tables)
        return History(tables["tokens"], tables["activations"], tables["tasks"], decisions)

    def write(self, state: CaseState) -> None:
        """Keep the difference."""
        self.cases.setdefault(state.case.id, Kept(state)).take(state)
