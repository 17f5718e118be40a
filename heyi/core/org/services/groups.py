"""Groups of users: who uses them, and what becomes of them when a member leaves."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.models import Employee, Membership, UserGroup
from heyi.core.org.services import holdings
from heyi.core.resources.saving import save

Uses = Callable[[UserGroup], list[str]]
_uses: list[Uses] = []


def register_use(uses: Uses) -> None:
    """Make known who names groups: ``uses(group)`` gives what names it, in words."""
    _uses.append(uses)


def uses_of(group: UserGroup) -> list[str]:
    """What names a group."""
    return [text for uses in _uses for text in uses(group)]


def _memberships(employee: Employee) -> QuerySet[Any]:
    today = timezone.localdate()
    return Membership.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), employee=employee)


@transaction.atomic
def _hand_over(employee: Employee, successor: Employee, actor: Actor) -> None:
    """The successor takes the leaver's place, unless they are a member already."""
    for one in _memberships(employee).select_related("group").select_for_update(of=("self",)).order_by("pk"):
        held = Membership.objects.filter(group=one.group, employee=successor).first()
        if held is None:
            one.employee = successor
            save(one, actor=actor)
        else:
            if held.ends_on is not None and (one.ends_on is None or one.ends_on > held.ends_on):
                held.ends_on = one.ends_on
                save(held, actor=actor)
            one.delete()
        publish("org.usergroup.updated", one.group, actor=actor)


@transaction.atomic
def _end(employee: Employee, actor: Actor) -> None:
    """Nobody follows: the memberships are no more."""
    for one in _memberships(employee).select_related("group").select_for_update(of=("self",)).order_by("pk"):
        one.delete()
        publish("org.usergroup.updated", one.group, actor=actor)


holdings.register(holdings.Holding("groups", _("User groups that they are in"), _memberships, _hand_over, _end))
