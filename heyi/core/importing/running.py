"""Run a mapping: batches of rows through cleaning, services and access, each batch one transaction.

A run that is stopped half-way leaves whole records; running it again goes on, because records are found by their keys
and those that are right already are left alone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.access.work import name_verb, unit_of_work
from heyi.core.importing import planning, records
from heyi.core.importing.checking import check_step, files_of
from heyi.core.importing.drafts import Draft, Drafts, misfit
from heyi.core.importing.lookups import BadCell, Lookups
from heyi.core.importing.report import Report, RowError, StepReport
from heyi.core.importing.sources import Row, Table
from heyi.core.importing.specs import FileSpec, Step
from heyi.core.importing.values import Cells
from heyi.core.resources import writing
from heyi.core.resources.bodies import References
from heyi.core.resources.http.database import translate
from heyi.kit.errors import Malformed, Problem
from heyi.kit.invalid import InvalidValue

BATCH = 200
Progress = Callable[[str, int, int], None]


class DryRun(Exception):
    """Takes everything back at the end of a dry run."""


class Run:
    """One import by one person."""

    def __init__(self, steps: list[Step], folder: Path, actor: Actor, *, stop_on_error: bool = False) -> None:
        self.steps, self.actor, self.stop_on_error = steps, actor, stop_on_error
        self.tables: dict[FileSpec, Table] = {}
        for step in steps:
            for spec in files_of(step):
                if spec not in self.tables:
                    self.tables[spec] = Table(folder, spec)
            check_step(step, self.tables, actor)
        self.references = References(actor)
        self.cells = Cells(self.tables, Lookups(actor, self.references), actor)
        self.report = Report()

    def go(self, *, dry_run: bool = False, progress: Progress = lambda name, done, total: None) -> Report:
        """All steps. A dry run does everything in one transaction and takes it back."""
        try:
            if not dry_run:
                self._steps(progress)
                return self.report
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
                self._steps(progress)
                raise DryRun
        except DryRun:
            return self.report

    def _steps(self, progress: Progress) -> None:
        for step in self.steps:
            if not self.report.stopped:
                StepRun(self, step).go(progress)


class StepRun:
    """One step: its rows in levels, so that whoever is referred to is there, and each level in batches."""

    def __init__(self, run: Run, step: Step) -> None:
        self.run, self.step, self.report = run, step, run.report
        self.rows = run.tables[step.file].rows
        self.drafts = Drafts(step, run.tables, run.cells)
        self.records = records.Records(step, run.actor, run.references)
        self.counts = StepReport(step.name, step.resource.key)
        self.report.steps.append(self.counts)
        self.errors: list[tuple[int, RowError]] = []
        self.done = 0

    def go(self, progress: Progress) -> None:
        """Read, take and count every row; errors are told in the order of the rows."""
        levels, circles = planning.levels(self.step, self.rows, self.drafts.text)
        by_number = {row.number: row for row in self.rows} if circles else {}
        for number, way in circles.items():
            self._circle(by_number[number], way)
        for level in levels:
            for start in range(0, len(level), BATCH):
                if self.report.stopped:
                    break
                with unit_of_work(self.run.actor, verb="import"):
                    self._batch(level[start : start + BATCH])
                progress(self.step.name, self.done, len(self.rows))
        if not self.report.stopped:
            self._orphans()
        self.errors.sort(key=lambda found: found[0])
        self.report.note(error for _row, error in self.errors)

    def _batch(self, rows: list[Row]) -> None:
        ready: list[tuple[Draft, dict[str, Any]]] = []
        for draft in self.drafts.read(rows):
            values = self._cleaned(draft)
            if values is not None:
                ready.append((draft, values))
            if self.report.stopped:
                break
        self.records.load([values for _draft, values in ready])
        for draft, values in ready:
            self._take(draft, values)
            if self.report.stopped and self.run.stop_on_error:
                break

    def _cleaned(self, draft: Draft) -> dict[str, Any] | None:
        self.counts.read += 1
        self.done += 1
        if draft.skipped:
            self.counts.skipped += 1
            return None
        if not draft.errors:
            try:
                return self.records.clean(draft)
            except Problem as problem:
                draft.errors = self.drafts.located(problem, draft)
        self._fail(draft)
        return None

    def _take(self, draft: Draft, values: dict[str, Any]) -> None:
        try:
            outcome, record_id, changed = self.records.put(draft, values)
            if outcome in ("created", "updated"):
                self._write(draft, outcome, record_id, changed)
        except BadCell as bad:
            column, value = self._key_of(draft)
            draft.errors.append(RowError(self.step.file.path, draft.row.number, column, bad.code, bad.message, value))
        except Problem as problem:
            draft.errors = draft.errors or self.drafts.located(problem, draft)
        except InvalidValue as error:
            draft.errors = self.drafts.located(Malformed.at("", error.code, error.message), draft)
        except DatabaseError as error:
            draft.errors = self.drafts.located(translate(error), draft)
        if draft.errors:
            self._fail(draft)
            return
        setattr(self.counts, outcome, getattr(self.counts, outcome) + 1)
        self.counts.lines += sum(len(children) for children in draft.lines.values())

    def _write(self, draft: Draft, outcome: str, record_id: int, values: dict[str, Any]) -> None:
        """Inside a savepoint: a row that is refused leaves nothing."""
        with transaction.atomic():
            record_id = self.records.write(outcome, record_id, values)
            if outcome == "created":
                self._then(draft, record_id)
            records.settle()

    def _then(self, draft: Draft, record_id: int) -> None:
        """The verbs that follow a creation."""
        resource = self.step.resource
        for then in self.step.then:
            if not self.run.cells.holds(then.when, draft.row):
                continue
            verb = resource.verb(then.verb)
            payload = self.drafts.payload(draft, then.payload, {f.name: f for f in verb.payload})
            if draft.errors:
                raise Malformed
            writing.act(resource, verb, record_id, payload, self.run.actor, version=None)
            name_verb("import")

    def _key_of(self, draft: Draft) -> tuple[str, str]:
        specs = [spec for spec in self.step.fields if spec.target in self.step.key]
        texts = [self.drafts.text(spec, draft.row) for spec in specs]
        return ", ".join(spec.source for spec in specs), ", ".join(texts)

    def _fail(self, draft: Draft) -> None:
        self.counts.failed += 1
        self.errors += [(draft.row.number, error) for error in draft.errors]
        self.report.stopped = self.run.stop_on_error

    def _circle(self, row: Row, way: str) -> None:
        """A row of a circle: who refers to whom goes round, so none of them can be taken."""
        specs = [spec for spec in self.step.fields if spec.lookup == self.step.resource.key]
        reason = _("These references go round in a circle: %s") % way
        path, value = self.step.file.path, self.drafts.text(specs[0], row)
        self.counts.read += 1
        self.done += 1
        self._fail(Draft(row, errors=[RowError(path, row.number, specs[0].source, "circle", reason, value)]))

    def _orphans(self) -> None:
        """Rows of lines files that belong to no row of the parent file are errors too: nothing is lost in silence."""
        last = self.rows[-1].number if self.rows else 0
        reason = _("No row of %s belongs to this row.") % self.step.file.path
        for spec, value, child in self.drafts.orphans(self.rows):
            path, columns = spec.file.path, ", ".join(spec.on)
            error = RowError(path, child.number, columns, "orphan", reason, value)
            self.errors.append(
                (last + child.number, misfit(path, child.number, child.misfit) if child.misfit else error)
            )
            self.report.stopped = self.run.stop_on_error
