"""The search column: what goes into it when a record is saved, and how a query is put to it."""

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import models

from heyi.core.access.records import Searchable
from heyi.core.resources import registry
from heyi.kit import hanzi

MAX_QUERY = 100


def matching(rows: models.QuerySet[Any], query: str, *, fallback: str) -> models.QuerySet[Any]:
    """Rows that contain the query by characters, pinyin or initials; by plain containment where nothing is indexed."""
    text = query[:MAX_QUERY].strip()
    if not text:
        return rows
    if not issubclass(rows.model, Searchable):
        return rows.filter(**{f"{fallback}__icontains": text})
    terms = hanzi.query_terms(text)
    if not terms:
        return rows.none()
    return rows.filter(search=SearchQuery(terms.tsquery, config="simple", search_type="raw"))


def index(record: models.Model) -> None:
    """Put the declared fields into the search column, in the order of their weights; whoever saves calls it before."""
    if not isinstance(record, Searchable):
        return
    try:
        resource = registry.get(record._meta.label_lower)
    except KeyError:
        return
    weighted = sorted((f for f in resource.by_name.values() if f.search), key=lambda f: f.search)
    texts = [_text(record, field.source if isinstance(field.source, str) else field.name) for field in weighted]
    record.search = hanzi.document(*texts)


def _text(record: Any, path: str) -> str:
    value = record
    for part in path.split("__"):
        value = getattr(value, part, None)
        if value is None:
            return ""
    return str(value)
