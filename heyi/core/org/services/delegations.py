"""Name a delegate (代理): for a period, for some processes or all, never in a circle."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org import locks
from heyi.core.org.errors import DelegationLoop, NotYours
from heyi.core.org.models import Delegation, Employee
from heyi.core.resources.saving import save
from heyi.kit.errors import Malformed

LONGEST = timedelta(days=366)


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Delegation:
    """A delegate for oneself, or for somebody whom one's grant reaches."""
    delegation = Delegation(**{**data, "principal_id": data.get("principal_id") or actor.employee_id})
    delegation.company_id = actor.company_id
    _may(delegation, actor)
    _check(delegation)
    save(delegation, actor=actor)
    publish("org.delegation.began", delegation, actor=actor)
    return delegation


@transaction.atomic
def update(delegation_id: int, data: dict[str, Any], *, actor: Actor) -> Delegation:
    """Another period, other processes or another delegate."""
    delegation = Delegation.objects.for_update(delegation_id)
    for name, value in data.items():
        setattr(delegation, name, value)
    _may(delegation, actor)
    _check(delegation)
    return save(delegation, actor=actor)


@transaction.atomic
def revoke(delegation_id: int, *, actor: Actor) -> Delegation:
    """End it now. What the delegate has decided stays decided."""
    delegation: Delegation = Delegation.objects.visible_to(actor).for_update(delegation_id)
    scoping.require(actor, "org.delegation.revoke", delegation)
    delegation.revoked_at = timezone.now()
    save(delegation, actor=actor)
    publish("org.delegation.revoked", delegation, actor=actor)
    return delegation


def _may(delegation: Delegation, actor: Actor) -> None:
    """For others only where the grant reaches them: HR for the company, nobody by the plain right to have a delegate."""
    if actor.is_system or delegation.principal_id == actor.employee_id:
        return
    tie = {"owner": delegation.principal_id}
    if not scoping.reaches(actor, Delegation, delegation.company_id, tie):
        raise NotYours


def _check(delegation: Delegation) -> None:
    if delegation.principal_id == delegation.delegate_id:
        raise Malformed.at("delegate", "same_person", _("Choose somebody else."))
    if delegation.ends_at <= delegation.starts_at:
        raise Malformed.at("ends_at", "before_start", _("The end has to be after the beginning."))
    if delegation.amount_below is not None and delegation.amount_below <= 0:
        raise Malformed.at("amount_below", "not_positive", _("The amount has to be above zero."))
    if delegation.ends_at - delegation.starts_at > LONGEST:
        raise Malformed.at("ends_at", "too_long", _("At most a year at a time."))
    if delegation.ends_at <= timezone.now():
        raise Malformed.at("ends_at", "in_the_past", _("This moment has passed."))
    if not Employee.objects.filter(pk=delegation.delegate_id, status=Employee.Status.ACTIVE).exists():
        raise Malformed.at("delegate", "not_active", _("Choose somebody else who works here."))
    _refuse_circle(delegation)


def _refuse_circle(delegation: Delegation) -> None:
    """No chain of delegations that are in force at the same time, for the same process, may come back."""
    locks.delegations(delegation.company_id)
    seen: set[int] = set()
    edge = [delegation.delegate_id]
    while edge:
        if delegation.principal_id in edge:
            raise DelegationLoop
        seen |= set(edge)
        rows = Delegation.objects.filter(principal_id__in=edge, revoked_at=None).exclude(pk=delegation.pk or 0)
        rows = rows.filter(starts_at__lt=delegation.ends_at, ends_at__gt=delegation.starts_at)
        if delegation.processes:
            rows = rows.filter(Q(processes=[]) | Q(processes__overlap=delegation.processes))
        edge = [
            pk for pk in rows.values_list("delegate_id", flat=True) if pk not in seen or pk == delegation.principal_id
        ]
