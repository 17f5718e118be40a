"""The body of a form without a declared resource: known fields, all of them short texts."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.kit.errors import FieldError, Malformed
from heyi.kit.text import clean_line

EXACT = frozenset({"token", "password"})
"""Fields whose text counts to the character."""


def one_text(body: Any, name: str, limit: int) -> str:
    """The text of one field; empty when the body has none, or one that is longer than ``limit``."""
    given = body.get(name) if isinstance(body, Mapping) else None
    return given if isinstance(given, str) and len(given) <= limit and "\x00" not in given else ""


def texts(
    body: Any, required: Mapping[str, int], *, optional: Collection[str] = ()
) -> tuple[dict[str, str], list[FieldError]]:
    """The required texts (with the most characters of each), and what is wrong with the body; a text that is missing,
    too long or holds a NUL is empty in the answer. The ``optional`` fields are known, but are for the caller to read.

    Malformed when the body is no object at all.
    """
    if not isinstance(body, Mapping):
        raise Malformed
    unknown = sorted((key for key in body if key not in required and key not in optional), key=str)
    errors = [FieldError(str(key)[:80], "unknown_field", _("There is no such field here.")) for key in unknown]
    values: dict[str, str] = {}
    for name, limit in required.items():
        text = one_text(body, name, limit)
        values[name] = text if name in EXACT else clean_line(text)
        if not values[name]:
            errors.append(FieldError(name, "required", _("Please fill this in.")))
    return values, errors
