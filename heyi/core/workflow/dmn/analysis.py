"""Gaps and overlaps of a decision table, found without trying values.

Every column is cut into atoms (`atoms`), every rule is a box: a set of atoms for each column. Two rules overlap where
their boxes meet; what no box covers is a gap. A cell that cannot be analysed counts as covering everything when gaps
are sought and as nothing when overlaps are, so neither is ever claimed wrongly.

Missing values (null) are looked at only in columns of which a cell names null.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from heyi.core.workflow.dmn.atoms import Atom, atoms_of, describe
from heyi.core.workflow.dmn.constants import Constants, NotAnalysed
from heyi.core.workflow.dmn.table import DecisionTable, HitPolicy, InputClause
from heyi.core.workflow.dmn.texts import TestsText
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel import FeelError
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.values import Value, kind

MAX_GAPS = 50
MAX_OVERLAPS = 200
MAX_WORK = 300_000
MAX_SAMPLES = 1_000_000

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


@dataclass(frozen=True, slots=True)
class Column:
    """The atoms of a column and, for each rule, those that its cell lets through: None when it is not analysed."""

    atoms: Sequence[Atom]
    cells: tuple[int | None, ...]

    @property
    def all(self) -> int:
        """The mask of all atoms."""
        return (1 << len(self.atoms)) - 1


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


def column_of(table: DecisionTable, index: int) -> Column:
    """One column cut into atoms."""
    clause, cells = table.inputs[index], [rule.tests[index] for rule in table.rules]
    constants, known = Constants(), []
    for cell in cells:
        try:
            constants.add(cell)
            known.append(True)
        except NotAnalysed:
            known.append(False)
    atoms = _domain(clause, constants)
    if atoms is None or len(atoms) * len(cells) > MAX_SAMPLES:
        one = [Atom("…", is_point=False)]
        return Column(one, tuple(1 if cell.is_any else None for cell in cells))
    samples = [atom.sample for atom in atoms]
    masks: dict[str, int] = {}
    for cell in cells:
        if cell.text not in masks:
            masks[cell.text] = _mask(cell, samples)
    return Column(
        atoms, tuple(masks[cell.text] if is_known else None for cell, is_known in zip(cells, known, strict=True))
    )


def _domain(clause: InputClause, constants: Constants) -> list[Atom] | None:
    """The atoms that the input may have by its type and its input values; None when they cannot be told."""
    types = [clause.of] if clause.source is None else [clause.of, clause.source]
    limits = [tests for tests in (clause.allowed, *(of.values() for of in types)) if tests is not None]
    wanted = next((of.plain.name for of in types if of.plain.name != "Any"), "Any")
    try:
        for tests in limits:
            constants.add(tests)
    except NotAnalysed:
        return None
    values = list(constants.values)
    if wanted == "boolean" and not values:
        values = [True]
    if wanted != "Any" and any(kind(value) != wanted for value in values):
        return None
    atoms = atoms_of(values, with_null=constants.has_null, is_ordered=constants.is_ordered)
    if atoms is None or not limits:
        return atoms
    samples = [atom.sample for atom in atoms]
    masks = [_mask(tests, samples) for tests in limits]
    return [atom for place, atom in enumerate(atoms) if all(mask >> place & 1 for mask in masks)] or None


def _mask(tests: TestsText, samples: Sequence[Value]) -> int:
    """The samples that pass, as the table itself would find."""
    work, nothing, mask = Work(Run()), Scope({}), 0
    for place, sample in enumerate(samples):
        try:
            mask |= tests.passes(sample, nothing, work) << place
        except FeelError:
            continue
    return mask
