"""`heyi access explain`: why a person may or may not do something."""

import argparse
from typing import Any

from heyi.config.runtime import installation
from heyi.config.runtime.datadir import DataDir
from heyi.config.runtime.refusal import Refusal
from heyi.config.runtime.words import _, language

HELP = "explain who may do what, and why"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["explain"], help=_("what to do"))
    parser.add_argument("person", help=_("user name"))
    parser.add_argument("permission", help=_("for example sales.order.view"))
    parser.add_argument("id", nargs="?", type=int, help=_("of one record"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    """0: allowed; 1: not allowed; 2: there is no such person, permission or record."""
    with installation.django(DataDir(), role="owner"):
        from django.db import transaction
        from django.utils import translation

        with translation.override(language().replace("_", "-").lower()), transaction.atomic():
            found = ask(options.person, options.permission, options.id)
            if options.json:
                import json

                print(json.dumps(found.as_dict(), ensure_ascii=False))
            else:
                print(as_text(found))
    return 0 if found.allowed else 1


def ask(person: str, permission: str, record_id: int | None) -> Any:
    """The explanation for the first employment of a user."""
    from heyi.core.access import explaining
    from heyi.core.access.permissions import known
    from heyi.core.org.models import Employee

    employee = Employee.objects.filter(user__username=person).order_by("status", "pk").first()
    if employee is None:
        raise Refusal(_("There is no employee with the user name “{name}”.").format(name=person))
    if permission not in known():
        raise Refusal(_("There is no permission “{name}”; `heyi apps` lists them.").format(name=permission))
    record = None
    if record_id is not None:
        model: Any = explaining.model_of(permission)
        record = model._default_manager.filter(pk=record_id).first() if model is not None else None
        if record is None:
            raise Refusal(_("There is no record {id} for {name}.").format(id=record_id, name=permission))
    return explaining.explain(employee, permission, record)


def as_text(found: Any) -> str:
    """The verdict, each rule with its answer, and what holds for the fields."""
    lines = [_("Allowed.") if found.allowed else _("Not allowed.")]
    lines += [f"  {'+' if reason.holds else '-'} {reason.text}" for reason in found.reasons]
    if found.fields:
        lines.append(_("Fields:"))
        width = max(len(item.name) for item in found.fields)
        lines += [f"    {item.name:<{width}}  {item.mode:<7} {item.text}" for item in found.fields]
    return "\n".join(lines)
