"""Run a mapping: row by row through cleaning, services and access, in batches that commit.

A run that is stopped half-way leaves whole records; running it again goes on, because records are found by their keys
and those that are right already are left alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.access.work import unit_of_work
from heyi.core.importing import records
from heyi.core.importing.document import MappingError
from heyi.core.importing.mapping import FieldSpec, FileSpec, LinesSpec, Step
from heyi.core.importing.report import Report, RowError, StepReport
from heyi.core.importing.sources import Row, Table, as_text
from heyi.core.importing.values import BadCell, Cells, Lookups
from heyi.core.resources import writing
from heyi.core.resources.declare import F
from heyi.core.resources.http.database import translate
from heyi.kit.errors import Problem

BATCH = 100
MAX_ERRORS = 100_000
Progress = Callable[[str, int, int], None]


class Stop(Exception):
    """The first bad row, where the run was asked to stop there."""


class DryRun(Exception):
    """Takes everything back at the end of a dry run."""


@dataclass
class Source:
    """A parent row with the rows of its lines."""

    row: Row
    lines: dict[str, list[Row]]


class Run:
    """One import by one person."""

    def __init__(self, steps: list[Step], folder: Path, actor: Actor, *, stop_on_error: bool = False) -> None:
        self.steps, self.actor, self.stop_on_error = steps, actor, stop_on_error
        self.tables: dict[FileSpec, Table] = {}
        for step in steps:
            for spec in files_of(step):
                if spec not in self.tables:
                    self.tables[spec] = Table(folder, spec)
            check_columns(step, self.tables, actor)
        self.cells = Cells(self.tables, Lookups(actor), actor)
        self.report = Report()

    def go(self, *, dry_run: bool = False, progress: Progress = lambda name, done, total: None) -> Report:
        """All steps. A dry run does everything in one transaction and takes it back."""
        if not dry_run:
            self._steps(progress)
            return self.report
        try:
            with transaction.atomic():
                self._steps(progress)
                raise DryRun
        except DryRun:
            return self.report

    def _steps(self, progress: Progress) -> None:
        try:
            for step in self.steps:
                StepRun(self, step).go(progress)
        except Stop:
            self.report.stopped = True

    def note(self, error: RowError) -> None:
        """Keep an error; past the cap they are counted only."""
        if len(self.report.errors) < MAX_ERRORS:
            self.report.errors.append(error)


class StepRun:
    """One step: all rows, then once more those whose references point to rows of the same step."""

    def __init__(self, run: Run, step: Step) -> None:
        self.run, self.step = run, step
        self.table = run.tables[step.file]
        self.counts = StepReport(step.name, step.resource.key)
        run.report.steps.append(self.counts)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.fresh: set[int] = set()
        # A reference into the step's own resource (an employee's manager) may point to a row further down.
        self.later = tuple(s for s in step.fields if s.lookup == step.resource.key and s.target not in step.key)
        self.now = tuple(s for s in step.fields if s not in self.later)

    def go(self, progress: Progress) -> None:
        """Read, take and count every row."""
        rows = self.table.rows
        waiting: list[tuple[Row, int]] = []
        for start in range(0, len(rows), BATCH):
            with unit_of_work(self.run.actor, verb="import"):
                for row in rows[start : start + BATCH]:
                    record_id = self._take(row)
                    if record_id and self.later:
                        waiting.append((row, record_id))
            progress(self.step.name, min(start + BATCH, len(rows)), len(rows))
        for start in range(0, len(waiting), BATCH):
            with unit_of_work(self.run.actor, verb="import"):
                for row, record_id in waiting[start : start + BATCH]:
                    self._complete(row, record_id)
        self._orphans()

    def _take(self, row: Row) -> int | None:
        self.counts.read += 1
        if row.misfit:
            self._fail(RowError(self.step.file.path, row.number, "", "misfit", row.misfit))
            return None
        if self.step.when is not None and self.step.when.value(row.cells) is not True:
            self.counts.skipped += 1
            return None
        source = Source(row, {spec.target: self._children(spec, row) for spec in self.step.lines})
        body, errors = self._body(source)
        if errors:
            self._fail(*errors)
            return None
        return self._store(source, body)

    def _children(self, spec: LinesSpec, row: Row) -> list[Row]:
        index = self.run.tables[spec.file].index(tuple(spec.on))
        found = index.get(tuple(as_text(row.cells.get(parent)) for parent in spec.on.values()), [])
        return [child for child in found if spec.when is None or spec.when.value(child.cells) is True]

    def _body(self, source: Source) -> tuple[dict[str, Any], list[RowError]]:
        """The JSON body as the API would get it, and what is wrong with the cells."""
        fields = self.step.resource.by_name
        errors: list[RowError] = []
        body = self._values(self.now, fields, source.row, self.step.file.path, errors)
        for spec in self.step.lines:
            lines = fields[spec.target].lines
            known = {f.name: f for f in lines.fields} if lines else {}
            body[spec.target] = []
            for child in source.lines[spec.target]:
                if child.misfit:
                    errors.append(RowError(spec.file.path, child.number, "", "misfit", child.misfit))
                body[spec.target].append(self._values(spec.fields, known, child, spec.file.path, errors))
        return body, errors

    def _values(
        self, specs: tuple[FieldSpec, ...], fields: dict[str, F], row: Row, path: str, errors: list[RowError]
    ) -> dict[str, Any]:
        body: dict[str, Any] = {}
        for spec in specs:
            try:
                body[spec.target] = self.run.cells.value(spec, fields[spec.target], row)
            except BadCell as bad:
                errors.append(RowError(path, row.number, spec.source, bad.code, bad.message, as_text(bad.value)[:200]))
        return body

    def _store(self, source: Source, body: dict[str, Any]) -> int | None:
        """Create, update or leave alone, inside a savepoint."""
        row, step = source.row, self.step
        try:
            with transaction.atomic():
                outcome, record_id = records.put(step, body, self.run.actor, self.seen, row.number)
                if outcome == "created":
                    self.fresh.add(record_id)
                    self._then(row, record_id)
                records.settle()
        except BadCell as bad:
            self._fail(RowError(step.file.path, row.number, self._key_columns(), bad.code, bad.message))
            return None
        except Problem as problem:
            self._fail(*self._located(problem, source))
            return None
        except DatabaseError as error:
            self._fail(*self._located(translate(error), source))
            return None
        setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)
        self.counts.lines += sum(len(children) for children in source.lines.values())
        return record_id

    def _key_columns(self) -> str:
        return ", ".join(spec.source for spec in self.step.fields if spec.target in self.step.key)

    def _then(self, row: Row, record_id: int) -> None:
        """The verbs that follow a creation."""
        resource = self.step.resource
        for then in self.step.then:
            if then.when is not None and then.when.value(row.cells) is not True:
                continue
            verb = resource.verb(then.verb)
            errors: list[RowError] = []
            known = {f.name: f for f in verb.payload}
            payload = self._values(then.payload, known, row, self.step.file.path, errors)
            if errors:
                raise BadCell(errors[0].code, errors[0].reason)
            writing.act(resource, verb, record_id, payload, self.run.actor, version=None)

    def _complete(self, row: Row, record_id: int) -> None:
        """Set the references into the same resource, now that all its rows are there."""
        errors: list[RowError] = []
        body = self._values(self.later, self.step.resource.by_name, row, self.step.file.path, errors)
        if not errors:
            try:
                with transaction.atomic():
                    if records.change(self.step, record_id, body, self.run.actor) and record_id not in self.fresh:
                        self.counts.updated += 1
                        self.counts.unchanged -= 1
                    records.settle()
                return
            except Problem as problem:
                errors = self._located(problem, Source(row, {}))
        self._fail(*errors, counted=False)

    def _located(self, problem: Problem, source: Source) -> list[RowError]:
        """Errors of the resource layer, at the cells that they come from."""
        if not problem.errors:
            return [RowError(self.step.file.path, source.row.number, "", problem.code, str(problem))]
        found = []
        for error in problem.errors:
            path, row, specs, name = self._place(error.path, source)
            spec = next((s for s in specs if s.target == name), None)
            value = as_text(row.cells.get(spec.column or ""))[:200] if spec else ""
            found.append(
                RowError(path, row.number, spec.source if spec else name, error.code, str(error.message), value)
            )
        return found

    def _place(self, path: str, source: Source) -> tuple[str, Row, tuple[FieldSpec, ...], str]:
        head, _dot, rest = path.partition(".")
        spec = next((s for s in self.step.lines if s.target == head), None)
        index, _dot, name = rest.partition(".")
        if spec is not None and index.isdecimal() and int(index) < len(source.lines.get(head, [])):
            return spec.file.path, source.lines[head][int(index)], spec.fields, name
        return self.step.file.path, source.row, self.step.fields, head

    def _fail(self, *errors: RowError, counted: bool = True) -> None:
        self.counts.failed += 1 if counted else 0
        for error in errors:
            self.run.note(error)
        if self.run.stop_on_error:
            raise Stop

    def _orphans(self) -> None:
        """Rows of lines files that belong to no row of the parent file are errors too: nothing is lost in silence."""
        for spec in self.step.lines:
            parents = {tuple(as_text(row.cells.get(c)) for c in spec.on.values()) for row in self.table.rows}
            for key, children in self.run.tables[spec.file].index(tuple(spec.on)).items():
                if key not in parents:
                    reason = _("No row of %s belongs to this row.") % self.step.file.path
                    for child in children:
                        column, value = ", ".join(spec.on), ", ".join(key)
                        self._fail(
                            RowError(spec.file.path, child.number, column, "orphan", reason, value), counted=False
                        )


def files_of(step: Step) -> Iterator[FileSpec]:
    """Every file that a step reads."""
    yield step.file
    for spec in step.lines:
        yield spec.file
        yield from (s.find.file for s in spec.fields if s.find)
    yield from (s.find.file for s in step.fields if s.find)
    yield from (s.find.file for then in step.then for s in then.payload if s.find)


def check_columns(step: Step, tables: dict[FileSpec, Table], actor: Actor) -> None:
    """Every column that the mapping names exists, and every field may be written by this person."""
    _check_specs(step.fields, tables[step.file], tables)
    for formula in (step.when, *(then.when for then in step.then)):
        for column in formula.columns if formula else ():
            tables[step.file].require(column, formula.node.line if formula else None)
    for lines in step.lines:
        _check_specs(lines.fields, tables[lines.file], tables)
        for column, parent in lines.on.items():
            tables[lines.file].require(column, lines.node.line)
            tables[step.file].require(parent, lines.node.line)
    allowed = writing.writable(step.resource, actor, creating=True)
    specs: tuple[FieldSpec | LinesSpec, ...] = (*step.fields, *step.lines)
    for spec in specs:
        if spec.target not in allowed:
            raise MappingError(
                _("you may not set the field “%s”") % spec.target, line=spec.node.line, path=spec.node.path
            )


def _check_specs(specs: tuple[FieldSpec, ...], table: Table, tables: dict[FileSpec, Table]) -> None:
    for spec in specs:
        columns = [spec.column] if spec.column else list(spec.formula.columns) if spec.formula else []
        for column in columns:
            table.require(column, spec.node.line)
        if spec.find is not None:
            tables[spec.find.file].require(spec.find.key, spec.node.line)
            tables[spec.find.file].require(spec.find.take, spec.node.line)
