"""What is told of jobs."""

from typing import Any, Literal

from typing_extensions import TypedDict


class JobFile(TypedDict):
    """The file that came of it, at ``path``."""

    name: str
    type: str
    size: int
    path: str


class Job(TypedDict):
    """Work that somebody waits for. ``error`` is the problem that ended it."""

    id: int
    kind: str
    state: Literal["queued", "running", "done", "failed"]
    done: int
    total: int | None
    file: JobFile | None
    error: dict[str, Any] | None
