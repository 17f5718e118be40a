"""What an evaluation carries with it: what it may still spend, what it noticed, and the names it can see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NoReturn

from heyi.core.workflow.feel.errors import Diagnostic, LimitExceeded
from heyi.core.workflow.feel.values import Value, from_python

MAX_DIAGNOSTICS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one evaluation may take. Exceeding any of these ends it with LimitExceeded."""

    steps: int = 200_000
    depth: int = 60
    items: int = 50_000
    characters: int = 500_000


DEFAULT_LIMITS = Limits()


class Scope:
    """Names and their values, with the scope around it."""

    __slots__ = ("outer", "values")

    def __init__(self, values: Mapping[str, Value], outer: "Scope | None" = None) -> None:
        self.values = values
        self.outer = outer


Evaluate = Callable[[Scope, "Run"], Value]


class Run:
    """One evaluation."""

    __slots__ = ("depth", "diagnostics", "limits", "moment", "steps")

    def __init__(self, limits: Limits = DEFAULT_LIMITS, now: datetime | None = None) -> None:
        self.limits = limits
        self.steps = limits.steps
        self.depth = 0
        self.moment = now
        self.diagnostics: list[Diagnostic] = []

    @property
    def clock(self) -> Value:
        """The moment of this evaluation: the one given, or the first time that somebody asks."""
        if self.moment is None:
            self.moment = datetime.now(UTC)
        return from_python(self.moment)

    def spend(self, steps: int = 1) -> None:
        """Take steps from what is left."""
        self.steps -= steps
        if self.steps < 0:
            self.stop("too_many_steps")

    def stop(self, code: str) -> NoReturn:
        """End the evaluation."""
        raise LimitExceeded(code)

    def note(self, code: str, detail: str = "") -> None:
        """Say why a part is null; returns None, which is that part's value."""
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            self.diagnostics.append(Diagnostic(code, detail[:200]))

    def sized(self, value: Value) -> Value:
        """`value`, if it is within the limits of size."""
        if isinstance(value, str):
            if len(value) > self.limits.characters:
                self.stop("text_too_long")
            self.spend(len(value) // 64)
        elif isinstance(value, list):
            if len(value) > self.limits.items:
                self.stop("list_too_long")
            self.spend(len(value) // 8)
        return value
