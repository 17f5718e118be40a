"""Who has no account yet, and how far their invitation is."""

from typing import Any

from django.conf import settings

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.accounts.models import Invitation
from heyi.core.accounts.permissions import INVITE
from heyi.core.org.models import Employee

LIMIT = 500


def uninvited(actor: Actor, *, q: str = "") -> dict[str, Any]:
    """Active employees without an account, by name, each with the state of the latest link: at most LIMIT of them."""
    scoping.require(actor, INVITE)
    rows = Employee.objects.visible_to(actor).filter(user=None, status=Employee.Status.ACTIVE)
    if q.strip():
        rows = rows.filter(name__icontains=q.strip())
    found = list(rows.select_related("department", "post").order_by("name", "pk")[: LIMIT + 1])
    latest: dict[int, Invitation] = {}
    for one in Invitation.objects.filter(employee__in=[e.pk for e in found]).order_by("pk"):
        latest[one.employee_id] = one
    return {
        "mail": bool(settings.MAIL_URL),
        "more": len(found) > LIMIT,
        "rows": [_shown(employee, latest.get(employee.pk)) for employee in found[:LIMIT]],
    }


def _shown(employee: Employee, invitation: Invitation | None) -> dict[str, Any]:
    state = "none" if invitation is None else "open" if invitation.is_open else "closed"
    return {
        "id": employee.pk,
        "name": employee.name,
        "email": employee.email,
        "department": str(employee.department or ""),
        "post": str(employee.post or ""),
        "state": state,
        "until": invitation.expires_at.isoformat() if invitation is not None and state == "open" else None,
        "mailed": bool(invitation is not None and invitation.mailed_at),
    }
