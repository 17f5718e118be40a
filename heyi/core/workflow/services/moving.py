"""People leave and move: their open tasks in every case, and the processes that name them."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q, QuerySet

from heyi.core.access.actor import Actor
from heyi.core.org.models import Employee
from heyi.core.workflow.commands.reassign import Cover, FollowPost, Reassign
from heyi.core.workflow.models import Task, Version
from heyi.core.workflow.parser.extension import rename_people
from heyi.core.workflow.parser.xml import parse, serialize
from heyi.core.workflow.services import cases, definitions


@transaction.atomic
def release_tasks(employee: Employee, actor: Actor) -> None:
    """Everything that somebody who leaves was asked is asked of others, in the transaction of their leaving (rule 18)."""
    open_ = Task.objects.filter(state=Task.State.OPEN)
    for task_id in open_.filter(assignee=employee).order_by("pk").values_list("pk", flat=True):
        cases.act(Reassign(task_id=task_id), actor=replace(actor, employee_id=None))


@transaction.atomic
def follow(employee_id: int, actor: Actor) -> None:
    """Somebody has moved: steps that follow the post look up their people anew (rule 19)."""
    open_ = Task.objects.filter(state=Task.State.OPEN, assignee_id=employee_id)
    for task_id in open_.order_by("pk").values_list("pk", flat=True):
        cases.act(FollowPost(task_id=task_id), actor=replace(actor, employee_id=None))


@transaction.atomic
def cover(principal_id: int, actor: Actor) -> None:
    """The stand-ins of somebody may act on what is open already (rule 20)."""
    open_ = Task.objects.filter(state=Task.State.OPEN, assignee_id=principal_id)
    for task_id in open_.order_by("pk").values_list("pk", flat=True):
        cases.act(Cover(task_id=task_id), actor=replace(actor, employee_id=None))


def naming(employee: Employee) -> QuerySet[Version]:
    """The versions in force that name a person."""
    name = rf'people="([0-9 ,]*[ ,])?{int(employee.pk)}([ ,][0-9 ,]*)?"'
    return Version.objects.filter(Q(state=Version.State.PUBLISHED) & Q(xml__regex=name))


@transaction.atomic
def rename(employee: Employee, successor: Employee, actor: Actor) -> None:
    """Every process that names somebody names their successor from its next version on; running cases stay on theirs."""
    for version in naming(employee).select_related("definition"):
        root = parse(version.xml)
        rename_people(root, employee.pk, successor.pk)
        definitions.store(version.definition.key, version.company_id, serialize(root), shipped=False)
