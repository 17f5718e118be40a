"""From elements to decision tables."""

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext_lazy as _

from heyi.core.workflow.dmn.elements import Element, child, children, text_of
from heyi.core.workflow.dmn.errors import refuse
from heyi.core.workflow.dmn.table import Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause, Rule
from heyi.core.workflow.dmn.texts import TestsText
from heyi.core.workflow.dmn.types import ANYTHING, ItemType

if TYPE_CHECKING:
    from heyi.core.workflow.dmn.boxes_reading import Names, Reader

Choice = TypeVar("Choice", bound=StrEnum)


def read_table(reader: "Reader", element: Element, names: "Names") -> DecisionTable:
    """One decision table; Malformed when a rule lacks cells or the hit policy is none of the standard's."""
    name = element.get("outputLabel") or element.get("id") or reader.owner
    policy = _one_of(HitPolicy, element.get("hitPolicy") or "UNIQUE", reader.owner)
    aggregation = _one_of(Aggregation, element.get("aggregation") or "", reader.owner)
    inputs = tuple(_input(reader, part, names) for part in children(element, "input"))
    clauses = list(children(element, "output"))
    whole = reader.book.of(element.get("typeRef")) if element.get("typeRef") else reader.result
    outputs = tuple(_output(reader, part, names, whole, len(clauses) == 1) for part in clauses)
    if not outputs:
        raise refuse(reader.owner, "no_output", _("The decision table has no output."))
    if len({clause.name for clause in outputs}) < len(outputs):
        raise refuse(reader.owner, "output_twice", _("Two outputs of the decision table have the same name."))
    rules = tuple(
        _rule(reader, part, number, names, (len(inputs), len(outputs)))
        for number, part in enumerate(children(element, "rule"), 1)
    )
    return DecisionTable(reader.owner, name, policy or HitPolicy.UNIQUE, aggregation, inputs, outputs, rules)


def _one_of(choices: type[Choice], text: str, place: str) -> Choice | None:
    if not text:
        return None
    try:
        return choices(text)
    except ValueError:
        raise refuse(place, "bad_hit_policy", _("The decision table has an unknown hit policy.")) from None


def _input(reader: "Reader", element: Element, names: "Names") -> InputClause:
    inner = child(element, "inputExpression")
    text = reader.expression(inner, reader.owner, names)
    of = reader.book.of(None if inner is None else inner.get("typeRef"))
    label = element.get("label") or text.text.strip()
    source = reader.type_of(text.text.strip())
    return InputClause(label, text, of, _values(reader, element, "inputValues"), source)


def _values(reader: "Reader", element: Element, name: str) -> TestsText | None:
    part = child(element, name)
    return reader.tests(part, reader.owner, frozenset()) if text_of(part).strip() else None


def _output(reader: "Reader", element: Element, names: "Names", whole: ItemType, is_single: bool) -> OutputClause:
    """What may come out is listed by the clause, by its type, or by the type of the whole."""
    name = element.get("name") or ""
    of = reader.book.of(element.get("typeRef"))
    of_whole = whole if is_single else whole.member(name) or ANYTHING
    default = child(element, "defaultOutputEntry")
    return OutputClause(
        name,
        of,
        _values(reader, element, "outputValues") or of.values() or of_whole.values(),
        None if default is None else reader.expression(default, f"{reader.owner} {name}".strip(), names),
    )


def _rule(reader: "Reader", element: Element, number: int, names: "Names", widths: tuple[int, int]) -> Rule:
    entries, results = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
    if (len(entries), len(results)) != widths:
        place = f"{reader.owner}: {number}"
        raise refuse(place, "missing_cells", _("This rule does not have one cell for each input and output."))
    place = f"{reader.owner} {number}"
    tests = tuple(reader.tests(part, f"{place}.{column}", names) for column, part in enumerate(entries, 1))
    outputs = tuple(
        reader.expression(part, f"{place}.{column}", names) for column, part in enumerate(results, len(entries) + 1)
    )
    return Rule(number, tests, outputs)
