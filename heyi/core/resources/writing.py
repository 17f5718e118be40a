"""Create, edit, delete and verbs: access first, then cleaning, then one service, then the event of what happened."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import models
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.access.work import name_verb
from heyi.core.events import live
from heyi.core.events.publishing import publish
from heyi.core.resources import detail
from heyi.core.resources.bodies import clean_fields, standing
from heyi.core.resources.declare import F, Resource, Verb
from heyi.core.resources.modes import mode_of
from heyi.core.resources.saving import save
from heyi.kit.errors import Conflict, FieldError, Malformed, NotFound, StaleVersion


class StillUsed(Conflict):
    """Other records point to this one."""

    code = "still_used"
    title = _("Other records still refer to this one, so it cannot be deleted.")


def writable(resource: Resource, actor: Actor, *, creating: bool) -> dict[str, F]:
    """The fields that the actor may set in a body. ``create_only`` fields are left out of edits."""
    return {
        name: field
        for name, field in resource.by_name.items()
        if mode_of(actor, resource, field) is Mode.WRITE and (creating or not field.create_only)
    }


def create(resource: Resource, body: Any, actor: Actor) -> models.Model:
    """A new record from a body."""
    permission = resource.permission("create")
    scoping.require(actor, permission)
    name_verb(permission)
    fields = writable(resource, actor, creating=True)
    values, errors = clean_fields(resource.model, fields, body, actor=actor, partial=False)
    _refuse(errors, resource, body, actor)
    return create_from(resource, values, actor)


def create_from(resource: Resource, values: Mapping[str, Any], actor: Actor) -> models.Model:
    """A new record from cleaned values: by the resource's own service, or plainly."""
    service = resource.create
    if callable(service):
        record = cast(models.Model, service(dict(values), actor=actor))
    else:
        record = save(resource.model(**_plain(resource, values)), actor=actor)
        store_lines(resource, record, values, actor)
    return _tell(resource, record, "created", actor)


def update(resource: Resource, record_id: int, body: Any, actor: Actor, *, version: int | None) -> models.Model:
    """Change some fields of a record that the actor may see and edit, at the version that was read."""
    permission = resource.permission("update")
    scoping.seen(actor, resource.model, record_id, permission)
    name_verb(permission)
    fields = writable(resource, actor, creating=False)
    references = standing(resource, record_id, actor)
    values, errors = clean_fields(resource.model, fields, body, actor=actor, partial=True, references=references)
    _refuse(errors, resource, body, actor)
    return update_from(resource, record_id, values, actor, version=version, yours=body)


def update_from(
    resource: Resource,
    record_id: int,
    values: Mapping[str, Any],
    actor: Actor,
    *,
    version: int | None,
    yours: Any = None,
) -> models.Model:
    """Change a record by cleaned values."""
    locked = lock(resource, record_id, actor, version=version, yours=yours)
    reason = getattr(locked, "locked_reason", lambda act: None)("update")
    if reason:
        raise Conflict(reason)
    service = resource.update
    if callable(service):
        record = cast(models.Model, service(record_id, dict(values), actor=actor))
    else:
        for name, value in _plain(resource, values).items():
            setattr(locked, name, value)
        record = save(locked, actor=actor)
        store_lines(resource, record, values, actor)
    return _tell(resource, record, "updated", actor)


def delete(resource: Resource, record_id: int, actor: Actor, *, version: int | None) -> None:
    """Remove a record to which nothing points."""
    permission = resource.permission("delete")
    scoping.seen(actor, resource.model, record_id, permission)
    name_verb(permission)
    locked = lock(resource, record_id, actor, version=version)
    reason = getattr(locked, "locked_reason", lambda act: None)("delete")
    if reason:
        raise Conflict(reason)
    publish(f"{resource.key}.deleted", locked, actor=actor)
    try:
        if callable(resource.delete):
            resource.delete(record_id, actor=actor)
        else:
            locked.delete()
    except (ProtectedError, RestrictedError) as error:
        raise StillUsed from error


def act(resource: Resource, verb: Verb, record_id: int, body: Any, actor: Actor, *, version: int | None) -> Any:
    """Do a verb with one record: seen, allowed, at the version that was read, with a clean payload."""
    permission = verb.permission or resource.permission(verb.name)
    scoping.seen(actor, resource.model, record_id, permission)
    name_verb(permission)
    if version is not None:
        lock(resource, record_id, actor, version=version, yours=body)
    values = clean_payload(resource, verb, body, actor)
    result = verb.service(record_id, actor=actor, **values)
    fresh = resource.model._default_manager.filter(pk=record_id).first()
    if fresh is not None:
        announce(resource, fresh)
    return result


def clean_payload(resource: Resource, verb: Verb, body: Any, actor: Actor) -> dict[str, Any]:
    """The keyword arguments of the verb's service."""
    fields = {field.name: field for field in verb.payload}
    given = {} if body is None else body
    if isinstance(given, Mapping):
        given = {name: value for name, value in given.items() if name != "version" or "version" in fields}
    values, errors = clean_fields(resource.model, fields, given, actor=actor, partial=False)
    if errors:
        raise Malformed(errors=tuple(errors))
    return values


def lock(resource: Resource, record_id: int, actor: Actor, *, version: int | None, yours: Any = None) -> Any:
    """Lock the row; a version other than the one that was read is answered with both."""
    record = resource.model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=record_id).first()
    if record is None:
        raise NotFound
    if version is not None and getattr(record, "version", None) != version:
        raise StaleVersion(extra={"current": detail.show(resource, record_id, actor), "yours": yours})
    return record


def announce(resource: Resource, record: Any) -> None:
    """Open pages that show the record ask for it again."""
    live.record_changed(record, resource.key, {"id": record.pk, "version": getattr(record, "version", None)})


def _tell(resource: Resource, record: models.Model, what: str, actor: Actor) -> models.Model:
    publish(f"{resource.key}.{what}", record, actor=actor)
    return record


def _plain(resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in values.items() if not isinstance(value, list) or not _is_lines(resource, name)
    }


def _is_lines(resource: Resource, name: str) -> bool:
    field = resource.by_name.get(name)
    return field is not None and field.lines is not None


def store_lines(resource: Resource, record: models.Model, values: Mapping[str, Any], actor: Actor) -> None:
    """Bring the child rows to what was given: rows with a known id are changed, others added, missing ones removed."""
    for name, field in resource.by_name.items():
        if field.lines is None or name not in values:
            continue
        parent = field.lines.parent
        existing = {row.pk: row for row in field.lines.rows([record.pk]).select_for_update()}
        kept: set[int] = set()
        for position, given in enumerate(values[name], start=1):
            row_id = given.get("id")
            row = existing.get(row_id) if row_id in existing else field.lines.model(**{f"{parent}_id": record.pk})
            attributes = {key: value for key, value in given.items() if key != "id"}
            _apply(row, {**attributes, "company_id": getattr(record, "company_id", None)}, position)
            save(cast(models.Model, row), actor=actor)
            kept.add(cast(Any, row).pk)
        for pk, row in existing.items():
            if pk not in kept:
                row.delete()


def _apply(row: Any, values: Mapping[str, Any], position: int) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if any(f.name == "position" for f in row._meta.concrete_fields):
        row.position = position


def _refuse(errors: list[FieldError], resource: Resource, body: Any, actor: Actor) -> None:
    """Errors of the body. A field that exists but is not the actor's to write says so by another code."""
    if not errors:
        return
    named: list[FieldError] = []
    for error in errors:
        field = resource.by_name.get(error.path)
        if error.code == "unknown_field" and field is not None and mode_of(actor, resource, field) is not Mode.HIDDEN:
            error = FieldError(error.path, "read_only", _("You may not change this field."))
        named.append(error)
    raise Malformed(errors=tuple(named))
