"""Specimens of the organization, for the access harness."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from heyi.core.access.actor import system
from heyi.core.org.models import Delegation, Department, Employee, Post, UserGroup, WorkCalendar
from heyi.core.org.services import departments
from tests.conformance.access.specimens import Maker, specimen


@specimen("org.employee", owner="id", department="department_id", shares=False, picked=True)
def employee(make: Maker) -> Any:
    """Everybody owns their own entry: the one of the place's owner, or a new one that nobody uses."""
    if make.place.owner_id is not None:
        return Employee.objects.get(pk=make.place.owner_id)
    return make.record(
        Employee, name=make.text("试用员工"), number=make.text("T"), department_id=make.place.department_id
    )


@specimen("org.department", picked=True)
def department(make: Maker) -> Any:
    root = Department.objects.get(company_id=make.place.company_id, parent=None)
    actor = system(make.place.company_id, "specimens")
    return departments.open_department(name=make.text("试验部"), parent_id=root.pk, actor=actor)


@specimen("org.post", picked=True)
def post(make: Maker) -> Any:
    return make.record(Post, code=make.text("post"), name=make.text("岗位"))


@specimen("org.usergroup")
def user_group(make: Maker) -> Any:
    return make.record(UserGroup, code=make.text("group"), name=make.text("用户组"))


@specimen("org.delegation", owner="principal_id", shares=False)
def delegation(make: Maker) -> Any:
    principal = make.place.owner_id or make.other("org.employee").pk
    past = timezone.now() - timedelta(days=9000 + int(make.text("")))
    span = {"starts_at": past, "ends_at": past + timedelta(hours=1)}
    return make.record(Delegation, principal_id=principal, delegate=make.other("org.employee"), **span)


@specimen("org.workcalendar")
def work_calendar(make: Maker) -> Any:
    return make.record(WorkCalendar, name=make.text("日历"))
