"""All that a role can grant, in the words of the reader: what an administrator chooses from."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.access.models.roles import MODES, SCOPES
from heyi.core.access.permissions import DESIGNED, known
from heyi.core.resources import registry


def catalog(actor: Actor) -> dict[str, Any]:
    """``{"scopes", "modes", "apps": [{"name", "label", "resources": [{"key", "label", "permissions", "fields"}]}]}``."""
    grouped: dict[str, dict[str, dict[str, Any]]] = {}
    designed = [one for resource in registry.designed_for(actor) for one in registry.permissions_of(resource)]
    for permission in (*known().values(), *designed):
        app, _dot, _rest = permission.name.partition(".")
        resources = grouped.setdefault(app, {})
        entry = resources.setdefault(permission.resource, _resource(permission.resource))
        verb = permission.name.rpartition(".")[2]
        entry["permissions"].append({"name": permission.name, "verb": verb, "label": str(permission.label)})
    return {
        "scopes": [{"value": value.value, "label": str(label)} for value, label in SCOPES],
        "modes": [{"value": value.value, "label": str(label)} for value, label in MODES],
        "apps": [
            {"name": app, "label": _app_label(app), "resources": list(resources.values())}
            for app, resources in grouped.items()
        ],
    }


def _resource(key: str) -> dict[str, Any]:
    fields: list[dict[str, str]] = []
    try:
        resource = registry.get(key)
    except KeyError:
        label = _model_label(key)
    else:
        label = str(resource.model._meta.verbose_name)
        fields = [{"name": name, "label": str(field.label)} for name, field in resource.by_name.items()]
    return {"key": key, "label": label, "permissions": [], "fields": fields}


def _model_label(key: str) -> str:
    try:
        return str(apps.get_model(key)._meta.verbose_name)
    except (LookupError, ValueError):
        return key


def _app_label(label: str) -> str:
    if label == DESIGNED.removesuffix("."):
        return str(_("Designed forms"))
    try:
        return str(apps.get_app_config(label).verbose_name)
    except LookupError:
        return label
