"""The first administrator of an empty install: a one-time link, of which only a digest is kept."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.accounts import passwords
from heyi.core.org.errors import SetupClosed
from heyi.core.org.models import Company, SetupLink, User
from heyi.core.org.services import companies, people
from heyi.kit import languages
from heyi.kit.bodies import texts
from heyi.kit.errors import FieldError, Malformed

LIFETIME = timedelta(days=7)
REQUIRED = {"token": 200, "company": 200, "name": 120, "username": 150, "password": 200}
OPTIONAL = ("language", "currency", "time_zone")
# Base currencies that the first page offers, and the region whose calendar comes with each.
CURRENCIES = {
    "CNY": "CN", "TWD": "TW", "HKD": "HK", "MOP": "MO", "SGD": "SG", "MYR": "MY", "JPY": "JP", "KRW": "KR",
    "THB": "TH", "VND": "VN", "USD": "US", "EUR": "DE", "GBP": "GB", "AUD": "AU", "CAD": "CA",
}  # fmt: skip
_LOCK = 418210


def first_admin_link(base_url: str = "") -> str | None:
    """A fresh link while there is no user at all, else None. An earlier link ends: only the newest one opens."""
    with transaction.atomic():
        _one_at_a_time()
        if User.objects.exists():
            return None
        token = secrets.token_urlsafe(32)
        SetupLink.objects.filter(used_at=None).delete()
        SetupLink.objects.create(digest=_digest(token), expires_at=timezone.now() + LIFETIME)
    # Behind "#", so that it never comes into a log of addresses.
    return f"{base_url}/setup#{token}"


def is_valid(token: str) -> bool:
    """Whether the link would still open."""
    return not User.objects.exists() and _open(token) is not None


def shown(token: str) -> dict[str, Any]:
    """For the page that the link opens: ``ready`` when the company is there already and one only has to sign in."""
    return {
        "valid": is_valid(token),
        "ready": User.objects.exists(),
        "password": passwords.rules(),
        "currencies": list(CURRENCIES),
        "time_zone": settings.DEFAULT_TIME_ZONE,
    }


@transaction.atomic
def use(body: Any) -> Company:
    """Found the company and its administrator; the link is used up. Nobody is signed in by this.

    Malformed for bad values; SetupClosed for a link that is wrong, used, expired, or late because users exist.
    """
    values = _clean(body)
    _one_at_a_time()
    link = _open(values["token"])
    if link is None or User.objects.exists():
        raise SetupClosed
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    company = companies.found(
        values["company"],
        "main",
        language=values["language"],
        currency=values["currency"],
        time_zone=values["time_zone"],
        region=CURRENCIES[values["currency"]],
    )
    company.guide = {"passed": []}
    company.save(update_fields=["guide"])
    user = people.open_account(
        values["username"], name=values["name"], password=values["password"], language=values["language"]
    )
    people.hire(
        name=values["name"],
        number="1",
        department=companies.root_department(company.pk),
        actor=companies.acting_for(company),
        user=user,
        role_codes=("employee", "administrator"),
    )
    return company


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _open(token: str) -> SetupLink | None:
    """The unused link of this token. All candidates are compared in constant time."""
    wanted = _digest(token)
    found = None
    for link in SetupLink.objects.filter(used_at=None, expires_at__gt=timezone.now()):
        if secrets.compare_digest(link.digest, wanted):
            found = link
    return found


def _clean(body: Any) -> dict[str, str]:
    values, errors = texts(body, REQUIRED, optional=OPTIONAL)
    values["language"] = languages.normalise(str(body.get("language", "zh-Hans"))) or "zh-hans"
    values["currency"] = str(body.get("currency") or "CNY")
    values["time_zone"] = str(body.get("time_zone") or settings.DEFAULT_TIME_ZONE)
    if values["currency"] not in CURRENCIES:
        errors.append(FieldError("currency", "invalid", _("This is not one of the choices.")))
    if values["time_zone"] not in available_timezones():
        errors.append(FieldError("time_zone", "invalid", _("This is not one of the choices.")))
    if not errors:
        first = User(username=values["username"], name=values["name"])
        errors = passwords.faults(values["password"], first)
    if errors:
        raise Malformed(errors=tuple(errors))
    return values
