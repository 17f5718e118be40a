"""The search column: what goes into it when a record is saved, and how a query is put to it."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Q

from heyi.core.access import shipped
from heyi.core.access.records import Searchable
from heyi.core.resources import registry
from heyi.core.resources.declare import F
from heyi.core.resources.spoken import said
from heyi.kit import hanzi

MAX_QUERY = 100


def matching(rows: models.QuerySet[Any], query: str, *, fallback: str) -> models.QuerySet[Any]:
    """Rows that contain the query by characters, pinyin or initials; by plain containment where nothing is indexed. Names
    that came with the system are found by what the reader sees.
    """
    text = query[:MAX_QUERY].strip()
    if not text:
        return rows
    stored = shipped.stored(rows.model._meta.label_lower, text, fallback)
    called = Q(**{f"{fallback}__in": stored}) if stored else Q()
    if not issubclass(rows.model, Searchable):
        return rows.filter(called | Q(**{f"{fallback}__icontains": text}))
    terms = hanzi.query_terms(text)
    if not terms:
        return rows.filter(called) if stored else rows.none()
    return rows.filter(called | Q(search=SearchQuery(terms.tsquery, config="simple", search_type="raw")))


def index(record: models.Model) -> None:
    """Put the declared fields into the search column, in the order of their weights; whoever saves calls it before."""
    if not isinstance(record, Searchable):
        return
    try:
        resource = registry.get(record._meta.label_lower)
    except KeyError:
        return
    weighted = sorted((f for f in resource.by_name.values() if f.search), key=lambda f: f.search)
    texts = [_designed(record, field) or _text(record, _path(field)) for field in weighted]
    record.search = hanzi.document(*texts)


def _path(field: F) -> str:
    return field.source if isinstance(field.source, str) and field.stored is None else field.name


def _designed(record: Any, field: F) -> str:
    """What people would look for of a designed field: texts, labels of choices, names of records."""
    if field.stored is None:
        return ""
    value = record.data.get(field.name)
    return (said(field, value) if value is not None else "") or " "


def _text(record: Any, path: str) -> str:
    """The text at the path; what is not there yet comes by one query, however far it is."""
    first, _dot, rest = path.partition("__")
    field = record._meta.get_field(first) if rest else None
    if field is None or field.is_cached(record):
        value = getattr(record, first, None)
        return "" if value is None else _text(value, rest) if rest else str(value)
    rows = field.related_model._default_manager.filter(pk=getattr(record, field.attname))
    value = rows.values_list(rest, flat=True).first()
    return "" if value is None else str(value)
