"""The shapes of answers about versions that are tried: replayed, rehearsed, covered, tested."""

from typing import Any

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label


class ReplayedCase(TypedDict):
    """``differences``: ``kind`` (a step ``added`` or ``removed``, other ``people``, another ``outcome`` or ``end``, an act
    that is ``refused``), ``node``, ``was``, ``is``."""

    case: int
    title: str
    differences: list[dict[str, str]]


class LeftOut(TypedDict):
    """A case that holds an act which a replay does not know."""

    case: int
    title: str
    reason: str


class Replayed(TypedDict):
    """Past cases by another version: how many would have gone the same way, and which not."""

    cases: int
    same: int
    kinds: dict[str, int]
    hours: float
    different: list[ReplayedCase]
    left_out: list[LeftOut]


class RehearsedTask(TypedDict):
    """Who is asked, and who may act for them."""

    node: str
    person: Label | None
    delegate: Label | None


class RehearsedWait(TypedDict):
    """A timer, and when it comes (ISO 8601)."""

    node: str
    at: str


class RehearsedNews(TypedDict):
    """What whom would have been told."""

    what: str
    people: list[Label]


class RehearsedLine(TypedDict):
    """Where the case is after one line."""

    line: str
    state: str
    active: list[str]
    incidents: list[str]
    asked: list[RehearsedTask]
    due: list[RehearsedWait]
    told: list[RehearsedNews]


class Rehearsed(TypedDict):
    """After the beginning, and after each line."""

    rows: list[RehearsedLine]


class CoveredStep(TypedDict):
    """``empty``: its rules find nobody, and its rule for that decides."""

    node: str
    name: str
    people: list[Label]
    empty: bool


class CoveredPath(TypedDict):
    """``ends``: the state at the end, ``waits`` for something that is no person, or the code of what goes wrong."""

    ends: str
    steps: list[CoveredStep]


class CoverageRow(TypedDict):
    department: Label
    initiator: Label
    paths: list[CoveredPath]


class Coverage(TypedDict):
    rows: list[CoverageRow]


class Scenario(TypedDict):
    """A test of a process: who is expected to be asked, step by step."""

    id: int
    name: str
    initiator: int
    steps: list[Any]
    ends: str
