"""Designs that tests fill in."""

from typing import Any

from heyi.core.access.actor import Actor
from heyi.core.forms.models import Form
from heyi.core.forms.services import forms
from heyi.core.workflow.builder import Step, process


def texts(name: str) -> dict[str, str]:
    """One word in every language."""
    return {"zh-hans": name, "zh-hant": name, "en": name}


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    """A field, called by its name."""
    return {"name": name, "type": kind, "label": texts(name), **more}


LEAVE: dict[str, Any] = {
    "fields": [
        field("kind", "choice", required=True, choices=[
            {"value": "annual", "label": {"zh-hans": "年假", "zh-hant": "年假", "en": "Annual leave"}, "tone": "blue"},
            {"value": "sick", "label": {"zh-hans": "病假", "zh-hant": "病假", "en": "Sick leave"}},
        ]),
        field("period", "daterange", required=True),
        field("days", "number", decimals=1, formula='(period.end - period.start) / duration("P1D") + 1'),
        field("reason", "longtext", required=True),
        field("proof", "file", needed='kind = "sick" and days > 3'),
        field("handover", "person"),
        field("booked", "switch", later=True),
    ],
    "list": ["kind", "days"],
    "filters": ["kind"],
    "summary": ["kind", "days"],
    "rules": [{"check": "days <= 30", "message": texts("too long"), "field": "period"}],
}  # fmt: skip


def publish(actor: Actor, code: str, design: dict[str, Any], *steps: Step) -> Form:
    """A form in use, with a process of these steps."""
    form = forms.create(code, texts(code), actor=actor, design=design)
    form = forms.change(form.pk, actor=actor, version=form.version, xml=process(form.resource, code, *steps).xml())
    return forms.publish(form.pk, actor=actor, version=form.version)
