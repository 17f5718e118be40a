"""What is told of files."""

from typing import Any

from typing_extensions import TypedDict

from heyi.core.resources.http.described import BINARY

UPLOAD: dict[str, Any] = {
    "type": "object",
    "properties": {"file": BINARY, "resource": {"type": "string"}, "id": {"type": "integer"}},
    "required": ["file"],
}


class StoredFile(TypedDict):
    id: int
    name: str
    size: int
    type: str
    sha256: str
    state: str


class LinkedFile(StoredFile):
    """With the record it belongs to, and who brought it."""

    resource: str
    record_id: int
    by: str
