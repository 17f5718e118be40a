"""What invitations and links for a new password have in common: made, found by their token, closed."""

import base64
import hashlib
import hmac
import uuid
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils import timezone

from heyi.core.access.actor import Actor
from heyi.core.accounts.models.links import OneTimeLink
from heyi.core.org.models import Employee
from heyi.core.resources.saving import save

L = TypeVar("L", bound=OneTimeLink)


def make(kind: type[L], employee: Employee, *, lifetime: timedelta, actor: Actor) -> tuple[L, str]:
    """A fresh link of the employee, whose row the caller holds, and its token; an earlier one of the kind ends."""
    close(kind, employee, actor=actor)
    seed = uuid.uuid4()
    token = token_of(kind, seed)
    link = kind(
        company_id=employee.company_id,
        employee=employee,
        seed=seed,
        digest=digest_of(token),
        expires_at=timezone.now() + lifetime,
    )
    return save(link, actor=actor), token


def close(kind: type[OneTimeLink], employee: Employee, *, actor: Actor) -> None:
    """The employee's open link of this kind opens nothing any more; when there is none, nothing happens."""
    for earlier in kind.objects.select_for_update().filter(employee=employee, used_at=None, revoked_at=None):
        earlier.revoked_at = timezone.now()
        save(earlier, actor=actor, only=("revoked_at",))


def find(kind: type[L], token: str) -> L | None:
    """The open link of this token. Row-level security lets exactly that row through."""
    digest = digest_of(token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [kind.opener, digest])
    rows: Any = kind.objects
    link: L | None = rows.filter(digest=digest).first()
    return link if link is not None and link.is_open else None


def token_of(kind: type[OneTimeLink], seed: uuid.UUID) -> str:
    """The secret part of the link: 256 bits that only this install can compute from the seed."""
    purpose = kind.opener.removeprefix("app.").encode()
    key = hmac.digest(settings.SECRET_KEY.encode(), purpose + b":" + seed.bytes, "sha256")
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
