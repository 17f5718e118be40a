"""Lists: one statement, selected columns, paged by key, JSON made by PostgreSQL and passed on as bytes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F as Col
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.resources import columns, filters, searching
from heyi.core.resources.declare import Resource
from heyi.core.resources.kinds import REFERENCES
from heyi.core.resources.modes import Closed, closed_to, label_known, may_search, readable
from heyi.core.resources.registry import label_path
from heyi.core.resources.statements import EitherOf, Statement, over, planned_for_their_values, written
from heyi.kit import paging
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidCursor

MAX_LIMIT = 500
MAX_COLUMNS = 40


@dataclass(frozen=True)
class Query:
    """A list as it is asked for, before anything of it is believed."""

    filter: str = ""
    q: str = ""
    sort: str = ""
    columns: str = ""
    limit: int = 50
    cursor: str = ""
    count: bool = False


@dataclass(frozen=True)
class SortKey:
    """One column of the order. ``nullable`` columns sort their gaps last, either way."""

    name: str
    path: str
    descending: bool
    nullable: bool

    def order(self) -> Any:
        column = Col(self.path)
        nulls_last = True if self.nullable else None
        return column.desc(nulls_last=nulls_last) if self.descending else column.asc(nulls_last=nulls_last)

    def after(self, value: Any) -> Q:
        """Rows strictly behind ``value`` in this column."""
        if value is None:
            return Q(pk__in=())
        beyond = Q(**{f"{self.path}__{'lt' if self.descending else 'gt'}": value})
        return beyond | Q(**{f"{self.path}__isnull": True}) if self.nullable else beyond

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


def rows_for(resource: Resource, query: Query, actor: Actor, verb: str = "view") -> models.QuerySet[Any]:
    """The rows that the actor may view (and ``verb``) and has asked for, unordered."""
    closed = closed_to(actor, resource.key)
    return _asked(resource, query, actor, verb, scoping.visible(actor, resource.model), closed)


def untold(rows: models.QuerySet[Any], closed: Closed, names: Iterable[str]) -> models.QuerySet[Any]:
    """Without the rows in which one of these fields is hidden from the reader: whether they would match must not be told."""
    hidden = frozenset().union(*(closed.get(name, frozenset()) for name in names))
    return rows.exclude(pk__in=sorted(hidden)) if hidden else rows


def _asked(resource: Resource, query: Query, actor: Actor, verb: str, seen: Q, closed: Closed) -> models.QuerySet[Any]:
    fields = readable(actor, resource)
    rows = resource.model._default_manager.filter(seen)
    if verb != "view":
        rows = rows.filter(scoping.visible(actor, resource.model, verb))
    if query.filter:
        rows = rows.filter(filters.parse(query.filter, resource.model, fields, actor))
    if query.q:
        _insist_on_search(resource, actor)
        rows = searching.matching(rows, query.q, fallback=resource.title)
        rows = untold(rows, closed, (field.name for field in resource.by_name.values() if field.search))
    sort = (part.strip().lstrip("-") for part in query.sort.split(","))
    return untold(rows, closed, (*filters.named(query.filter), *sort)) if closed else rows


def _insist_on_search(resource: Resource, actor: Actor) -> None:
    if not may_search(actor, resource):
        raise Malformed.at("q", "not_searchable", _("You cannot search here, because some fields are hidden from you."))


def sort_keys(resource: Resource, text: str, actor: Actor) -> list[SortKey]:
    """The columns of the order, always ending in the id, so that no two rows are equal."""
    fields = readable(actor, resource)
    wanted = [part.strip() for part in text.split(",") if part.strip()] or list(resource.sort)
    keys: list[SortKey] = []
    for part in wanted[:4]:
        name, descending = part.lstrip("-"), part.startswith("-")
        if name == "id":
            keys.append(SortKey("id", "pk", descending, False))
            break
        field = fields.get(name)
        if field is None or not field.sortable or not (field.source is None or isinstance(field.source, str)):
            if text:
                raise Malformed.at("sort", "unknown_field", _("This list cannot be sorted by that."))
            continue
        path = field.source if isinstance(field.source, str) else name
        if field.kind in REFERENCES and field.stored is not None:
            path = f"data__{name}__{'label__as_text' if label_known(actor, str(field.reference)) else 'id__as_number'}"
        elif field.kind in REFERENCES:
            # Records whose names the reader may not know are put in the order of their numbers.
            named = label_known(actor, str(field.reference))
            path = f"{path}__{label_path(str(field.reference)) if named else 'pk'}"
        nullable = "__" in path or bool(getattr(resource.model._meta.get_field(name), "null", True))
        keys.append(SortKey(name, path, descending, nullable))
    if not keys or keys[-1].name != "id":
        keys.append(SortKey("id", "pk", keys[-1].descending if keys else True, False))
    return keys


@dataclass(frozen=True, slots=True)
class Listed:
    """The statement of a page, and the order that its page marks are made for."""

    statement: Statement
    sort: tuple[str, ...]


@planned_for_their_values()
def page(resource: Resource, query: Query, actor: Actor, verb: str = "view") -> bytes:
    """One page as JSON bytes: ``{"rows": [...], "next": ..., "count": ...}``."""
    total = rows_for(resource, query, actor, verb).count() if query.count else None
    limit = max(1, min(query.limit, MAX_LIMIT))
    listed = _listed(resource, query, actor, verb, limit)
    found = listed.statement.rows()
    following = "null"
    if len(found) > limit:
        mark = paging.encode_cursor(found[limit - 1][1:], sort=list(listed.sort), secret=settings.SECRET_KEY.encode())
        following = f'"{mark}"'
    body = ",".join(row[0] for row in found[:limit])
    return f'{{"rows":[{body}],"next":{following},"count":{"null" if total is None else total}}}'.encode()


def _listed(resource: Resource, query: Query, actor: Actor, verb: str, limit: int) -> Listed:
    """The first page of a question is asked again and again; what was searched for, and where a page begins, is not."""

    closed = closed_to(actor, resource.key)

    def write() -> Listed:
        keys = sort_keys(resource, query.sort, actor)
        sort = [f"{'-' if key.descending else ''}{key.name}" for key in keys]
        behind = _behind(keys, query.cursor, sort) if query.cursor else Q()
        rows = _nearest(resource, query, actor, verb, behind, keys, limit + 1, closed)
        names = [name.strip() for name in query.columns.split(",") if name.strip()] or list(resource.list)
        selection = columns.selected(resource, names[:MAX_COLUMNS], actor, closed)
        chosen, member = columns.annotate(rows.order_by(*(key.order() for key in keys)), selection)
        chosen = chosen.annotate(**{f"s{index}": Col(key.path) for index, key in enumerate(keys)})
        marks = ", ".join(f"t.s{index}" for index in range(len(keys)))
        return Listed(over(chosen[: limit + 1], f"{member}::text, {marks}"), tuple(sort))

    if query.q or query.cursor:
        return write()
    # Filters may speak of today.
    day = timezone.now().astimezone(ZoneInfo(actor.time_zone)).date() if query.filter else None
    question = ("list", resource.key, id(resource), verb, replace(query, count=False), day, frozenset(closed.items()))
    return written(actor, question, write)


def _nearest(
    resource: Resource, query: Query, actor: Actor, verb: str, behind: Q, keys: list[SortKey], most: int, closed: Closed
) -> models.QuerySet[Any]:
    """Rows among which the first ``most`` of the answer are: the first of each way in which rows come within reach.

    One predicate of all ways lets PostgreSQL choose between walking through everybody's rows in their order and sorting
    all of the reader's; each way alone has an index that has them in order.
    """
    ways = scoping.ways(actor, resource.model)
    if query.q or len(ways) == 1:
        seen = scoping.visible(actor, resource.model)
        return _asked(resource, query, actor, verb, seen, closed).filter(behind)
    order = [key.order() for key in keys]
    first = [_asked(resource, query, actor, verb, way, closed).filter(behind).order_by(*order)[:most] for way in ways]
    return resource.model._default_manager.filter(pk__any_of=EitherOf([rows.values("pk") for rows in first]))


def _behind(keys: list[SortKey], cursor: str, sort: list[str]) -> Q:
    try:
        values = paging.decode_cursor(cursor, sort=sort, secret=settings.SECRET_KEY.encode())
    except InvalidCursor as error:
        raise Malformed.at("cursor", "bad_cursor", str(error.message)) from error
    behind, same = Q(pk__in=()), Q()
    for key, value in zip(keys, values, strict=True):
        behind |= same & key.after(value)
        same &= key.same(value)
    return behind
