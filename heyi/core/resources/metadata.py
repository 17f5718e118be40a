"""What the web app is told about resources, so that it can draw lists, forms, details and boards by itself."""

import hashlib
from typing import Any

import orjson

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import registry
from heyi.core.resources.declare import F, Resource, Section, Verb
from heyi.core.resources.kinds import OPERATORS, Kind
from heyi.core.resources.modes import mode_of, shown


def metadata(actor: Actor) -> dict[str, Any]:
    """All resources that the actor may view, with a version that changes when any of it does."""
    resources = {r.key: describe(r, actor) for r in registry.every_for(actor) if actor.can(r.permission("view"))}
    digest = hashlib.sha256(orjson.dumps(resources)).hexdigest()[:16]
    return {"resources": resources, "version": digest}


def describe(resource: Resource, actor: Actor) -> dict[str, Any]:
    """One resource for one actor: hidden fields are not mentioned at all."""
    visible = shown(actor, resource)
    meta = resource.model._meta
    form = resource.form or (Section("", tuple(visible)),)
    acts = {
        act: getattr(resource, act) is not None and actor.can_here(resource.permission(act))
        for act in ("create", "update")
    }
    return {
        "key": resource.key,
        "app": resource.app,
        "name": resource.name,
        "path": resource.path,
        "page": resource.page or f"/{resource.app}/{resource.name}",
        "label": str(meta.verbose_name),
        "label_plural": str(meta.verbose_name_plural),
        "icon": resource.icon,
        "title_field": resource.title,
        "permissions": {**acts, "import": acts["create"], "export": actor.can_here(resource.permission("export"))},
        "fields": [field_meta(field, mode_of(actor, resource, field)) for field in visible.values()],
        "list": {
            "columns": [name for name in resource.list if name in visible],
            "sort": list(resource.sort),
            "quick_filters": [name for name in resource.filters if name in visible],
            "search": any(field.search for field in resource.by_name.values()),
        },
        "kanban": _kanban(resource, visible),
        "form": [_section(section, visible) for section in form],
        "detail": {
            "summary": [name for name in resource.summary if name in visible],
            "sections": [_section(section, visible) for section in resource.sections or form],
            "tabs": [
                {"name": tab.name, "label": str(tab.label), "resource": tab.resource, "filter": dict(tab.filter)}
                for tab in registry.tabs_of(resource)
                if actor.can(f"{tab.resource}.view")
            ],
        },
        "verbs": [
            _verb(verb) for verb in resource.verbs if actor.can(verb.permission or resource.permission(verb.name))
        ],
    }


def _kanban(resource: Resource, visible: dict[str, F]) -> dict[str, Any] | None:
    board = resource.kanban
    if board is None or board.group not in visible:
        return None
    return {
        "group": board.group,
        "title": board.title,
        "fields": [name for name in board.fields if name in visible],
        "sum": board.sum if board.sum in visible else None,
        "verb": board.verb,
    }


def _section(section: Section, visible: dict[str, F]) -> dict[str, Any]:
    names = [name for name in section.fields if name in visible]
    return {"title": str(section.title), "columns": section.columns, "fields": names}


def _verb(verb: Verb) -> dict[str, Any]:
    return {
        "name": verb.name,
        "label": str(verb.label),
        "tone": verb.tone,
        "bulk": verb.bulk,
        "confirm": str(verb.confirm) if verb.confirm else None,
        "payload": [field_meta(field, Mode.WRITE) for field in verb.payload],
    }


def field_meta(field: F, mode: Mode) -> dict[str, Any]:
    """One field for the browser; members that say nothing are left out."""
    known = mode in (Mode.READ, Mode.WRITE)
    found: dict[str, Any] = {
        "name": field.name,
        "kind": str(field.kind),
        "label": str(field.label),
        "help": str(field.help),
        "required": bool(field.required),
        "mode": mode.value,
        "sortable": field.sortable and known,
        "filter": list(OPERATORS[field.kind or Kind.TEXT]) if field.filterable and known else [],
        "reference": field.reference,
        "currency_field": field.currency,
        "decimals": field.decimals,
        "deadline": field.deadline,
        "create_only": field.create_only,
        "default": field.default() if callable(field.default) else field.default,
    }
    if "choices" in field.options:
        tones = field.tones or {}
        found["choices"] = [
            {"value": value, "label": str(label), "tone": tones.get(value, "neutral")}
            for value, label in field.options["choices"]
        ]
    if field.lines is not None:
        found["fields"] = [field_meta(item, item.mode) for item in field.lines.fields]
    return {
        key: value for key, value in found.items() if (value is not None and value is not False) or key == "required"
    }
