"""FEEL inside a model: expressions and tests, compiled once for the names that are visible where they stand."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from heyi.core.workflow.dmn.errors import NotSupported
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel import Expression, FeelSyntaxError, UnaryTests, compile_expression, compile_unary_tests
from heyi.core.workflow.feel.api import Types
from heyi.core.workflow.feel.runtime import Scope
from heyi.core.workflow.feel.values import Value

MAX_READY = 8
"""Of how many sets of names in untyped values a text remembers its compiled form."""

Compiled = TypeVar("Compiled", Expression, UnaryTests)


def is_feel(language: str | None) -> bool:
    """Whether an `expressionLanguage` is FEEL, by the address of any version, or left out."""
    return not language or language.rstrip("/").upper().endswith("FEEL") or "/FEEL/" in language.upper()


@dataclass(eq=False, slots=True)
class FeelText(Generic[Compiled]):
    """A text of the model. `place` names it to a person; `language` is empty for FEEL."""

    text: str
    place: str
    names: frozenset[str] = frozenset()
    types: Types = ()
    language: str = ""
    _ready: dict[frozenset[str], Compiled | None] = field(default_factory=dict, repr=False)

    def compiled(self, names: frozenset[str] = frozenset()) -> Compiled:
        """The compiled text; FeelSyntaxError when it cannot be read."""
        raise NotImplementedError

    def ready(self, work: Work) -> Compiled | None:
        """The compiled text, or None with a note when it cannot be read."""
        if self.language:
            raise NotSupported(self.language)
        if work.names not in self._ready:
            if len(self._ready) >= MAX_READY:
                self._ready.clear()
            try:
                self._ready[work.names] = self.compiled(work.names)
            except FeelSyntaxError:
                self._ready[work.names] = None
        found = self._ready[work.names]
        if found is None:
            work.run.note("syntax", f"{self.place}: {self.text}")
        return found


class ExpressionText(FeelText[Expression]):
    """A literal expression."""

    def compiled(self, names: frozenset[str] = frozenset()) -> Expression:
        """See `FeelText`."""
        return compile_expression(self.text, names=self.names | names, types=self.types)

    def value(self, scope: Scope, work: Work) -> Value:
        """Its value; null for an empty text and for one that cannot be read."""
        if not self.text.strip():
            return None
        ready = self.ready(work)
        work.run.spend()
        return None if ready is None else ready.within(scope, work.run)


class TestsText(FeelText[UnaryTests]):
    """The tests of a cell, or the values that a type or a clause allows."""

    __test__ = False

    @property
    def is_any(self) -> bool:
        """Whether every value passes: `-` or nothing."""
        return self.text.strip() in ("", "-")

    def compiled(self, names: frozenset[str] = frozenset()) -> UnaryTests:
        """See `FeelText`."""
        return compile_unary_tests("-" if self.is_any else self.text, names=self.names | names, types=self.types)

    def passes(self, value: Value, scope: Scope, work: Work) -> bool:
        """Whether a value passes; nothing passes tests that cannot be read."""
        if self.is_any:
            return True
        ready = self.ready(work)
        work.run.spend()
        return ready is not None and ready.within(value, scope, work.run)

    def position(self, value: Value, scope: Scope, work: Work) -> int | None:
        """The place of the first test that holds."""
        ready = self.ready(work)
        return None if ready is None else ready.position(value, scope, work.run)
