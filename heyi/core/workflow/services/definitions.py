"""Publish processes, and find the one in force."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from heyi.core.workflow.builder import ProcessSource
from heyi.core.workflow.graph import digest_of, graph_of
from heyi.core.workflow.models import Definition, Version
from heyi.core.workflow.parser.lint import lint, refuse
from heyi.core.workflow.parser.read import read
from heyi.core.workflow.services import beginning

_shipped: dict[str, ProcessSource] = {}
_texts: dict[str, str] = {}


def register_process(source: ProcessSource) -> ProcessSource:
    """Ship a process with an app. It is checked and put in force, per company, when it is first needed."""
    if source.key in _shipped:
        raise ImproperlyConfigured(f"The process {source.key} is registered twice.")
    _shipped[source.key] = source
    return source


def shipped() -> dict[str, ProcessSource]:
    """Every shipped process by its key."""
    return dict(_shipped)


def in_force(key: str, company_id: int) -> Version | None:
    """The published version of a company's process. Shipped ones that nobody has edited follow the product."""
    rows = Version.objects.filter(company_id=company_id, definition__key=key, state="published")
    version = rows.select_related("definition").first()
    source = _shipped.get(key)
    if source is None:
        return version
    if key not in _texts:
        _texts[key] = source.xml()
        refuse(lint(read(_texts[key])))
    if version is None and Definition.objects.filter(company_id=company_id, key=key, shipped=False).exists():
        return None  # somebody has retired it
    if version is not None and (version.digest == digest_of(_texts[key]) or not version.definition.shipped):
        return version
    return store(key, company_id, _texts[key], shipped=True)


def store(key: str, company_id: int, xml: str, *, shipped: bool) -> Version:
    """Put a checked text in force, unless it is already."""
    defaults: dict[str, Any] = {"shipped": shipped, "resource": key}
    definition, made = Definition.objects.get_or_create(company_id=company_id, key=key, defaults=defaults)
    definition = Definition.objects.select_for_update(of=("self",)).get(pk=definition.pk)
    if not made and definition.shipped != shipped:
        definition.shipped = shipped
        definition.save(update_fields=["shipped"])
    digest = digest_of(xml)
    current = definition.versions.filter(state="published").first()
    if current is not None and current.digest == digest:
        return current
    definition.versions.filter(state="published").update(state="retired")
    last = definition.versions.order_by("-number").values_list("number", flat=True).first() or 0
    now = timezone.now()
    version = Version.objects.create(
        company_id=company_id, definition=definition, number=last + 1, state="published", xml=xml, digest=digest,
        published_at=now,
    )  # fmt: skip
    beginning.open_for(version, graph_of(digest, xml), now)
    return version
