"""What requests about approvals carry, and how acts are answered."""

import json
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import schemas
from heyi.core.workflow.commands import Command
from heyi.core.workflow.services.cases import act
from heyi.core.workflow.services.viewing import case_view
from heyi.core.workflow.state import CaseState

Id = Annotated[int, Field(ge=1, lt=2**53)]
Text = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
People = Annotated[list[Id], Field(min_length=1, max_length=20)]
Choices = dict[Short, Annotated[list[Id], Field(max_length=50)]]
MOST_BYTES, DEEPEST = 200_000, 20


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """What can be kept: not too deep, not too large, and without the text that PostgreSQL cannot hold.

    Whole numbers of any size can (they are stored as exact text), so the size is taken by an encoder that writes them.
    Raises ``ValueError`` (half of a surrogate pair and numbers without an end are among it).
    """
    frontier: list[tuple[Any, int]] = [(values, 0)]
    while frontier:
        value, depth = frontier.pop()
        if depth > DEEPEST:
            raise ValueError(f"nested more than {DEEPEST} levels deep")
        if isinstance(value, dict):
            frontier += [(one, depth + 1) for pair in value.items() for one in pair]
        elif isinstance(value, list):
            frontier += [(one, depth + 1) for one in value]
        elif isinstance(value, str) and "\x00" in value:
            raise ValueError("the character NUL cannot be kept")
    if len(json.dumps(values, ensure_ascii=False, allow_nan=False).encode()) > MOST_BYTES:
        raise ValueError(f"more than {MOST_BYTES} bytes")
    return values


Values = Annotated[dict[Short, Any], Field(max_length=200), AfterValidator(plain)]
"""Variables by name, as JSON."""


class Body(Schema):
    """Unknown members are refused: a forged ``actor`` is not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Opinion(Body):
    opinion: Text = ""


DONE = {200: schemas.Case, 204: None}


def done(request: HttpRequest, command: Command) -> HttpResponse:
    """The case as it is now, or nothing for whoever does not want to see it (``Prefer: return=minimal``, RFC 7240)."""
    return answer(request, act(command, actor=actor_of(request)))


def answer(request: HttpRequest, state: CaseState) -> HttpResponse:
    """The same after an act that has been done."""
    if "return=minimal" in request.headers.get("Prefer", ""):
        response = HttpResponse(status=204)
        response["Preference-Applied"] = "return=minimal"
        return response
    return json_response(case_view(state.case.id, actor=actor_of(request)))
