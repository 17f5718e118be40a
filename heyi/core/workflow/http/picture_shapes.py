"""What belongs to a case beside its words: files, and the diagram of its process; docs/guide/api.md, section 5."""

from datetime import datetime
from typing import Literal

from typing_extensions import TypedDict


class AttachedFile(TypedDict):
    """A file that came with a comment; its bytes are at ``workflow/cases/{id}/files/{file}``."""

    id: int
    name: str
    size: int
    type: str


class PicturePoint(TypedDict):
    x: float
    y: float


class PictureShape(TypedDict):
    """An element. ``state``: ``current``; ``done``; ``skipped`` (ended otherwise); ``stopped`` (an incident); ``future`` (would
    be asked next); ``idle``. ``kind`` is its name in BPMN, or ``participant`` and ``lane``, which are around others."""

    id: str
    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float
    state: Literal["current", "done", "skipped", "stopped", "future", "idle"]
    visits: int
    entered_at: datetime | None
    ended_at: datetime | None


class PictureEdge(TypedDict):
    id: str
    name: str
    points: list[PicturePoint]
    taken: bool


class CasePicture(TypedDict):
    """Shapes from the outside in, so that they can be drawn in this order; sizes in the units of the diagram."""

    width: float
    height: float
    shapes: list[PictureShape]
    edges: list[PictureEdge]
