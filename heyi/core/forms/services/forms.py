"""Forms on the way from draft to use: their design and the process that decides about their documents, together."""

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish as announce
from heyi.core.forms import checking, texts
from heyi.core.forms.design import Finding
from heyi.core.forms.errors import CodeTaken, FormHasDocuments, NothingToPublish
from heyi.core.forms.models import Document, Form, FormVersion
from heyi.core.forms.permissions import DESIGN
from heyi.core.forms.services import frozen, processes
from heyi.core.resources.saving import save
from heyi.kit.errors import FieldError, Malformed, NotFound, TooLarge
from heyi.kit.text import clean_line

MAX_BYTES = 1_000_000
FACTS = ("names", "about", "icon", "category", "template")


@transaction.atomic
def create(code: str, names: Mapping[str, str], *, actor: Actor, design: Any = None, **facts: Any) -> Form:
    """A form that nobody can use yet. CodeTaken when the company has one of this code."""
    scoping.require(actor, DESIGN)
    form = Form(company_id=actor.company_id, code=code, names=_texts(names, "name"))
    _take(form, facts)
    try:
        with transaction.atomic():
            save(form, actor=actor)
    except IntegrityError as error:
        raise CodeTaken from error
    _write_draft(form, {} if design is None else design, actor)
    return form


@transaction.atomic
def change(
    form_id: int, *, actor: Actor, version: int, design: Any = None, xml: str | None = None, **facts: Any
) -> Form:
    """Save the draft: what is wrong in it is told when it is checked, not here. StaleVersion when somebody else has."""
    form = locked(form_id, actor, version=version)
    _take(form, facts)
    if design is not None:
        _write_draft(form, design, actor)
    if xml is not None:
        processes.write_draft(form, xml, actor)
    # The form's own version counts every change of its draft, so that two designers never overwrite each other.
    form.updated_by_id = actor.employee_id
    return save(form, actor=actor)


def check(design: Any, *, actor: Actor) -> list[Finding]:
    """Everything that a design lacks."""
    scoping.require(actor, DESIGN)
    return checking.check(design, _codes(actor.company_id))[1]


@transaction.atomic
def publish(form_id: int, *, actor: Actor, version: int) -> Form:
    """Put the draft of the form and of its process in force, both or neither. Malformed with every finding."""
    form = locked(form_id, actor, version=version)
    draft = form.versions.filter(state="draft").first()
    if draft is None and processes.of(form, "draft") is None:
        raise NothingToPublish
    if draft is not None:
        found = checking.check(draft.design, _codes(form.company_id))
        findings = [*found[1], *frozen.findings(form, found[0])]
        _refuse(findings)
        form.versions.filter(state="published").update(state="retired")
        draft.state, draft.published_at = "published", timezone.now()
        draft.save(update_fields=["state", "published_at"])
    form.state = Form.State.PUBLISHED
    save(form, actor=actor)
    processes.publish(form, actor)
    announce("forms.form.published", form, actor=actor, data={"form": form.resource})
    return form


@transaction.atomic
def retire(form_id: int, *, actor: Actor, version: int) -> Form:
    """Nobody fills it in any more; what is in approval goes on."""
    form = locked(form_id, actor, version=version)
    form.state = Form.State.RETIRED
    save(form, actor=actor)
    processes.retire(form, actor)
    announce("forms.form.retired", form, actor=actor, data={"form": form.resource})
    return form


@transaction.atomic
def remove(form_id: int, *, actor: Actor, version: int | None) -> None:
    """A form with which no document was made can go."""
    form = locked(form_id, actor, version=version)
    if Document.objects.filter(form=form).exists():
        raise FormHasDocuments
    processes.remove(form, actor)
    form.versions.all().delete()
    form.delete()


@transaction.atomic
def roll_back(form_id: int, number: int, *, actor: Actor, version: int) -> Form:
    """Take an earlier version as the draft: the past is not changed."""
    form = locked(form_id, actor, version=version)
    earlier = one_of(form.versions.filter(number=number))
    _write_draft(form, earlier.design, actor)
    return save(form, actor=actor)


def locked(form_id: int, actor: Actor, *, version: int | None = None) -> Form:
    """A form of the actor's company that they may design, locked."""
    scoping.require(actor, DESIGN)
    found: Form = Form.objects.filter(company_id=actor.company_id).for_update(form_id, version=version)
    return found


def draft_or_in_force(form: Form) -> FormVersion | None:
    """What a designer goes on with."""
    rows = {row.state: row for row in form.versions.filter(state__in=["draft", "published"])}
    return rows.get("draft") or rows.get("published") or form.versions.order_by("-number").first()


def one_of(rows: Any) -> FormVersion:
    """The only one of the rows, or NotFound."""
    found: FormVersion | None = rows.first()
    if found is None:
        raise NotFound
    return found


def _write_draft(form: Form, design: Any, actor: Actor) -> None:
    if not isinstance(design, Mapping):
        raise Malformed.at("design", "not_object", _("This must be an object."))
    text = orjson.dumps(design, option=orjson.OPT_SORT_KEYS)
    if len(text) > MAX_BYTES:
        raise TooLarge
    if b"\\u0000" in text:
        raise Malformed.at("design", "not_text", _("This must be text."))
    digest = hashlib.sha256(text).hexdigest()
    draft = form.versions.filter(state="draft").first()
    if draft is None:
        last = form.versions.aggregate(last=Max("number"))["last"] or 0
        draft = FormVersion(company_id=form.company_id, form=form, number=last + 1)
    draft.design, draft.digest = design, digest
    save(draft, actor=actor)


def _take(form: Form, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        if value is None:
            continue
        if name in ("names", "about"):
            setattr(form, name, _texts(value, name, required=name == "names"))
        elif name in FACTS:
            setattr(form, name, clean_line(value))


def _texts(value: Any, path: str, *, required: bool = True) -> dict[str, str]:
    wrong = texts.faults(value, required=required, most=200)
    if wrong:
        raise Malformed.at(path, wrong, _("Please write this in at least one language."))
    return {language: clean_line(text) for language, text in (value or {}).items()}


def _codes(company_id: int) -> dict[str, int]:
    return dict(Form.objects.filter(company_id=company_id).values_list("code", "pk"))


def _refuse(findings: list[Finding]) -> None:
    errors = tuple(FieldError(f"design.{one.path}", one.code, one.message) for one in findings if one.level == "error")
    if errors:
        raise Malformed(errors=errors)
