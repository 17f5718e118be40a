"""Turn a signed-in user into an Actor: one round trip, which also tells the database who acts from now on."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from heyi.core.access import permissions
from heyi.core.access.actor import MODE_ORDER, Actor, Grant, Mode, Scope


def load(user_id: int, *, company_id: int | None = None, via: str = "session") -> Actor | None:
    """The actor for ``company_id`` (or the first employment), or None when the user is employed nowhere.

    Must run inside a transaction: row-level security is opened for the rest of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT heyi_actor(%s::bigint, %s::bigint)", [user_id, company_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    found = row[0] if isinstance(row[0], dict) else json.loads(row[0])
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
        field_rules=merge_fields(found["fields"]),
        language=found["language"],
        time_zone=found["time_zone"],
        via=via,
    )


def merge_grants(rows: Iterable[list[Any]]) -> dict[str, tuple[Grant, ...]]:
    """From rows ``[permission or pattern, scope, company, role, departments]`` to grants by permission."""
    merged: dict[str, dict[Grant, None]] = {}
    for pattern, scope, company_id, role, departments in rows:
        grant = Grant(company_id, Scope(scope), role, frozenset(departments or ()))
        for permission in permissions.expand(pattern):
            merged.setdefault(permission, {})[grant] = None
    return {permission: tuple(grants) for permission, grants in merged.items()}


def merge_fields(rows: Iterable[list[Any]]) -> dict[str, dict[str, Mode]]:
    """The widest mode that any held role gives. A field that one role leaves alone is not restricted at all."""
    roles: set[int] = set()
    rules: dict[tuple[str, str], dict[int, Mode]] = {}
    for role_id, resource, field, mode in rows:
        roles.add(role_id)
        if resource:
            rules.setdefault((resource, field), {})[role_id] = Mode(mode)
    merged: dict[str, dict[str, Mode]] = {}
    for (resource, field), by_role in rules.items():
        if len(by_role) == len(roles):
            merged.setdefault(resource, {})[field] = max(by_role.values(), key=MODE_ORDER.index)
    return merged
