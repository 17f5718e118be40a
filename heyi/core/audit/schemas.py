"""What the page of checks is told."""

from typing import Literal

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label


class CheckupRun(TypedDict):
    """One check: ``broken`` rules of ``rules``. Moments are UTC."""

    started_at: str
    ended_at: str
    trigger: Literal["nightly", "command"]
    rules: int
    broken: int


class CheckupRecord(TypedDict):
    """A record that the reader may open."""

    resource: str
    record: Label


class CheckupFinding(TypedDict):
    """``detail`` is told to whoever may open the record and read all of it, and of what concerns the whole installation.
    ``kind`` is what the record is, in words.
    """

    id: int
    record: str
    kind: str
    whole: bool
    detail: str
    opens: CheckupRecord | None
    first_seen_at: str
    last_seen_at: str
    gone_at: str | None


class CheckupRule(TypedDict):
    """A rule with what breaks it. ``records`` is how many there are, ``kept`` how many of them are kept as findings;
    ``found`` are the first of these.
    """

    code: str
    title: str
    records: int
    kept: int
    since: str
    found: list[CheckupFinding]


class Checkup(TypedDict):
    """The last check (none: there was none yet), what does not hold, and when the next one comes. ``late`` says that a
    night passed without one.
    """

    last: CheckupRun | None
    next_at: str
    late: bool
    rules: list[CheckupRule]
    runs: list[CheckupRun]
