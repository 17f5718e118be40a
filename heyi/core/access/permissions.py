"""All permissions of the running system, by name ``app.resource.verb``. Unknown names are refused at start."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from heyi.core.access import shipped
from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Permission:
    """One function that a role can grant."""

    name: str
    label: Text

    @property
    def resource(self) -> str:
        return self.name.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class RoleGrant:
    """``permission`` may end in ``.*``. ``scope`` is a value of Scope."""

    permission: str
    scope: str


@dataclass(frozen=True, slots=True)
class FieldLimit:
    """For holders of the role, one field of one resource has this mode (a value of Mode) instead of the declared one."""

    resource: str
    field: str
    mode: str


@dataclass(frozen=True, slots=True)
class RoleTemplate:
    """A role that every new company gets. Apps add grants and field limits to the same code; the union is installed.

    ``duty`` is one of the three administrative duties (三员) that nobody unites: system, security, audit.
    """

    code: str
    label: Text
    grants: tuple[RoleGrant, ...]
    fields: tuple[FieldLimit, ...] = ()
    duty: str = ""


DESIGNED = "paper."
"""How permissions of resources begin that people design while the system runs; they need not be registered."""

_permissions: dict[str, Permission] = {}
_templates: dict[str, list[RoleTemplate]] = {}


def register(name: str, label: Text) -> Permission:
    """Make a permission known; twice with the same name is an error of programming."""
    if name in _permissions:
        raise ImproperlyConfigured(f"The permission {name} is registered twice.")
    if name.count(".") != 2:
        raise ImproperlyConfigured(f"A permission is named app.resource.verb, not {name}.")
    _permissions[name] = Permission(name, label)
    return _permissions[name]


def register_role(template: RoleTemplate) -> None:
    """Add a shipped role, or more grants for one that another app has begun."""
    _templates.setdefault(template.code, []).append(template)


def known() -> dict[str, Permission]:
    """Every permission by name."""
    return dict(_permissions)


def templates() -> dict[str, list[RoleTemplate]]:
    """The shipped roles by code, in the order of the apps."""
    return dict(_templates)


def expand(pattern: str) -> list[str]:
    """The permissions that a grant names: ``sales.*``, ``sales.order.*``, ``*`` or one name."""
    if pattern == "*":
        return list(_permissions)
    if pattern.endswith(".*"):
        prefix = pattern[:-1]
        return [name for name in _permissions if name.startswith(prefix)]
    return [pattern] if pattern in _permissions else []


def may_be_designed(pattern: str) -> bool:
    """Whether a grant of this pattern means resources that are designed, now or later."""
    return pattern == "*" or pattern.startswith(DESIGNED)


def covers(pattern: str, name: str) -> bool:
    """Whether a grant of ``pattern`` includes the permission of that name."""
    return pattern in ("*", name) or (pattern.endswith(".*") and name.startswith(pattern[:-1]))


def check() -> None:
    """Refuse to start when a shipped role grants something that does not exist."""
    for parts in _templates.values():
        for template in parts:
            for grant in template.grants:
                if not expand(grant.permission) and not may_be_designed(grant.permission):
                    raise ImproperlyConfigured(
                        f"The role {template.code} grants {grant.permission}, which no app declares."
                    )


EXPLAIN = register("access.explain.view", _("Explain access")).name
ADMINISTER = register("access.role.administer", _("Grant beyond one's own")).name

shipped.register("access.role", lambda: [parts[0].label for parts in _templates.values()])
