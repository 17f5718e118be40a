"""Answers: JSON bytes, ETags, and problems by RFC 9457."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from heyi.kit.errors import Problem


def json_response(content: Any, *, status: int = 200) -> HttpResponse:
    """``content`` is bytes of JSON already, or anything that orjson takes."""
    body = content if isinstance(content, bytes) else orjson.dumps(content, default=str)
    return HttpResponse(body, status=status, content_type="application/json")


def once_response(content: Any, *, kept: Any, status: int = 200) -> HttpResponse:
    """An answer with a secret that is shown this once; the same request sent again is answered with ``kept``."""
    response = json_response(content, status=status)
    response.kept = orjson.dumps(kept, default=str)  # type: ignore[attr-defined]
    return response


def record_response(record: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """One record with its version as ETag."""
    response = json_response(record, status=status)
    if "version" in record:
        response["ETag"] = f'"{record["version"]}"'
    return response


def problem_response(problem: Problem, request: HttpRequest) -> HttpResponse:
    """The problem in the language that is active."""
    document = problem.as_dict(getattr(request, "request_id", ""))
    response = HttpResponse(
        orjson.dumps(document, default=str), status=problem.status, content_type="application/problem+json"
    )
    if problem.status == 503:
        response["Retry-After"] = "2"
    return response
