"""Open to-dos of somebody who leaves: counted, and handed on one by one by the engine's own command (rule I29)."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.org.services import holdings
from heyi.core.workflow.models import Task


def register() -> None:
    """Tell the organization that to-dos hang on people."""
    holdings.register(holdings.Holding("tasks", _("Open to-dos"), _open, _hand_over))


def _open(employee: Employee) -> QuerySet[Any]:
    return Task.objects.filter(assignee=employee, state=Task.State.OPEN)


def _hand_over(employee: Employee, successor: Employee, actor: Actor) -> None:
    from heyi.core.workflow.commands.transfer import Transfer
    from heyi.core.workflow.services import cases

    # The task is handed on in the leaver's place; the name that stays in the history is that of whoever ordered it.
    placed = replace(actor, employee_id=employee.pk)
    for task_id in _open(employee).order_by("pk").values_list("pk", flat=True):
        opinion = str(_("%(name)s leaves the company.") % {"name": employee.name})
        cases.act(Transfer(task_id=task_id, to=successor.pk, opinion=opinion), actor=placed)
