"""One column of a decision table, cut into atoms, with what each of its cells lets through."""

from collections.abc import Sequence
from dataclasses import dataclass

from heyi.core.workflow.dmn.atoms import Atom, atoms_of
from heyi.core.workflow.dmn.constants import Constants, NotAnalysed
from heyi.core.workflow.dmn.table import DecisionTable, InputClause
from heyi.core.workflow.dmn.texts import TestsText
from heyi.core.workflow.dmn.work import Work
from heyi.core.workflow.feel import FeelError
from heyi.core.workflow.feel.runtime import Run, Scope
from heyi.core.workflow.feel.values import Value, kind

MAX_SAMPLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """The atoms of a column and, for each rule, those that its cell lets through: None when it is not analysed."""

    atoms: Sequence[Atom]
    cells: tuple[int | None, ...]

    @property
    def all(self) -> int:
        """The mask of all atoms."""
        return (1 << len(self.atoms)) - 1


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
