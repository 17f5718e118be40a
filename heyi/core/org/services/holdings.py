"""What hangs on a person (who leaves): each part of the system says what it counts and how it is handed over."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.org.models import Department, Employee
from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Holding:
    """``rows(employee)`` are the open things of one kind; ``hand_over(employee, successor, actor)`` gives all to another.
    What has a ``fall_back`` finds its way without a successor, and keeps nobody here.
    """

    name: str
    label: Text
    rows: Callable[[Employee], "models.QuerySet[models.Model]"]
    hand_over: Callable[[Employee, Employee, Actor], None]
    fall_back: Callable[[Employee, Actor], None] | None = None


_holdings: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Make a kind known, once."""
    _holdings[holding.name] = holding


def hanging_on(employee: Employee) -> list[dict[str, object]]:
    """``{"name", "label", "count"}`` of each kind of which something is left."""
    counted = [(one, one.rows(employee).count()) for one in _holdings.values()]
    return [{"name": one.name, "label": str(one.label), "count": count} for one, count in counted if count]


def holds_back(employee: Employee) -> bool:
    """Whether something is left that needs a successor."""
    return any(one.rows(employee).exists() for one in _holdings.values() if one.fall_back is None)


def fall_back(employee: Employee, *, actor: Actor) -> None:
    """What finds its way without a successor does."""
    for holding in _holdings.values():
        if holding.fall_back is not None and holding.rows(employee).exists():
            holding.fall_back(employee, actor)


def hand_over(employee: Employee, successor: Employee, *, actor: Actor) -> None:
    """Everything to one successor, each kind by its own verb."""
    for holding in _holdings.values():
        holding.hand_over(employee, successor, actor)


def _reports(employee: Employee) -> "models.QuerySet[models.Model]":
    return Employee.objects.filter(manager=employee).exclude(status=Employee.Status.LEFT)


def _give_reports(employee: Employee, successor: Employee, actor: Actor) -> None:
    from heyi.core.org.services import people

    # The successor may be one of them; who stood above the leaver then stands above the successor.
    for pk in _reports(employee).order_by("pk").values_list("pk", flat=True):
        boss = employee.manager if pk == successor.pk else successor
        people.set_manager(pk, boss, actor=actor)


def _headed(employee: Employee) -> "models.QuerySet[models.Model]":
    return Department.objects.filter(head=employee, closed_on=None)


def _give_headed(employee: Employee, successor: Employee, actor: Actor) -> None:
    from heyi.core.org.services import departments

    for pk in _headed(employee).order_by("pk").values_list("pk", flat=True):
        departments.change(pk, actor=actor, head_id=successor.pk, set_head=True)


register(Holding("reports", _("People whose manager they are"), _reports, _give_reports))
register(Holding("departments", _("Departments that they head"), _headed, _give_headed))
