"""All resources of the running system, and what apps contribute: read from their folders when the system starts."""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from heyi.core.access import guards, permissions
from heyi.core.access.actor import Actor
from heyi.core.access.permissions import Permission
from heyi.core.audit import invariants
from heyi.core.resources.declare import Resource, Tab
from heyi.kit.errors import Text

_resources: dict[str, Resource] = {}
_designed: list[Designed] = []
_menus: dict[str, Menu] = {}
_tabs: dict[str, list[Tab]] = {}

PLAIN_VERBS: dict[str, Text] = {
    "view": _("View"),
    "create": _("Create"),
    "update": _("Edit"),
    "delete": _("Delete"),
    "export": _("Export"),
}


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu. It is shown to whoever may view ``resource``, or holds ``permission``."""

    name: str
    label: Text
    path: str
    resource: str | None = None
    permission: str | None = None
    icon: str = "table"


@dataclass(frozen=True)
class Menu:
    """An app's part of the menu."""

    app: str
    label: Text
    icon: str
    items: tuple[MenuItem, ...]
    order: int


class Designed(Protocol):
    """Resources that people design while the system runs; which there are is asked of the database each time."""

    def get(self, key: str) -> Resource | None:
        """The resource of that key."""
        ...

    def of(self, actor: Actor) -> list[Resource]:
        """Those of the actor's companies, in their order."""
        ...


class HeyiApp(AppConfig):
    """The manifest of an app: one readable page. Modules of the usual names are found and imported by themselves;
    an error in one of them stops the start.
    """

    default = False  # this base is imported into every manifest and must not be taken for one

    depends: tuple[str, ...] = ()
    icon: str = "appstore"
    order: int = 100
    menu: tuple[MenuItem, ...] = ()
    modules: tuple[str, ...] = (
        "permissions",
        "resources",
        "workflow",
        "printing",
        "handlers",
        "reminders",
        "jobs",
        "search",
        "invariants",
    )

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True

    def ready(self) -> None:
        for module in self.modules:
            name = f"{self.name}.{module}"
            if importlib.util.find_spec(name) is not None:
                loaded = importlib.import_module(name)
                if module == "resources":
                    for resource in getattr(loaded, "RESOURCES", ()):
                        register(resource)
                for template in getattr(loaded, "ROLES", ()):
                    permissions.register_role(template)
                for guard in getattr(loaded, "GUARDS", ()):
                    guards.register(guard)
                for invariant in getattr(loaded, "INVARIANTS", ()):
                    invariants.register(invariant)
        if self.menu:
            _menus[self.label] = Menu(self.label, self.verbose_name, self.icon, self.menu, self.order)


def register(resource: Resource) -> Resource:
    """Make a resource known, with its permissions. A contradiction in the declaration stops the start."""
    if resource.key in _resources:
        raise ImproperlyConfigured(f"The resource {resource.key} is declared twice.")
    _check(resource)
    _resources[resource.key] = resource
    for permission in permissions_of(resource):
        if permission.name not in permissions.known():
            permissions.register(permission.name, permission.label)
    return resource


def permissions_of(resource: Resource) -> list[Permission]:
    """What roles can grant of a resource: the plain acts that it has, and its verbs."""
    switched_on = {"view": True, "export": resource.export}
    switched_on |= {act: getattr(resource, act) is not None for act in ("create", "update", "delete")}
    found = [Permission(resource.permission(act), label) for act, label in PLAIN_VERBS.items() if switched_on[act]]
    found += [Permission(verb.permission or resource.permission(verb.name), verb.label) for verb in resource.verbs]
    return list({one.name: one for one in reversed(found)}.values())[::-1]


def permission_of(name: str) -> Permission | None:
    """A permission by its name, also of a resource that was designed; None when there is none."""
    if name.startswith(permissions.DESIGNED) and knows(name.rpartition(".")[0]):
        return next((one for one in permissions_of(get(name.rpartition(".")[0])) if one.name == name), None)
    return permissions.known().get(name)


def _check(resource: Resource) -> None:
    names = resource.by_name
    named = {
        "list": resource.list,
        "filters": resource.filters,
        "summary": resource.summary,
        "sort": tuple(item.lstrip("-") for item in resource.sort if item.lstrip("-") != "id"),
        "form": tuple(name for section in resource.form for name in section.fields),
        "sections": tuple(name for section in resource.sections for name in section.fields),
    }
    for place, fields in named.items():
        unknown = [name for name in fields if name not in names]
        if unknown:
            raise ImproperlyConfigured(f"{resource.key}: {place} names unknown fields {', '.join(unknown)}.")


def register_designed(source: Designed) -> None:
    """Let resources be designed; their keys begin with ``permissions.DESIGNED``."""
    _designed.append(source)


def get(key: str) -> Resource:
    """The resource of that key, or KeyError."""
    if key.startswith(permissions.DESIGNED):
        found = next((resource for source in _designed if (resource := source.get(key)) is not None), None)
        if found is None:
            raise KeyError(key)
        return found
    return _resources[key]


def knows(key: str) -> bool:
    """Whether there is such a resource."""
    try:
        get(key)
    except KeyError:
        return False
    return True


def every() -> list[Resource]:
    """All declared resources in the order of their apps."""
    return list(_resources.values())


def every_for(actor: Actor) -> list[Resource]:
    """All resources, those too that the actor's companies have designed."""
    return [*_resources.values(), *designed_for(actor)]


def designed_for(actor: Actor) -> list[Resource]:
    """Those alone that the actor's companies have designed."""
    return [resource for source in _designed for resource in source.of(actor)]


def menus() -> list[Menu]:
    """All menus in their order."""
    return sorted(_menus.values(), key=lambda menu: menu.order)


def add_tab(key: str, tab: Tab) -> None:
    """Show records of an app above beside those of ``key``: a customer's orders, which the customer's app does not know."""
    _tabs.setdefault(key, []).append(tab)


def tabs_of(resource: Resource) -> tuple[Tab, ...]:
    """The tabs that it declares, and those that apps above have added."""
    return (*resource.tabs, *_tabs.get(resource.key, ()))


def label_path(key: str) -> str:
    """The column that names a record of a resource: its title, or ``name`` where none is declared."""
    return get(key).title if knows(key) else "name"


def check_complete(operations: dict[str, Any]) -> None:
    """At the end of the start: references and roles name only what exists."""
    permissions.check()
    for resource in _resources.values():
        for tab in tabs_of(resource):
            if tab.resource not in _resources:
                raise ImproperlyConfigured(f"{resource.key}: the tab {tab.name} shows the unknown {tab.resource}.")
    if not operations:
        raise ImproperlyConfigured("No operation is registered.")
