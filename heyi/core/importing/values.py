"""From a cell to the JSON value that the resource layer cleans: dates in many notations, numbers as people write them,
yes and no in three languages, choices by value or by label, references by a look-up.
"""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.importing.expressions import Formula
from heyi.core.importing.lookups import BadCell, Lookups
from heyi.core.importing.sources import Row, Table, as_text
from heyi.core.importing.specs import FieldSpec, Find
from heyi.core.resources.declare import F
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind
from heyi.core.workflow.feel import LimitExceeded
from heyi.kit import intake
from heyi.kit.invalid import InvalidValue


class Cells:
    """Evaluates field specs over rows; knows the files that they look into."""

    def __init__(self, tables: Mapping[Any, Table], lookups: Lookups, actor: Actor) -> None:
        self.tables, self.lookups, self.actor = tables, lookups, actor

    def raw(self, spec: FieldSpec, row: Row) -> Any:
        """What the row holds for ``spec`` before it is read by the field's kind or looked up: None for nothing."""
        raw = self._source(spec, row)
        if spec.find is not None and raw is not None:
            raw = self._found(spec.find, raw)
        if spec.values or spec.otherwise is not None:
            raw = _mapped(spec, raw)
        if raw is None or raw == "":
            return spec.default or None
        return raw

    def finish(self, spec: FieldSpec, field: F, raw: Any) -> Any:
        """The JSON value for ``field``; None stays None."""
        if raw is None:
            return None
        if spec.lookup and spec.by:
            return self.lookups.find(spec, as_text(raw))
        try:
            return self._typed(spec, field, raw)
        except InvalidValue as error:
            raise BadCell(error.code, str(error.message), raw) from error

    def holds(self, formula: Formula | None, row: Row) -> bool:
        """Whether a condition is true for the row; there being none counts as true."""
        return formula is None or self._evaluated(formula, row) is True

    def _source(self, spec: FieldSpec, row: Row) -> Any:
        if spec.constant is not None:
            return spec.constant
        if spec.formula is not None:
            return self._evaluated(spec.formula, row)
        _refuse_fault(row, spec.column or "")
        return row.cells.get(spec.column or "")

    def _evaluated(self, formula: Formula, row: Row) -> Any:
        for column in formula.columns if row.faults else ():
            _refuse_fault(row, column)
        try:
            return formula.value(row.cells)
        except LimitExceeded as error:
            raise BadCell("too_much", _("The expression costs too much for this row.")) from error

    def _found(self, find: Find, raw: Any) -> Any:
        found = self.tables[find.file].index((find.key,)).get((as_text(raw),), [])
        if not found or found[0].misfit:
            told = {"value": as_text(raw)[:200], "path": find.file.path}
            raise BadCell("not_found", _("“%(value)s” does not occur in %(path)s.") % told, raw)
        _refuse_fault(found[0], find.take)
        return found[0].cells.get(find.take)

    def _typed(self, spec: FieldSpec, field: F, raw: Any) -> Any:
        kind = field.kind
        if kind in EXACT or kind is Kind.INTEGER:
            return self._number(spec, field, raw)
        if kind is Kind.DATE:
            order: Any = spec.dates or None
            return intake.parse_date(raw, order=order).isoformat()
        if kind is Kind.DATETIME:
            order = spec.dates or None
            return intake.parse_datetime(raw, zone=ZoneInfo(self.actor.time_zone), order=order).isoformat()
        if kind is Kind.BOOLEAN:
            return intake.parse_boolean(raw)
        if kind is Kind.CHOICE:
            return _choice(field, raw)
        if kind is Kind.MULTICHOICE:
            return [part.strip() for part in as_text(raw).split(",") if part.strip()]
        if kind in REFERENCES:
            raise BadCell("not_found", _("A reference is found by “lookup” and “by”."), raw)
        text = _plain(raw)
        return unicodedata.normalize("NFKC", text) if kind in (Kind.PHONE, Kind.EMAIL) else text

    def _number(self, spec: FieldSpec, field: F, raw: Any) -> Any:
        if isinstance(raw, bool):
            raise BadCell("bad_number", _("This is not a number."), raw)
        style: Any = spec.numbers
        found = Decimal(repr(raw)) if isinstance(raw, float) else intake.parse_decimal(raw, style=style)
        if field.kind is Kind.INTEGER:
            if found != found.to_integral_value():
                raise BadCell("not_integer", _("This must be a whole number."), raw)
            return int(found)
        return format(found, "f")


def _refuse_fault(row: Row, column: str) -> None:
    fault = row.faults.get(column)
    if fault is not None:
        raise BadCell(fault.code, str(fault.reason), fault.value)


def _mapped(spec: FieldSpec, raw: Any) -> Any:
    text = as_text(raw)
    if text in spec.values:
        return spec.values[text]
    if spec.otherwise is not None:
        return spec.otherwise
    if raw is None:
        return None
    raise BadCell("not_in_map", _("“%s” is not in the map of this field.") % text[:200], raw)


def _plain(raw: Any) -> str:
    if isinstance(raw, Decimal):
        return format(raw.normalize(), "f") if raw == raw.to_integral_value() else format(raw, "f")
    if isinstance(raw, bool | int | str | date | datetime):
        return as_text(raw)
    raise BadCell("not_text", _("The expression gives no single value."), raw)


def _choice(field: F, raw: Any) -> Any:
    """A choice by its value, or by its label in any letter case."""
    text = as_text(raw).strip()
    for value, label in field.options.get("choices", ()):
        if text == str(value) or text.casefold() == str(label).casefold():
            return value
    raise BadCell("unknown_choice", _("“%s” is not one of the choices.") % text[:200], raw)
