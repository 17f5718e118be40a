"""The guide that leads a new company's administrator from an empty install to a working one; every step can wait."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.access.models import Role
from heyi.core.access.services import roles
from heyi.core.org.models import Company, Department, Employee
from heyi.kit.errors import Malformed, NotFound

STEPS = ("departments", "people", "process")
MANAGE = "accounts.setup.manage"


def state(actor: Actor) -> dict[str, Any]:
    """``open``: whether the guide is offered; ``steps``: which are done, and how many there are of each thing."""
    scoping.require(actor, MANAGE)
    company = Company.objects.get(pk=actor.company_id)
    passed = (company.guide or {}).get("passed", [])
    counts = {
        "departments": Department.objects.filter(company_id=actor.company_id).exclude(parent=None).count(),
        "people": Employee.objects.filter(company_id=actor.company_id).count() - 1,
        "process": 0,
    }
    return {
        "open": company.guide is not None,
        "company": company.name,
        "steps": [
            {"name": name, "done": bool(counts[name]) or name in passed, "count": counts[name]} for name in STEPS
        ],
    }


@transaction.atomic
def pass_step(actor: Actor, step: Any) -> None:
    """The administrator has seen this step."""
    scoping.require(actor, MANAGE)
    if step not in STEPS:
        raise Malformed.at("step", "unknown", _("There is no such step."))
    company = Company.objects.select_for_update().get(pk=actor.company_id)
    if company.guide is not None:
        passed = company.guide.get("passed", [])
        company.guide = {**company.guide, "passed": [*passed, *([step] if step not in passed else [])]}
        company.save(update_fields=["guide"])


@transaction.atomic
def give_role(code: str, employee_id: int, *, actor: Actor) -> None:
    """Let one of the company's people hold a shipped role. NotFound for a role or person that is not there."""
    scoping.require(actor, MANAGE)
    employee = Employee.objects.filter(company_id=actor.company_id).get_visible(employee_id)
    if not Role.objects.filter(company_id=actor.company_id, code=code).exists():
        raise NotFound
    roles.give(code, employee, actor=actor)


@transaction.atomic
def close(actor: Actor) -> None:
    """The guide is not offered any more."""
    scoping.require(actor, MANAGE)
    company = Company.objects.select_for_update().get(pk=actor.company_id)
    company.guide = None
    company.save(update_fields=["guide"])
