"""What one evaluation of a model carries with it, and what comes out of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from heyi.core.workflow.feel.errors import Budget, Diagnostic, LimitExceeded
from heyi.core.workflow.feel.runtime import Run
from heyi.core.workflow.feel.values import Value, to_python

MAX_MATCHES = 200


@dataclass(frozen=True, slots=True)
class TableMatch:
    """How one decision table came to its result: what its inputs were and which rules held, numbered from 1."""

    owner: str
    table: str
    inputs: tuple[tuple[str, Value], ...]
    rules: tuple[int, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The value of a decision, the values of the decisions that it needed, and why.

    `matches` holds the decision tables in the order of their evaluation, at most MAX_MATCHES of them; `diagnostics`
    says why parts are null.
    """

    name: str
    value: Value
    decisions: Mapping[str, Value]
    matches: tuple[TableMatch, ...]
    diagnostics: tuple[Diagnostic, ...]

    def python(self) -> object:
        """The value as plain Python data; LimitExceeded when it is nested too deeply."""
        try:
            return to_python(self.value)
        except RecursionError as error:
            raise LimitExceeded("too_deep") from error


@dataclass(slots=True)
class Work:
    """One evaluation: the limits that all its parts share, and what was noticed."""

    run: Run
    matches: list[TableMatch] = field(default_factory=list)
    names: frozenset[str] = frozenset()

    def explain(self, match: TableMatch) -> None:
        """Remember how a table was decided."""
        if len(self.matches) < MAX_MATCHES:
            self.matches.append(match)

    def learn(self, value: Value) -> None:
        """Let later expressions know names with spaces or signs that only this value holds."""
        found = {name for name in _keys(value) if not name.isidentifier()}
        if not found <= self.names:
            self.names = self.names | found


def _keys(value: Value) -> Iterator[str]:
    budget = Budget()
    waiting = [value]
    while waiting:
        budget.spend()
        item = waiting.pop()
        if isinstance(item, dict):
            yield from item
            waiting.extend(inner for inner in item.values() if isinstance(inner, dict | list))
        elif isinstance(item, list):
            waiting.extend(inner for inner in item if isinstance(inner, dict | list))
