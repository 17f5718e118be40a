"""The signed-in person: name, place in the organization, permissions, menu, preferences."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.accounts import passwords
from heyi.core.org.models import Company, Employee, User
from heyi.core.resources import registry
from heyi.kit import languages
from heyi.kit.errors import FieldError, Malformed

THEMES, DENSITIES = ("light", "dark", "system"), ("comfortable", "compact")


def describe(actor: Actor) -> dict[str, Any]:
    """See docs/guide/api.md, section 3."""
    user = User.objects.get(pk=actor.user_id or 0)
    employee = Employee.objects.select_related("company", "department", "post").get(pk=actor.employee_id or 0)
    companies = Company.objects.filter(pk__in=actor.company_ids).order_by("pk")
    return {
        "user": {
            "id": user.pk,
            "username": user.username,
            "name": employee.name,
            "email": user.email,
            "language": languages.tag(user.language or actor.language),
            "time_zone": actor.time_zone,
            "theme": user.preferences.get("theme", "system"),
            "density": user.preferences.get("density", "comfortable"),
            "pinned": user.preferences.get("pinned", []),
        },
        "password_due": passwords.is_due(user),
        "password_rules": passwords.rules(),
        "employee": {
            "id": employee.pk,
            "name": employee.name,
            "company": _labelled(employee.company),
            "department": _labelled(employee.department),
            "post": str(employee.post or ""),
        },
        "companies": [_labelled(company) for company in companies],
        "permissions": sorted(actor.grants),
        "menu": menu(actor),
        "demo": settings.DEMO,
    }


def _labelled(record: Any) -> dict[str, Any] | None:
    return {"id": record.pk, "label": str(record)} if record is not None else None


def menu(actor: Actor) -> list[dict[str, Any]]:
    """The menu without what the person may not see."""
    found: list[dict[str, Any]] = []
    for part in registry.menus():
        items = [
            {"name": i.name, "label": str(i.label), "path": i.path, "resource": i.resource, "icon": i.icon}
            for i in part.items
            if _offered(actor, i)
        ]
        if items:
            found.append({"app": part.app, "label": str(part.label), "icon": part.icon, "items": items})
    return found


def _offered(actor: Actor, item: registry.MenuItem) -> bool:
    needed = item.permission or (f"{item.resource}.view" if item.resource else None)
    return needed is None or actor.can(needed)


def change(actor: Actor, body: Any) -> None:
    """Store preferences; anything unknown is refused by name."""
    if not isinstance(body, dict):
        raise Malformed
    user = User.objects.select_for_update().get(pk=actor.user_id or 0)
    errors = [_set(user, name, value) for name, value in body.items()]
    refused = tuple(error for error in errors if error is not None)
    if refused:
        raise Malformed(errors=refused)
    user.save(update_fields=["language", "time_zone", "preferences"])


def _set(user: User, name: str, value: Any) -> FieldError | None:
    match name:
        case "language" if isinstance(value, str) and languages.normalise(value):
            user.language = languages.normalise(value) or ""
        case "time_zone" if value in available_timezones():
            user.time_zone = value
        case "theme" if value in THEMES:
            user.preferences["theme"] = value
        case "density" if value in DENSITIES:
            user.preferences["density"] = value
        case "pinned" if _paths(value):
            user.preferences["pinned"] = value
        case _:
            return FieldError(str(name)[:80], "invalid", _("This is not one of the choices."))
    return None


def _paths(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(isinstance(v, str) and len(v) < 200 for v in value)
