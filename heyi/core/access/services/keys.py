"""Keys for scripts: made, shown once, revoked."""

import hashlib
import secrets
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from heyi.core.access.models import ApiKey


def make(user_id: int, name: str, *, last_day: date | None = None) -> str:
    """A new key; only its digest is stored, so this is the one time it can be read. Good until the end of ``last_day``
    (UTC).
    """
    token = f"heyi_{secrets.token_urlsafe(32)}"
    expires = datetime.combine(last_day + timedelta(days=1), time(), UTC) if last_day else None
    ApiKey.objects.create(
        user_id=user_id, name=name[:120], prefix=token[:12], digest=digest_of(token), expires_at=expires
    )
    return token


def digest_of(token: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(token.encode()).hexdigest()


def revoke(user_id: int, name: str) -> int:
    """End the keys of that name; returns how many."""
    return ApiKey.objects.filter(user_id=user_id, name=name, revoked_at=None).update(revoked_at=timezone.now())
