"""A small company in memory, processes written with the builder, and an engine on the in-memory store."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from heyi.core.access.actor import Actor, Grant, Scope
from heyi.core.workflow import builder as b
from heyi.core.workflow.approval.directory import Amount as Amount_
from heyi.core.workflow.approval.directory import Person, Place
from heyi.core.workflow.approval.rules import Reach
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.graph import Graph, compile_process, digest_of
from heyi.core.workflow.matrices import Table
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.state import CaseState, Task
from heyi.core.workflow.store.memory import MemoryStore

INITIATOR, MANAGER, DIRECTOR, BOSS, FINANCE, LEGAL, ADMIN = 1, 2, 3, 4, 5, 6, 9


class FakeDirectory:
    """People 1 to 60 in one company; 1 reports to 2, to 3, to 4. Tests change the tables."""

    def __init__(self) -> None:
        self.inactive: set[int] = set()
        self.chain = {1: 2, 2: 3, 3: 4, 5: 4, 6: 4}
        self.roles: dict[str, list[int]] = {"finance": [FINANCE], "legal": [LEGAL]}
        self.heads = [2, 3, 4]
        self.delegates: dict[int, int] = {}
        self.below: dict[int, int] = {}
        self.admins = [ADMIN]
        self.members: dict[str, list[int]] = {"1": [10, 11]}
        self.matrices: dict[str, Table] = {}
        self.groups: dict[str, list[int]] = {}
        self.places: dict[int, tuple[Place, ...]] = {}
        self.headed: dict[int, tuple[Place, ...]] = {}

    def people(self, ids: Iterable[int]) -> dict[int, Person]:
        return {
            i: Person(i, f"P{i}", i not in self.inactive, 1, 1, self.places.get(i, ()), self.headed.get(i, ()))
            for i in ids if 0 < i <= 60
        }  # fmt: skip

    def managers(self, employee_id: int) -> list[int]:
        found: list[int] = []
        while (above := self.chain.get(employee_id)) and above not in found:
            found.append(above)
            employee_id = above
        return found

    def department_heads(self, department_id: int) -> list[int]:
        return self.heads

    def holders_of_role(self, code: str, reach: Reach, *, company_id: int, department_id: int | None) -> list[int]:
        return list(self.roles.get(code, []))

    holders_of_post = holders_of_role

    def delegate_of(self, employee_id: int, process: str, at: datetime, amount: Amount_) -> int | None:
        below = self.below.get(employee_id)
        known = None if below is None else amount()
        covered = below is None or (known is not None and known < below)
        return self.delegates.get(employee_id) if covered else None

    def administrators(self, company_id: int) -> list[int]:
        return list(self.admins)

    def members_of(self, department: str, *, company_id: int, department_id: int | None) -> list[int]:
        return list(self.members.get(department or str(department_id), []))

    def members_of_group(self, code: str, *, company_id: int) -> list[int]:
        return list(self.groups.get(code, []))

    def department_line(self, department_id: int | None) -> list[int]:
        return [100, department_id] if department_id else []

    def by_numbers(self, numbers: Iterable[str], company_id: int) -> dict[str, int]:
        return {number: int(number[1:]) for number in numbers if number[:1] == "E" and number[1:].isdigit()}

    def matrix(self, code: str, company_id: int) -> Table | None:
        return self.matrices.get(code)


class Amount:
    """Stands in for conditions of the form ``name > number`` and ``true``."""

    def __init__(self, text: str) -> None:
        self.text = text

    def evaluate(self, context: Any) -> Any:
        name, _, number = self.text.partition(" > ")
        if not number:
            return {"true": True, "false": False}.get(name, context.get(name))
        return context[name] > int(number)


class World:
    """An engine with shortcuts: ``approve(node, person)`` finds the open task."""

    def __init__(self, *steps: b.Step, compiler: Callable[[str], Any] = Amount, **options: Any) -> None:
        self.store, self.directory = MemoryStore(), FakeDirectory()
        self.now = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
        self.engine = Engine(self.store, self.directory, self.clock)
        xml = b.process("trial", "Trial", *steps, **options).xml()
        process = read(xml).process
        assert process is not None
        self.store.publish("trial", compile_process(process, digest_of(xml), compiler))
        self.case_id = 0

    def clock(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def start(self, **options: Any) -> CaseState:
        state = self.engine.start("", None, actor=actor(INITIATOR), process="trial", **options)
        self.case_id = state.case.id
        return state

    @property
    def kept(self) -> Any:
        return self.store.cases[self.case_id]

    @property
    def graph(self) -> Graph:
        """What the case runs by."""
        return self.store.graph(self.case.version_id, self.case.digest)

    @property
    def case(self) -> Any:
        return self.kept.case

    def open(self) -> list[tuple[str, int]]:
        """Who is asked where, in order."""
        return sorted((task.node, task.assignee_id) for task in self.open_tasks())

    def open_tasks(self) -> list[Task]:
        return [task for task in self.kept.tables["tasks"].values() if task.state == "open"]

    def acting(self) -> list[tuple[str, int]]:
        """Who can act now, in order: open tasks that wait for nobody else."""
        return sorted((task.node, task.assignee_id or 0) for task in self.open_tasks() if not task.held)

    def held_task(self, person: int) -> Task:
        """The task of somebody that waits."""
        return next(task for task in self.open_tasks() if task.held and task.assignee_id == person)

    def states(self) -> list[str]:
        """The states of all tasks, sorted."""
        return sorted(task.state for task in self.kept.tables["tasks"].values())

    def task(self, node: str, person: int) -> Task:
        return next(t for t in self.open_tasks() if t.node == node and person in (t.assignee_id, t.delegate_id))

    def do_on(self, command: type, task: Task, person: int, **facts: Any) -> CaseState:
        """The same on a task in whatever state."""
        return self.engine.perform(command(task_id=task.id, **facts), actor=actor(person))

    def do(self, command: type, node: str, person: int, **facts: Any) -> CaseState:
        return self.engine.perform(command(task_id=self.task(node, person).id, **facts), actor=actor(person))


def actor(employee_id: int, **facts: Any) -> Actor:
    return Actor(
        user_id=employee_id, employee_id=employee_id, name=f"P{employee_id}", company_id=1, company_ids=(1,),
        department_id=1, language="en", **facts,
    )  # fmt: skip


def administrator(employee_id: int = ADMIN) -> Actor:
    """Somebody who may step into cases."""
    grant = Grant(1, Scope.COMPANY, "administrator")
    return actor(employee_id, grants={"workflow.case.intervene": (grant,)})


def asks(name: str, *people: int, **options: Any) -> b.Task:
    return b.approve(name, name, b.person(*people), **options)
