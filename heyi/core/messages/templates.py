"""What can be said: templates by key, declared by whoever says it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

from heyi.core.access.actor import Actor
from heyi.kit.errors import Text

Sight = Callable[[Actor, Iterable[int]], set[int]]


@dataclass(frozen=True, slots=True)
class Template:
    """``title`` and ``body`` hold ``%(name)s`` places. ``kind`` groups messages in the message centre.

    ``fields`` names, for parameters that repeat a field of the record, that field: where the reader may not read the
    field, the parameter is not shown either.
    """

    key: str
    title: Text
    body: Text = ""
    kind: str = "notice"
    fields: Mapping[str, str] = field(default_factory=dict)


_templates: dict[str, Template] = {}
_sights: dict[str, Sight] = {}
_pages: dict[str, str] = {}


def register_template(
    key: str, title: Text, body: Text = "", *, kind: str = "notice", fields: Mapping[str, str] | None = None
) -> Template:
    """Declare a template; keys are ``app.what_happened``."""
    if key in _templates:
        raise ImproperlyConfigured(f"The message template {key} is declared twice.")
    if len(key) > 120 or len(kind) > 20:
        raise ImproperlyConfigured(f"The message template {key} has too long a name.")
    _templates[key] = Template(key, title, body, kind, dict(fields or {}))
    return _templates[key]


def register_sight(resource: str, sight: Sight, *, page: str = "") -> None:
    """For things that are no declared resource: which of these ids the reader may see, and below which page they are."""
    if resource in _sights:
        raise ImproperlyConfigured(f"Who sees {resource} is declared twice.")
    _sights[resource] = sight
    _pages[resource] = page


def get(key: str) -> Template | None:
    """The template, or None when the app that had it is gone."""
    return _templates.get(key)


def registered() -> dict[str, Template]:
    """All templates by key."""
    return dict(_templates)


def sight_of(resource: str) -> Sight | None:
    return _sights.get(resource)


def page_of(resource: str) -> str:
    return _pages.get(resource, "")
