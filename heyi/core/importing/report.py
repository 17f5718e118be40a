"""What an import has done, and the file of what it could not do."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

MAX_ERRORS = 100_000
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*%?")


@dataclass(frozen=True)
class RowError:
    """One reason why one row was not taken."""

    file: str
    row: int
    column: str
    code: str
    reason: str
    value: str = ""


@dataclass
class StepReport:
    """Counts of one step; ``read`` is the sum of the others."""

    name: str
    resource: str
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    lines: int = 0


@dataclass
class Report:
    """Everything that a run has to say."""

    steps: list[StepReport] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    stopped: bool = False
    language: str = "en"

    def note(self, errors: Iterable[RowError]) -> None:
        """Keep errors in this order; past the cap they are counted only."""
        self.errors += islice(errors, max(MAX_ERRORS - len(self.errors), 0))

    @property
    def failed(self) -> int:
        """Rows that were not taken."""
        return sum(step.failed for step in self.steps)

    def as_dict(self) -> dict[str, Any]:
        """For machines: ``heyi import --json``."""
        steps = [vars(step) for step in self.steps]
        return {
            "steps": steps,
            "failed": self.failed,
            "stopped": self.stopped,
            "errors": [vars(e) for e in self.errors],
        }


def write_errors(report: Report, path: Path) -> None:
    """A CSV that spreadsheets open, in the language of whoever imported: file, row, column, code, reason, value; in the
    order of the files' rows.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as stream, translation.override(report.language):
        writer = csv.writer(stream)
        writer.writerow([_("file"), _("row"), _("column"), _("code"), _("reason"), _("value")])
        for error in report.errors:
            writer.writerow([error.file, error.row, error.column, error.code, error.reason, _harmless(error.value)])


def _harmless(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is quoted; a number is none."""
    if _NUMBER.fullmatch(text):
        return text
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
