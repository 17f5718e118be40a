"""The one door to FEEL: conditions on flows and completion conditions. Nothing else in the engine knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from heyi.core.workflow.parser.dialects import as_feel
from heyi.kit.errors import Problem


class Evaluable(Protocol):
    """A compiled expression."""

    def evaluate(self, context: Mapping[str, Any]) -> Any:
        """Its value in a context."""
        ...


class ConditionFailed(Exception):
    """A condition could not be evaluated, or its value is not true or false. ``reason`` is for an administrator."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition ready to be asked."""

    text: str
    expression: Evaluable

    def value(self, context: Mapping[str, Any]) -> Any:
        """What it evaluates to now."""
        try:
            return self.expression.evaluate(context)
        except (Problem, ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
            raise ConditionFailed(f"{self.text}: {error}") from error

    def holds(self, context: Mapping[str, Any]) -> bool:
        """Whether it is true now. FEEL's null counts as false, as the standard has it for decisions on flows."""
        value = self.value(context)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise ConditionFailed(f"{self.text}: the value is {value!r}, not true or false")


Compiler = Callable[[str], Evaluable]


def feel(text: str) -> Evaluable:
    """FEEL as the engine uses it. Raises a Problem for text that is not FEEL."""
    from heyi.core.workflow.feel import compile_expression

    expression: Evaluable = compile_expression(as_feel(text))
    return expression


def compile_condition(text: str, compiler: Compiler = feel) -> Condition:
    """A condition from its text in the file."""
    return Condition(text, compiler(text))


def context_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a snapshot as FEEL sees them: exact numbers stay exact.

    Numbers arrive as JSON strings by the API's rule; subjects hand decimals over as Decimal before they are written
    down, so only int and float from free variables are left to convert.
    """
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
