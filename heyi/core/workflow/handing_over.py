"""Open to-dos of somebody who leaves: counted, and handed on one by one by the engine's own commands (rule I29); to the
successor, or to whoever stands above. Processes that name them are listed too.
"""

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee, UserGroup
from heyi.core.org.services import groups, holdings
from heyi.core.workflow.models import Task
from heyi.kit.errors import Conflict, Denied


def register() -> None:
    """Tell the organization that to-dos hang on people."""
    holdings.register(holdings.Holding("tasks", _("Open to-dos"), _open, _hand_over, _release))
    groups.register_use(_naming_group)
    holdings.register(holdings.Holding("processes", _("Processes that name them"), _naming, _rename, _leave_named))


def _naming_group(group: UserGroup) -> list[str]:
    from heyi.core.workflow.services import naming

    return naming.processes_naming(group)


def _open(employee: Employee) -> QuerySet[Any]:
    return Task.objects.filter(assignee=employee, state=Task.State.OPEN)


def _hand_over(employee: Employee, successor: Employee, actor: Actor) -> None:
    from heyi.core.workflow.commands.reassign import Reassign
    from heyi.core.workflow.commands.transfer import Transfer
    from heyi.core.workflow.services import cases

    # The task is handed on in the leaver's place; the name that stays in the history is that of whoever ordered it.
    placed = replace(actor, employee_id=employee.pk)
    for task_id in _open(employee).order_by("pk").values_list("pk", flat=True):
        opinion = str(_("%(name)s leaves the company.") % {"name": employee.name})
        try:
            with transaction.atomic():
                cases.act(Transfer(task_id=task_id, to=successor.pk, opinion=opinion), actor=placed)
        except (
            Conflict,
            Denied,
        ):  # it waits for somebody, asks for advice only, or the successor is asked there already
            cases.act(Reassign(task_id=task_id, to=successor.pk), actor=replace(actor, employee_id=None))


def _release(employee: Employee, actor: Actor) -> None:
    from heyi.core.workflow.services import moving

    moving.release_tasks(employee, actor)


def _naming(employee: Employee) -> QuerySet[Any]:
    from heyi.core.workflow.services import moving

    return moving.naming(employee)


def _rename(employee: Employee, successor: Employee, actor: Actor) -> None:
    from heyi.core.workflow.services import moving

    moving.rename(employee, successor, actor)


def _leave_named(employee: Employee, actor: Actor) -> None:
    """Processes that name somebody who is gone go on: their step finds nobody and its own rule for that holds (rule 17)."""
