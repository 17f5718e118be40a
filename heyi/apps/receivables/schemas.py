"""Answers of the endpoints that no resource gives."""

from decimal import Decimal

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Label


class AgeingFigures(TypedDict):
    """What is owed by how many days it is late, money received and not yet allocated, and what remains of both."""

    currency: str
    not_due: Decimal
    d30: Decimal
    d60: Decimal
    d90: Decimal
    d180: Decimal
    older: Decimal
    unallocated: Decimal
    total: Decimal


class AgeingRow(AgeingFigures):
    party: Label


class Ageing(TypedDict):
    as_of: str
    rows: list[AgeingRow]
    totals: list[AgeingFigures]
