"""Filters from the outside: JSON triples over declared fields, never the caller's words as ORM keys."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from dateutil.relativedelta import relativedelta
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.resources.bad import Bad
from heyi.core.resources.declare import F
from heyi.core.resources.kinds import MOMENTS, OPERATORS, REFERENCES, TEXTS, Kind
from heyi.core.resources.values import clean_value
from heyi.kit.errors import Malformed

MAX_DEPTH, MAX_CONDITIONS, MAX_BYTES = 6, 60, 20_000
PARTS = ("contains", "starts")
BOUNDS = ("above", "least", "most", "max")
"""What limits the values that are stored does not limit those that they are compared with."""
_LOOKUPS = {
    "lt": "lt",
    "le": "lte",
    "gt": "gt",
    "ge": "gte",
    "contains": "icontains",
    "starts": "istartswith",
}


def parse(text: str, model: Any, fields: Mapping[str, F], actor: Actor) -> Q:
    """The Q of a filter in its JSON form. ``fields`` are those whose true values the actor may know."""
    if len(text) > MAX_BYTES:
        raise Malformed.at("filter", "too_long", _("This filter is too long."))
    try:
        tree = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed.at("filter", "bad_json", _("This filter is not valid JSON.")) from error
    return Parser(model, fields, actor).parse(tree)


def named(text: str) -> set[str]:
    """The fields that a filter speaks of, as far as it can be read."""
    try:
        return set(_named(orjson.loads(text))) if text else set()
    except orjson.JSONDecodeError:
        return set()


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, list) and node and isinstance(node[0], str):
        yield node[0]
    elif isinstance(node, list | dict):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _named(inner)


class Parser:
    """Walks one filter; counts its conditions, so that nobody can send a mountain."""

    def __init__(self, model: Any, fields: Mapping[str, F], actor: Actor) -> None:
        self.model, self.fields, self.actor = model, fields, actor
        self.conditions = 0

    def parse(self, node: Any, path: str = "filter", depth: int = 0) -> Q:
        """A triple, ``{"and": [...]}``, ``{"or": [...]}`` or ``{"not": ...}``."""
        if depth > MAX_DEPTH:
            raise Malformed.at(path, "too_deep", _("This filter is nested too deeply."))
        if isinstance(node, list) and len(node) == 3 and isinstance(node[0], str):
            return self._condition(node[0], node[1], node[2], path)
        if isinstance(node, dict) and len(node) == 1:
            word, inner = next(iter(node.items()))
            if word == "not":
                return ~self.parse(inner, f"{path}.not", depth + 1)
            if word in ("and", "or") and isinstance(inner, list):
                joined = Q()
                for index, part in enumerate(inner):
                    found = self.parse(part, f"{path}.{word}.{index}", depth + 1)
                    joined = joined & found if word == "and" else joined | found
                return joined
        raise Malformed.at(path, "bad_filter", _("A filter is [field, operator, value] or an and/or group of them."))

    def _condition(self, name: str, operator: Any, value: Any, path: str) -> Q:
        self.conditions += 1
        if self.conditions > MAX_CONDITIONS:
            raise Malformed.at(path, "too_many", _("This filter has too many conditions."))
        field = self.fields.get(name)
        if name == "id":
            return self._ids(operator, value, path)
        if field is None or not field.filterable:
            raise Malformed.at(path, "unknown_field", _("There is no such field here."))
        if operator not in OPERATORS[field.kind or Kind.TEXT]:
            raise Malformed.at(path, "unknown_operator", _("This operator does not fit the field."))
        column = field.source if isinstance(field.source, str) else name
        try:
            return self._build(field, str(column), str(operator), value)
        except Bad as bad:
            raise Malformed.at(path, bad.code, bad.message) from bad

    def _ids(self, operator: Any, value: Any, path: str) -> Q:
        values = value if isinstance(value, list) else [value]
        whole = all(isinstance(v, int) and not isinstance(v, bool) and abs(v) < 2**63 for v in values)
        if operator not in ("in", "eq") or not whole or len(values) > 1000:
            raise Malformed.at(path, "bad_filter", _("Ids are compared with “eq” or “in”."))
        return Q(pk__in=values)

    def _build(self, field: F, column: str, operator: str, value: Any) -> Q:
        if operator == "empty":
            empty = Q(**{f"{column}__isnull": True})
            if field.kind in TEXTS or field.kind is Kind.CHOICE:
                empty |= Q(**{column: ""})
            return empty if value is not False else ~empty
        if field.kind in MOMENTS:
            return self._moment(field, column, operator, value)
        if operator == "in":
            values = value if isinstance(value, list) else [value]
            if len(values) > 500:
                raise Bad("too_many", _("There are too many values."))
            return Q(**{f"{column}__in": [self._value(field, item) for item in values]})
        if operator == "between":
            low, high = self._pair(value)
            return Q(**{f"{column}__gte": self._value(field, low), f"{column}__lte": self._value(field, high)})
        if field.kind in (Kind.MULTICHOICE, Kind.CASCADE):
            return Q(**{f"{column}__contains": value if isinstance(value, list) else [value]})
        if field.kind is Kind.RECORDS:
            return self._records(column, value)
        # A part of an address or of a number need not be a whole one.
        found = self._value(replace(field, kind=Kind.TEXT) if operator in PARTS else field, value)
        if operator in _LOOKUPS:
            return Q(**{f"{column}__{_LOOKUPS[operator]}": found})
        same = Q(**{column: found})
        return ~same if operator == "ne" else same

    def _records(self, column: str, value: Any) -> Q:
        """Rows that name one of these records among several."""
        found = Q(pk__in=())
        for one in value if isinstance(value, list) else [value]:
            wanted = self.actor.employee_id if one == "me" else one
            if isinstance(wanted, bool) or not isinstance(wanted, int):
                raise Bad("unknown_reference", _("This is not the id of a record."))
            found |= Q(**{f"{column}__contains": [{"id": wanted}]})
        return found

    def _pair(self, value: Any) -> tuple[Any, Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise Bad("not_pair", _("“Between” takes two values."))
        return value[0], value[1]

    def _value(self, field: F, value: Any) -> Any:
        if value == "me" and field.kind is Kind.PERSON:
            return self.actor.employee_id
        if field.kind in REFERENCES:
            if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
                raise Bad("unknown_reference", _("This is not the id of a record."))
            return value
        column: Any = self.model
        path = field.source if isinstance(field.source, str) else field.name
        if field.stored is not None:
            column = field.stored
        elif not isinstance(field.source, str) and field.source is not None:
            column = None
        else:
            for part in str(path).split("__"):
                model: Any = column if isinstance(column, type) else column.related_model
                column = model._meta.get_field(part)
        options = {name: one for name, one in field.options.items() if name not in BOUNDS}
        free = F(field.name, kind=field.kind, required=True, options=options)
        return clean_value(free, column, value, actor=self.actor)

    def _moment(self, field: F, column: str, operator: str, value: Any) -> Q:
        low: Any
        high: Any
        if operator == "between":
            first, last = self._pair(value)
            low, high = self._span(field, first)[0], self._span(field, last)[1]
            return Q(**{f"{column}__gte": low, f"{column}__lt": high})
        low, high = self._span(field, value)
        match operator:
            case "eq":
                return Q(**{f"{column}__gte": low, f"{column}__lt": high})
            case "lt":
                return Q(**{f"{column}__lt": low})
            case "ge":
                return Q(**{f"{column}__gte": low})
            case "le":
                return Q(**{f"{column}__lt": high})
        return Q(**{f"{column}__gte": high})

    def _span(self, field: F, value: Any) -> tuple[Any, Any]:
        """A value as the half-open span it stands for: a day, ``today-30d``, ``month``, ``quarter``, ``year``, a moment."""
        first, after = span(value, timezone.now().astimezone(ZoneInfo(self.actor.time_zone)).date()) or (None, None)
        if first is None or after is None:
            kind = Kind.DATE if field.kind is Kind.DATERANGE else field.kind
            moment = clean_value(F(field.name, kind=kind, required=True), None, value, actor=self.actor)
            return (moment, moment + timedelta(microseconds=1)) if isinstance(moment, datetime) else (moment, moment)
        if field.kind in (Kind.DATE, Kind.DATERANGE):
            return first, after
        zone = ZoneInfo(self.actor.time_zone)
        return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)


def span(value: Any, today: date) -> tuple[date, date] | None:
    """First day and the day after the last one; None when the value is not of days."""
    if not isinstance(value, str):
        return None
    if value.startswith("today"):
        return _relative(value, today)
    starts = {
        "month": (today.replace(day=1), relativedelta(months=1)),
        "quarter": (today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), relativedelta(months=3)),
        "year": (today.replace(month=1, day=1), relativedelta(years=1)),
        "week": (today - timedelta(days=today.weekday()), relativedelta(weeks=1)),
    }
    if value in starts:
        first, length = starts[value]
        return first, first + length
    try:
        day = date.fromisoformat(value)
        return day, day + timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def _relative(value: str, today: date) -> tuple[date, date] | None:
    offset = value[5:]
    if not offset:
        return today, today + timedelta(days=1)
    if (
        offset[0] in "+-"
        and offset[-1] == "d"
        and offset[1:-1].isascii()
        and offset[1:-1].isdigit()
        and len(offset) < 7
    ):
        day = today + timedelta(days=int(offset[:-1]))
        return day, day + timedelta(days=1)
    return None
