"""A client that speaks the API as the web app does: session, JSON, idempotency keys."""

import json
import uuid
from typing import Any

from django.test import Client

from tests import contract


class ApiClient:
    """``get``, ``post``, ``patch``, ``delete`` return the response; its ``data`` is the decoded JSON. What comes back
    has to be what the OpenAPI document says.
    """

    def __init__(self, user: Any) -> None:
        self.http = Client(headers={"Accept-Language": "en"})
        if user is not None:
            self.http.force_login(user)

    def get(self, path: str, **params: Any) -> Any:
        encoded = {k: json.dumps(v) if isinstance(v, list | dict) else v for k, v in params.items()}
        return _decoded("get", path, self.http.get(_full(path), encoded))

    def post(self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None) -> Any:
        return self._write("post", path, body, key, version)

    def patch(self, path: str, body: Any, *, key: str | None = None, version: int | None = None) -> Any:
        return self._write("patch", path, body, key, version)

    def delete(self, path: str, *, key: str | None = None, version: int | None = None) -> Any:
        return self._write("delete", path, None, key, version)

    def _write(self, method: str, path: str, body: Any, key: str | None, version: int | None) -> Any:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        content = b"" if body is None else json.dumps(body).encode()
        call = getattr(self.http, method)
        return _decoded(method, path, call(_full(path), content, content_type="application/json", headers=headers))


def _full(path: str) -> str:
    return path if path.startswith("/") else f"/api/v1/{path}"


def _decoded(method: str, path: str, response: Any) -> Any:
    contract.insist(method, _full(path), response)
    kind = response.headers.get("Content-Type", "")
    response.data = json.loads(response.content) if "json" in kind and response.content else None
    return response
