"""The rules of access once more, in plain Python over plain data, for comparison.

Written from docs/adr/0004 and the words of roles, shares and field rules; nothing of ``heyi.core.access.scoping`` is
used, and nothing here asks the database: whoever calls hands in people, roles and rows as plain values.
"""

from dataclasses import dataclass, field
from datetime import datetime

from tests.conformance.access.specimens import Tie

READS, WRITES = frozenset({"view"}), frozenset({"update"})
ORDER = ("hidden", "masked", "read", "write")


@dataclass(frozen=True)
class Grant:
    """One line of a role: a permission or pattern, its scope, and the departments of the scope ``chosen``."""

    pattern: str
    scope: str
    departments: frozenset[int] = frozenset()

    def covers(self, permission: str) -> bool:
        if self.pattern == "*" or self.pattern == permission:
            return True
        return self.pattern.endswith(".*") and permission.startswith(self.pattern[:-1])


@dataclass(frozen=True)
class Role:
    """A role of one company, with what it limits: (resource, field) to mode."""

    company_id: int
    group_id: int
    grants: tuple[Grant, ...]
    limits: dict[tuple[str, str], str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in, acting for one company. ``employed`` are all companies that employ them; ``known`` are
    the permissions that there are: a pattern grants nothing beyond them (nobody edits a receivable by hand, so nobody
    reaches its instalments by a right to).
    """

    employee_id: int
    company_id: int
    group_id: int
    employed: frozenset[int]
    departments: frozenset[int]
    tree: frozenset[int]
    roles: tuple[Role, ...]
    known: frozenset[str]

    def grants(self, permission: str) -> list[tuple[Role, Grant]]:
        if permission not in self.known:
            return []
        return [(role, grant) for role in self.roles for grant in role.grants if grant.covers(permission)]


@dataclass(frozen=True)
class Share:
    """One record opened to a person or a department."""

    employee_id: int | None
    department_id: int | None
    writable: bool
    expires_at: datetime | None


@dataclass(frozen=True)
class Row:
    """A record as far as access is concerned."""

    key: str
    id: int
    company_id: int
    group_id: int
    tie: Tie
    owner_id: int | None = None
    department_id: int | None = None
    parents: tuple["Row", ...] = ()
    shares: tuple[Share, ...] = ()
    keepers: tuple["Row", ...] = ()
    guarded: bool = False


def inside(person: Person, company_id: int, group_id: int) -> bool:
    """The wall: companies that employ the person, and the groups in which a role of theirs reaches the whole group."""
    groups = {role.group_id for role in person.roles if any(grant.scope == "group" for grant in role.grants)}
    return company_id in person.employed or group_id in groups


def reaches(person: Person, row: Row, verb: str, now: datetime) -> bool:
    """Whether the person may ``verb`` this record, as far as records are concerned."""
    if not inside(person, row.company_id, row.group_id):
        return False
    if verb == "export":
        return _exports(person, row, now)
    grants = person.grants(f"{row.key}.{verb}")
    if not row.guarded and any(_granted(person, row, verb, role, grant) for role, grant in grants):
        return True
    needed = "view" if verb == "view" else "update"
    if grants and any(reaches(person, above, needed, now) for above in (*row.parents, *row.keepers)):
        return True
    return row.tie.shares and verb in READS | WRITES and any(_opened(person, share, verb, now) for share in row.shares)


def _exports(person: Person, row: Row, now: datetime) -> bool:
    """A file holds what may be viewed, as far as the grant of exporting reaches by the same ties."""
    roles = tuple(
        Role(role.company_id, role.group_id, (Grant(f"{row.key}.view", grant.scope, grant.departments),))
        for role, grant in person.grants(f"{row.key}.export")
    )
    narrowed = Person(**{**vars(person), "roles": roles})
    if not roles or not reaches(person, row, "view", now):
        return False
    above = any(reaches(person, parent, "view", now) for parent in (*row.parents, *row.keepers))
    return above or reaches(narrowed, Row(**{**vars(row), "parents": (), "keepers": ()}), "view", now)


def _granted(person: Person, row: Row, verb: str, role: Role, grant: Grant) -> bool:
    tie = row.tie
    if grant.scope == "group":
        return row.group_id == role.group_id
    if row.company_id != role.company_id:
        return False
    if tie.owner and verb in tie.unowned and row.owner_id is None:
        return True
    if grant.scope == "company" or not (tie.owner or tie.department or tie.parents or tie.kept):
        return True
    if tie.owner and row.owner_id is not None and row.owner_id == person.employee_id:
        return True
    places = {
        "department": person.departments,
        "department_and_below": person.tree,
        "chosen": grant.departments,
    }.get(grant.scope, frozenset())
    return bool(tie.department) and row.department_id in places


def _opened(person: Person, share: Share, verb: str, now: datetime) -> bool:
    if share.expires_at is not None and share.expires_at <= now:
        return False
    if verb in WRITES and not share.writable:
        return False
    if share.employee_id is not None:
        return share.employee_id == person.employee_id
    return share.department_id in person.departments


def holds(person: Person, permission: str) -> bool:
    """Whether the person may do what needs no record (create, ask for an export) in the company they act for."""
    for role, grant in person.grants(permission):
        group = person.group_id if grant.scope == "group" else None
        if role.company_id == person.company_id or role.group_id == group:
            return True
    return False


def answer(person: Person | None, row: Row, verb: str, now: datetime) -> int:
    """The status that an operation on one record begins with: 401, 404 unseen, 403 seen but not allowed, 200 through."""
    if person is None:
        return 401
    if not reaches(person, row, "view", now):
        return 404
    return 200 if verb == "view" or reaches(person, row, verb, now) else 403


def general(person: Person | None, permission: str) -> int:
    """The same for an operation on none."""
    if person is None:
        return 401
    return 200 if permission == "signed_in" or holds(person, permission) else 403


def may_pick(person: Person, row: Row, now: datetime) -> bool:
    """Whether the record may be picked in a form: common ones inside the wall, others by those who may view them."""
    if row.tie.picked:
        return inside(person, row.company_id, row.group_id)
    return reaches(person, row, "view", now)


def mode(person: Person, resource: str, name: str, declared: str) -> str:
    """The field's mode: the widest that any role gives which has to do with the resource; never wider than declared.

    People of several companies have the narrowest of what their companies give.
    """
    found = declared
    for company in {role.company_id for role in person.roles}:
        roles = [role for role in person.roles if role.company_id == company]
        concerned = [r for r in roles if any(g.covers(f"{resource}.view") for g in r.grants)] or roles
        given = [role.limits.get((resource, name), declared) for role in concerned]
        widest = max(given, key=ORDER.index)
        found = min(found, widest, key=ORDER.index)
    return found
