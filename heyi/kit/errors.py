"""Errors that a person can read: RFC 9457 problems, one class for each kind of answer.

A rule that refuses raises a subclass of :class:`Conflict` with a stable ``code`` and a translatable ``title``.
``detail`` may hold ``%(name)s`` places that are filled from keyword arguments when it is shown, so that the text is
rendered in the reader's language and not in the language of whoever raised it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class FieldError:
    """One place in the input and what is wrong there. ``path`` is dotted: ``lines.2.quantity``."""

    path: str
    code: str
    message: Text

    def as_dict(self) -> dict[str, str]:
        return {"path": self.path, "code": self.code, "message": str(self.message)}


class Problem(Exception):
    """Anything that the API answers with a status of 400 or more."""

    status: int = 500
    code: str = "internal_error"
    title: Text = _("Something went wrong on our side.")
    detail: Text = ""

    def __init__(
        self,
        detail: Text | None = None,
        *,
        errors: tuple[FieldError, ...] = (),
        extra: Mapping[str, Any] | None = None,
        **params: Any,
    ) -> None:
        self.detail_text = self.detail if detail is None else detail
        self.errors = errors
        self.extra = dict(extra or {})
        self.params = params
        super().__init__(self.code)

    def as_dict(self, request_id: str = "") -> dict[str, Any]:
        """The problem document, in the language that is active now."""
        detail = str(self.detail_text)
        return {
            "type": f"/problems/{self.code}",
            "status": self.status,
            "code": self.code,
            "title": str(self.title) % self.params if self.params else str(self.title),
            "detail": detail % self.params if self.params else detail,
            "request_id": request_id,
            "errors": [error.as_dict() for error in self.errors],
            **self.extra,
        }

    def __str__(self) -> str:
        document = self.as_dict()
        return " ".join(part for part in (document["title"], document["detail"]) if part)


class NotSignedIn(Problem):
    """Nobody is signed in, or the session has ended."""

    status, code, title = 401, "not_signed_in", _("Please sign in.")


class Denied(Problem):
    """The person may see the record but may not do this with it."""

    status, code, title = 403, "denied", _("You are not allowed to do this.")


class NotFound(Problem):
    """There is no such record, or it is not this person's to see: the two are never told apart."""

    status, code, title = 404, "not_found", _("This record does not exist, or you may not see it.")


class Conflict(Problem):
    """The input is well-formed, but the present state forbids the act. Every business rule refuses with a subclass."""

    status, code, title = 409, "conflict", _("This is not possible now.")


class StaleVersion(Problem):
    """Somebody else changed the record since the person read it. ``extra`` holds ``current`` and ``yours``."""

    status, code, title = 412, "stale_version", _("Somebody else has changed this record in the meantime.")


class TooLarge(Problem):
    """More bytes, rows or values than one call may carry."""

    status, code, title = 413, "too_large", _("This is too large.")


class Malformed(Problem):
    """The input is not of the expected form; ``errors`` names each place."""

    status, code, title = 422, "malformed", _("Please check what you entered.")

    @classmethod
    def at(cls, path: str, code: str, message: Text) -> "Malformed":
        """A refusal of one place."""
        return cls(errors=(FieldError(path, code, message),))


class TooMany(Problem):
    """Too many calls in too short a time."""

    status, code, title = 429, "too_many", _("Too many attempts. Please wait a little.")


class Unavailable(Problem):
    """A part that the answer needs is out of reach for the moment; trying again is right."""

    status, code, title = 503, "unavailable", _("The service is busy or restarting. Please try again in a moment.")


class NoRoom(Unavailable):
    """The disk of the database or of the files is full."""

    code, title = "no_room", _("The disk is full, so nothing was saved. Please tell your administrator.")
