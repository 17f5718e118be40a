"""Decision tables: clauses, rules, and how the rules that hold become a value (DMN 1.5, 8 and 10.3.2.10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from heyi.core.workflow.dmn import hits
from heyi.core.workflow.dmn.texts import ExpressionText, TestsText
from heyi.core.workflow.dmn.types import ItemType
from heyi.core.workflow.dmn.work import TableMatch, Work
from heyi.core.workflow.feel.runtime import Scope
from heyi.core.workflow.feel.values import Value, write


class HitPolicy(StrEnum):
    """Which of the rules that hold count."""

    UNIQUE = "UNIQUE"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    FIRST = "FIRST"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"
    COLLECT = "COLLECT"

    @property
    def is_single(self) -> bool:
        """Whether the result is that of one rule."""
        return self in (HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST)


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs; a list when it names none."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True, slots=True, eq=False)
class InputClause:
    """A column of conditions. `source` is the type of what its expression names, when it is no more than a name."""

    label: str
    text: ExpressionText
    of: ItemType
    allowed: TestsText | None
    source: ItemType | None = None

    def value(self, scope: Scope, work: Work) -> Value:
        """The value that the cells are about, as the type of the column."""
        return self.of.conform(self.text.value(scope, work), work, self.label)

    def accepts(self, value: Value, scope: Scope, work: Work) -> bool:
        """Whether a value is one of the input values, if there are any; of a list each item must be."""
        if self.allowed is None:
            return True
        items = value if isinstance(value, list) else [value]
        return all(self.allowed.passes(item, scope, work) for item in items)


@dataclass(frozen=True, slots=True, eq=False)
class OutputClause:
    """A column of results. `values` lists what may come out, in the order of priority."""

    name: str
    of: ItemType
    values: TestsText | None
    default: ExpressionText | None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row: number from 1, a test for each input, a result for each output."""

    number: int
    tests: tuple[TestsText, ...]
    outputs: tuple[ExpressionText, ...]


@dataclass(frozen=True, slots=True, eq=False)
class DecisionTable:
    """A decision table. `owner` is the decision or function that it stands in."""

    owner: str
    name: str
    policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]

    def value(self, scope: Scope, work: Work) -> Value:
        """The value by the hit policy; null with a note when the rules that hold do not agree with it."""
        given = tuple((clause.text.text.strip(), clause.value(scope, work)) for clause in self.inputs)
        for clause, (text, value) in zip(self.inputs, given, strict=True):
            if not clause.accepts(value, scope, work):
                work.explain(TableMatch(self.owner, self.name, given, (), "input_not_allowed"))
                return work.run.note("input_not_allowed", f"{text}: {write(value, inner=True)}")
        held = list(self._held([value for _text, value in given], scope, work))
        result, problem = hits.decide(self, held, scope, work)
        work.explain(TableMatch(self.owner, self.name, given, tuple(rule.number for rule in held), problem))
        if problem:
            rules = ", ".join(str(rule.number) for rule in held)
            return work.run.note(problem, f"{self.owner}: {rules}")
        return result

    def _held(self, values: list[Value], scope: Scope, work: Work) -> Iterator[Rule]:
        """The rules that hold in their order; under FIRST only the first one, later ones are not looked at."""
        for rule in self.rules:
            work.run.spend()
            if all(test.passes(value, scope, work) for test, value in zip(rule.tests, values, strict=True)):
                yield rule
                if self.policy is HitPolicy.FIRST:
                    return
