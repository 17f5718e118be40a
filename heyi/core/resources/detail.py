"""One record as the reader may see it: fields, modes, lines, and what can be done with it now, with reasons."""

from typing import Any

import orjson
from django.db import models
from django.utils.translation import gettext as _

from heyi.core.access import scoping, shipped
from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import columns, registry
from heyi.core.resources.declare import F, Resource, Verb
from heyi.core.resources.kinds import Kind
from heyi.core.resources.modes import KNOWN, label_known, line_fields, line_resource, mode_of, modes, nameless, narrowed
from heyi.core.resources.statements import SOME_ID, Statement, over, written
from heyi.kit.errors import NotFound


def show(resource: Resource, record_id: int, actor: Actor) -> dict[str, Any]:
    """The whole record, or NotFound when it is not there or not the actor's to see."""
    actor = narrowed(actor, resource.key, record_id)
    found = _fetch(resource, record_id, actor)
    if found is None:
        raise NotFound
    record = _with_title(resource).get(pk=record_id)
    for field in resource.by_name.values():
        if field.kind is not Kind.LINES and not field.options.get("compute"):
            continue
        if mode_of(actor, resource, field) not in KNOWN:
            continue
        if field.kind is Kind.LINES and field.stored is not None:
            found[field.name] = stored_lines(resource, field, record.data.get(field.name) or [], actor)
        elif field.kind is Kind.LINES:
            found[field.name] = lines(resource, field, record_id, actor)
        else:
            found[field.name] = field.options["compute"](record, actor)
    found["label"] = label(resource, record) if label_known(actor, resource.key) else nameless(record_id)
    found["modes"] = {name: mode.value for name, mode in modes(actor, resource).items() if mode is not Mode.HIDDEN}
    found["actions"] = actions(resource, record, actor)
    return found


def _with_title(resource: Resource) -> models.QuerySet[Any]:
    """Records, with the others that their names are taken from."""
    above = resource.title.rpartition("__")[0]
    rows = resource.model._default_manager
    return rows.select_related(above) if above else rows.all()


def label(resource: Resource, record: Any) -> str:
    """The record's name, as it stands in references to it; what has none yet (a draft without its number) says what it is."""
    value = record
    for part in resource.title.split("__"):
        value = getattr(value, part, "")
    return shipped.spoken(resource.key, str(value), resource.title) if value else str(record)


def _fetch(resource: Resource, record_id: int, actor: Actor) -> dict[str, Any] | None:
    def write() -> Statement:
        rows = resource.model._default_manager.filter(scoping.visible(actor, resource.model), pk=SOME_ID)
        chosen, member = columns.annotate(rows, columns.selected(resource, list(resource.by_name), actor))
        # json_build_object takes at most a hundred arguments, so wide records come in several objects of one statement.
        return over(chosen, _in_parts(member))

    found = written(actor, ("record", resource.key, id(resource)), write).rows(record_id)
    if not found:
        return None
    merged: dict[str, Any] = {}
    for part in found[0]:
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
    source = field.lines
    assert source is not None  # noqa: S101 - the caller has looked

    def write() -> Statement:
        names = [item.name for item in line_fields(actor, resource, field)]
        selection = columns.selected(line_resource(field), names, actor)
        chosen, member = columns.annotate(source.rows([SOME_ID]), selection)
        return over(chosen, f"{member}::text")

    found = written(actor, ("lines", resource.key, id(resource), field.name), write).rows(record_id)
    return [orjson.loads(row[0]) for row in found]


def stored_lines(resource: Resource, field: F, rows: list[dict[str, Any]], actor: Actor) -> list[dict[str, Any]]:
    """The rows of a designed lines field, with the columns that the actor may know."""
    known = {item.name: item for item in line_fields(actor, resource, field)}
    return [{name: named(known[name], value, actor) for name, value in row.items() if name in known} for row in rows]


def named(field: F, value: Any, actor: Actor) -> Any:
    """The stored value of a designed field; records are called by their numbers where their names are not the actor's to know."""
    if not field.reference or label_known(actor, field.reference):
        return value
    if isinstance(value, list):
        return [{"id": one["id"], "label": nameless(one["id"])} for one in value]
    return {"id": value["id"], "label": nameless(value["id"])}


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
