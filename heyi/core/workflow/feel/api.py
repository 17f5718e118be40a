"""Compiling and evaluating: what the rest of the product uses of FEEL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lark import Token

from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.compiler import Compiler
from heyi.core.workflow.feel.errors import Diagnostic, LimitExceeded
from heyi.core.workflow.feel.grammar import parse, parse_tokens
from heyi.core.workflow.feel.lexer import tokenize
from heyi.core.workflow.feel.runtime import DEFAULT_LIMITS, Evaluate, Limits, Run, Scope
from heyi.core.workflow.feel.syntax import Node, parts
from heyi.core.workflow.feel.types import Type
from heyi.core.workflow.feel.values import Value, from_python, to_python

CACHED = 2048
Types = tuple[tuple[str, Type], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A FEEL value with the notes on why parts of it are null."""

    value: Value
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression. `free_names` are the names that it takes from its context."""

    text: str
    free_names: frozenset[str]
    _evaluate: Evaluate

    def evaluate(
        self, context: Mapping[str, object], *, limits: Limits = DEFAULT_LIMITS, now: datetime | None = None
    ) -> object:
        """The result as Python data for a context of Python data. LimitExceeded when it costs too much."""
        outcome = self.run(from_python(context), limits=limits, now=now)
        try:
            return to_python(outcome.value)
        except RecursionError as error:
            raise LimitExceeded("too_deep") from error

    def run(
        self, context: Mapping[str, Value], *, limits: Limits = DEFAULT_LIMITS, now: datetime | None = None
    ) -> Outcome:
        """The result and its diagnostics, FEEL values in and out."""
        return _run(lambda scope, run: self._evaluate(scope, run), context, limits, now)

    def within(self, scope: Scope, run: Run) -> Value:
        """The result as part of a larger evaluation, whose limits it shares."""
        return self._evaluate(scope, run)


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """The compiled tests of one cell of a decision table; `-` passes every value."""

    text: str
    free_names: frozenset[str]
    _tests: tuple[Callable[[Value, Scope, Run], Value], ...]
    _negated: bool

    def test(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> bool:
        """Whether `value` (which the tests call `?`) passes, for Python data."""
        return self.run(from_python(value), from_python(context), limits=limits, now=now).value is True

    def run(
        self,
        value: Value,
        context: Mapping[str, Value],
        *,
        limits: Limits = DEFAULT_LIMITS,
        now: datetime | None = None,
    ) -> Outcome:
        """True or False, with diagnostics, for FEEL values."""
        return _run(lambda scope, run: self.within(value, scope, run), context, limits, now)

    def within(self, value: Value, scope: Scope, run: Run) -> bool:
        """Whether `value` passes, as part of a larger evaluation, whose limits it shares."""
        return not self._tests or (self.position(value, scope, run) is not None) is not self._negated

    def position(self, value: Value, scope: Scope, run: Run) -> int | None:
        """The place, from 0, of the first test in the list that holds; None when none does. `not` is not looked at."""
        inner = Scope({"?": value}, scope)
        for index, test in enumerate(self._tests):
            if test(value, inner, run) is True:
                return index
        return None


def _run(evaluate: Evaluate, context: Mapping[str, Value], limits: Limits, now: datetime | None) -> Outcome:
    run = Run(limits, now)
    try:
        value = evaluate(Scope(context), run)
    except RecursionError as error:
        raise LimitExceeded("too_deep") from error
    return Outcome(value, tuple(run.diagnostics))


def nested_names(context: Mapping[str, object]) -> tuple[str, ...]:
    """All keys of a context and of the contexts inside it: names for the compiler when only data is at hand."""
    found: dict[str, None] = {}

    def collect(value: object, depth: int) -> None:
        if isinstance(value, Mapping) and depth < 20:
            for key, inner in value.items():
                found[str(key)] = None
                collect(inner, depth + 1)
        elif isinstance(value, list | tuple) and depth < 20:
            for inner in value:
                collect(inner, depth + 1)

    collect(context, 0)
    return tuple(sorted(found))


def _known(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*names, *builtins(), *_PROPERTIES}))


_PROPERTIES = (
    "time offset", "start included", "end included", "date and time", "days and time duration",
    "years and months duration",
)  # fmt: skip


def compile_expression(text: str, *, names: Iterable[str] = (), types: Types = ()) -> Expression:
    """The expression in `text`. `names` are those in its context, needed where they hold spaces or signs.

    FeelSyntaxError tells the position. Compiled expressions are cached by text, names and types.
    """
    return _compiled(text, tuple(sorted(set(names))), types)


@lru_cache(maxsize=CACHED)
def _compiled(text: str, names: tuple[str, ...], types: Types) -> Expression:
    compiler = Compiler(builtins(), dict(types))
    evaluate = compiler.compile(parse(text, _known(names)))
    return Expression(text, frozenset(compiler.free), evaluate)


def compile_unary_tests(text: str, *, names: Iterable[str] = (), types: Types = ()) -> UnaryTests:
    """The tests of a decision table's cell: `-`, `> 5`, `"A", "B"`, `[1..9]`, `not(...)`, or conditions about `?`."""
    return _compiled_tests(text, tuple(sorted(set(names))), types)


@lru_cache(maxsize=CACHED)
def _compiled_tests(text: str, names: tuple[str, ...], types: Types) -> UnaryTests:
    tree, is_negated = read_tests(text, names)
    if tree is None:
        return UnaryTests(text, frozenset(), (), False)
    compiler = Compiler(builtins(), dict(types))
    tests = tuple(compiler.test(test, "?") for test in parts(tree))
    return UnaryTests(text, frozenset(compiler.free - {"?"}), tests, is_negated)


def read_tests(text: str, names: tuple[str, ...]) -> tuple[Node | None, bool]:
    """The syntax tree of a cell, None for `-`, and whether `not(...)` stands around all of it."""
    tokens = tokenize(text, _known((*names, "?")))
    if [token.type for token in tokens] == ["MINUS"]:
        return None, False
    inner = _negated(tokens)
    return parse_tokens(inner or tokens, text, start="tests"), inner is not None


def _negated(tokens: list[Token]) -> list[Token] | None:
    """The tokens inside `not( ... )` when that is all there is."""
    if len(tokens) < 4 or tokens[0] != "not" or tokens[1].type != "LPAR" or tokens[-1].type != "RPAR":
        return None
    depth = 0
    for token in tokens[1:-1]:
        depth += (token.type in ("LPAR", "IN_LPAR")) - (token.type == "RPAR")
        if depth == 0:
            return None
    return tokens[2:-1]
