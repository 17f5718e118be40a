"""One's own API keys: made after the password was given, shown once, revoked."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.access.models import ApiKey
from heyi.core.access.services import keys
from heyi.kit.errors import FieldError, Malformed, NotFound
from heyi.kit.text import clean_line

MAX_KEYS = 50


def listed(user_id: int) -> list[dict[str, Any]]:
    """Keys that still open something, newest first."""
    rows = ApiKey.objects.filter(user_id=user_id, revoked_at=None).order_by("-pk")
    return [shown(key) for key in rows]


def shown(key: ApiKey) -> dict[str, Any]:
    """What may be seen of a key."""
    expired = key.expires_at is not None and key.expires_at <= timezone.now()
    return {
        "id": key.pk,
        "name": key.name,
        "prefix": key.prefix,
        "created_at": key.created_at.isoformat(),
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "expired": expired,
    }


def make(actor: Actor, body: Any) -> tuple[ApiKey, str]:
    """The new key and its one showing. ``last_day`` is the last day on which it opens (UTC)."""
    name = body.get("name") if isinstance(body, dict) else None
    name = clean_line(name) if isinstance(name, str) else ""
    errors = [] if 0 < len(name) <= 120 else [FieldError("name", "required", _("Please fill this in."))]
    last_day = _day(body.get("last_day"), errors) if isinstance(body, dict) else None
    if ApiKey.objects.filter(user_id=actor.user_id or 0, revoked_at=None).count() >= MAX_KEYS:
        errors.append(FieldError("name", "too_many", _("Revoke keys that are not used any more first.")))
    if errors:
        raise Malformed(errors=tuple(errors))
    token = keys.make(actor.user_id or 0, name, last_day=last_day)
    return ApiKey.objects.get(user_id=actor.user_id or 0, digest=keys.digest_of(token)), token


def revoke(key_id: int, *, actor: Actor) -> None:
    """NotFound for a key that is not one's own or is revoked already."""
    rows = ApiKey.objects.filter(pk=key_id, user_id=actor.user_id or 0, revoked_at=None)
    if not rows.update(revoked_at=timezone.now()):
        raise NotFound


def _day(given: Any, errors: list[FieldError]) -> date | None:
    if given in (None, ""):
        return None
    try:
        day = date.fromisoformat(given)
    except (TypeError, ValueError):
        errors.append(FieldError("last_day", "bad_date", _("This is not a date.")))
        return None
    if day < timezone.now().date():
        errors.append(FieldError("last_day", "past", _("This day is over.")))
    return day
