"""Bodies and answers of the endpoints that no resource gives."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from heyi.apps.sales.selectors import Fact
from heyi.core.resources.http.shapes import Label

Id = Annotated[int, Field(ge=1, lt=2**53)]


class Wanted(Schema):
    """One line that somebody is about to write."""

    model_config = ConfigDict(extra="forbid")

    product: Id
    quantity: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6, allow_inf_nan=False)] = Decimal(1)


class Question(Schema):
    """The head of an order that is being written, and its lines."""

    model_config = ConfigDict(extra="forbid")

    customer: Id | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    on: date | None = None
    lines: Annotated[list[Wanted], Field(max_length=500)]


class Quote(TypedDict):
    """Price and where it comes from; ``available`` is free to promise, null for what is not kept in stock."""

    product: int
    price: Decimal
    list_price: Decimal
    reason: str
    tax_rate: Decimal | None
    unit: Label | None
    available: Decimal | None


class Quotes(TypedDict):
    """One for each line in order; null for a product that the reader does not see."""

    rows: list[Quote | None]


class Consequence(TypedDict):
    label: str


class OrderFacts(TypedDict):
    """What to know before an order is decided, what warns, and what approving will do."""

    facts: list[Fact]
    warnings: list[str]
    effects: list[Consequence]
