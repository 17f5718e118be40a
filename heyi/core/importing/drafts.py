"""From rows to bodies as the API would get them: a batch at a time, so that look-ups are one query for the batch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from heyi.core.importing.lookups import BadCell
from heyi.core.importing.report import RowError
from heyi.core.importing.sources import Fault, Row, Table, as_text
from heyi.core.importing.specs import FieldSpec, FileSpec, LinesSpec, Step
from heyi.core.importing.values import Cells
from heyi.core.resources.declare import F
from heyi.kit.errors import Problem

SHOWN = 200


@dataclass
class Draft:
    """A row on its way into a resource, with the rows of its lines. ``skipped``: its condition is not true."""

    row: Row
    lines: dict[str, list[Row]] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)
    skipped: bool = False


@dataclass
class _Cell:
    """A value that waits for its look-up, and the place where it goes."""

    draft: Draft
    into: dict[str, Any]
    spec: FieldSpec
    field: F
    path: str
    row: Row
    raw: Any


class Drafts:
    """Drafts the rows of one step."""

    def __init__(self, step: Step, tables: dict[FileSpec, Table], cells: Cells) -> None:
        self.step, self.tables, self.cells = step, tables, cells
        self.fields = step.resource.by_name

    def read(self, rows: list[Row]) -> list[Draft]:
        """A draft for each row: with a whole body, with errors, or skipped."""
        waiting: list[_Cell] = []
        drafts = [self._sift(row, waiting) for row in rows]
        wanted: dict[tuple[str, str, str], tuple[FieldSpec, set[str]]] = {}
        for cell in waiting:
            place = (cell.spec.lookup or "", cell.spec.by or "", cell.spec.separator)
            wanted.setdefault(place, (cell.spec, set()))[1].add(as_text(cell.raw))
        for spec, values in wanted.values():
            self.cells.lookups.load(spec, values)
        for cell in waiting:
            self._finish(cell)
        return drafts

    def _sift(self, row: Row, waiting: list[_Cell]) -> Draft:
        draft, path = Draft(row), self.step.file.path
        if row.misfit is not None:
            draft.errors.append(misfit(path, row.number, row.misfit))
            return draft
        try:
            draft.skipped = not self.cells.holds(self.step.when, row)
        except BadCell as bad:
            draft.errors.append(_error(path, row, "when", bad))
        if draft.skipped or draft.errors:
            return draft
        self._values(draft, draft.body, self.step.fields, self.fields, path, row, waiting)
        for spec in self.step.lines:
            self._lines(draft, spec, waiting)
        return draft

    def _lines(self, draft: Draft, spec: LinesSpec, waiting: list[_Cell]) -> None:
        lines = self.fields[spec.target].lines
        known = {f.name: f for f in lines.fields} if lines else {}
        draft.lines[spec.target], draft.body[spec.target] = [], []
        for child in self._children(spec, draft.row):
            if child.misfit is not None:
                draft.errors.append(misfit(spec.file.path, child.number, child.misfit))
                continue
            try:
                if not self.cells.holds(spec.when, child):
                    continue
            except BadCell as bad:
                draft.errors.append(_error(spec.file.path, child, "when", bad))
                continue
            draft.lines[spec.target].append(child)
            draft.body[spec.target].append({})
            self._values(draft, draft.body[spec.target][-1], spec.fields, known, spec.file.path, child, waiting)

    def _children(self, spec: LinesSpec, row: Row) -> list[Row]:
        index = self.tables[spec.file].index(tuple(spec.on))
        return index.get(tuple(as_text(row.cells.get(parent)) for parent in spec.on.values()), [])

    def _values(
        self,
        draft: Draft,
        into: dict[str, Any],
        specs: tuple[FieldSpec, ...],
        fields: dict[str, F],
        path: str,
        row: Row,
        waiting: list[_Cell],
    ) -> None:
        for spec in specs:
            cell = _Cell(draft, into, spec, fields[spec.target], path, row, None)
            try:
                cell.raw = self.cells.raw(spec, row)
            except BadCell as bad:
                draft.errors.append(_error(path, row, spec.source, bad))
                continue
            into[spec.target] = None
            if spec.lookup and cell.raw is not None:
                waiting.append(cell)
            else:
                self._finish(cell)

    def _finish(self, cell: _Cell) -> None:
        try:
            cell.into[cell.spec.target] = self.cells.finish(cell.spec, cell.field, cell.raw)
        except BadCell as bad:
            cell.draft.errors.append(_error(cell.path, cell.row, cell.spec.source, bad))

    def payload(self, draft: Draft, specs: tuple[FieldSpec, ...], fields: dict[str, F]) -> dict[str, Any]:
        """The values of a verb; errors go to the draft."""
        into: dict[str, Any] = {}
        waiting: list[_Cell] = []
        self._values(draft, into, specs, fields, self.step.file.path, draft.row, waiting)
        for cell in waiting:
            self._finish(cell)
        return into

    def located(self, problem: Problem, draft: Draft) -> list[RowError]:
        """Errors of the resource layer, at the cells that they come from."""
        if not problem.errors:
            return [RowError(self.step.file.path, draft.row.number, "", problem.code, str(problem))]
        found = []
        for error in problem.errors:
            path, row, specs, name = self._place(error.path, draft)
            spec = next((s for s in specs if s.target == name), None)
            value = self._shown(spec, row) if spec else ""
            column = spec.source if spec else name
            found.append(RowError(path, row.number, column, error.code, str(error.message), value))
        return found

    def _place(self, path: str, draft: Draft) -> tuple[str, Row, tuple[FieldSpec, ...], str]:
        head, _dot, rest = path.partition(".")
        spec = next((s for s in self.step.lines if s.target == head), None)
        index, _dot, name = rest.partition(".")
        if spec is not None and index.isdecimal() and int(index) < len(draft.lines.get(head, [])):
            return spec.file.path, draft.lines[head][int(index)], spec.fields, name
        return self.step.file.path, draft.row, self.step.fields, head

    def _shown(self, spec: FieldSpec, row: Row) -> str:
        try:
            return as_text(self.cells.raw(spec, row))[:SHOWN]
        except BadCell:
            return ""

    def text(self, spec: FieldSpec, row: Row) -> str:
        """A cell as text, empty where it cannot be read."""
        return "" if row.misfit else self._shown(spec, row)

    def orphans(self, rows: list[Row]) -> Iterator[tuple[LinesSpec, str, Row]]:
        """Rows of lines files that belong to none of ``rows``, with the key that nobody has."""
        for spec in self.step.lines:
            parents = {tuple(as_text(row.cells.get(c)) for c in spec.on.values()) for row in rows}
            for key, children in self.tables[spec.file].index(tuple(spec.on)).items():
                if key not in parents:
                    yield from ((spec, ", ".join(key)[:SHOWN], child) for child in children)


def misfit(path: str, number: int, fault: Fault) -> RowError:
    """A row that is none."""
    return RowError(path, number, "", fault.code, str(fault.reason), fault.value)


def _error(path: str, row: Row, column: str, bad: BadCell) -> RowError:
    return RowError(path, row.number, column, bad.code, bad.message, as_text(bad.value)[:SHOWN])
