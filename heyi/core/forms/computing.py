"""Formulas and conditions of a form on the server, which is the authority: what the browser computed is never believed."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from heyi.core.forms.design import Design, Field
from heyi.core.resources.kinds import EXACT, Kind
from heyi.core.workflow.feel import FeelError, compile_expression
from heyi.kit.errors import Problem

OUTER = ("form", "initiator")
_OF_FORM = re.compile(r"\bform\s*\.\s*(\w+)")


class Uncomputable(Exception):
    """An expression could not be evaluated within its bounds."""


def names_of(design: Design) -> tuple[str, ...]:
    """Every name that an expression of the form can use, those of lines among them."""
    columns = (column.name for field in design.fields for column in field.fields)
    return tuple(dict.fromkeys([*design.by_name, *columns, *OUTER, "id", "label", "start", "end"]))


def used(text: str, design: Design) -> frozenset[str]:
    """The top-level names that an expression takes: fields of the form (also by ``form.name``), and ``initiator``."""
    free = compile_expression(text, names=names_of(design)).free_names
    return (free - {"form"}) | frozenset(_OF_FORM.findall(text))


def dependencies(design: Design) -> dict[str, set[str]]:
    """For each field the others that must be known before it."""
    found: dict[str, set[str]] = {}
    for field in design.fields:
        own = {column.name for column in field.fields}
        needed: set[str] = set()
        for text in (field.formula, field.conditions.get("visible", "")):
            needed |= used(text, design) if text else set()
        for column in field.fields:
            for text in (column.formula, column.conditions.get("visible", "")):
                needed |= (used(text, design) - own) | (_through_form(text) & own) if text else set()
        if field.type == "lookup":
            needed.add(str(field.options.get("from")))
        found[field.name] = needed & design.by_name.keys()
    return found


def _through_form(text: str) -> set[str]:
    return set(_OF_FORM.findall(text))


def columns_in_order(field: Field, design: Design) -> list[Field]:
    """The columns of a lines field, each after those that its formula needs. CycleError otherwise."""
    known = field.by_name
    needs = {
        one.name: {name for text in (one.formula, one.conditions.get("visible", "")) if text
                   for name in compile_expression(text, names=names_of(design)).free_names} & known.keys()
        for one in field.fields
    }  # fmt: skip
    return [known[name] for name in TopologicalSorter(needs).static_order()]


def in_circles(design: Design) -> list[str]:
    """The fields that need themselves, whichever way: in one circle, named once."""
    try:
        tuple(TopologicalSorter(dependencies(design)).static_order())
        for field in design.fields:
            columns_in_order(field, design)
    except CycleError as error:
        return list(dict.fromkeys(error.args[1]))
    return []


def evaluate(text: str, values: Mapping[str, Any], design: Design) -> Any:
    """The value of an expression over FEEL values. Uncomputable when it costs too much."""
    try:
        return compile_expression(text, names=names_of(design)).evaluate(values)
    except (FeelError, Problem, ArithmeticError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise Uncomputable(str(error)) from error


def as_feel(field: Field, value: Any) -> Any:
    """A stored value as expressions take it; nothing is null."""
    if value is None or value == "":
        return None
    kind = field.of.kind
    if kind in EXACT or kind is Kind.RATING:
        return Decimal(str(value))
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.DATETIME:
        return datetime.fromisoformat(value)
    if kind is Kind.TIME:
        return time.fromisoformat(value)
    if kind is Kind.DATERANGE:
        return {name: date.fromisoformat(one) if name in ("start", "end") else one for name, one in value.items()}
    if kind is Kind.LINES:
        return [all_as_feel(field.fields, row) for row in value]
    return value


def all_as_feel(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Every field by its name, null where nothing is stored."""
    return {field.name: as_feel(field, values.get(field.name)) for field in fields}


def computed(field: Field, value: Any) -> Any:
    """The result of a formula as the field stores it; what does not fit its type is nothing."""
    kind, option = field.of.kind, field.options
    if isinstance(value, bool):
        return value if kind is Kind.BOOLEAN else None
    if isinstance(value, Decimal | int) and kind in EXACT:
        places = getattr(field.of.column(option), "decimal_places", 6)
        exact = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if abs(exact) >= Decimal(10) ** 20:
            return None
        return plain(exact, keep=kind is Kind.MONEY)
    if isinstance(value, date) and not isinstance(value, datetime) and kind is Kind.DATE:
        return value.isoformat()
    if isinstance(value, str) and kind in (Kind.TEXT, Kind.LONGTEXT):
        return value[:10_000] or None
    if isinstance(value, str) and kind is Kind.CHOICE:
        return value if value in {one["value"] for one in option.get("choices", ())} else None
    return str(plain(Decimal(value))) if isinstance(value, Decimal | int) and kind is Kind.TEXT else None


def plain(value: Decimal, *, keep: bool = False) -> str:
    """An exact number without exponent, and without zeros at its end unless they are to be kept."""
    if keep or not value:
        return f"{value:f}" if keep else "0"
    return f"{value.normalize():f}"
