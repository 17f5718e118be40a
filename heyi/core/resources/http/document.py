"""The OpenAPI document: what django-ninja knows of addresses and parameters, completed by what the operations say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode

from heyi.core.resources import registry
from heyi.core.resources.http import schemas
from heyi.core.resources.http.described import ANONYMOUS, BINARY, Described, ref
from heyi.core.resources.http.links import link
from heyi.core.resources.http.shapes import Action, Gone, Label, Problem
from heyi.kit import errors

JSON, PROBLEM = "application/json", "application/problem+json"
_REFUSALS = {
    cls.status: cls
    for cls in (
        errors.NotSignedIn,
        errors.Denied,
        errors.NotFound,
        errors.Conflict,
        errors.StaleVersion,
        errors.TooLarge,
        errors.Malformed,
        errors.TooMany,
        errors.Unavailable,
    )
}
_HEADERS: dict[str, tuple[str, dict[str, Any]]] = {
    "RequestId": ("Stands in audit, events and logs too.", {"type": "string"}),
    "Version": ("The record's version, for the `If-Match` of the next change.", {"type": "string"}),
    "Replayed": ("`true`: this key was answered before, and this is that answer.", {"const": "true"}),
    "RetryAfter": ("Seconds after which trying again is right.", {"type": "string"}),
}
_PARAMETERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "IdempotencyKey": ("Idempotency-Key", "One effect for one key, and the same answer.", {"maxLength": 200}),
    "IfMatch": ("If-Match", "The version that the person saw.", {"pattern": r'^(W/)?"?\d{1,10}"?$|^\*$'}),
}


def complete(found: dict[str, Any], tags: Mapping[str, str]) -> dict[str, Any]:
    """``found`` with bodies, answers, refusals, headers and everything that these refer to. ``tags`` names the apps."""
    operations = [
        (path, method, one) for path, methods in found["paths"].items() for method, one in dict(methods).items()
    ]
    said = {one["operationId"]: one.pop("x-described") for _path, _method, one in operations}
    named, types = _types(said.values())
    for path, method, one in operations:
        _describe(one, said[one["operationId"]], path, method, named)
    link(found["paths"])
    found["components"] = {
        "schemas": dict(sorted({**found["components"]["schemas"], **types, **_resources()}.items())),
        "responses": {cls.__name__: _refusal(cls) for cls in _REFUSALS.values()},
        "headers": {name: {"description": text, "schema": schema} for name, (text, schema) in _HEADERS.items()},
        "parameters": {
            name: {"name": header, "in": "header", "description": text, "schema": {"type": "string", **schema}}
            for name, (header, text, schema) in _PARAMETERS.items()
        },
        "securitySchemes": {
            "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
            "key": {"type": "http", "scheme": "bearer"},
        },
    }
    used = {tag for _path, _method, one in operations for tag in one["tags"]}
    found["tags"] = [{"name": tag, "description": tags.get(tag, tag)} for tag in sorted(used)]
    return found


def _describe(one: dict[str, Any], said: Described, path: str, method: str, named: Mapping[int, Any]) -> None:
    if said.body is not None:
        shape = named.get(id(said.body), said.body)
        media = "multipart/form-data" if _is_form(shape) else JSON
        one["requestBody"] = {"required": True, "content": {media: {"schema": shape}}}
    if said.resource:
        one["x-resource"] = said.resource
    anonymous = one["x-permission"] == ANONYMOUS
    one["security"] = [] if anonymous else [{"session": []}, {"key": []}]
    headers = [] if method == "get" or anonymous else ["IdempotencyKey"]
    headers += ["IfMatch"] if said.versioned and method != "get" else []
    one["parameters"] = [*one["parameters"], *({"$ref": f"#/components/parameters/{name}"} for name in headers)]
    refused = {_REFUSALS[status].__name__: status for status in _refused(one, said, path, method)}
    one["responses"] = {
        **{str(status): _answer(named.get(id(s), s), said, status, method) for status, s in said.answers.items()},
        **{str(status): {"$ref": f"#/components/responses/{name}"} for name, status in refused.items()},
    }


def _is_form(shape: Any) -> bool:
    return isinstance(shape, dict) and BINARY in shape.get("properties", {}).values()


def _refused(one: Mapping[str, Any], said: Described, path: str, method: str) -> list[int]:
    """The statuses with which an operation may refuse, besides those that it names itself."""
    # A key that opens nothing and a session without its token are refused even where nobody needs to be signed in.
    found = {401, 403, 503, *said.refuses}
    if "{" in path:
        found.add(404)
    if one["parameters"] or "requestBody" in one:
        found.add(422)
    if method != "get":
        # Constraints of the database, keys under way, bodies out of bounds: whatever is written.
        found |= {404, 409, 413, 422}
    if said.versioned and method != "get":
        found.add(412)
    return sorted(found)


def _answer(shape: Any, said: Described, status: int, method: str) -> dict[str, Any]:
    headers = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if said.versioned and shape is not None:
        headers["ETag"] = {"$ref": "#/components/headers/Version"}
    if method != "get":
        headers["Idempotency-Replayed"] = {"$ref": "#/components/headers/Replayed"}
    found: dict[str, Any] = {"description": _DONE.get(status, "OK"), "headers": headers}
    if shape is not None:
        found["content"] = {"*/*" if shape is BINARY else JSON: {"schema": shape}}
    return found


_DONE = {200: "OK", 201: "Created", 202: "Accepted: the work goes on.", 204: "Done; there is nothing to show."}


def _refusal(cls: type[errors.Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "description": str(cls.title),
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}},
        "content": {PROBLEM: {"schema": ref("StaleProblem" if cls is errors.StaleVersion else "Problem")}},
    }
    if cls is errors.Unavailable:
        found["headers"]["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    return found


def _resources() -> dict[str, Any]:
    stale = {"current": {"type": "object"}, "yours": {"type": "object"}}
    found: dict[str, Any] = {
        **schemas.VALUES,
        "StaleProblem": {"allOf": [ref("Problem"), {"type": "object", "properties": stale}]},
    }
    for resource in registry.every():
        found |= schemas.components(resource)
    return found


class Shapes(GenerateJsonSchema):
    """JSON Schemas of types as they are answered: every member is there unless it says otherwise, and no other one."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        if field["type"] == "typed-dict-field":
            return bool(field.get("required", total))
        return True

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def typed_dict_schema(self, schema: Any) -> dict[str, Any]:
        return _closed(super().typed_dict_schema(schema))

    def dataclass_schema(self, schema: Any) -> dict[str, Any]:
        return _closed(super().dataclass_schema(schema))


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    schema.pop("title", None)
    schema["additionalProperties"] = False
    return schema


def _types(said: Iterable[Described]) -> tuple[dict[int, Any], dict[str, Any]]:
    """Schemas by the identity of the type, and the named schemas to which these refer."""
    wanted: dict[int, tuple[Any, JsonSchemaMode]] = {
        id(s): (s, "serialization") for s in (Problem, Label, Action, Gone)
    }
    for one in said:
        shapes: list[tuple[Any, JsonSchemaMode]] = [(one.body, "validation")]
        shapes += [(shape, "serialization") for shape in one.answers.values()]
        wanted |= {id(s): (s, mode) for s, mode in shapes if s is not None and not isinstance(s, dict)}
    found, definitions = TypeAdapter.json_schemas(
        [(key, mode, TypeAdapter(shape)) for key, (shape, mode) in wanted.items()],
        ref_template="#/components/schemas/{model}",
        schema_generator=Shapes,
    )
    types = dict(definitions.get("$defs", {}))
    types["Problem"]["additionalProperties"] = True
    return {key: schema for (key, _mode), schema in found.items()}, types
