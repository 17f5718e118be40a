"""Turn a signed-in user into an Actor: one round trip, which also tells the database who acts from now on."""

import hashlib
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection

from heyi.core.access import permissions
from heyi.core.access.actor import MODE_ORDER, Actor, Grant, Grants, Mode, Scope
from heyi.kit.bounded import Bounded
from heyi.kit.errors import NotSignedIn

_ENTER = (
    "SELECT account, actor, snapshot, today FROM heyi_enter(%s::text, %s::bigint, %s::bigint, %s::text, %s::text,"
    " %s::text, %s::date, %s::text[])"
)
REMEMBERED_FOR = 600.0
"""Seconds. The changes that would contradict are kept for a day (``access.PeopleChange``)."""


@dataclass(frozen=True, slots=True)
class _Known:
    """An actor, the snapshot and day of its reading, and the settings that row-level security and audit need for it."""

    actor: Actor
    snapshot: str
    day: date
    told: list[str]
    until: float


_known: Bounded[tuple[str, str, int, int | None, str], _Known] = Bounded(2048)
_owner_of: Bounded[str, int] = Bounded(2048)
"""Whose a key was the last time; PostgreSQL says whether it still is."""


def load(
    user_id: int, *, company_id: int | None = None, via: str = "session", request_id: str = "", verb: str = ""
) -> Actor | None:
    """The actor for ``company_id`` (or the first employment), or None when the user is employed nowhere.

    Must run inside a transaction: row-level security is opened, and request and verb are named, for the rest of it.
    """
    return _enter("", user_id, company_id, via, request_id, verb)


def load_by_key(digest: str, *, company_id: int | None = None, request_id: str = "", verb: str = "") -> Actor | None:
    """The same for whoever holds the API key of this digest. Raises NotSignedIn when it opens nothing (any more)."""
    return _enter(digest, _owner_of.get(digest) or 0, company_id, "apikey", request_id, verb)


def _enter(credential: str, user_id: int, company_id: int | None, via: str, request_id: str, verb: str) -> Actor | None:
    database = str(connection.settings_dict["NAME"])
    known = _known.get((database, credential, user_id, company_id, via))
    if known is None or known.until < time.monotonic():
        known = _NOBODY
    with connection.cursor() as cursor:
        asked: Any = [credential, user_id, company_id, request_id, verb, known.snapshot, known.day, known.told]
        cursor.execute(_ENTER, asked)
        account, found, snapshot, day = cursor.fetchone()
    if account is None:
        raise NotSignedIn
    if found is None:
        return known.actor
    if not found:
        return None
    actor = _read(found, account, via)
    if snapshot:
        until = time.monotonic() + REMEMBERED_FOR
        if credential:
            _owner_of.put(credential, account)
        _known.put((database, credential, account, company_id, via), _Known(actor, snapshot, day, _told(found), until))
    return actor


def _told(text: str) -> list[str]:
    """Companies, groups, employee, name: as ``heyi_actor`` sets them."""
    found = json.loads(text)
    companies, groups = (",".join(map(str, found[name] or ())) for name in ("company_ids", "groups"))
    return [companies, groups, str(found["employee_id"]), found["name"]]


@lru_cache(maxsize=2048)
def _read(text: str, user_id: int, via: str) -> Actor:
    """From what the database says just now: whoever is unchanged since the last time need not be put together again."""
    found = json.loads(text)
    return Actor(
        user_id=user_id,
        employee_id=found["employee_id"],
        name=found["name"],
        company_id=found["company_id"],
        company_ids=tuple(found["company_ids"]),
        department_id=found["department_id"],
        department_ids=frozenset(found["department_ids"]),
        department_tree_ids=frozenset(found["department_tree_ids"]),
        grants=merge_grants(found["grants"]),
        field_rules=merge_fields(found["fields"], found["grants"]),
        language=found["language"],
        time_zone=found["time_zone"],
        via=via,
        stamp=hashlib.sha256(text.encode()).hexdigest(),
    )


_NOBODY = _Known(Actor(None, None, "", 0, ()), "", date.min, ["", "", "", ""], 0.0)


def merge_grants(rows: Iterable[list[Any]]) -> Grants:
    """From rows ``[permission or pattern, scope, company, role, departments, role id, companies of the group]`` to
    grants by permission.
    """
    merged: dict[str, dict[Grant, None]] = {}
    designed: list[tuple[str, Grant]] = []
    for pattern, scope, company_id, role, departments, _role_id, companies in rows:
        grant = Grant(company_id, Scope(scope), role, frozenset(departments or ()), frozenset(companies or ()))
        for permission in permissions.expand(pattern):
            merged.setdefault(permission, {})[grant] = None
        if permissions.may_be_designed(pattern):
            designed.append((pattern, grant))
    named = {permission: tuple(grants) for permission, grants in merged.items()}
    return Grants(named, designed, permissions.DESIGNED)


def merge_fields(rows: Iterable[list[Any]], grants: Iterable[list[Any]]) -> dict[str, dict[str, Mode]]:
    """In each company the widest mode that any held role gives which lets the person view the resource at all (any role,
    when only shares do); of several companies the narrowest, because one list may show the rows of all of them.

    ``rows`` are ``[company, role id, resource, field, mode]``, without resource for roles that limit nothing; ``grants``
    those of ``merge_grants``. A role that has a say and no rule leaves the field as it is declared.
    """
    roles: dict[int, set[int]] = {}
    rules: dict[tuple[str, str], dict[int, Mode]] = {}
    for company_id, role_id, resource, field, mode in rows:
        roles.setdefault(company_id, set()).add(role_id)
        if resource:
            rules.setdefault((resource, field), {})[role_id] = Mode(mode)
    patterns = [(row[5], row[0]) for row in grants]
    merged: dict[str, dict[str, Mode]] = {}
    for (resource, field), by_role in rules.items():
        view = f"{resource}.view"
        say = {role_id for role_id, pattern in patterns if permissions.covers(pattern, view)}
        given = [_widest(held & say or held, by_role) for held in roles.values()]
        limits = [mode for mode in given if mode is not None]
        if limits:
            merged.setdefault(resource, {})[field] = min(limits, key=MODE_ORDER.index)
    return merged


def _widest(held: set[int], by_role: dict[int, Mode]) -> Mode | None:
    """The widest of the rules of these roles; None when one of them leaves the field alone."""
    if not held <= by_role.keys():
        return None
    return max((by_role[role_id] for role_id in held), key=MODE_ORDER.index)
