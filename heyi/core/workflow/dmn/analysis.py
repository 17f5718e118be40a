"""Gaps and overlaps of a decision table, found without trying values.

Every column is cut into atoms (`atoms`), every rule is a box: a set of atoms for each column. Two rules overlap where
their boxes meet; what no box covers is a gap. A cell that cannot be analysed counts as covering everything when gaps
are sought and as nothing when overlaps are, so neither is ever claimed wrongly.

Missing values (null) are looked at only in columns of which a cell names null.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from heyi.core.workflow.dmn.atoms import describe
from heyi.core.workflow.dmn.columns import Column, column_of
from heyi.core.workflow.dmn.table import DecisionTable, HitPolicy

MAX_GAPS = 50
MAX_OVERLAPS = 200
MAX_WORK = 300_000

Cell = tuple[int, int]
"""The numbers of a rule and of an input, both from 1; rule 0 is the whole column."""
Masks = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Inputs for which no rule holds: the tests of a rule that would cover them, one for each input."""

    tests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules (numbers from 1) that hold together, and for what."""

    first: int
    second: int
    tests: tuple[str, ...]


@dataclass(slots=True)
class Analysis:
    """What was found. `not_analysed` lists cells about which nothing is said; `is_complete` is false when the table
    was too large to look at all of it. `masked` are rules under FIRST that earlier rules cover fully."""

    gaps: list[Gap] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    not_analysed: list[Cell] = field(default_factory=list)
    masked: list[int] = field(default_factory=list)
    is_complete: bool = True


class _TooMuch(Exception):
    """The table is too large."""


@dataclass(slots=True)
class Budget:
    """How much one search may still do."""

    left: int = MAX_WORK

    def spend(self, amount: int) -> None:
        """Take from what is left."""
        self.left -= amount
        if self.left < 0:
            raise _TooMuch


def gaps_and_overlaps(table: DecisionTable) -> Analysis:
    """The gaps and overlaps of a table, whatever its hit policy makes of them."""
    columns = [column_of(table, index) for index in range(len(table.inputs))]
    found = Analysis(not_analysed=_not_analysed(columns))
    searches = [_find_overlaps, _find_gaps, *([_find_masked] if table.policy is HitPolicy.FIRST else [])]
    for search in searches:
        try:
            search(found, columns, len(table.rules))
        except _TooMuch:
            found.is_complete = False
    return found


def _tests(columns: Sequence[Column], masks: Masks) -> tuple[str, ...]:
    return tuple(describe(column.atoms, mask) for column, mask in zip(columns, masks, strict=True))


def _not_analysed(columns: Sequence[Column]) -> list[Cell]:
    return sorted(
        (rule, index)
        for index, column in enumerate(columns, 1)
        for rule, cell in enumerate(column.cells, 1)
        if cell is None
    )


def _find_overlaps(found: Analysis, columns: Sequence[Column], count: int) -> None:
    boxes = {
        rule: tuple(cell or 0 for cell in cells)
        for rule in range(count)
        if None not in (cells := [column.cells[rule] for column in columns])
    }
    rules = sorted(boxes)
    budget = Budget()
    for place, first in enumerate(rules):
        budget.spend(len(rules) - place)
        for second in rules[place + 1 :]:
            common = tuple(a & b for a, b in zip(boxes[first], boxes[second], strict=True))
            if all(common):
                if len(found.overlaps) >= MAX_OVERLAPS:
                    raise _TooMuch
                found.overlaps.append(Overlap(first + 1, second + 1, _tests(columns, common)))


def _find_gaps(found: Analysis, columns: Sequence[Column], count: int) -> None:
    boxes = [
        tuple(column.all if (cell := column.cells[rule]) is None else cell for column in columns)
        for rule in range(count)
    ]
    for gap in uncovered(tuple(column.all for column in columns), boxes, Budget()):
        if len(found.gaps) >= MAX_GAPS:
            raise _TooMuch
        found.gaps.append(Gap(_tests(columns, gap)))


def _find_masked(found: Analysis, columns: Sequence[Column], count: int) -> None:
    """Rules for which nothing is left over by earlier ones that are fully analysed."""
    boxes: list[Masks] = []
    budget = Budget()
    for rule in range(count):
        cells = tuple(column.cells[rule] for column in columns)
        outer = tuple(column.all if cell is None else cell for column, cell in zip(columns, cells, strict=True))
        if boxes and all(outer) and next(uncovered(outer, boxes, budget), None) is None:
            found.masked.append(rule + 1)
        if None not in cells:
            boxes.append(outer)


def uncovered(within: Masks, boxes: Sequence[Masks], budget: Budget) -> Iterator[Masks]:
    """Boxes that make up what of `within` no box covers; they do not meet each other."""
    budget.spend(len(boxes))
    yield from _uncovered(
        within, [box for box in boxes if all(a & b for a, b in zip(within, box, strict=True))], budget
    )


def _uncovered(within: Masks, boxes: list[Masks], budget: Budget) -> Iterator[Masks]:
    budget.spend(1 + len(boxes))
    if not boxes:
        yield within
        return
    if any(all(mask & ~cell == 0 for mask, cell in zip(within, box, strict=True)) for box in boxes):
        return
    # Not covered by one box, so there is a column in which a box covers only a part.
    column = next(place for place, mask in enumerate(within) if any(mask & ~box[place] for box in boxes))
    for part in _parts(within[column], [box[column] for box in boxes]):
        inner = (*within[:column], part, *within[column + 1 :])
        yield from _uncovered(inner, [box for box in boxes if box[column] & part], budget)


def _parts(mask: int, cells: list[int]) -> list[int]:
    """The mask cut into parts of which each lies wholly inside or outside of every cell."""
    parts = [mask]
    for cell in cells:
        parts = [piece for part in parts for piece in (part & cell, part & ~cell) if piece]
    return parts
