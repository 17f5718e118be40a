"""Ready forms with their processes (模板): one click, and they are the company's own."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from django.db import transaction

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.forms.models import Form
from heyi.core.forms.permissions import DESIGN
from heyi.core.forms.services import forms
from heyi.core.workflow.services import designing
from heyi.kit.errors import NotFound

Template = Mapping[str, Any]


@cache
def templates() -> dict[str, Template]:
    """All that ship, by code, in their order."""
    folder = resources.files("heyi.core.forms").joinpath("templates")
    found = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {one["code"]: one for one in sorted(found, key=lambda one: (one["order"], one["code"]))}


def needs(template: Template) -> list[str]:
    """The forms whose documents its fields point to."""
    fields = template["design"]["fields"]
    inner = [column for field in fields for column in field.get("fields", ())]
    named = [one["form"] for one in (*fields, *inner) if one["type"] == "approval"]
    return [code for code in dict.fromkeys(named) if code != template["code"]]


def installed(actor: Actor) -> set[str]:
    """The codes of the company's forms."""
    scoping.require(actor, DESIGN)
    return set(Form.objects.filter(company_id=actor.company_id).values_list("code", flat=True))


def step_count(steps: list[Mapping[str, Any]]) -> int:
    """How many times somebody is asked, over all branches."""
    inner = sum(step_count(way["steps"]) for step in steps for way in step.get("branches", ()))
    return inner + sum(step["type"] in ("approve", "handle", "inform") for step in steps)


@transaction.atomic
def install(code: str, *, actor: Actor) -> list[Form]:
    """The form of a template, in use at once, after those that it points to and the company has not: all of them. The last
    is the one that was asked for. CodeTaken when the company has it.
    """
    known = installed(actor)
    return [_install(one, actor) for one in _in_order(code, known)]


def _in_order(code: str, known: set[str]) -> Iterator[Template]:
    template = templates().get(code)
    if template is None:
        raise NotFound
    known.add(code)
    for other in needs(template):
        if other not in known:
            yield from _in_order(other, known)
    yield template


def _install(template: Template, actor: Actor) -> Form:
    form = forms.create(
        template["code"], template["name"], actor=actor, design=template["design"], about=template["about"],
        icon=template["icon"], category=template["category"], template=template["code"],
    )  # fmt: skip
    xml, _findings = designing.as_file({**template["process"], "key": form.resource}, actor=actor)
    form = forms.change(form.pk, actor=actor, version=form.version, xml=xml)
    return forms.publish(form.pk, actor=actor, version=form.version)
