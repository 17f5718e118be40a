"""What the OpenAPI document promises, held against real answers: every answer that a test sees passes here."""

import re
from functools import cache
from typing import Any

import jsonschema_rs
import orjson
from django.utils import translation

ROOT = "urn:heyi"
BINARY = {"type": "string", "format": "binary"}


@cache
def document() -> dict[str, Any]:
    """The document as it is served, in English."""
    from heyi.config.api import api

    with translation.override("en"):
        return orjson.loads(orjson.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))


@cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(ROOT, document())])


@cache
def _addresses() -> list[tuple[re.Pattern[str], str]]:
    found = [(re.compile(re.sub(r"{\w+}", r"(-?\\d+|{\\w+})", path) + "$"), path) for path in document()["paths"]]
    return sorted(found, key=lambda pair: "{" in pair[1])


@cache
def template_of(path: str) -> str | None:
    """The address in the document: ``/api/v1/sales/orders/{record_id}``; None for what is not of the API."""
    return next((name for pattern, name in _addresses() if pattern.match(path)), None)


@cache
def _validator(pointer: str) -> Any:
    escaped = [
        part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
        for part in pointer.split(" ")
    ]
    reference = f"{ROOT}#/{'/'.join(escaped)}"
    return jsonschema_rs.Draft202012Validator({"$ref": reference}, registry=_registry(), validate_formats=True)


def breach(method: str, path: str, status: int, kind: str, content: bytes) -> str | None:
    """How an answer of the API differs from what the document says of it; None when it does not."""
    template, method = template_of(path.partition("?")[0]), method.lower()
    operation = document()["paths"].get(template, {}).get(method) if template else None
    if operation is None:
        return None
    where = f"{method} {template} -> {status}"
    said = operation["responses"].get(str(status))
    if said is None:
        return f"{where}: a status of which the document says nothing: {content[:300]!r}"
    pointer = f"paths {template} {method} responses {status}"
    if "$ref" in said:
        pointer = said["$ref"].removeprefix("#/").replace("/", " ")
        said = document()["components"]["responses"][pointer.rpartition(" ")[2]]
    if "content" not in said:
        return f"{where}: a body where there should be none" if content else None
    (media,) = said["content"]
    if media == "*/*":
        return None
    if kind.partition(";")[0] != media:
        return f"{where}: {kind} instead of {media}"
    data = orjson.loads(content)
    validator = _validator(f"{pointer} content {media} schema")
    if validator.is_valid(data):
        return None
    faults = [f"{'.'.join(map(str, e.instance_path))}: {e.message[:400]}" for e in validator.iter_errors(data)]
    return f"{where}: " + "; ".join(faults[:4])


def insist(method: str, path: str, response: Any) -> None:
    """Fail the test when the answer is not as described. 500 and what is no operation are for others to judge."""
    content = b"" if getattr(response, "streaming", False) else response.content
    if response.status_code < 500 and response.status_code != 405:
        found = breach(method, path, response.status_code, response.headers.get("Content-Type", ""), content)
        assert found is None, found
