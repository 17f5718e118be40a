"""The shapes of answers about processes at a glance, and about responsibility matrices."""

from datetime import datetime

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label


class ProcessRule(TypedDict):
    kind: str
    name: str
    label: str
    people: list[Label]


class ProcessStep(TypedDict):
    name: str
    when: str
    mode: str
    rules: list[ProcessRule]


class ProcessOverview(TypedDict):
    key: str
    name: str
    steps: list[ProcessStep]


class Processes(TypedDict):
    rows: list[ProcessOverview]


class MatrixListed(TypedDict):
    code: str
    name: str
    version: int


class Matrices(TypedDict):
    rows: list[MatrixListed]


class MatrixRow(TypedDict):
    """``departments`` count with those below; none: all. ``cells`` are FEEL unary tests by column; a missing one passes."""

    departments: list[int]
    cells: dict[str, str]
    people: list[int]


class Matrix(TypedDict):
    """A responsibility matrix; its first row that fits names who is responsible."""

    code: str
    name: str
    version: int
    columns: list[str]
    rows: list[MatrixRow]
    made_at: datetime


class Attempt(TypedDict):
    """The row that fits, from 1; 0 when none does."""

    row: int
    people: list[Label]
    version: int
