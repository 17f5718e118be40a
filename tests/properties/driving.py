"""The engine and the naive interpreter side by side: the same process, the same choices, compared after every act."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest import mock

from heyi.core.workflow import step as engine_step
from heyi.core.workflow.commands import Approve, Command, Deliver, FailWork, FinishWork
from heyi.core.workflow.commands.start import Start
from heyi.core.workflow.engine import Engine
from heyi.core.workflow.graph import compile_process
from heyi.core.workflow.parser.model import Kind, Process, Trigger
from heyi.core.workflow.running.settling import INWARD
from heyi.core.workflow.state import TABLES, Activation, Case, CaseState, Decision, Subscription, Task, Token
from heyi.core.workflow.store.memory import MemoryStore
from heyi.core.workflow.trying.trial import Anybody, somebody
from tests.properties.choices import Asked, Choices
from tests.properties.graphs import CODES
from tests.properties.naive import BusyLoop, Naive

Offer = tuple[str, Callable[[], None], Callable[[], None]]
MOST_MOVES, MOST_ACTS, MOST_TOKENS = 150, 25, 40
NOW = datetime(2026, 1, 1, tzinfo=UTC)
RESTS = {Kind.USER_TASK: "task", Kind.SERVICE_TASK: "work", Kind.COMPLEX: "reset"}
LIVE: dict[str, Callable[[Any], bool]] = {
    "tokens": lambda row: row.state == "live",
    "activations": lambda row: row.state == "active",
    "tasks": lambda row: False,
    "subscriptions": lambda row: row.state == "open",
    "incidents": lambda row: row.resolved_at is None,
}


class LiveRows(MemoryStore):
    """The live rows of one case, kept as they are: a test that compares after each act needs no history."""

    def __init__(self) -> None:
        super().__init__()
        self.open_tasks: dict[int, Task] = {}

    def load_tasks(self, state: CaseState, activation_id: int) -> None:
        """As the other stores: open ones that the step has not seen."""
        for task in self.open_tasks.values():
            if task.activation_id == activation_id:
                state.tasks.setdefault(task.id, task)

    def approvals(self, *_: Any) -> list[Decision]:
        """Everybody is new in a trial."""
        return []


class Real:
    """One case in the engine's own steps."""

    def __init__(self, process: Process, choices: Choices) -> None:
        self.store = LiveRows()
        graph = compile_process(process, "0" * 64, lambda text: Asked(choices, text))
        self.store.publish(process.id, graph)
        self.graph = graph
        self.engine = Engine(self.store, Anybody(), lambda: NOW)
        case = Case(1, 1, 1, process.id, graph.digest, "", 1, 1, "", None, NOW)
        self.state = CaseState(case)

    def act(self, command: Command, person: int = 1) -> None:
        """One command, as the engine runs it; then only what is live is kept, as a store would load it."""
        if command.task_id is not None:
            self.state.tasks[command.task_id] = self.store.open_tasks[command.task_id]
        step = self.engine.step(self.state, somebody(person))
        command.execute(step)
        step.run()
        tasks = {**self.store.open_tasks, **self.state.tasks}
        self.store.open_tasks = {number: task for number, task in tasks.items() if task.state == "open"}
        fresh = CaseState(self.state.case)
        for name in TABLES:
            rows = getattr(self.state, name)
            setattr(fresh, name, {number: row for number, row in rows.items() if LIVE[name](row)})
        self.state = fresh

    def start(self) -> None:
        self.act(Start(case_id=1, below=True))

    # ---- looking -------------------------------------------------------------------------------------------------
    @property
    def ended(self) -> bool:
        return self.state.case.ended_at is not None

    def tasks(self) -> list[Task]:
        return [task for _, task in sorted(self.store.open_tasks.items())]

    def waits(self, kind: str) -> list[Subscription]:
        return self.state.open_subscriptions(kind)

    def incidents(self) -> set[str]:
        return {one.code for one in self.state.incidents.values()}

    def tree(self, scope: int = 0) -> tuple[Any, ...]:
        """Where every token is, whatever the order."""
        return tuple(sorted(self._leaf(token) for token in self.state.tokens.values() if token.scope == scope))

    def _leaf(self, token: Token) -> tuple[Any, ...]:
        incident = self.state.incidents.get(token.incident_id)
        activation = self.state.activations.get(token.activation_id)
        inside = self.tree(activation.id) if activation and activation.kind != Kind.COMPLEX else ()
        if incident is not None and incident.code != "deadlock":
            return token.node, incident.code, "", inside
        rest = self._rest(activation)
        return token.node, rest, token.flow if rest == "join" else "", inside

    def _rest(self, activation: Activation | None) -> str:
        if activation is None:
            return "join"
        if activation.kind in INWARD and activation.kind != Kind.COMPLEX:
            return "inside"
        return RESTS.get(Kind(activation.kind), "wait")


@dataclass
class Outcome:
    """How a run ended: ``ended``, ``deadlock``, ``trouble``, ``busy_loop``, ``waiting`` (for what never comes, or the
    acts were used up) or ``crowded``; ``difference`` says what was not the same."""

    seed: int
    how: str = ""
    difference: str = ""
    acts: list[str] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)


class Pair:
    """Both, and the acts that are done to both."""

    def __init__(self, process: Process, seed: int) -> None:
        self.choices = Choices(seed)
        self.process = process
        self.real = Real(process, Choices(seed))
        self.naive = Naive(process, Choices(seed), MOST_MOVES)
        self.outcome = Outcome(seed)

    def run(self) -> Outcome:
        """From the start until nothing can be done or something differs."""
        outcome = self.outcome
        try:
            with mock.patch.object(engine_step, "MAX_MOVES", MOST_MOVES):
                self._run()
        except Exception as error:
            outcome.difference = f"exception {type(error).__name__}: {error}"
        outcome.passed = self.naive.passed
        return outcome

    def _run(self) -> None:
        self._both("start", self.real.start, self.naive.start)
        while not self.outcome.how and not self.outcome.difference:
            if len(self.outcome.acts) > MOST_ACTS:
                self.outcome.how = "waiting"
                return
            offered = self._offered()
            if not offered:
                self.outcome.how = self._rest()
                return
            self._both(*offered[self.choices.pick(len(self.outcome.acts), len(offered))])

    def _both(self, name: str, real: Callable[[], None], naive: Callable[[], None]) -> None:
        outcome = self.outcome
        outcome.acts.append(name)
        busy = False
        try:
            naive()
        except BusyLoop:
            busy = True
        real()
        if busy != ("busy_loop" in self.real.incidents()):
            outcome.difference = f"busy loop: naive {busy}, engine {self.real.incidents()}"
        elif busy:
            outcome.how = "busy_loop"
        else:
            self._compare()

    def _compare(self) -> None:
        outcome, real, naive = self.outcome, self.real, self.naive
        pairs = [
            ("ended", naive.ended, real.ended),
            ("tokens", naive.tree(), real.tree()),
            ("tasks", [one.node for one in naive.tokens("task")], [one.node for one in real.tasks()]),
            ("works", [one.node for one in naive.tokens("work")], [one.node for one in real.waits("work")]),
            ("deadlock", naive.stuck(), "deadlock" in real.incidents()),
        ]
        pairs += [
            (kind.value, [one.node for one in naive.waits(kind)], [one.node for one in real.waits(kind)])
            for kind in (Trigger.MESSAGE, Trigger.SIGNAL)
        ]
        for name, expected, found in pairs:
            if expected != found:
                outcome.difference = f"{name}: naive {expected}, engine {found}"
                return
        if naive.ended:
            outcome.how = "ended"
        elif naive.stuck():
            outcome.how = "deadlock"
        elif sum(len(scope.tokens) for scope in naive.scopes()) > MOST_TOKENS:
            outcome.how = "crowded"

    def _rest(self) -> str:
        troubled = self.real.incidents()
        return "trouble" if troubled else "waiting"

    def _offered(self) -> list[Offer]:
        """All that somebody could do now."""
        real, naive, found = self.real, self.naive, []
        for task, token in zip(real.tasks(), naive.tokens("task"), strict=True):
            person = task.assignee_id or 1
            found.append(
                self._offer("complete", task.node, Approve(task_id=task.id), naive.complete, token, person=person)
            )
        for row, token in zip(real.waits("work"), naive.tokens("work"), strict=True):
            done = FinishWork(case_id=1, subscription_id=row.id)
            found.append(self._offer("finish", row.node, done, naive.complete, token))
            for code in CODES:
                fail = FailWork(case_id=1, subscription_id=row.id, code=code)
                found.append(self._offer(f"fail {code}", row.node, fail, naive.fail, token, code))
        for row, wait in zip(real.waits("message"), naive.waits(Trigger.MESSAGE), strict=True):
            bring = Deliver(case_id=1, subscription_id=row.id)
            found.append(self._offer("message", row.node, bring, naive.deliver, wait))
        return found

    def _offer(
        self, name: str, node: str, command: Command, naive: Callable[..., None], *facts: Any, person: int = 1
    ) -> Offer:
        return f"{name} {node}", partial(self.real.act, command, person), partial(naive, *facts)
