"""OpenAPI: JSON Schemas of bodies and answers, from the same declarations that clean and show them."""

from typing import Any

from heyi.core.access.actor import Mode
from heyi.core.resources.declare import F, Resource, Verb
from heyi.core.resources.kinds import EXACT, REFERENCES, Kind

JSON = "application/json"
_STRING: dict[str, Any] = {"type": "string"}
_LABELLED: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "label": _STRING},
    "required": ["id", "label"],
}


_PLAIN: dict[Kind, dict[str, Any]] = {
    **{kind: {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"} for kind in EXACT},
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.DATETIME: {"type": "string", "format": "date-time"},
    Kind.MULTICHOICE: {"type": "array", "items": {"type": ["string", "integer"]}},
    Kind.JSON: {},
}


def value_schema(field: F, *, writing: bool) -> dict[str, Any]:
    """The schema of one field's value in a body (``writing``) or in an answer."""
    described = {**_bare(field, writing=writing), "title": str(field.label or field.name)}
    if field.help:
        described["description"] = str(field.help)
    return described if field.required else {"anyOf": [described, {"type": "null"}]}


def _bare(field: F, *, writing: bool) -> dict[str, Any]:
    if field.lines is not None:
        return {"type": "array", "items": object_schema(field.lines.fields, writing=writing)}
    if field.kind in REFERENCES or field.kind is Kind.FILE:
        return {"type": "integer"} if writing else _LABELLED
    if field.kind is Kind.CHOICE and field.options.get("choices"):
        return {"enum": [value for value, _label in field.options["choices"]]}
    return _PLAIN.get(field.kind or Kind.TEXT, _STRING)


def object_schema(fields: Any, *, writing: bool, partial: bool = False) -> dict[str, Any]:
    """The schema of an object with these fields."""
    wanted = [f for f in fields if not writing or f.mode is Mode.WRITE]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {f.name: value_schema(f, writing=writing) for f in wanted},
        "additionalProperties": not writing,
    }
    required = [f.name for f in wanted if f.required and not partial]
    if required and writing:
        schema["required"] = required
    if writing and not partial:
        schema["properties"].setdefault("id", {"type": "integer"})
    return schema


def body(resource: Resource, *, creating: bool) -> dict[str, Any]:
    """The request body of create and update."""
    fields = [f for f in resource.by_name.values() if creating or not f.create_only]
    schema = object_schema(fields, writing=True, partial=not creating)
    schema["properties"].pop("id", None)
    if not creating:
        schema["properties"]["version"] = {"type": "integer", "minimum": 1}
    return {
        "requestBody": {"required": True, "content": {JSON: {"schema": schema}}},
        "parameters": [_KEY] if creating else [_ID, _KEY],
    }


def payload(resource: Resource, verb: Verb) -> dict[str, Any]:
    """The request body of a verb."""
    schema = object_schema(verb.payload, writing=True)
    schema["properties"].pop("id", None)
    return {"requestBody": {"required": bool(schema.get("required")), "content": {JSON: {"schema": schema}}}}


_ID = {"name": "record_id", "in": "path", "required": True, "schema": {"type": "integer"}}
_KEY = {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200}}


def reading(resource: Resource) -> dict[str, dict[int, Any]]:
    """The answers of list and show."""
    record = object_schema(resource.by_name.values(), writing=False)
    record["properties"] |= {"id": {"type": "integer"}, "version": {"type": "integer"}}
    page = {
        "type": "object",
        "properties": {
            "rows": {"type": "array", "items": record},
            "next": {"type": ["string", "null"]},
            "count": {"type": ["integer", "null"]},
        },
    }
    return {
        "list": {
            200: {"description": str(resource.model._meta.verbose_name_plural), "content": {JSON: {"schema": page}}}
        },
        "show": {200: {"description": str(resource.model._meta.verbose_name), "content": {JSON: {"schema": record}}}},
    }


def export() -> dict[str, Any]:
    """The request body of an export: a list's question and the kind of file."""
    properties: dict[str, Any] = {
        "format": {"enum": ["csv", "xlsx"]},
        "filter": {},
        "sort": {"type": ["string", "array"], "items": _STRING},
        "columns": {"type": ["string", "array"], "items": _STRING},
        "q": _STRING,
    }
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"requestBody": {"required": False, "content": {JSON: {"schema": schema}}}, "parameters": [_KEY]}
