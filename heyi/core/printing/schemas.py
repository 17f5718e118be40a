"""The shapes of answers about papers, for the OpenAPI document."""

from typing import Literal

from typing_extensions import TypedDict

from heyi.core.resources.http.described import BINARY

FILE = {"type": "object", "properties": {"file": BINARY}, "required": ["file"]}


class VerifiedCase(TypedDict):
    id: int
    number: str
    title: str
    state: str


class PrintedBy(TypedDict):
    id: int
    label: str


class PrintedFacts(TypedDict):
    """When the paper was printed, by whom, and what it said."""

    at: str
    by: PrintedBy | None
    language: str
    state: str
    round: int


class PaperDifference(TypedDict):
    """What differs, as the paper and as the system say it; empty where one of them says nothing or may not be told."""

    part: str
    label: str
    paper: str
    system: str


class VerifiedPaper(TypedDict):
    """``good``: the same then and now; ``outdated``: true when it was printed, with what happened ``since``; ``altered``:
    not what the system printed, or not what it has."""

    verdict: Literal["good", "outdated", "altered"]
    case: VerifiedCase
    printed: PrintedFacts
    differences: list[PaperDifference]
    since: list[PaperDifference]
