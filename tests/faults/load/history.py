"""What each client asked for and what it knows of it: ok, fail, or unknown because no answer ever came."""

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.faults.load.http import PASSING, Answer, Line, NoAnswer

Outcome = Literal["ok", "fail", "unknown"]
RUNNING = "idempotency_running"
GIVES_UP = 60.0
HASTY = 0.1
"""The share of the writes whose client goes away when the first attempt is not answered."""


@dataclass(frozen=True)
class Operation:
    """One write as its client remembers it. ``mark`` is its key, its request id and a word in what it wrote."""

    kind: str
    mark: str
    outcome: Outcome
    status: int
    attempts: int
    sent: float
    """When the attempt was sent that was answered; seconds of the monotonic clock."""
    answered: float


@dataclass
class History:
    """All writes of one run, and how many reads were answered."""

    seed: int
    operations: list[Operation] = field(default_factory=list)
    reads: int = 0
    ugly: list[str] = field(default_factory=list)
    """Answers that nobody should ever see: a status of 500 and more other than "try again"."""
    numbers: Any = field(default_factory=itertools.count, repr=False)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - a repeatable run, no secret
        self.run = f"{self.random.getrandbits(32):08x}"

    def mark(self, kind: str) -> str:
        return f"{kind}-{self.run}-{next(self.numbers):06d}"

    def outcomes(self) -> Counter[str]:
        return Counter(operation.outcome for operation in self.operations)

    def operations_of(self, kind: str) -> list[Operation]:
        return [operation for operation in self.operations if operation.kind == kind]

    def acknowledged_after(self, moment: float) -> Operation | None:
        """The first write known to be done that was sent after this moment."""
        found = (row for row in reversed(self.operations) if row.outcome == "ok" and row.sent > moment)
        return min(found, key=lambda row: row.answered, default=None)

    async def write(
        self, line: Line, kind: str, path: str, body: Callable[[str], Any], *, pause: Callable[[], Any]
    ) -> Answer | None:
        """Do it with one key until an answer comes, or the client gives up (None). ``body`` is told the mark."""
        mark, began = self.mark(kind), time.monotonic()
        hasty = self.random.random() < HASTY
        for attempt in itertools.count(1):
            sent = time.monotonic()
            answer = await self._once(line, path, body(mark), mark)
            late = time.monotonic() - began > GIVES_UP
            if answer is None and (hasty or late):
                self.operations.append(Operation(kind, mark, "unknown", 0, attempt, sent, time.monotonic()))
                return None
            if answer is not None:
                outcome: Outcome = "ok" if answer.status < 400 else "fail"
                self.operations.append(Operation(kind, mark, outcome, answer.status, attempt, sent, time.monotonic()))
                return answer
            await pause()
        return None

    async def read(self, line: Line, path: str) -> Any:
        """What a list or a search shows; None when it was not answered."""
        try:
            answer = await line.ask("GET", path)
        except NoAnswer:
            return None
        self._look_at(answer, path)
        self.reads += answer.status == 200
        return answer.data if answer.status == 200 else None

    async def _once(self, line: Line, path: str, body: Any, mark: str) -> Answer | None:
        try:
            answer = await line.ask("POST", path, body, key=mark)
        except NoAnswer:
            return None
        self._look_at(answer, path)
        return None if answer.status in PASSING or answer.status >= 500 or answer.code == RUNNING else answer

    def _look_at(self, answer: Answer, path: str) -> None:
        if answer.status >= 500 and answer.status not in PASSING:
            self.ugly.append(f"{answer.status} {path} {answer.data}")
