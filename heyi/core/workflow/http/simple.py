"""The simple designer over HTTP: a file as a tree, and the tree as a file. Keeping it is the matter of versions."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import says
from heyi.core.resources.http.operations import actor_of
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.http import simple_shapes
from heyi.core.workflow.http.bodies import Body
from heyi.core.workflow.parser.lint import Finding
from heyi.core.workflow.parser.xml import MAX_BYTES
from heyi.core.workflow.services import designing
from heyi.core.workflow.simple.blocked import Blocked
from heyi.core.workflow.simple.tree import to_json

router = Router()


class FileBody(Body):
    xml: Annotated[str, Field(min_length=1, max_length=MAX_BYTES * 2)]


class TreeBody(Body):
    model: dict[str, Any]
    xml: Annotated[str, Field(max_length=MAX_BYTES * 2)] = ""


@router.post("/workflow/simple/read", openapi_extra=says(MANAGE, simple_shapes.SimpleReading, refuses=(413,)))
def read_simple(request: HttpRequest, body: FileBody) -> HttpResponse:
    """A BPMN file as a tree of steps; ``blocked`` names the element that the tree cannot show."""
    found = designing.as_tree(body.xml, actor=actor_of(request))
    model = to_json(found.model) if found.model else None
    return json_response({"model": model, "blocked": _blocked(found.blocked) if found.blocked else None})


@router.post(
    "/workflow/simple/write",
    openapi_extra=says(MANAGE, simple_shapes.SimpleFile, body=simple_shapes.SimpleWriting, refuses=(413,)),
)
def write_simple(request: HttpRequest, body: TreeBody) -> HttpResponse:
    """A tree of steps as a BPMN file, and what it lacks to run. ``xml`` is the file that the tree came from: what the tree
    does not show stays as it is there. Refused at the path in the tree where something is not understood."""
    xml, findings = designing.as_file(body.model, actor=actor_of(request), xml=body.xml)
    return json_response({"xml": xml, "findings": [_found(one) for one in findings]})


def _blocked(blocked: Blocked) -> dict[str, str]:
    return {"node": blocked.node, "name": blocked.name, "code": blocked.code, "reason": str(blocked.reason)}


def _found(finding: Finding) -> dict[str, str]:
    return {
        "node": finding.element, "code": finding.code, "level": "error" if finding.is_error else "warning",
        "message": str(finding.message),
    }  # fmt: skip
