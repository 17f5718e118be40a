"""What stands on a paper, in order: sections of fields, tables and notes. Every text is as it will be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heyi.core.access.actor import Actor

#: The types of pictures that can be printed, and how their files end.
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg"}


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands in a field: its bytes and their type, ``image/png``."""

    data: bytes
    type: str


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value. ``note`` stands smaller below it: an amount in words (大写)."""

    label: str
    value: str
    note: str = ""
    span: int = 1
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand at its right side. How wide it is follows from what stands in it."""

    label: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Lines of a document. ``sums`` is the last row, one text for each column, or empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    sums: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence between the fields."""

    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the document with its title, and in how many columns its fields stand."""

    items: tuple[Field | Table | Note, ...]
    title: str = ""
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be laid out: the content that was submitted, as far as the reader may know it, in the active language."""

    resource: str
    record_id: int
    values: Mapping[str, Any]
    labels: Mapping[str, Any]
    reader: Actor
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out. ``title`` is what such documents are called."""

    title: str
    sections: Sequence[Section]


Layout = Callable[[Asked], Laid | None]
_layouts: list[Layout] = []


def register_layout(layout: Layout) -> None:
    """Say how documents stand on paper: asked for each, answers None for those of others."""
    _layouts.append(layout)


def laid_out(asked: Asked) -> Laid | None:
    """By the first that knows such documents."""
    return next((found for layout in _layouts if (found := layout(asked)) is not None), None)
