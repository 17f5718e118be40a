"""Bodies and answers of accounts, keys and invitations."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from heyi.core.resources.http.shapes import Language, Problem


class PasswordRules(TypedDict):
    """What a new password has to keep to."""

    min_length: int
    classes: int
    history: int
    max_days: int | None
    idle_minutes: int | None


class ApiKey(TypedDict):
    """What may be seen of a key."""

    id: int
    name: str
    prefix: str
    created_at: str
    expires_at: str | None
    expired: bool


class NewApiKey(ApiKey):
    """The key itself is shown once: the same request sent again has null there."""

    key: str | None


class KeyWish(TypedDict):
    """``last_day`` is the last day (UTC) on which the key opens."""

    name: str
    last_day: NotRequired[str | None]


class Account(TypedDict):
    username: str
    email: str
    rules: PasswordRules
    password_set_at: str | None
    has_password: bool
    keys: list[ApiKey]


class Token(TypedDict):
    token: str


class Forgotten(TypedDict):
    """A user name or a mail address."""

    name: str


class PasswordLink(TypedDict):
    """Whose password a link changes."""

    name: str
    company: str
    username: str
    expires_at: str
    password: PasswordRules


class AnotherPassword(TypedDict):
    token: str
    password: str


class GivenLink(TypedDict):
    """The path is shown once: the same request sent again has null there."""

    name: str
    expires_at: str
    path: str | None


class Acceptance(TypedDict):
    """Name and password that an invited person chooses."""

    token: str
    username: str
    password: str
    language: NotRequired[Language]


class Accepted(TypedDict):
    username: str


class Welcome(TypedDict):
    """Who is invited, to which company."""

    name: str
    company: str
    department: str
    post: str
    username: str
    language: Language
    expires_at: str
    password: PasswordRules


class Uninvited(TypedDict):
    """Somebody without an account, and the state of their latest link."""

    id: int
    name: str
    email: str
    department: str
    post: str
    state: Literal["none", "open", "closed"]
    until: str | None
    mailed: bool


class UninvitedPage(TypedDict):
    """``more`` when there are more than are shown; ``mail`` when invitations are sent by mail."""

    mail: bool
    more: bool
    rows: list[Uninvited]


class Invited(TypedDict):
    """One employee's link, or why there is none. ``path`` is shown once: null when the request is sent again."""

    id: int
    ok: bool
    name: NotRequired[str]
    path: NotRequired[str | None]
    problem: NotRequired[Problem]


class InvitedAll(TypedDict):
    results: list[Invited]
