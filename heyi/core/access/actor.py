"""Who acts: a value that is handed from the entrance down to the last service, never looked up from the air."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Scope(StrEnum):
    """How far a permission reaches (数据范围), narrow to wide. Union, not the widest, is what a person holds."""

    OWN = "own"
    DEPARTMENT = "department"
    DEPARTMENT_AND_BELOW = "department_and_below"
    CHOSEN = "chosen"
    COMPANY = "company"
    GROUP = "group"


class Mode(StrEnum):
    """What a person may do with one field (字段权限)."""

    HIDDEN = "hidden"
    MASKED = "masked"
    READ = "read"
    WRITE = "write"


MODE_ORDER = (Mode.HIDDEN, Mode.MASKED, Mode.READ, Mode.WRITE)


@dataclass(frozen=True, slots=True)
class Grant:
    """One reach of one permission, as one role in one company gives it. A person's grants for a permission add up.

    ``departments`` holds the ids when the scope is CHOSEN, ``companies`` those of the role's group when it is GROUP;
    ``role`` is the role's name, for `access explain`.
    """

    company_id: int
    scope: Scope
    role: str
    departments: frozenset[int] = frozenset()
    companies: frozenset[int] = frozenset()

    def counts_in(self, company_id: int) -> bool:
        """Whether the grant has a say in this company at all."""
        return company_id == self.company_id or company_id in self.companies


class Grants(dict[str, tuple[Grant, ...]]):
    """Grants by permission. ``designed`` are those of patterns that also mean resources which people design: these have
    no names yet when the grants are put together.
    """

    def __init__(
        self, named: Mapping[str, tuple[Grant, ...]], designed: Iterable[tuple[str, Grant]], prefix: str
    ) -> None:
        super().__init__(named)
        self.designed, self.prefix = tuple(designed), prefix

    def get(self, permission: str, default: Any = ()) -> Any:
        """The grants of one permission."""
        if not permission.startswith(self.prefix):
            return super().get(permission, default)
        found = {
            grant: None
            for pattern, grant in self.designed
            if pattern in ("*", permission) or (pattern.endswith(".*") and permission.startswith(pattern[:-1]))
        }
        return tuple(found) or default

    def __contains__(self, permission: object) -> bool:
        return bool(self.get(str(permission)))


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) in the company for which it acts now.

    ``company_ids`` is what row-level security lets through; ``department_ids`` the departments of all current posts;
    ``department_tree_ids`` those and everything below. ``grants`` maps a permission (``sales.order.confirm``) to its reach.
    ``field_rules`` maps a resource to the fields whose mode differs from what the resource declares.
    ``stamp`` stands for all of the above as the database told it: whoever has the same one may do the same, so what was
    worked out for the one holds for the other. Empty for actors that were put together otherwise.
    """

    user_id: int | None
    employee_id: int | None
    name: str
    company_id: int
    company_ids: tuple[int, ...]
    department_id: int | None = None
    department_ids: frozenset[int] = frozenset()
    department_tree_ids: frozenset[int] = frozenset()
    grants: Mapping[str, tuple[Grant, ...]] = field(default_factory=dict)
    field_rules: Mapping[str, Mapping[str, Mode]] = field(default_factory=dict)
    language: str = "zh-hans"
    time_zone: str = "Asia/Shanghai"
    is_system: bool = False
    via: str = "session"
    stamp: str = ""

    def can(self, permission: str) -> bool:
        """Whether any role grants the function at all, for whichever records."""
        return self.is_system or permission in self.grants

    def can_here(self, permission: str) -> bool:
        """Whether a role grants the function in the company for which the actor acts: what new records need."""
        return self.can_in(permission, self.company_id)

    def can_in(self, permission: str, company_id: int) -> bool:
        """Whether a role grants the function in that company."""
        return self.is_system or any(grant.counts_in(company_id) for grant in self.grants.get(permission, ()))

    def in_company(self, company_id: int) -> "Actor":
        """The same person acting for another of their companies."""
        return replace(self, company_id=company_id, stamp="")

    @property
    def label(self) -> str:
        return self.name


def system(company_id: int, reason: str, *, company_ids: Iterable[int] | None = None) -> Actor:
    """The system itself, acting for one company: jobs, timers, imports by an administrator's order.

    ``reason`` stands in audit and history where a person's name would stand.
    """
    ids = tuple(company_ids) if company_ids is not None else (company_id,)
    return Actor(
        user_id=None,
        employee_id=None,
        name=reason,
        company_id=company_id,
        company_ids=ids,
        is_system=True,
        via="system",
    )
