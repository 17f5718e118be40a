"""Endpoints of the organization that no resource gives."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema

from heyi.core.access import scoping
from heyi.core.org import selectors, setup
from heyi.core.org.models import Department, Employee
from heyi.core.org.services import holdings
from heyi.core.resources.http.answers import json_response
from heyi.core.resources.http.operations import actor_of, body_of, checked_id

router = Router(tags=["organization"])
ANONYMOUS = {"x-permission": "anonymous"}


@router.get("/setup", openapi_extra=ANONYMOUS)
def show_setup(request: HttpRequest, token: str = "") -> HttpResponse:
    """Whether the one-time link of an empty install still opens."""
    return json_response({"valid": setup.is_valid(token)})


@router.post("/setup", openapi_extra=ANONYMOUS)
def use_setup(request: HttpRequest) -> HttpResponse:
    """Found the first company and its administrator with the one-time link."""
    setup.use(body_of(request))
    return json_response({"ok": True}, status=201)


class PeopleParams(Schema):
    """A day, and which people of it."""

    on: date | None = None
    department: int | None = None
    q: str = ""


@router.get("/org/tree", operation_id="org_tree", openapi_extra={"x-permission": "org.department.view"})
def tree(request: HttpRequest, on: date | None = None) -> HttpResponse:
    """The departments as they stood on a day (today), each with its head and the number of its people."""
    actor = actor_of(request)
    scoping.require(actor, "org.department.view")
    day = on or timezone.localdate()
    return json_response({"on": day.isoformat(), "departments": selectors.tree(day, actor=actor)})


@router.get("/org/people", operation_id="org_people", openapi_extra={"x-permission": "org.employee.view"})
def people(request: HttpRequest, params: Query[PeopleParams]) -> HttpResponse:
    """Who worked in a department on a day (today), or who is found by name or number."""
    actor = actor_of(request)
    scoping.require(actor, "org.employee.view")
    day = params.on or timezone.localdate()
    department = checked_id(params.department) if params.department is not None else None
    rows = selectors.people_of(day, actor=actor, department_id=department, q=params.q[:100])
    return json_response({"on": day.isoformat(), "people": rows})


@router.get(
    "/org/departments/{int:department_id}/impact",
    operation_id="org_department_impact",
    openapi_extra={"x-permission": "org.department.move"},
)
def impact(request: HttpRequest, department_id: int, parent: int) -> HttpResponse:
    """What moving a department below ``parent`` would change."""
    actor = actor_of(request)
    scoping.require(actor, "org.department.move")
    seen = Department.objects.visible_to(actor)
    found = selectors.impact_of_move(
        seen.get_visible(checked_id(department_id)), seen.get_visible(checked_id(parent)), actor=actor
    )
    return json_response(found)


@router.get(
    "/org/employees/{int:employee_id}/holdings",
    operation_id="org_employee_holdings",
    openapi_extra={"x-permission": "org.employee.leave"},
)
def hanging(request: HttpRequest, employee_id: int) -> HttpResponse:
    """What hangs on a person: what somebody has to take over before they leave."""
    actor = actor_of(request)
    employee = Employee.objects.visible_to(actor).get_visible(checked_id(employee_id))
    scoping.require(actor, "org.employee.leave", employee)
    return json_response({"holdings": holdings.hanging_on(employee)})
