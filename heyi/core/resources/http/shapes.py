"""Answers that all resources share, and those of the endpoints beside them."""

from typing import Any, Literal, NotRequired

from typing_extensions import TypedDict

Tone = Literal["neutral", "blue", "green", "orange", "red", "void", "primary", "danger"]
Language = Literal["zh-Hans", "zh-Hant", "en"]


class Label(TypedDict):
    """A record by its id and what it is called."""

    id: int
    label: str


class Action(TypedDict):
    """Something that can be done with the record, now or not: a disabled one says why."""

    name: str
    label: str
    enabled: bool
    reason: str | None
    tone: Tone
    confirm: str | None


class Gone(TypedDict):
    """The record after an act that took it out of the reader's sight."""

    id: int
    gone: Literal[True]


class Option(TypedDict):
    """What a picker offers."""

    id: int
    label: str
    hint: str


class Options(TypedDict):
    rows: list[Option]


class Bucket(TypedDict):
    """The rows that share one value; ``sum`` only when it was asked for, ``currency`` when it is money."""

    key: str | int | bool | None
    label: str | int | bool | None
    count: int
    sum: NotRequired[str | None]
    currency: NotRequired[str | None]


class Buckets(TypedDict):
    rows: list[Bucket]


class Change(TypedDict):
    """One field before and after."""

    field: str
    label: str
    old: Any
    new: Any


class Author(TypedDict):
    """Who did it; the system has no id."""

    id: int | None
    label: str


class HistoryEntry(TypedDict):
    id: int
    at: str
    by: Author
    verb: str
    operation: Literal["insert", "update", "delete"]
    changes: list[Change]


class History(TypedDict):
    rows: list[HistoryEntry]


class FieldFault(TypedDict):
    """One place in the input (``lines.2.quantity``) and what is wrong there."""

    path: str
    code: str
    message: str


class BulkResult(TypedDict):
    """What became of one of the records."""

    id: int
    ok: bool
    problem: NotRequired["Problem"]


class BulkResults(TypedDict):
    results: list[BulkResult]


class Problem(TypedDict):
    """A refusal by RFC 9457. What stands beside these members belongs to its ``code``."""

    type: str
    status: int
    code: str
    title: str
    detail: str
    request_id: str
    errors: list[FieldFault]


class Done(TypedDict):
    """It is done; there is nothing to show."""

    ok: Literal[True]
