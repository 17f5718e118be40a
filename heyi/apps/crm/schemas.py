"""Answers of the endpoints that no resource gives."""

from typing import NotRequired

from typing_extensions import TypedDict

from heyi.apps.crm.services.overview import Promise
from heyi.core.files.schemas import LinkedFile


class Sums(TypedDict):
    """Decimals. ``weighted`` is the amount by probability."""

    amount: str
    weighted: str


class ForecastRow(Sums):
    """One currency, in one month (2026-11) where it is by month."""

    currency: str
    month: NotRequired[str]


class ForecastBase(TypedDict):
    """All of it in the company's currency at today's rates; ``without_rate`` names currencies that are left out."""

    currency: str
    without_rate: list[str]
    months: Sums
    won: Sums
    overdue: Sums
    undated: Sums


class Forecast(TypedDict):
    months: list[ForecastRow]
    won: list[ForecastRow]
    overdue: list[ForecastRow]
    undated: list[ForecastRow]
    base: ForecastBase


class CustomerMoney(TypedDict):
    """What the customer owes, what of it is late, and how much of its credit is taken, in the company's currency."""

    currency: str
    balance: str
    overdue_days: int
    overdue: str
    exposure: str
    limit: str | None


class CustomerOverview(TypedDict):
    """Promises by date, files, and the money as far as the reader may know it."""

    promises: list[Promise]
    files: list[LinkedFile]
    money: NotRequired[CustomerMoney | None]
