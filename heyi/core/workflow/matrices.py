"""责任矩阵: who is responsible, by department, and by whatever the document says. First matching row, as DMN's hit policy F.

A cell is a FEEL unary test (``> 5000``, ``"A","B"``, ``[1..9]``, ``-``) about the value of its column's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heyi.core.workflow.conditions import ConditionFailed, context_of
from heyi.core.workflow.feel import compile_unary_tests
from heyi.kit.errors import FieldError, Malformed, Problem

MOST_ROWS, MOST_COLUMNS = 2_000, 20


@dataclass(frozen=True, slots=True)
class Table:
    """One version of a matrix. A row is ``{"departments": [ids], "cells": {column: test}, "people": [ids]}``; departments
    count with all that is below them, none means all.
    """

    number: int
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]


def matching(table: Table, departments: Sequence[int], values: Mapping[str, Any]) -> int | None:
    """The index of the first row that fits a department (with those above it) and a document; None when none does."""
    context = context_of(values)
    for index, row in enumerate(table.rows):
        wanted = row.get("departments") or ()
        if wanted and not set(wanted) & set(departments):
            continue
        if all(_fits(row["cells"].get(column, "-"), context.get(column), context) for column in table.columns):
            return index
    return None


def _fits(cell: str, value: Any, context: Mapping[str, Any]) -> bool:
    if cell.strip() in ("", "-"):
        return True
    try:
        return compile_unary_tests(cell).test(value, context) is True
    except (Problem, ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise ConditionFailed(f"{cell}: {error}") from error


def check_rows(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Malformed with every cell that is no test or belongs to no column."""
    faults = []
    for index, row in enumerate(rows):
        for column, cell in row["cells"].items():
            place = f"rows.{index}.cells.{column}"
            if column not in columns:
                faults.append(FieldError(place, "no_column", column))
            elif cell.strip() not in ("", "-"):
                try:
                    compile_unary_tests(cell)
                except (Problem, ValueError) as error:
                    faults.append(FieldError(place, "bad_test", str(error)))
        if not row["people"]:
            faults.append(FieldError(f"rows.{index}.people", "empty", "1-50"))
    if faults:
        raise Malformed(errors=tuple(faults))
