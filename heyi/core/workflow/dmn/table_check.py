"""Findings about one decision table: what its hit policy makes of gaps and overlaps, and of its outputs."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.analysis import Analysis, gaps_and_overlaps
from heyi.core.workflow.dmn.constants import NotAnalysed, constant_of
from heyi.core.workflow.dmn.findings import Finding
from heyi.core.workflow.dmn.table import Aggregation, DecisionTable, HitPolicy, Rule
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel import FeelError
from heyi.core.workflow.feel.operators import equal
from heyi.core.workflow.feel.runtime import Run, Scope


def check_table(table: DecisionTable) -> Iterator[Finding]:
    """Everything found in one table."""
    yield from _outputs(table)
    found = gaps_and_overlaps(table)
    yield from _overlaps(table, found)
    if table.policy is HitPolicy.FIRST:
        for rule in found.masked:
            yield Finding(
                table.owner, "never_reached", _("Rule %(rule)s never decides: earlier ones do."), {"rule": rule}, False
            )
    if table.policy.is_single and not any(clause.default for clause in table.outputs):
        for gap in found.gaps:
            tests = " | ".join(gap.tests)
            yield Finding(table.owner, "gap", _("No rule is for: %(tests)s"), {"tests": tests}, False)
    for rule, column in found.not_analysed:
        params = {"rule": rule, "column": column}
        message = _("Not analysed: rule %(rule)s, input %(column)s. Nothing is said about gaps and overlaps there.")
        yield Finding(table.owner, "not_analysed", message, params, False)
    if not found.is_complete:
        message = _("Not analysed to the end: the table is too large or has too many gaps or overlaps.")
        yield Finding(table.owner, "not_complete", message, {}, False)


def _overlaps(table: DecisionTable, found: Analysis) -> Iterator[Finding]:
    for overlap in found.overlaps:
        params = {"first": overlap.first, "second": overlap.second, "tests": " | ".join(overlap.tests)}
        if table.policy is HitPolicy.UNIQUE:
            message = _("Rules %(first)s and %(second)s both hold for: %(tests)s. Only one may.")
            yield Finding(table.owner, "overlap", message, params)
        elif table.policy is HitPolicy.ANY:
            same = _same_outputs(table.rules[overlap.first - 1], table.rules[overlap.second - 1])
            if same is False:
                message = _("Rules %(first)s and %(second)s both hold for: %(tests)s, with different outputs.")
                yield Finding(table.owner, "overlap", message, params)
            elif same is None:
                message = _("Rules %(first)s and %(second)s both hold for: %(tests)s. Their outputs may differ.")
                yield Finding(table.owner, "overlap", message, params, False)


def _same_outputs(first: Rule, second: Rule) -> bool | None:
    """Whether two rules give the same; None when that cannot be told."""
    unknown = False
    for one, other in zip(first.outputs, second.outputs, strict=True):
        if one.text.strip() == other.text.strip():
            continue
        try:
            if equal(constant_of(one), constant_of(other)) is not True:
                return False
        except NotAnalysed:
            unknown = True
    return None if unknown else True


def _outputs(table: DecisionTable) -> Iterator[Finding]:
    if table.policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER) and not any(part.values for part in table.outputs):
        yield Finding(
            table.owner, "no_output_values", _("The hit policy goes by the order of the output values: there are none.")
        )
    if table.aggregation not in (None, Aggregation.COUNT) and len(table.outputs) > 1:
        yield Finding(table.owner, "several_outputs", _("Several outputs cannot be aggregated."))
    for rule in table.rules:
        for clause, text in zip(table.outputs, rule.outputs, strict=True):
            if not text.text.strip():
                yield Finding(text.place, "empty_output", _("The output is empty: its value is null."), {}, False)
                continue
            try:
                value = constant_of(text)
                listed = clause.values is None or value is None
                if not listed and clause.values and not clause.values.passes(value, Scope({}), Work(Run())):
                    message = _("“%(text)s” is not one of the output values.")
                    yield Finding(text.place, "output_not_listed", message, {"text": text.text.strip()})
            except (NotAnalysed, FeelError):
                continue
