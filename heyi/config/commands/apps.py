"""`heyi apps`: what each app brings: resources with their fields, permissions, events it hears, number series, menu."""

import argparse
import json
from typing import Any

from heyi.config.runtime.words import _, language

HELP = "list the apps with their resources, permissions, events, numbers and menus"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("app", nargs="*", help=_("only these apps"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: done; 2: there is no such app."""
    from heyi.config.runtime.refusal import Refusal

    _set_up()
    from django.utils import translation

    with translation.override(language().replace("_", "-").lower()):
        found = [app for app in describe() if not options.app or app["name"] in options.app]
        missing = set(options.app) - {app["name"] for app in found}
        if missing:
            raise Refusal(_("There is no app {name}.").format(name=", ".join(sorted(missing))))
        print(json.dumps(found, ensure_ascii=False) if options.json else as_text(found))
    return 0


def _set_up() -> None:
    """Django with all apps; the declarations need no database."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heyi.config.settings")
    os.environ.setdefault("SECRET_KEY", "only to read the declarations")
    django.setup()


def describe() -> list[dict[str, Any]]:
    """Every app of this install, low to high."""
    from django.apps import apps
    from django.conf import settings

    names = [*settings.CORE_APPS, *settings.BUSINESS_APPS, *settings.EXTRA_APPS]
    by_module = {config.name: config for config in apps.get_app_configs()}
    return [_app(by_module[name]) for name in names]


def _app(config: Any) -> dict[str, Any]:
    from heyi.core.access import permissions
    from heyi.core.events.publishing import subscriptions
    from heyi.core.numbering.series import registered
    from heyi.core.resources import registry

    label = config.label
    menu = next((found.items for found in registry.menus() if found.app == label), ())
    return {
        "name": label,
        "label": str(config.verbose_name),
        "depends": list(getattr(config, "depends", ())),
        "resources": [_resource(found) for found in registry.every() if found.app == label],
        "permissions": [
            {"name": found.name, "label": str(found.label)}
            for found in permissions.known().values()
            if found.name.partition(".")[0] == label
        ],
        "handlers": [
            {"event": found.pattern, "handler": found.name}
            for found in subscriptions()
            if found.name.startswith(f"{config.name}.")
        ],
        "series": [
            {"code": found.code, "pattern": found.pattern.text, "label": str(found.label)}
            for found in registered().values()
            if found.code.partition(".")[0] == label
        ],
        "menu": [{"name": item.name, "label": str(item.label), "path": item.path} for item in menu],
    }


def _resource(resource: Any) -> dict[str, Any]:
    return {
        "key": resource.key,
        "label": str(resource.model._meta.verbose_name),
        "path": f"/api/v1/{resource.app}/{resource.name}",
        "fields": [
            {"name": found.name, "kind": str(found.kind.value), "label": str(found.label), "mode": found.mode.value}
            for found in resource.by_name.values()
        ],
        "verbs": [verb.name for verb in resource.verbs],
    }


def as_text(found: list[dict[str, Any]]) -> str:
    """A page for each app; what it does not have is left out."""
    return "\n".join(line for app in found for line in _lines(app))


def _lines(app: dict[str, Any]) -> list[str]:
    above = " " + _("(on {apps})").format(apps=", ".join(app["depends"])) if app["depends"] else ""
    lines = [f"{app['name']}  {app['label']}{above}"]
    for resource in app["resources"]:
        lines.append(f"  {resource['key']}  {resource['label']}  {resource['path']}")
        lines.append("    " + _("fields:") + " " + ", ".join(f"{f['name']}:{f['kind']}" for f in resource["fields"]))
        if resource["verbs"]:
            lines.append("    " + _("verbs:") + " " + ", ".join(resource["verbs"]))
    parts = (
        (_("permissions:"), [item["name"] for item in app["permissions"]]),
        (_("events handled:"), [f"{item['event']} -> {item['handler']}" for item in app["handlers"]]),
        (_("number series:"), [f"{item['code']} {item['pattern']}" for item in app["series"]]),
        (_("menu:"), [f"{item['label']} {item['path']}" for item in app["menu"]]),
    )
    for head, items in parts:
        if items:
            lines += [f"  {head}", *(f"    {item}" for item in items)]
    return lines
