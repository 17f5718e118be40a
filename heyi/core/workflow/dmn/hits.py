"""Hit policies: what the rules that hold come to (DMN 1.5, 8.2.10 and 8.2.11)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel.builtin import builtins
from heyi.core.workflow.feel.calls import invoke_positional
from heyi.core.workflow.feel.operators import equal
from heyi.core.workflow.feel.runtime import Scope
from heyi.core.workflow.feel.values import Value

if TYPE_CHECKING:
    from heyi.core.workflow.dmn.table import DecisionTable, Rule

Result = tuple[Value, str]
"""A value, and what stands against it: the code of a note, or nothing."""


def decide(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    """The value of a table for the rules that hold."""
    if not held:
        return _default(table, scope, work), ""
    return _POLICIES[table.policy](table, held, scope, work)


def output(table: "DecisionTable", rule: "Rule", scope: Scope, work: Work) -> Value:
    """The result of one rule: a value, or a context when the table has several outputs."""
    values = {}
    for clause, text in zip(table.outputs, rule.outputs, strict=True):
        value = clause.of.conform(text.value(scope, work), work, text.place)
        values[clause.name] = value
    return next(iter(values.values())) if len(table.outputs) == 1 else values


def _default(table: "DecisionTable", scope: Scope, work: Work) -> Value:
    """Nothing holds: the default outputs; else an empty list or 0 where rules are collected, else null."""
    defaults = {clause.name: clause.default for clause in table.outputs}
    if any(text is not None for text in defaults.values()):
        values = {name: None if text is None else text.value(scope, work) for name, text in defaults.items()}
        single = next(iter(values.values())) if len(values) == 1 else values
        return single if table.policy.is_single or table.aggregation else [single]
    if table.policy != "COLLECT":
        return None
    if table.aggregation is None:
        return []
    return invoke_positional(builtins()["count"], [[]], work.run, "count") if table.aggregation == "COUNT" else None


def _unique(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    return (None, "several_rules") if len(held) > 1 else _first(table, held, scope, work)


def _first(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    return output(table, held[0], scope, work), ""


def _any(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    values = [output(table, rule, scope, work) for rule in held]
    same = all(equal(value, values[0]) is True for value in values[1:])
    return (values[0], "") if same else (None, "rules_disagree")


def _rule_order(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    return [output(table, rule, scope, work) for rule in held], ""


def _output_order(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    values = [output(table, rule, scope, work) for rule in held]
    return sorted(values, key=lambda value: rank(table, value, scope, work)), ""


def _priority(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    values, _nothing = _output_order(table, held, scope, work)
    return values[0], ""


def _collect(table: "DecisionTable", held: "list[Rule]", scope: Scope, work: Work) -> Result:
    values, _nothing = _rule_order(table, held, scope, work)
    if table.aggregation is None:
        return values, ""
    if table.aggregation == "COUNT":
        return invoke_positional(builtins()["count"], [values], work.run, "count"), ""
    if len(table.outputs) > 1:
        return None, "several_outputs"
    name = table.aggregation.value.lower()
    return invoke_positional(builtins()[name], [values], work.run, name), ""


def rank(table: "DecisionTable", value: Value, scope: Scope, work: Work) -> tuple[int, ...]:
    """Where an output stands among the output values, column by column; what is not listed comes last."""
    single = len(table.outputs) == 1
    places = []
    for clause in table.outputs:
        if clause.values is not None:
            place = clause.values.position(value if single else value[clause.name], scope, work)
            places.append(_LAST if place is None else place)
    return tuple(places)


_LAST = 10**9
_POLICIES: dict[str, Callable[["DecisionTable", "list[Rule]", Scope, Work], Result]] = {
    "UNIQUE": _unique,
    "FIRST": _first,
    "ANY": _any,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
