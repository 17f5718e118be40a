"""One verb for many records: each on its own, each with its own answer (workflow rule 45)."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Actor
from heyi.core.resources import writing
from heyi.core.resources.declare import Resource, Verb
from heyi.core.resources.http.database import translate
from heyi.kit.errors import Malformed, Problem

MAX_ROWS = 500


def bulk(resource: Resource, verb: Verb, body: Any, actor: Actor) -> list[dict[str, Any]]:
    """Results in the order of the ids: ``{"id", "ok"}`` or ``{"id", "ok": false, "problem"}``.

    Each row is a savepoint of the request's transaction, so a refused row leaves nothing and the good ones stay.
    """
    ids = body.get("ids") if isinstance(body, dict) else None
    if not isinstance(ids, list) or not all(isinstance(i, int) and not isinstance(i, bool) for i in ids):
        raise Malformed.at("ids", "not_list", _("This must be a list of ids."))
    if len(ids) > MAX_ROWS:
        raise Malformed.at("ids", "too_many", _("There are too many rows."))
    payload = body.get("payload") or {}

    def act(record_id: int) -> dict[str, Any]:
        writing.act(resource, verb, record_id, payload, actor, version=None)
        return {}

    return each(ids, act)


def each(ids: list[int], act: Callable[[int], dict[str, Any]]) -> list[dict[str, Any]]:
    """``act`` for every id, each in a savepoint of its own, and what it answers beside ``{"id", "ok"}``."""
    # One order of locks for everybody, whatever order was asked for: two bulk acts cannot block each other.
    done = {record_id: _one(record_id, act) for record_id in sorted(set(ids))}
    return [{"id": record_id, **done[record_id]} for record_id in dict.fromkeys(ids)]


def _one(record_id: int, act: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
    try:
        with transaction.atomic():
            return {"ok": True, **act(record_id)}
    except Problem as problem:
        return {"ok": False, "problem": problem.as_dict()}
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "")[:2] in ("40", "55"):
            raise
        return {"ok": False, "problem": translate(error).as_dict()}
