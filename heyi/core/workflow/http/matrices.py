"""Responsibility matrices over HTTP."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.http import process_shapes as shapes
from heyi.core.workflow.http.bodies import Body, Id, Short, Values
from heyi.core.workflow.services import matrices

router = Router()
Code = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]


class MatrixRow(Body):
    departments: Annotated[list[Id], Field(max_length=200)] = []
    cells: dict[Short, Short] = {}
    people: Annotated[list[Id], Field(min_length=1, max_length=50)]


class MatrixBody(Body):
    name: Short
    columns: Annotated[list[Short], Field(max_length=20)]
    rows: Annotated[list[MatrixRow], Field(max_length=2_000)]


class AttemptBody(Body):
    department: Id | None = None
    values: Values = {}


@router.get("/workflow/matrices", openapi_extra=says(MANAGE, shapes.Matrices))
def list_matrices(request: HttpRequest) -> HttpResponse:
    """Every matrix of the company."""
    return json_response({"rows": matrices.listed(actor=actor_of(request))})


@router.get("/workflow/matrices/{code}", openapi_extra=says(MANAGE, shapes.Matrix, refuses=(404,)))
def read_matrix(request: HttpRequest, code: Code, version: int | None = None) -> HttpResponse:
    """One version of a matrix, the newest by default."""
    return json_response(matrices.read(code, actor=actor_of(request), version=version))


@router.patch("/workflow/matrices/{code}", openapi_extra=says(MANAGE, shapes.Matrix))
def put_matrix(request: HttpRequest, code: Code, body: MatrixBody) -> HttpResponse:
    """A new version of a matrix, or a new matrix; in force at once. Versions are never changed."""
    rows = [row.dict() for row in body.rows]
    return json_response(matrices.put(code, body.name, body.columns, rows, actor=actor_of(request)))


@router.post("/workflow/matrices/{code}/try", openapi_extra=says(MANAGE, shapes.Attempt, refuses=(404,)))
def try_matrix(request: HttpRequest, code: Code, body: AttemptBody) -> HttpResponse:
    """Which row a document would meet, and who is responsible there."""
    return json_response(matrices.attempt(code, body.department, body.values, actor=actor_of(request)))
