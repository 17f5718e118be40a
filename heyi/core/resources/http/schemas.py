"""JSON Schemas of bodies and records, from the same declarations that clean and show them."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Resource, Verb
from heyi.core.resources.http.described import ref
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind

Schema = dict[str, Any]
_STRING: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
VALUES: dict[str, Schema] = {
    "Exact": {**_NUMBER, "description": "An exact number: money, quantities, rates, shares."},
    "Day": {"type": "string", "format": "date"},
    "Moment": {"type": "string", "format": "date-time", "description": "UTC."},
    "Mode": {"enum": ["write", "read", "masked"]},
    "Masked": {
        "type": "string",
        "pattern": r"\*\*",
        "description": "What stands for a value that the reader may not know.",
    },
}
_PLAIN: dict[Kind, Schema] = {
    **dict.fromkeys(EXACT, _NUMBER),
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.MULTICHOICE: {"type": "array", "items": {"type": ["string", "integer"]}},
    Kind.JSON: {},
}
_SHOWN: dict[Kind, Schema] = {
    **_PLAIN,
    **dict.fromkeys(EXACT, ref("Exact")),
    **dict.fromkeys((*REFERENCES, Kind.FILE), ref("Label")),
    Kind.DATE: ref("Day"),
    Kind.DATETIME: ref("Moment"),
}


def named(model: type[models.Model], what: str = "") -> str:
    """The name of a schema: ``SalesOrder``, ``SalesOrderPage``."""
    return f"{model._meta.app_label.capitalize()}{model.__name__}{what}"


def payload_name(resource: Resource, verb: Verb) -> str:
    """``SalesOrderCancel``: what a verb takes."""
    return named(resource.model, verb.name.title().replace("_", "") + "Payload")


def components(resource: Resource) -> dict[str, Schema]:
    """The named schemas of one resource: row, page, record, and what its operations take."""
    model, fields = resource.model, list(resource.by_name.values())
    found = {
        named(model, "Row"): _row(model, fields),
        named(model, "Page"): _page(named(model, "Row")),
        named(model): _record(resource, fields),
        **{named(f.lines.model, "Line"): _row(f.lines.model, f.lines.fields) for f in fields if f.lines is not None},
    }
    if resource.create is not None:
        found[named(model, "New")] = taken(fields)
    if resource.update is not None:
        changeable = [field for field in fields if not field.create_only]
        found[named(model, "Change")] = _versioned(taken(changeable, partial=True))
    for verb in resource.verbs:
        name = payload_name(resource, verb)
        found[name] = _versioned(taken(verb.payload))
        if verb.bulk:
            found[f"{name}Bulk"] = _bulk(taken(verb.payload))
    return found


def _page(row: str) -> Schema:
    return _object(
        {
            "rows": {"type": "array", "items": ref(row)},
            "next": {"type": ["string", "null"], "description": "The cursor of the next page."},
            "count": {"type": ["integer", "null"], "description": "All rows, when that was asked for."},
        },
        ("rows", "next", "count"),
    )


def _row(model: type[models.Model], fields: Iterable[F]) -> Schema:
    """The columns that were asked for; hidden ones are never there."""
    columns = {f.name: _shown(model, f) for f in fields if f.lines is None and not f.options.get("virtual")}
    return _object({**_key(model), **columns}, tuple(_key(model)))


def _record(resource: Resource, fields: Iterable[F]) -> Schema:
    model = resource.model
    columns = {f.name: _shown(model, f) for f in fields if not f.options.get("virtual") or f.options.get("compute")}
    frame = {
        "label": _STRING,
        "modes": {"type": "object", "additionalProperties": ref("Mode"), "description": "By field."},
        "actions": {"type": "array", "items": ref("Action")},
    }
    return _object({**_key(model), **frame, **columns}, (*_key(model), *(n for n in frame if n not in columns)))


def _key(model: type[models.Model]) -> dict[str, Schema]:
    versioned = any(field.name == "version" for field in model._meta.concrete_fields)
    return {"id": {"type": "integer"}} | ({"version": {"type": "integer"}} if versioned else {})


def _object(properties: dict[str, Schema], required: Iterable[str] = ()) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**found, "required": list(required)} if required else found


def _shown(model: type[models.Model], field: F) -> Schema:
    """One field's value as it is answered. Any field may be masked for somebody; text looks the same then."""
    if field.lines is not None:
        plain: Schema = {"type": "array", "items": ref(named(field.lines.model, "Line"))}
    elif field.kind is Kind.CHOICE:
        plain = _choice(field, blank=True)
    else:
        plain = _SHOWN.get(field.kind or Kind.TEXT, _STRING)
    if not plain:
        return _titled({}, field)
    others = [] if plain == _STRING or field.lines is not None else [ref("Masked")]
    others += [{"type": "null"}] if _nullable(model, field) else []
    return _titled({"anyOf": [plain, *others]} if others else plain, field)


def _nullable(model: type[models.Model], field: F) -> bool:
    if field.lines is not None:
        return False
    path = field.source if isinstance(field.source, str) else None if field.source is not None else field.name
    if path is None or field.options.get("virtual"):
        return True
    column: Any = None
    for part in path.split("__"):
        column = (column.related_model if column is not None else model)._meta.get_field(part)
        if getattr(column, "null", True):
            return True
    return False


def _choice(field: F, *, blank: bool) -> Schema:
    values = [value for value, _label in field.options.get("choices", ())]
    if not values:
        return _STRING
    return {"enum": [*values, *([""] if blank and "" not in values else [])]}


def _titled(schema: Schema, field: F) -> Schema:
    text = str(field.label or field.name)
    found = {**schema, "title": text}
    if field.help:
        found["description"] = str(field.help)
    return found


def taken(fields: Iterable[F], *, partial: bool = False, line: bool = False) -> Schema:
    """The schema of a body with these fields; ``partial`` asks for none of them. A line may name the row it changes."""
    wanted = [field for field in fields if field.mode is Mode.WRITE]
    properties = {field.name: _taken(field) for field in wanted}
    if line:
        properties.setdefault("id", {"type": "integer"})
    return _object(properties, [] if partial else [field.name for field in wanted if field.required])


def _taken(field: F) -> Schema:
    plain = _titled(_bare(field), field)
    return plain if field.required else {"anyOf": [plain, {"type": "null"}]}


def _bare(field: F) -> Schema:
    if field.lines is not None:
        return {"type": "array", "items": taken(field.lines.fields, line=True)}
    if field.kind in REFERENCES or field.kind is Kind.FILE:
        return {"type": "integer"}
    if field.kind is Kind.CHOICE:
        return _choice(field, blank=False)
    return _PLAIN.get(field.kind or Kind.TEXT, _STRING)


def _versioned(schema: Schema) -> Schema:
    version = {"type": "integer", "minimum": 1, "description": "As `If-Match`."}
    return {**schema, "properties": {"version": version, **schema["properties"]}}


def _bulk(payload: Schema) -> Schema:
    ids = {"type": "array", "items": {"type": "integer"}, "maxItems": 500}
    needed = ["payload"] if payload.get("required") else []
    return _object({"ids": ids, "payload": payload}, ["ids", *needed])


def export() -> Schema:
    """What an export takes: a list's question and the kind of file."""
    names = {"type": ["string", "array"], "items": _STRING}
    return _object({"format": {"enum": ["csv", "xlsx"]}, "filter": {}, "sort": names, "columns": names, "q": _STRING})
