"""What requests about approvals carry, and how acts are answered."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import ConfigDict, Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow import schemas
from heyi.core.workflow.commands import Command
from heyi.core.workflow.services.cases import act
from heyi.core.workflow.services.viewing import case_view

Id = Annotated[int, Field(ge=1, lt=2**53)]
Text = Annotated[str, Field(max_length=5_000, pattern=r"^[^\x00]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
People = Annotated[list[Id], Field(min_length=1, max_length=20)]
Choices = dict[Short, Annotated[list[Id], Field(max_length=50)]]


class Body(Schema):
    """Unknown members are refused: a forged ``actor`` is not overlooked."""

    model_config = ConfigDict(extra="forbid")


class Opinion(Body):
    opinion: Text = ""


DONE = {200: schemas.Case, 204: None}


def done(request: HttpRequest, command: Command) -> HttpResponse:
    """The case as it is now, or nothing for whoever does not want to see it (``Prefer: return=minimal``, RFC 7240)."""
    actor = actor_of(request)
    state = act(command, actor=actor)
    if "return=minimal" in request.headers.get("Prefer", ""):
        response = HttpResponse(status=204)
        response["Preference-Applied"] = "return=minimal"
        return response
    return json_response(case_view(state.case.id, actor=actor))
