"""The message centre of one person: words in their language, and nothing about what they may not see any more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor, Mode
from heyi.core.events import live
from heyi.core.messages import templates
from heyi.core.messages.models import Message
from heyi.core.resources import registry
from heyi.core.resources.modes import knows_all, mode_of
from heyi.kit import paging
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCursor

MAX_LIMIT = 200
MAX_IDS = 1000
SORT = ("-id",)
MASK = "****"


def mine(actor: Actor) -> QuerySet[Message]:
    """The messages of the actor that still have a cause."""
    rows: QuerySet[Message] = Message.objects.filter(
        company_id__in=actor.company_ids, recipient_id=actor.employee_id, gone_at=None
    )
    return rows


def page(actor: Actor, *, unread: bool, kind: str, cursor: str, limit: int) -> dict[str, Any]:
    """The newest first: ``{"rows", "next"}``."""
    rows = mine(actor).order_by("-pk")
    secret = settings.SECRET_KEY.encode()
    if unread:
        rows = rows.filter(read_at=None)
    if kind:
        rows = rows.filter(kind=kind)
    if cursor:
        try:
            (before,) = paging.decode_cursor(cursor, sort=SORT, secret=secret)
        except InvalidCursor as error:
            raise Malformed.at("cursor", "bad_cursor", str(error.message)) from error
        rows = rows.filter(pk__lt=before)
    limit = max(1, min(limit, MAX_LIMIT))
    found = list(rows[: limit + 1])
    shown = found[:limit]
    following = paging.encode_cursor([shown[-1].pk], sort=SORT, secret=secret) if len(found) > limit else None
    return {"rows": rendered(shown, actor), "next": following}


def counts(actor: Actor) -> dict[str, Any]:
    """``{"unread": 3, "kinds": {"task": 2, "notice": 1}}``."""
    kinds = dict(mine(actor).filter(read_at=None).values_list("kind").annotate(n=Count("pk")).order_by("kind"))
    return {"unread": sum(kinds.values()), "kinds": kinds}


def mark_read(actor: Actor, body: Any) -> dict[str, Any]:
    """``{"ids": [..]}`` or ``{"ids": "all"}``: those that are not the actor's are passed over in silence."""
    ids = body.get("ids") if isinstance(body, dict) else None
    if not isinstance(body, dict) or set(body) != {"ids"}:
        raise Malformed.at("ids", "required", _("Name the messages, or “all”."))
    rows = mine(actor).filter(read_at=None)
    if ids != "all":
        if not isinstance(ids, list) or len(ids) > MAX_IDS or not all(_is_id(item) for item in ids):
            raise Malformed.at("ids", "not_list", _("Name the messages, or “all”."))
        rows = rows.filter(pk__in=ids)
    if rows.update(read_at=timezone.now()) and actor.employee_id is not None:
        live.to_employees([actor.employee_id], "message", {"kind": "read"})
    return counts(actor)


def _is_id(item: Any) -> bool:
    return isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**63


def rendered(messages: Sequence[Message], actor: Actor) -> list[dict[str, Any]]:
    """Messages in the language that is active; what they are about is looked at in one query for each resource."""
    seen = _seen(messages, actor)
    return [_rendered(message, actor, seen) for message in messages]


def _seen(messages: Sequence[Message], actor: Actor) -> set[tuple[str, int]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for message in messages:
        if message.resource and message.record_id is not None:
            wanted[message.resource].add(message.record_id)
    found: set[tuple[str, int]] = set()
    for key, ids in wanted.items():
        sight = templates.sight_of(key)
        if sight is not None:
            found |= {(key, record_id) for record_id in sight(actor, ids)}
        elif registry.knows(key):
            model = registry.get(key).model
            rows = model._default_manager.filter(scoping.visible(actor, model), pk__in=ids)
            found |= {(key, record_id) for record_id in rows.values_list("pk", flat=True)}
    return found


def _rendered(message: Message, actor: Actor, seen: set[tuple[str, int]]) -> dict[str, Any]:
    about = message.resource and message.record_id is not None
    open_ = not about or (message.resource, message.record_id) in seen
    title, body = words(message, actor) if open_ else (_("A message about something that you can no longer see"), "")
    return {
        "id": message.pk,
        "kind": message.kind,
        "title": title,
        "body": body,
        "resource": message.resource if about and open_ else None,
        "record_id": message.record_id if about and open_ else None,
        "path": _path(message) if about and open_ else None,
        "at": message.created_at.isoformat().replace("+00:00", "Z"),
        "read": message.read_at is not None,
    }


def words(message: Message, actor: Actor) -> tuple[str, str]:
    """Title and body. A template that no longer exists, or does not fit its parameters, leaves only what it was called."""
    template = templates.get(message.template)
    if template is None:
        return message.template, ""
    params = {name: _in_language(value) for name, value in message.params.items()}
    params |= dict.fromkeys(_hidden(message, template, actor), MASK)
    if not knows_all(actor, message.params.get("speaks_of", ())):
        params["title"] = MASK
    try:
        return str(template.title) % params, str(template.body) % params
    except (KeyError, ValueError, TypeError):
        return message.template, ""


def _in_language(value: Any) -> str:
    """A parameter as text; those that are told by language, in the one that is active."""
    if not isinstance(value, Mapping):
        return str(value)
    return str(value.get((get_language() or "").lower()) or next(iter(value.values()), ""))


def _hidden(message: Message, template: templates.Template, actor: Actor) -> list[str]:
    """Parameters that repeat a field which the reader may not read."""
    if not template.fields:
        return []
    if not registry.knows(message.resource):
        return list(template.fields)
    resource = registry.get(message.resource)
    closed = []
    for param, name in template.fields.items():
        field = resource.by_name.get(name)
        if field is None or mode_of(actor, resource, field) in (Mode.HIDDEN, Mode.MASKED):
            closed.append(param)
    return closed


def _path(message: Message) -> str | None:
    page = templates.page_of(message.resource)
    if page:
        return f"{page}/{message.record_id}"
    if not registry.knows(message.resource):
        return None
    resource = registry.get(message.resource)
    return f"{resource.page or f'/{resource.app}/{resource.name}'}/{message.record_id}"
