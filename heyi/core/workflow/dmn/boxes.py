"""Boxed expressions: each is made once from its element and evaluated in a scope (DMN 1.5, 7.3 and 10.2.2)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from heyi.core.workflow.dmn.errors import NotSupported
from heyi.core.workflow.dmn.texts import ExpressionText
from heyi.core.workflow.dmn.types import ItemType
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel.calls import invoke_named
from heyi.core.workflow.feel.loops import filtered, iterate, quantified
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.values import Function, Value, kind


class Box(Protocol):
    """Anything that has a value in a scope."""

    def value(self, scope: Scope, work: Work) -> Value:
        """The value; NotSupported when a part of it cannot be evaluated here, LimitExceeded when it costs too much."""


@dataclass(frozen=True, slots=True, eq=False)
class Nothing:
    """An expression that is left out."""

    def value(self, scope: Scope, work: Work) -> Value:
        """Null."""
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A literal expression."""

    text: ExpressionText

    def value(self, scope: Scope, work: Work) -> Value:
        """See `Box`."""
        return self.text.value(scope, work)


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """An entry of a context. The one without a name is the result of the whole."""

    name: str
    of: ItemType
    body: Box


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Entries, of which later ones see earlier ones."""

    entries: tuple[Entry, ...]

    def value(self, scope: Scope, work: Work) -> Value:
        """The entries by name, or the value of the entry without a name."""
        made: dict[str, Value] = {}
        inner = Scope(made, scope)
        for entry in self.entries:
            work.run.spend()
            value = entry.body.value(inner, work)
            if not entry.name:
                return value
            made[entry.name] = entry.of.conform(value, work, entry.name)
            work.learn(made[entry.name])
        return made


@dataclass(frozen=True, slots=True, eq=False)
class ListBox:
    """A boxed list."""

    items: tuple[Box, ...]

    def value(self, scope: Scope, work: Work) -> Value:
        """The values in their order."""
        work.run.spend(len(self.items))
        return [item.value(scope, work) for item in self.items]


@dataclass(frozen=True, slots=True, eq=False)
class Relation:
    """Rows of cells under named columns."""

    columns: tuple[tuple[str, ItemType], ...]
    rows: tuple[tuple[Box, ...], ...]

    def value(self, scope: Scope, work: Work) -> Value:
        """A list of contexts."""
        work.run.spend(len(self.rows))
        return [
            {
                name: of.conform(cell.value(scope, work), work, name)
                for (name, of), cell in zip(self.columns, row, strict=True)
            }
            for row in self.rows
        ]


@dataclass(frozen=True, slots=True, eq=False)
class FunctionBox:
    """A function: of a business knowledge model, of a context entry, or passed to another one."""

    name: str
    parameters: tuple[tuple[str, ItemType], ...]
    body: Box
    gives: ItemType
    language: str = ""

    def value(self, scope: Scope, work: Work) -> Value:
        """Something to call; NotSupported when it is written in another language."""
        if self.language:
            raise NotSupported(f"{self.name}: {self.language}")

        def call(arguments: list[Value], run: Run) -> Value:
            given = conforming(self.name, self.parameters, arguments, work)
            if given is None:
                return None
            return self.gives.conform(self.body.value(Scope(given, scope), work), work, self.name)

        return Function(
            tuple(name for name, _of in self.parameters), call, tuple(of.plain for _, of in self.parameters)
        )


def conforming(
    label: str, parameters: Sequence[tuple[str, ItemType]], arguments: Sequence[Value], work: Work
) -> dict[str, Value] | None:
    """Arguments by name; None with a note when one is not of its parameter's type, which makes the call null."""
    given: dict[str, Value] = {}
    for (name, of), value in zip(parameters, arguments, strict=True):
        given[name] = of.conform(value, work, f"{label}({name})")
        if given[name] is None and value is not None:
            return None
        work.learn(given[name])
    return given


@dataclass(frozen=True, slots=True, eq=False)
class Invocation:
    """A call with arguments by name."""

    label: str
    callee: Box
    bindings: tuple[tuple[str, Box], ...]

    def value(self, scope: Scope, work: Work) -> Value:
        """What the function gives; null with a note when the names do not fit."""
        callee = self.callee.value(scope, work)
        given = {name: body.value(scope, work) for name, body in self.bindings}
        return invoke_named(callee, given, len(self.bindings), work.run, self.label)


@dataclass(frozen=True, slots=True, eq=False)
class Conditional:
    """If, then, else. Null counts as false, anything that is no boolean makes the whole null."""

    test: Box
    then: Box
    otherwise: Box

    def value(self, scope: Scope, work: Work) -> Value:
        """The value of the branch that is taken; the other one is not looked at."""
        work.run.spend()
        answer = self.test.value(scope, work)
        if answer is True:
            return self.then.value(scope, work)
        if answer is False or answer is None:
            return self.otherwise.value(scope, work)
        return work.run.note("not_a_condition", kind(answer))


@dataclass(frozen=True, slots=True, eq=False)
class Filter:
    """The items of a list that match."""

    items: Box
    match: Box

    def value(self, scope: Scope, work: Work) -> Value:
        """See `filtered`."""
        items = self.items.value(scope, work)
        work.learn(items)
        return filtered(items, _inside(self.match, work), scope, work.run)


@dataclass(frozen=True, slots=True, eq=False)
class Iterator:
    """`for`, `some` or `every` over one variable."""

    kind: str
    variable: str
    items: Box
    body: Box

    def value(self, scope: Scope, work: Work) -> Value:
        """A list for `for`, else a boolean or null."""
        items = self.items.value(scope, work)
        work.learn(items)
        sources = [(self.variable, lambda inner, run: items)]
        body = _inside(self.body, work)
        if self.kind == "for":
            return iterate(sources, body, scope, work.run)
        return quantified(sources, body, scope, work.run, decisive=self.kind == "some")


def _inside(box: Box, work: Work) -> Callable[[Scope, Run], Value]:
    return lambda scope, run: box.value(scope, work)
