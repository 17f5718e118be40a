"""Specimens of roles and shares, for the access harness."""

from typing import Any

from heyi.core.access.models import Role, RoleAssignment, Share
from heyi.core.org.models import Employee
from tests.conformance.access.specimens import Maker, specimen


@specimen("access.role")
def role(make: Maker) -> Any:
    return make.record(Role, name=make.text("角色"))


@specimen("access.roleassignment")
def role_assignment(make: Maker) -> Any:
    """A role that grants nothing, held by somebody new."""
    role = make.other("access.role")
    return make.record(RoleAssignment, role=role, employee=_somebody(make))


@specimen("access.share")
def share(make: Maker) -> Any:
    return make.record(
        Share, resource="plain.book", record_id=10**12, employee=_somebody(make), reason="share", source=make.text("s")
    )


def _somebody(make: Maker) -> Employee:
    found: Employee = make.other("org.employee")
    return found
