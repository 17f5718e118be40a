"""From a cell to the JSON value that the resource layer cleans: dates in many notations, numbers as people write them,
yes and no in three languages, choices by value or by label, references by a look-up.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.importing.mapping import FieldSpec
from heyi.core.importing.sources import Row, Table, as_text
from heyi.core.resources import options, registry
from heyi.core.resources.declare import F
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind
from heyi.kit import intake
from heyi.kit.invalid import InvalidValue


class BadCell(Exception):
    """One cell that cannot be taken: ``code`` is stable, ``message`` in the reader's language."""

    def __init__(self, code: str, message: str, value: Any = None) -> None:
        self.code, self.message, self.value = code, message, value
        super().__init__(code)


class Lookups:
    """Ids of records by one of their fields, remembered for the run. Records made by the run itself are found too."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._known: dict[tuple[str, str, str], int] = {}

    def find(self, resource_key: str, by: str, value: str) -> int:
        """The id, or BadCell when there is none or more than one."""
        place = (resource_key, by, value)
        if place not in self._known:
            self._known[place] = self._ask(resource_key, by, value)
        return self._known[place]

    def _ask(self, resource_key: str, by: str, value: str) -> int:
        resource = registry.get(resource_key)
        field = resource.by_name[by]
        path = field.source if isinstance(field.source, str) else by
        rows = options.referable(resource.model, self.actor).filter(company_id=self.actor.company_id)
        ids = list(rows.filter(**{path: value}).values_list("pk", flat=True)[:2])
        told = {"label": str(resource.model._meta.verbose_name), "field": str(field.label), "value": value}
        if not ids:
            raise BadCell("not_found", _("There is no %(label)s with %(field)s “%(value)s”.") % told, value)
        if len(ids) > 1:
            raise BadCell("ambiguous", _("There is more than one %(label)s with %(field)s “%(value)s”.") % told, value)
        return int(ids[0])


class Cells:
    """Evaluates field specs over rows; knows the files that they look into."""

    def __init__(self, tables: Mapping[Any, Table], lookups: Lookups, actor: Actor) -> None:
        self.tables, self.lookups, self.actor = tables, lookups, actor

    def value(self, spec: FieldSpec, field: F, row: Row) -> Any:
        """The JSON value for ``field``: None for an empty cell."""
        raw = self._raw(spec, row)
        if raw is None and spec.default is not None:
            raw = spec.default
        if raw is None or raw == "":
            return None
        if spec.lookup and spec.by:
            return self.lookups.find(spec.lookup, spec.by, as_text(raw))
        try:
            return self._typed(spec, field, raw)
        except InvalidValue as error:
            raise BadCell(error.code, str(error.message), raw) from error

    def _raw(self, spec: FieldSpec, row: Row) -> Any:
        if spec.constant is not None:
            return spec.constant
        raw: Any = spec.formula.value(row.cells) if spec.formula else row.cells.get(spec.column or "")
        if spec.find is not None and raw is not None:
            found = self.tables[spec.find.file].index((spec.find.key,)).get((as_text(raw),), [])
            if not found:
                told = {"value": as_text(raw), "path": spec.find.file.path}
                raise BadCell("not_found", _("“%(value)s” does not occur in %(path)s.") % told, raw)
            raw = found[0].cells.get(spec.find.take)
        if spec.values or spec.otherwise is not None:
            raw = self._mapped(spec, raw)
        return raw

    def _mapped(self, spec: FieldSpec, raw: Any) -> Any:
        text = as_text(raw)
        if text in spec.values:
            return spec.values[text]
        if spec.otherwise is not None:
            return spec.otherwise
        if raw is None:
            return None
        raise BadCell("not_in_map", _("“%s” is not in the map of this field.") % text, raw)

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
        return _plain(raw)

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


def _plain(raw: Any) -> str:
    if isinstance(raw, Decimal):
        return format(raw.normalize(), "f") if raw == raw.to_integral_value() else format(raw, "f")
    if isinstance(raw, bool | int | str | date | datetime):
        return as_text(raw)
    return str(raw)


def _choice(field: F, raw: Any) -> Any:
    """A choice by its value, or by its label in any letter case."""
    text = as_text(raw).strip()
    for value, label in field.options.get("choices", ()):
        if text == str(value) or text.casefold() == str(label).casefold():
            return value
    raise BadCell("unknown_choice", _("“%s” is not one of the choices.") % text, raw)
