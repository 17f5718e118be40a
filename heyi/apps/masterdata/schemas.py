"""Bodies and answers of the endpoints that no resource gives."""

from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict
from typing_extensions import TypedDict


class DuplicateQuestion(Schema):
    """What is being typed. Empty values are not compared."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=300)
    credit_code: str = Field("", max_length=40)
    phone: str = Field("", max_length=60)
    email: str = Field("", max_length=254)
    resource: str = Field(
        "", max_length=80, description="The record that is being edited, which is no duplicate of itself"
    )
    id: int | None = Field(None, ge=1, le=2**63 - 1)


class DuplicateMatch(TypedDict):
    """Who may be the same. Without access only ``department`` and ``in_pool`` are told."""

    strength: Literal["strong", "weak"]
    by: list[Literal["name", "credit_code", "phone", "email"]]
    label: str | None
    resource: str | None
    id: int | None
    owner: str | None
    department: str | None
    in_pool: bool
    can_claim: bool


class DuplicateAnswer(TypedDict):
    matches: list[DuplicateMatch]
    can_override: bool
