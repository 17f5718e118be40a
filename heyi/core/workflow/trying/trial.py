"""A file put in force in memory, and cases of it moved by hand: what `heyi bpmn run` and tests of elements use."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.workflow.approval.directory import Amount, Person
from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.commands import (
    AddInstance,
    Approve,
    BeginActivity,
    Claim,
    Command,
    Deliver,
    FailWork,
    FinishAdHoc,
    FinishWork,
    Reject,
    RemoveInstance,
    SetVariables,
)
from heyi.core.workflow.conditions import Compiler, feel
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.errors import NotWaiting
from heyi.core.workflow.graph import compile_process, digest_of
from heyi.core.workflow.matrices import Table
from heyi.core.workflow.parser.model import Document, Kind, Trigger
from heyi.core.workflow.running import scopes
from heyi.core.workflow.running.settling import INWARD
from heyi.core.workflow.running.waiting import key_of
from heyi.core.workflow.state import STANDING, Case, Subscription, Task, Token
from heyi.core.workflow.step import Thrown
from heyi.core.workflow.store.memory import Kept, MemoryStore

SOMEBODY = 1
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
MOST_TIMERS = 1_000


class Anybody:
    """An organization in which there is always somebody else, so that nobody is asked twice or for their own case."""

    def __init__(self) -> None:
        self.next = count(SOMEBODY + 1)

    def people(self, ids: Iterable[int]) -> dict[int, Person]:
        """Everybody exists."""
        return {one: Person(one, f"#{one}", True, 1, 1) for one in ids}

    def managers(self, employee_id: int) -> list[int]:
        """A new one."""
        return [next(self.next)]

    def department_heads(self, department_id: int) -> list[int]:
        """A new one."""
        return [next(self.next)]

    def holders_of_role(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        """A new one."""
        return [next(self.next)]

    holders_of_post = holders_of_role

    def delegate_of(self, employee_id: int, process: str, at: datetime, amount: Amount) -> int | None:
        """Nobody stands in."""
        return None

    def members_of(self, department: str, *, company_id: int, department_id: int | None) -> list[int]:
        """A new one."""
        return [next(self.next)]

    def members_of_group(self, code: str, *, company_id: int) -> list[int]:
        """A new one."""
        return [next(self.next)]

    def department_line(self, department_id: int | None) -> list[int]:
        """One department."""
        return [department_id] if department_id else []

    def by_numbers(self, numbers: Iterable[str], company_id: int) -> dict[str, int]:
        """Numbers are ids."""
        return {number: int(number) for number in numbers if number.isdecimal()}

    def matrix(self, code: str, company_id: int) -> Table | None:
        """There are none."""
        return None

    def administrators(self, company_id: int) -> list[int]:
        """A new one."""
        return [next(self.next)]


class Trial:
    """Every process of the files in force, and a clock that stands still until it is moved."""

    def __init__(self, *documents: Document, compiler: Compiler = feel, directory: Any = None) -> None:
        self.now = BEGIN
        self.store = MemoryStore()
        self.sent: list[tuple[int, Thrown]] = []
        self.engine = Engine(
            self.store,
            directory or Anybody(),
            lambda: self.now,
            send=lambda case, thrown, actor: self.sent.extend((case.id, one) for one in thrown),
        )
        for document in documents:
            for process in document.processes:
                if process.elements:
                    digest = digest_of(f"{process.id} {id(document)}")
                    self.store.publish(process.id, compile_process(process, digest, compiler))
        self.first = next((document.process.id for document in documents if document.process is not None), "")
        self.case_id = 0

    # ---- acts ----------------------------------------------------------------------------------------------------
    def start(self, process: str = "", variables: Mapping[str, Any] | None = None, event: str = "") -> Case:
        """Begin a case; further acts are about it and all cases that it calls."""
        state = self.engine.start(
            "", None, actor=self.who(0), process=process or self.first, variables=variables or {}, event=event
        )
        self.case_id = state.case.id
        self._deliver()
        return self.case

    def complete(self, node: str, values: Mapping[str, Any] | None = None) -> None:
        """Do what waits at a node: approve the oldest task there, or finish its work."""
        task = next((one for one in self.tasks() if one.node == node), None)
        wait = next((one for one in self.waits() if one.node == node and one.kind == "work"), None)
        if task is not None:
            if values:
                self.perform(SetVariables(case_id=case_of(task.id), values=values))
            self._taken(task)
            self.perform(Approve(task_id=task.id), person=task.assignee_id or 0)
        elif wait is not None:
            self.perform(FinishWork(case_id=case_of(wait.id), subscription_id=wait.id, results=values or {}))
        else:
            raise NotWaiting(extra={"node": node})

    def reject(self, node: str) -> None:
        """Reject the oldest task of a node."""
        task = next((one for one in self.tasks() if one.node == node), None)
        if task is None:
            raise NotWaiting(extra={"node": node})
        self._taken(task)
        self.perform(Reject(task_id=task.id), person=task.assignee_id or 0)

    def _taken(self, task: Task) -> None:
        """A task of a pool is taken first (认领)."""
        kept = self.store.cases[case_of(task.id)]
        approval = self.store.graph(kept.case.version_id, kept.case.digest).nodes[task.node].approval
        if (
            approval is not None
            and approval.claim
            and not kept.tables["activations"][task.activation_id].data.get("claimed")
        ):
            self.perform(Claim(task_id=task.id), person=task.assignee_id or 0)

    def fail(self, node: str, code: str = "") -> None:
        """The work at a node ends with an error."""
        wait = next((one for one in self.waits() if one.node == node and one.kind == "work"), None)
        if wait is None:
            raise NotWaiting(extra={"node": node})
        self.perform(FailWork(case_id=case_of(wait.id), subscription_id=wait.id, code=code))

    def message(self, name: str, key: Any = None, payload: Mapping[str, Any] | None = None) -> None:
        """Exactly one case waits for it (rule 35), or a process begins with it."""
        found = self._waiting(Trigger.MESSAGE, name, key_of(key))
        if len(found) > 1:
            raise NotWaiting(extra={"reason": "several wait for it"})
        if found:
            self.perform(_deliver(found[0], payload))
        elif not self._begin(Trigger.MESSAGE, name, payload):
            raise NotWaiting(extra={"message": name})

    def signal(self, name: str, payload: Mapping[str, Any] | None = None, *, thrown_by: int = 0) -> None:
        """Everybody who waits for it, and every process that begins with it. The case that threw it has heard it."""
        for row in self._waiting(Trigger.SIGNAL, name, None):
            if self._still(row) and case_of(row.id) != thrown_by:
                self.perform(_deliver(row, payload))
        self._begin(Trigger.SIGNAL, name, payload)

    def trigger(self, node: str, payload: Mapping[str, Any] | None = None) -> None:
        """What the oldest wait at a node waits for has come, whatever it is called; timers need their moment."""
        wait = next((row for row in self.waits() if row.node == node and row.kind != "work"), None)
        if wait is None:
            raise NotWaiting(extra={"node": node})
        self.perform(_deliver(wait, payload))

    def advance(self, amount: timedelta) -> None:
        """Let time pass; timers fire in the order in which they are due."""
        until = self.now + amount
        for _ in range(MOST_TIMERS):
            due = [row for row in self.waits() if row.due_at is not None and row.due_at <= until]
            if not due:
                break
            row = min(due, key=lambda one: (one.due_at or until, one.id))
            self.now = max(self.now, row.due_at or until)
            self.perform(_deliver(row))
        self.now = until

    def begin(self, node: str) -> None:
        """Begin an activity of an ad-hoc sub-process."""
        self.perform(BeginActivity(case_id=self.case_id, node=node))

    def finish(self, node: str) -> None:
        """End an ad-hoc sub-process."""
        self.perform(FinishAdHoc(case_id=self.case_id, node=node))

    def add(self, node: str, item: Any = None) -> None:
        """One more run of a multi-instance activity."""
        self.perform(AddInstance(case_id=self.case_id, node=node, item=item))

    def remove(self, node: str) -> None:
        """One run of a multi-instance activity less, the latest."""
        runs = [token.id for token in self.tokens() if token.node == node and token.local]
        self.perform(RemoveInstance(case_id=self.case_id, node=node, token_id=max(runs, default=0)))

    def set(self, values: Mapping[str, Any]) -> None:
        """Change variables."""
        self.perform(SetVariables(case_id=self.case_id, values=values))

    def perform(self, command: Command, person: int = 0) -> None:
        """Any command, and what it sent to others."""
        self.engine.perform(command, actor=self.who(person))
        self._deliver()

    def who(self, person: int) -> Actor:
        """The one who acts; somebody when it does not matter who."""
        return somebody(person or SOMEBODY)

    # ---- looking -------------------------------------------------------------------------------------------------
    @property
    def case(self) -> Case:
        """The case that was started last."""
        case: Case = self.store.cases[self.case_id].case
        return case

    def family(self) -> Iterator[Kept]:
        """The case and those below it."""
        for kept in self.store.cases.values():
            if self.case_id in (kept.case.id, kept.case.root_id):
                yield kept

    def tokens(self) -> list[Token]:
        """Live tokens, oldest first."""
        return [one for kept in self.family() for one in kept.tables["tokens"].values() if one.state == "live"]

    def tasks(self) -> list[Task]:
        """Open tasks, oldest first."""
        return [one for kept in self.family() for one in kept.tables["tasks"].values() if one.state == "open"]

    def waits(self) -> list[Subscription]:
        """Open waits of every case, oldest first."""
        rows = (one for kept in self.store.cases.values() for one in kept.tables["subscriptions"].values())
        return [row for row in rows if row.state == "open" and row.kind not in STANDING]

    def active(self) -> list[str]:
        """Where the case is: the nodes at which tokens wait, the innermost only, sorted."""
        names = []
        for kept in self.family():
            for token in kept.tables["tokens"].values():
                activation = kept.tables["activations"].get(token.activation_id)
                inward = activation is not None and activation.state == "active" and activation.kind in INWARD
                called = activation is not None and activation.state == "active" and activation.kind == Kind.CALL
                if token.state == "live" and not called and (token.incident_id or not inward):
                    names.append(token.node)
        return sorted(names)

    def passed(self) -> list[str]:
        """Nodes that left an activation, in order; repeated activities once for each run."""
        rows = [one for kept in self.family() for one in kept.tables["activations"].values()]
        skipped = ("split", "join", *scopes.REPEATING)
        return [one.node for one in sorted(rows, key=lambda row: row.id) if one.kind not in skipped]

    def incidents(self) -> list[str]:
        """Codes of open incidents."""
        rows = [one for kept in self.family() for one in kept.tables["incidents"].values()]
        return [one.code for one in rows if one.resolved_at is None]

    # ---- inside --------------------------------------------------------------------------------------------------
    def _waiting(self, trigger: Trigger, name: str, key: str | None) -> list[Subscription]:
        return [row for row in self.waits() if row.kind == trigger and row.name == name and key in (None, row.key)]

    def _still(self, row: Subscription) -> bool:
        return any(one.id == row.id for one in self.waits())

    def _begin(self, trigger: Trigger, name: str, payload: Mapping[str, Any] | None) -> bool:
        begun = False
        for key, published in list(self.store.definitions.items()):
            for node in published.graph.levels[""]:
                trap = node.trap(trigger)
                if node.kind == Kind.START and trap is not None and trap.name == name:
                    facts: dict[str, Any] = {"process": key, "event": node.id, "payload": payload or {}}
                    state = self.engine.start("", None, actor=self.who(0), **facts)
                    self.case_id = self.case_id or state.case.id
                    begun = True
        return begun

    def _deliver(self) -> None:
        while self.sent:
            thrower, one = self.sent.pop(0)
            if one.kind == "signal":
                self.signal(one.name, one.payload, thrown_by=thrower)
                continue
            try:
                self.message(one.name, one.key, one.payload)
            except NotWaiting:  # nobody listens: a message to another system
                continue


def case_of(row_id: int) -> int:
    """The case that a row belongs to."""
    return row_id // 1_000_000


def somebody(employee_id: int = SOMEBODY) -> Actor:
    """Who acts in a trial."""
    return Actor(
        user_id=employee_id, employee_id=employee_id, name=f"#{employee_id}", company_id=1, company_ids=(1,),
        department_id=1, language="en",
    )  # fmt: skip


def _deliver(row: Subscription, payload: Mapping[str, Any] | None = None) -> Deliver:
    return Deliver(case_id=case_of(row.id), subscription_id=row.id, payload=payload or {})
