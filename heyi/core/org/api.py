"""Endpoints of the organization that no resource gives."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from heyi.core.access import scoping
from heyi.core.accounts.schemas import Token
from heyi.core.org import schemas, selectors, setup
from heyi.core.org.models import Department, Employee
from heyi.core.org.services import guide, holdings, outline, roster, sheet
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.described import ANONYMOUS, says
from heyi.core.resources.http.operations import actor_of, body_of, checked_id
from heyi.core.resources.http.shapes import Done
from heyi.kit.bodies import one_text
from heyi.kit.errors import Malformed, TooLarge

router = Router(tags=["org"])
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


@router.post("/setup/link", openapi_extra=says(ANONYMOUS, schemas.SetupInfo, body=Token, refuses=(429,)))
def show_setup(request: HttpRequest) -> HttpResponse:
    """Whether the one-time link of an empty install still opens: ``{"token": …}``."""
    return json_response(setup.shown(one_text(body_of(request), "token", 200)))


@router.post("/setup", openapi_extra=says(ANONYMOUS, {201: Done}, body=schemas.FirstAdministrator, refuses=(429,)))
def use_setup(request: HttpRequest) -> HttpResponse:
    """Found the first company and its administrator with the one-time link."""
    setup.use(body_of(request))
    return json_response({"ok": True}, status=201)


class PeopleParams(Schema):
    """A day, and which people of it."""

    on: date | None = None
    department: int | None = None
    q: str = ""


@router.get("/org/tree", openapi_extra=says("org.department.view", schemas.Tree))
def tree(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """The departments as they stood on a day (today), each with its head and the number of its people."""
    actor = actor_of(request)
    scoping.require(actor, "org.department.view")
    day = on or timezone.localdate()
    return json_response({"on": day.isoformat(), "departments": selectors.tree(day, actor=actor)})


@router.get("/org/people", openapi_extra=says("org.employee.view", schemas.People))
def people(request: HttpRequest, params: Query[PeopleParams]) -> HttpResponse:
    """Who worked in a department on a day (today), or who is found by name or number."""
    actor = actor_of(request)
    scoping.require(actor, "org.employee.view")
    day = params.on or timezone.localdate()
    department = checked_id(params.department) if params.department is not None else None
    rows = selectors.people_of(day, actor=actor, department_id=department, q=params.q[:100])
    return json_response({"on": day.isoformat(), "people": rows})


@router.get("/org/departments/{int:department_id}/impact", openapi_extra=says("org.department.move", schemas.Impact))
def impact_of_move(request: HttpRequest, department_id: int, parent: int) -> HttpResponse:
    """What moving a department below ``parent`` would change."""
    actor = actor_of(request)
    scoping.require(actor, "org.department.move")
    seen = Department.objects.visible_to(actor)
    found = selectors.impact_of_move(
        seen.get_visible(checked_id(department_id)), seen.get_visible(checked_id(parent)), actor=actor
    )
    return json_response(found)


@router.get("/org/employees/{int:employee_id}/holdings", openapi_extra=says("org.employee.leave", schemas.Holdings))
def holdings_of(request: HttpRequest, employee_id: int) -> HttpResponse:
    """What hangs on a person: what somebody has to take over before they leave."""
    actor = actor_of(request)
    employee = Employee.objects.visible_to(actor).get_visible(checked_id(employee_id))
    scoping.require(actor, "org.employee.leave", employee)
    return json_response({"holdings": holdings.hanging_on(employee)})


@router.post(
    "/org/departments/outline", openapi_extra=says("org.department.create", {200: schemas.Outline, 201: schemas.Opened})
)
def open_departments(request: HttpRequest, body: TableBody) -> HttpResponse:
    """Open departments from an indented list or paths; with ``preview`` only say what the text means, line by line."""
    actor = actor_of(request)
    if body.preview:
        scoping.require(actor, "org.department.create")
        return json_response(outline.read(body.text, actor=actor).as_dict())
    opened = outline.open_all(body.text, actor=actor)
    return json_response({"opened": len(opened)}, status=201)


@router.post(
    "/org/employees/roster", openapi_extra=says("org.employee.create", {200: schemas.Roster, 201: schemas.Hired})
)
def hire_roster(request: HttpRequest, body: TableBody) -> HttpResponse:
    """Hire everybody in a pasted table; with ``preview`` only say what each row means."""
    actor = actor_of(request)
    table = sheet.from_text(body.text)
    if body.preview:
        scoping.require(actor, "org.employee.create")
        return json_response(roster.shown(roster.read(table, actor=actor)))
    hired = roster.hire_all(table, actor=actor)
    return json_response({"employees": [{"id": one.pk, "name": one.name} for one in hired]}, status=201)


@router.post(
    "/org/employees/roster/file", openapi_extra=says("org.employee.create", schemas.PastedText, body=schemas.FILE)
)
def read_roster(request: HttpRequest) -> HttpResponse:
    """A CSV file or workbook as the text that could have been pasted. Nothing is kept."""
    scoping.require(actor_of(request), "org.employee.create")
    file: Any = request.FILES.get("file")
    if file is None:
        raise Malformed.at("file", "required", _("Send exactly one file."))
    if file.size > MAX_FILE:
        raise TooLarge
    return json_response({"text": sheet.as_text(sheet.from_file(file.name, file.read()))})


@router.get("/company/guide", openapi_extra=says(guide.MANAGE, schemas.Guide))
def show_guide(request: HttpRequest) -> HttpResponse:
    """How far the set-up of the company is."""
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/pass", openapi_extra=says(guide.MANAGE, schemas.Guide, body=schemas.StepSeen))
def pass_guide(request: HttpRequest) -> HttpResponse:
    """A step has been seen: ``{"step": "process"}``."""
    body = body_of(request)
    guide.pass_step(actor_of(request), body.get("step") if isinstance(body, dict) else None)
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/close", openapi_extra=says(guide.MANAGE, schemas.Guide))
def close_guide(request: HttpRequest) -> HttpResponse:
    """The guide is not offered any more."""
    guide.close(actor_of(request))
    return json_response(guide.state(actor_of(request)))


@router.post("/company/guide/approver", openapi_extra=says(guide.MANAGE, Done))
def name_approver(request: HttpRequest, body: ApproverBody) -> HttpResponse:
    """Give somebody a role that a process asks for."""
    guide.give_role(body.role, body.employee, actor=actor_of(request))
    return json_response({"ok": True})
