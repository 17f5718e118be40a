"""Bodies and answers of the message centre."""

from typing import Literal

from typing_extensions import TypedDict


class Message(TypedDict):
    """``resource``, ``record_id`` and ``path`` (its page) when it is about a record that the reader still sees."""

    id: int
    kind: str
    title: str
    body: str
    resource: str | None
    record_id: int | None
    path: str | None
    at: str
    read: bool


class MessagePage(TypedDict):
    rows: list[Message]
    next: str | None


class MessageCounts(TypedDict):
    unread: int
    kinds: dict[str, int]


class Read(TypedDict):
    ids: list[int] | Literal["all"]
