"""Endpoints of the organization that no resource gives."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from heyi.core.access import scoping
from heyi.core.org import setup
from heyi.core.org.services import guide, outline, roster, sheet
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of, body_of
from heyi.kit.errors import Malformed, TooLarge

router = Router(tags=["setup"])
ANONYMOUS = {"x-permission": "anonymous"}
MAY_OPEN = {"x-permission": "org.department.create"}
MAY_HIRE = {"x-permission": "org.employee.create"}
MAY_GUIDE = {"x-permission": guide.MANAGE}
MAX_FILE = 5 * 1024 * 1024

Long = Annotated[str, Field(max_length=400_000, pattern=r"^[^\x00]*$")]


class TableBody(Schema):
    """A pasted text, and whether it is only looked at."""

    model_config = ConfigDict(extra="forbid")

    text: Long
    preview: bool = False


class ApproverBody(Schema):
    model_config = ConfigDict(extra="forbid")

    role: Annotated[str, Field(max_length=60)]
    employee: Annotated[int, Field(ge=1, lt=2**53)]


@router.get("/setup", openapi_extra=ANONYMOUS)
def show_setup(request: HttpRequest, token: str = "") -> HttpResponse:
    """Whether the one-time link of an empty install still opens."""
    return json_response(setup.shown(token))


@router.post("/setup", openapi_extra=ANONYMOUS)
def use_setup(request: HttpRequest) -> HttpResponse:
    """Found the first company and its administrator with the one-time link."""
    setup.use(body_of(request))
    return json_response({"ok": True}, status=201)


@router.post("/org/departments/outline", openapi_extra=MAY_OPEN)
def open_departments(request: HttpRequest, body: TableBody) -> HttpResponse:
    """Open departments from an indented list or paths; with ``preview`` only say what the text means, line by line."""
    actor = actor_of(request)
    if body.preview:
        scoping.require(actor, "org.department.create")
        return json_response(outline.read(body.text, actor=actor).as_dict())
    opened = outline.open_all(body.text, actor=actor)
    return json_response({"opened": len(opened)}, status=201)


@router.post("/org/employees/roster", openapi_extra=MAY_HIRE)
def hire_roster(request: HttpRequest, body: TableBody) -> HttpResponse:
    """Hire everybody in a pasted table; with ``preview`` only say what each row means."""
    actor = actor_of(request)
    table = sheet.from_text(body.text)
    if body.preview:
        scoping.require(actor, "org.employee.create")
        return json_response(roster.shown(roster.read(table, actor=actor)))
    hired = roster.hire_all(table, actor=actor)
    return json_response({"employees": [{"id": one.pk, "name": one.name} for one in hired]}, status=201)


@router.post("/org/employees/roster/file", openapi_extra=MAY_HIRE)
def read_roster(request: HttpRequest) -> HttpResponse:
    """A CSV file or workbook as the text that could have been pasted. Nothing is kept."""
    scoping.require(actor_of(request), "org.employee.create")
    file: Any = request.FILES.get("file")
    if file is None:
        raise Malformed.at("file", "required", _("Send exactly one file."))
    if file.size > MAX_FILE:
        raise TooLarge
    return json_response({"text": sheet.as_text(sheet.from_file(file.name, file.read()))})


@router.get("/company/guide", openapi_extra=MAY_GUIDE)
def show_guide(request: HttpRequest) -> HttpResponse:
    """How far the set-up of the company is."""
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/pass", openapi_extra=MAY_GUIDE)
def pass_guide(request: HttpRequest) -> HttpResponse:
    """A step has been seen: ``{"step": "process"}``."""
    body = body_of(request)
    guide.pass_step(actor_of(request), body.get("step") if isinstance(body, dict) else None)
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/close", openapi_extra=MAY_GUIDE)
def close_guide(request: HttpRequest) -> HttpResponse:
    """The guide is not offered any more."""
    guide.close(actor_of(request))
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/approver", openapi_extra=MAY_GUIDE)
def name_approver(request: HttpRequest, body: ApproverBody) -> HttpResponse:
    """Give somebody a role that a process asks for."""
    guide.give_role(body.role, body.employee, actor=actor_of(request))
    return json_response({"ok": True})
