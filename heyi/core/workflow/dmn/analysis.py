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
from heyi.core.workflow.dmn.table import DecisionTable, InputClause
from heyi.core.workflow.dmn.texts import TestsText
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel import FeelError
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.values import Value, kind

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
    was too large to look at all of it. `masked` are rules that earlier rules cover fully."""

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


def gaps_and_overlaps(table: DecisionTable) -> Analysis:
    """The gaps and overlaps of a table, whatever its hit policy makes of them."""
    columns = [column_of(table, index) for index in range(len(table.inputs))]
    found = Analysis(not_analysed=_not_analysed(columns))
    try:
        found.overlaps = _overlaps(table, columns)
        covering = [tuple(column.all if (cell := column.cells[rule]) is None else cell for column in columns)
                    for rule in range(len(table.rules))]  # fmt: skip
        full = tuple(column.all for column in columns)
        for gap in uncovered(full, covering):
            if len(found.gaps) >= MAX_GAPS:
                raise _TooMuch
            found.gaps.append(Gap(_tests(columns, gap)))
        found.masked = _masked(columns, len(table.rules))
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


def _overlaps(table: DecisionTable, columns: Sequence[Column]) -> list[Overlap]:
    boxes = {
        rule: tuple(column.cells[rule] for column in columns)
        for rule in range(len(table.rules))
        if all(column.cells[rule] is not None for column in columns)
    }
    rules = sorted(boxes)
    if len(rules) ** 2 > 2 * MAX_WORK:
        raise _TooMuch
    found: list[Overlap] = []
    for place, first in enumerate(rules):
        for second in rules[place + 1 :]:
            common = tuple((a or 0) & (b or 0) for a, b in zip(boxes[first], boxes[second], strict=True))
            if all(common):
                if len(found) >= MAX_OVERLAPS:
                    raise _TooMuch
                found.append(Overlap(first + 1, second + 1, _tests(columns, common)))
    return found


def _masked(columns: Sequence[Column], count: int) -> list[int]:
    """Rules for which nothing is left over by earlier ones that are fully analysed."""
    boxes: list[Masks] = []
    found = []
    for rule in range(count):
        cells = tuple(column.cells[rule] for column in columns)
        outer = tuple(column.all if cell is None else cell for column, cell in zip(columns, cells, strict=True))
        if boxes and all(outer) and next(uncovered(outer, boxes), None) is None:
            found.append(rule + 1)
        if None not in cells:
            boxes.append(outer)
    return found


def uncovered(within: Masks, boxes: Sequence[Masks]) -> Iterator[Masks]:
    """Boxes that make up what of `within` no box covers; they do not meet each other."""
    budget = [MAX_WORK]
    yield from _uncovered(
        within, [box for box in boxes if all(a & b for a, b in zip(within, box, strict=True))], budget
    )


def _uncovered(within: Masks, boxes: list[Masks], budget: list[int]) -> Iterator[Masks]:
    budget[0] -= 1 + len(boxes)
    if budget[0] < 0:
        raise _TooMuch
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
    if atoms is None:
        one = [Atom(None, is_point=False)]
        return Column(one, tuple(1 if cell.is_any else None for cell in cells))
    samples = [atom.sample for atom in atoms]
    return Column(
        atoms, tuple(_mask(cell, samples) if is_known else None for cell, is_known in zip(cells, known, strict=True))
    )


def _domain(clause: InputClause, constants: Constants) -> list[Atom] | None:
    """The atoms that the input may have by its type and its input values; None when they cannot be told."""
    limits = [tests for tests in (clause.allowed, clause.of.values()) if tests is not None]
    wanted = clause.of.plain.name
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
