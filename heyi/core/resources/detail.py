"""One record as the reader may see it: fields, modes, lines, and what can be done with it now, with reasons."""

from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils.translation import gettext as _

from heyi.core.access import scoping, shipped
from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import columns, registry
from heyi.core.resources.declare import F, Resource, Verb
from heyi.core.resources.kinds import Kind
from heyi.core.resources.modes import KNOWN, label_known, line_fields, line_resource, mode_of, modes, nameless
from heyi.kit.errors import NotFound


def show(resource: Resource, record_id: int, actor: Actor) -> dict[str, Any]:
    """The whole record, or NotFound when it is not there or not the actor's to see."""
    rows = resource.model._default_manager.filter(scoping.visible(actor, resource.model), pk=record_id)
    found = _fetch(resource, rows, actor)
    if found is None:
        raise NotFound
    record = resource.model._default_manager.get(pk=record_id)
    for field in resource.by_name.values():
        known = mode_of(actor, resource, field) in KNOWN
        if field.kind is Kind.LINES and known:
            found[field.name] = lines(resource, field, record_id, actor)
        elif field.options.get("compute") and known:
            found[field.name] = field.options["compute"](record, actor)
    found["label"] = label(resource, record) if label_known(actor, resource.key) else nameless(record_id)
    found["modes"] = {name: mode.value for name, mode in modes(actor, resource).items() if mode is not Mode.HIDDEN}
    found["actions"] = actions(resource, record, actor)
    return found


def label(resource: Resource, record: Any) -> str:
    """The record's name, as it stands in references to it; what has none yet (a draft without its number) says what it is."""
    value = record
    for part in resource.title.split("__"):
        value = getattr(value, part, "")
    return shipped.spoken(resource.key, str(value), resource.title) if value else str(record)


def _fetch(resource: Resource, rows: models.QuerySet[Any], actor: Actor) -> dict[str, Any] | None:
    selection = columns.selected(resource, list(resource.by_name), actor)
    merged: dict[str, Any] = {}
    # json_build_object takes at most a hundred arguments, so wide records come in several objects of one statement.
    chosen, member = columns.annotate(rows, selection)
    try:
        sql, params = chosen.query.sql_with_params()
    except EmptyResultSet:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_in_parts(member)} FROM ({sql}) t", params)  # noqa: S608 - names come from declarations
        row = cursor.fetchone()
    if row is None:
        return None
    for part in row:
        merged |= orjson.loads(part)
    return merged


def _in_parts(member: str) -> str:
    inner = member.removeprefix("json_build_object(").removesuffix(")")
    parts: list[list[str]] = [[]]
    for piece in _split(inner):
        if len(parts[-1]) >= 40:
            parts.append([])
        parts[-1].append(piece)
    return ", ".join(f"json_build_object({', '.join(part)})::text" for part in parts)


def _split(text: str) -> list[str]:
    """Split ``'name', expression, 'name', expression`` at the commas before a quoted member name of the top level."""
    pieces: list[str] = []
    depth = start = commas = 0
    quoted = False
    for index, char in enumerate(text):
        if char == "'":
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        elif char == "," and depth == 0 and not quoted:
            commas += 1
            if commas % 2 == 0:
                pieces.append(text[start:index].strip())
                start = index + 1
    pieces.append(text[start:].strip())
    return pieces


def lines(resource: Resource, field: F, record_id: int, actor: Actor) -> list[dict[str, Any]]:
    """The rows of a lines field in their order."""
    assert field.lines is not None  # noqa: S101 - the caller has looked
    names = [item.name for item in line_fields(actor, resource, field)]
    chosen, member = columns.annotate(
        field.lines.rows([record_id]), columns.selected(line_resource(field), names, actor)
    )
    sql, params = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {member}::text FROM ({sql}) t", params)  # noqa: S608 - names come from declarations
        return [orjson.loads(row[0]) for row in cursor.fetchall()]


def actions(resource: Resource, record: Any, actor: Actor) -> list[dict[str, Any]]:
    """What the actor can do with the record now. Acts that no role grants are left out; others are there, with the
    reason when they are not possible at the moment.
    """
    acts = [
        (act, text)
        for act, text in (("update", _("Edit")), ("delete", _("Delete")))
        if getattr(resource, act) is not None and actor.can(resource.permission(act))
    ]
    verbs = [verb for verb in resource.verbs if actor.can(_permission(resource, verb))]
    within = scoping.within(actor, record, {*(act for act, _text in acts), *(_last(resource, verb) for verb in verbs)})
    found: list[dict[str, Any]] = []
    for act, text in acts:
        reason = _outside() if act not in within else _state_reason(resource, record, act)
        found.append(_action(act, text, reason, "danger" if act == "delete" else "neutral", confirm=None))
    for verb in verbs:
        reason = _outside() if _last(resource, verb) not in within else _reason_against(verb, record, actor)
        found.append(_action(verb.name, verb.label, reason, verb.tone, verb.confirm))
    return found


def _permission(resource: Resource, verb: Verb) -> str:
    return verb.permission or resource.permission(verb.name)


def _last(resource: Resource, verb: Verb) -> str:
    return _permission(resource, verb).rpartition(".")[2]


def _outside() -> str:
    return _("This record is outside your reach.")


def _state_reason(resource: Resource, record: Any, act: str) -> str | None:
    lock = getattr(record, "locked_reason", None)
    reason = lock(act) if callable(lock) else None
    return str(reason) if reason else None


def _reason_against(verb: Verb, record: Any, actor: Actor) -> str | None:
    if verb.step is not None and not record.can_step(verb.step):
        return _("Not possible in the state “%(state)s”.") % {"state": record.state_label()}
    reason = verb.when(record, actor) if verb.when else None
    return str(reason) if reason else None


def _action(name: str, text: Any, reason: str | None, tone: str, confirm: Any) -> dict[str, Any]:
    return {
        "name": name,
        "label": str(text),
        "enabled": reason is None,
        "reason": reason,
        "tone": tone,
        "confirm": str(confirm) if confirm else None,
    }


def title_of(key: str, record_id: int) -> str:
    """The label of a record that has already been decided to be shown; empty when it is gone."""
    resource = registry.get(key)
    record = resource.model._default_manager.filter(pk=record_id).first()
    return label(resource, record) if record is not None else ""
