"""Whether a password is good, when it was set, and whether it is due: by the profile of this install."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heyi.core.accounts.errors import PasswordDue
from heyi.core.accounts.models import UsedPassword
from heyi.core.accounts.profiles import PROFILES, Profile
from heyi.core.org.models import User
from heyi.kit.errors import FieldError

# What a session with an overdue password may still call; the change itself is allauth's.
OPEN_WHEN_DUE = frozenset({"/api/v1/me"})


class ProfileValidator:
    """For AUTH_PASSWORD_VALIDATORS: length, mixture and history of the active profile."""

    def validate(self, password: str, user: Any = None) -> None:
        profile = active()
        faults = []
        if len(password) < profile.min_length:
            text = ngettext("Use at least %d character.", "Use at least %d characters.", profile.min_length)
            faults.append(ValidationError(text % profile.min_length, code="password_too_short"))
        if classes(password) < profile.classes:
            mixed = _("Mix at least %(count)d of these: lower case, upper case, digits, other characters.")
            faults.append(ValidationError(mixed, code="password_too_plain", params={"count": profile.classes}))
        if profile.history and _used_before(password, user, profile):
            used = _("You have used this password before. Choose one that differs from your last %(count)d.")
            faults.append(ValidationError(used, code="password_used", params={"count": profile.history}))
        if faults:
            raise ValidationError(faults)

    def password_changed(self, password: str, user: Any) -> None:
        """Django calls this after an account was saved with a new password."""
        profile, now = active(), timezone.now()
        user.password_set_at = now
        User.objects.filter(pk=user.pk).update(password_set_at=now)
        if not profile.history or not user.has_usable_password():
            return
        UsedPassword.objects.create(user_id=user.pk, password=user.password)
        kept = UsedPassword.objects.filter(user_id=user.pk).order_by("-pk").values_list("pk", flat=True)
        UsedPassword.objects.filter(user_id=user.pk).exclude(pk__in=list(kept[: profile.history])).delete()

    def get_help_text(self) -> str:
        return ""


class BreachedValidator:
    """Refuses what is in ``PASSWORD_BREACHED_FILE``: lines ``SHA1:count`` in the order of their hashes, the format in
    which Have I Been Pwned publishes them. The file is searched by halves, never read whole.
    """

    def validate(self, password: str, user: Any = None) -> None:
        path = settings.PASSWORD_BREACHED_FILE
        if path and is_listed(Path(path), password):
            raise ValidationError(_("This password is known from a data breach. Choose another one."), code="breached")

    def get_help_text(self) -> str:
        return ""


def active() -> Profile:
    """The profile of this install."""
    return PROFILES[settings.PASSWORD_PROFILE]


def rules() -> dict[str, Any]:
    """What a page tells whoever chooses a password."""
    profile = active()
    return {
        "min_length": profile.min_length,
        "classes": profile.classes,
        "history": profile.history,
        "max_days": profile.max_age.days if profile.max_age else None,
        "idle_minutes": int(profile.idle.total_seconds() // 60) if profile.idle else None,
    }


def faults(password: str, user: Any) -> list[FieldError]:
    """What is wrong with this password for this account, at the field ``password``; empty when it is good."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [FieldError("password", "weak_password", message) for message in error.messages]
    return []


def classes(password: str) -> int:
    """How many kinds of characters are mixed, 0 to 4. Chinese counts as “other”."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not (c.islower() or c.isupper() or c.isdigit()))
    return sum(any(kind(char) for char in password) for kind in kinds)


def is_due(user: Any) -> bool:
    """Whether the password is older than the profile allows. Accounts without a password have none to change."""
    age = active().max_age
    if age is None or not user.has_usable_password():
        return False
    return bool((user.password_set_at or user.date_joined) + age <= timezone.now())


def insist(user: Any, path: str) -> None:
    """PasswordDue for anything but the person's own facts while the password is overdue."""
    if path not in OPEN_WHEN_DUE and is_due(user):
        raise PasswordDue


def is_listed(path: Path, password: str) -> bool:
    """Binary search in a file of sorted lines that begin with an upper-case SHA-1."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:
            middle = (low + high) // 2
            file.seek(middle)
            if middle:
                file.readline()  # the rest of a line that began before
            line = file.readline()
            if not line or line[:40].upper() >= wanted:
                high = middle
            else:
                low = middle + 1
        file.seek(low)
        if low:
            file.readline()
        return file.readline()[:40].upper() == wanted


def _used_before(password: str, user: Any, profile: Profile) -> bool:
    if user is None or user.pk is None:
        return False
    stored = UsedPassword.objects.filter(user_id=user.pk).order_by("-pk").values_list("password", flat=True)
    return any(check_password(password, one) for one in {user.password, *stored[: profile.history]})
