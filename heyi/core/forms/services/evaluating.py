"""Forms for whoever fills them in: which there are, what they look like, and what the server makes of values."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.forms import rows, source
from heyi.core.forms.errors import NotPublished
from heyi.core.forms.filling import Filling
from heyi.core.forms.keeping import Keeper
from heyi.core.forms.models import Document, FormVersion
from heyi.core.forms.services import defaults, documents, lookups
from heyi.core.forms.source import Built
from heyi.core.forms.texts import said
from heyi.core.resources import detail, registry
from heyi.core.resources.bodies import clean_fields, standing
from heyi.core.resources.declare import Resource
from heyi.core.resources.modes import line_fields, mode_of, narrowed
from heyi.core.resources.writing import writable
from heyi.kit.errors import FieldError, NotFound


def startable(actor: Actor) -> list[dict[str, Any]]:
    """The forms of the company for which the actor acts that they may fill in."""
    versions = FormVersion.objects.filter(company_id=actor.company_id, state="published", form__state="published")
    found = []
    for version in versions.select_related("form").order_by("form__category", "form_id"):
        form = version.form
        if actor.can_here(f"{form.resource}.create"):
            found.append({
                "resource": form.resource, "page": f"/paper/{form.name_of_resource}", "name": said(form.names),
                "about": said(form.about), "icon": form.icon, "category": form.category,
            })  # fmt: skip
    return found


def design_for(resource: Resource, actor: Actor) -> dict[str, Any]:
    """The design in force without what roles hide from the actor. NotFound for those who may neither see nor fill in."""
    if not actor.can(resource.permission("view")) and not actor.can(resource.permission("create")):
        raise NotFound
    version = _in_force(resource)
    hidden = {name for name, field in resource.by_name.items() if mode_of(actor, resource, field) is Mode.HIDDEN}
    design = dict(version.design)
    design["fields"] = [
        _without(one, resource, actor) for one in design.get("fields", []) if one.get("name") not in hidden
    ]
    for part in ("list", "filters", "summary"):
        design[part] = [name for name in design.get(part, []) if name not in hidden]
    return {
        "resource": resource.key, "name": said(version.form.names), "number": version.number, "design": design,
    }  # fmt: skip


def _without(raw: Mapping[str, Any], resource: Resource, actor: Actor) -> Mapping[str, Any]:
    """A field of a design; of lines only the columns that roles do not hide."""
    field = resource.by_name.get(str(raw.get("name")))
    if field is None or field.lines is None:
        return raw
    known = {item.name for item in line_fields(actor, resource, field)}
    return {**raw, "fields": [one for one in raw.get("fields", []) if one.get("name") in known]}


def evaluate(resource: Resource, values: Mapping[str, Any], actor: Actor, *, record_id: int | None) -> dict[str, Any]:
    """Values as they would be stored, the fields that are shown with them, and what would refuse them now."""
    creating = record_id is None
    if record_id is None:
        scoping.require(actor, resource.permission("create"))
    else:
        scoping.seen(actor, resource.model, record_id, resource.permission("update"))
        actor = narrowed(actor, resource.key, record_id)
    built = _built(resource)
    record = (
        Document.objects.get(pk=record_id)
        if record_id
        else Document(form_id=built.form.pk, company_id=actor.company_id)
    )
    fields = writable(resource, actor, creating=creating)
    known = {name: value for name, value in values.items() if name in fields}
    references = standing(resource, record_id, actor) if record_id else None
    cleaned, errors = clean_fields(resource.model, fields, known, actor=actor, partial=True, references=references)
    keeper = Keeper(resource, actor, record_id)
    given = {**(defaults.of(built.design, actor) if creating and not values else {}), **cleaned}
    kept = keeper.keep(given)
    stood = rows.carry(built.design, given, kept, record.data)
    merged = {**deepcopy(record.data), **kept}
    merged = {name: value for name, value in merged.items() if value is not None and name in built.design.by_name}
    lookups.fill(built, merged, record.data, actor, stood)
    initiator = documents.initiator_of(record.owner_id or actor.employee_id)
    filling = Filling(built.plan, merged, record.data, initiator, stood)
    found = filling.compute()
    filling.check_complete()
    shown = [name for name in built.design.by_name if name in filling.shown and _readable(resource, name, actor)]
    return {
        "values": {name: _known(resource, name, found[name], actor) for name in shown if name in found},
        "shown": shown,
        "errors": [_finding(one) for one in (*errors, *keeper.errors, *filling.errors)],
    }


def _readable(resource: Resource, name: str, actor: Actor) -> bool:
    return mode_of(actor, resource, resource.by_name[name]) in (Mode.READ, Mode.WRITE)


def _known(resource: Resource, name: str, value: Any, actor: Actor) -> Any:
    field = resource.by_name[name]
    return detail.stored_lines(resource, field, value, actor) if field.lines else detail.named(field, value, actor)


def _finding(error: FieldError) -> dict[str, str]:
    return {**error.as_dict(), "level": "error"}


def _in_force(resource: Resource) -> FormVersion:
    found = source.KEY.fullmatch(resource.key)
    version = (
        FormVersion.objects.select_related("form")
        .filter(form_id=int(found.group(1)) if found else 0, state="published")
        .first()
    )
    if version is None or not registry.knows(resource.key):
        raise NotPublished
    return version


def _built(resource: Resource) -> Built:
    return source.built_of(_in_force(resource))
