"""The life of a document: filled in, submitted, decided about by its process."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django.db import transaction
from django.utils import timezone

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.forms import checks, rows, source
from heyi.core.forms.design import Field
from heyi.core.forms.errors import NotPublished
from heyi.core.forms.filling import Filling
from heyi.core.forms.keeping import Keeper
from heyi.core.forms.models import Document, FormVersion
from heyi.core.forms.services import columns, defaults, lookups, numbers
from heyi.core.forms.source import Built
from heyi.core.org.models import Employee
from heyi.core.resources.modes import narrowed
from heyi.core.resources.saving import save
from heyi.core.resources.writing import writable
from heyi.core.workflow import public as workflow
from heyi.kit.errors import Malformed

Values = dict[str, Any]
ATTACHED = ("file", "image", "signature")


@transaction.atomic
def create(data: Values, *, actor: Actor, form_id: int) -> Document:
    """A draft with what is filled in so far; it has no number, and nothing in it is required yet."""
    built = _in_force(form_id)
    record = built.model(form_id=form_id, form_version_id=built.version_id, company_id=built.form.company_id)
    given = {**defaults.of(built.design, actor), **data}
    return _fill(record, built, given, actor, complete=False)


@transaction.atomic
def update(record_id: int, data: Values, *, actor: Actor) -> Document:
    """Change some values: of a draft, which comes to the version in force by it, or of a document in approval by whoever
    decides and may, which stays on its version.
    """
    record = _locked(record_id)
    running = record.status == Document.Status.RUNNING
    built = _pinned(record) if running else _in_force(record.form_id)
    record.form_version_id = built.version_id
    return _fill(record, built, data, actor, complete=running, of_initiator=not running)


@transaction.atomic
def submit(record_id: int, *, actor: Actor, choices: Any = None, identity: Any = None) -> Document:
    """Hand the document in: it must be complete, gets its number, and its approval begins."""
    record = _locked(record_id)
    if not record.can_step("submit"):
        record.transition("submit")
    built = _in_force(record.form_id)
    record.form_version_id = built.version_id
    record = _fill(record, built, {}, actor, complete=True)
    if not record.number:  # before the case begins, whose title and messages name the document
        numbers.give(record, built, actor)
        save(record, actor=actor)
    chosen, post = workflow.clean_choices(choices), workflow.clean_identity(identity)
    workflow.submit(built.resource.key, record.pk, actor=actor, choices=chosen, identity=post)
    return _locked(record_id)


@transaction.atomic
def withdraw(record_id: int, *, actor: Actor) -> Document:
    """Take the document back. The case is locked before the document, as in every decision."""
    key = _key_of(record_id)
    workflow.withdraw(key, record_id, actor=actor)
    return _locked(record_id)


@transaction.atomic
def copy(record_id: int, *, actor: Actor) -> Document:
    """A new draft with the same values, as far as whoever copies might have filled them in; files stay with the first
    document.
    """
    earlier = _locked(record_id)
    built = _in_force(earlier.form_id)
    record = built.model(form_id=earlier.form_id, form_version_id=built.version_id, company_id=earlier.company_id)
    reader = narrowed(actor, built.resource.key, record_id)
    given = writable(built.resource, reader, creating=True)
    record.data = {
        field.name: _copied(field, earlier.data[field.name], reader.field_rules.get(built.resource.key, {}))
        for field in built.design.fields
        if field.name in earlier.data and field.name in given and field.type not in ATTACHED
    }
    return _fill(record, built, {}, actor, complete=False)


def _copied(field: Field, value: Any, rules: Mapping[str, Mode]) -> Any:
    if not field.fields:
        return value
    open_ = {
        one.name
        for one in field.fields
        if one.is_given and one.type not in ATTACHED and rules.get(f"{field.name}.{one.name}", Mode.WRITE) is Mode.WRITE
    }
    return [{name: one for name, one in row.items() if name in open_} for row in value]


def submitted(record_id: int, actor: Actor) -> None:
    """The case has begun, or begun again after a return: what is missing now refuses it."""
    record = _locked(record_id)
    record.transition("submit")
    record.submitted_at = timezone.now()
    _fill(record, _in_force(record.form_id), {}, actor, complete=True)


def ended(step: str, record_id: int, actor: Actor) -> None:
    """The case has come to an end, or back to its initiator."""
    record = _locked(record_id)
    if record.can_step(step):
        record.transition(step)
        save(record, actor=actor)


def _fill(
    record: Document, built: Built, data: Values, actor: Actor, *, complete: bool, of_initiator: bool = True
) -> Document:
    before = deepcopy(record.data)
    keeper = Keeper(built.resource, actor, record.pk)
    kept = keeper.keep(data)
    stood = rows.carry(built.design, data, kept, before)
    by_column = columns.kept(keeper, data)
    stood |= {name: before.get(name) or [] for name in {one.partition(".")[0] for one in by_column} - stood.keys()}
    kept = columns.put({**kept, **by_column}, before)
    known = built.design.by_name
    merged = {name: value for name, value in {**before, **kept}.items() if value is not None and name in known}
    lookups.fill(built, merged, before, actor, stood)
    filling = Filling(built.plan, merged, before, initiator_of(record.owner_id or actor.employee_id), stood)
    record.data = filling.compute()
    filling.check_locked()
    if complete:
        filling.check_complete(of_initiator=of_initiator)
        filling.errors += checks.gone(built.design, record.data)
    changed = {name: value for name, value in record.data.items() if before.get(name) != value}
    # A copy is a draft with what stands elsewhere; at the latest when it is handed in, that has to be something else.
    alone = record.data if complete else changed
    found = (
        *keeper.errors,
        *filling.errors,
        *checks.errors(built.design, changed, record.company_id),
        *checks.taken(built.design, alone, record),
    )
    if found:
        raise Malformed(errors=found)
    save(record, actor=actor)
    keeper.attach(record.pk)
    return record


def initiator_of(employee_id: int | None) -> Mapping[str, Any]:
    """What expressions know of whoever submits."""
    person = Employee.objects.select_related("department", "post").filter(pk=employee_id or 0).first()
    if person is None:
        return {"id": None, "name": None, "department": None, "post": None}
    named = {name: str(getattr(person, name)) if getattr(person, name) else None for name in ("department", "post")}
    return {"id": person.pk, "name": person.name, **named}


def _locked(record_id: int) -> Document:
    """The document under the name of its form, locked. That the actor may see it, the caller has asked."""
    plain: Document = Document.objects.for_update(record_id)
    built = _pinned(plain)
    record: Document = built.model.objects.for_update(record_id)
    return record


def _pinned(record: Document) -> Built:
    return source.built_of(FormVersion.objects.select_related("form").get(pk=record.form_version_id))


def _in_force(form_id: int) -> Built:
    built = source.in_force(form_id)
    if built is None:
        raise NotPublished
    return built


def _key_of(record_id: int) -> str:
    version = FormVersion.objects.select_related("form").get(
        pk=Document.objects.values_list("form_version_id", flat=True).get(pk=record_id)
    )
    return version.form.resource


def may_view(record_id: int, actor: Actor) -> bool:
    """Whether the document is within the actor's reach without the case."""
    record = Document.objects.filter(pk=record_id).first()
    if record is None:
        return False
    model = _pinned(record).model
    return bool(model.objects.filter(scoping.visible(actor, model), pk=record_id).exists())
