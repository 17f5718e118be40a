"""Documents of designed forms in approval: what approvers see and decide about."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from heyi.core.access.permissions import DESIGNED
from heyi.core.forms import source
from heyi.core.forms.computing import all_as_feel
from heyi.core.forms.design import Design, Field
from heyi.core.forms.models import Document, FormVersion
from heyi.core.forms.services import documents
from heyi.core.forms.source import KEY, Built
from heyi.core.forms.texts import later, said
from heyi.core.resources.kinds import Kind
from heyi.core.workflow.subjects import Described, Subject, register_source
from heyi.kit.errors import Text

AMOUNTS = ("total", "amount")


def subject_of(resource: str) -> Subject | None:
    """The documents of a form as a kind of document. Also of a form that has been retired: its cases go on."""
    found = KEY.fullmatch(resource) if resource.startswith(DESIGNED) else None
    if found is None:
        return None
    rows = FormVersion.objects.select_related("form").filter(form_id=int(found.group(1)))
    version = rows.exclude(state="draft").order_by("-number").first()
    if version is None or version.form.resource != resource:
        return None
    built = source.built_of(version)
    return Subject(
        resource=resource,
        load=load,
        snapshot=snapshot,
        on_submitted=documents.submitted,
        on_approved=partial(documents.ended, "approve"),
        on_rejected=partial(documents.ended, "reject"),
        on_withdrawn=partial(documents.ended, "send_back"),
        on_returned=partial(documents.ended, "send_back"),
        revert=partial(documents.ended, "send_back"),
        on_voided=partial(documents.ended, "void"),
        may_view=documents.may_view,
        labels=_labels(built.design),
        speaks_of=tuple(f"{resource}.{name}" for name in built.design.summary),
        called=partial(_called, version.form.names),
        worded=partial(_worded, built.design),
        amount=next((name for name in AMOUNTS if name in built.design.by_name), ""),
    )


def _labels(design: Design) -> dict[str, Text]:
    found: dict[str, Text] = {"initiator": _("Initiator")}
    for field in design.fields:
        for column in field.fields:
            found |= {name: later(column.label) for name in (column.name, f"{field.name}.{column.name}")}
        found[field.name] = later(field.label)
    return found


def load(record_id: int) -> Described:
    """A document in a few words: its number, and the fields that the form names for that."""
    record = Document.objects.select_related("form", "owner").get(pk=record_id)
    built = _pinned(record)
    known = built.design.by_name
    summary = tuple((name, _kept(known[name], record.data.get(name))) for name in built.design.summary)
    return Described(
        label=str(record),
        company_id=record.company_id,
        title=f"{record.owner or ''} · {said(record.form.names)} {record.number}".strip(" ·"),
        summary=tuple((name, value) for name, value in summary if value not in (None, "", [])),
    )


def snapshot(record_id: int) -> dict[str, Any]:
    """Every field of the document, as conditions read it, and whose it is; those that are empty are null."""
    record = Document.objects.get(pk=record_id)
    values = all_as_feel(_pinned(record).design.fields, record.data)
    return {**values, "initiator": documents.initiator_of(record.owner_id)}


def _pinned(record: Document) -> Built:
    return source.built_of(FormVersion.objects.select_related("form").get(pk=record.form_version_id))


def _depends(field: Field) -> bool:
    """Whether the words for its values differ by language."""
    return field.of.kind in (Kind.CHOICE, Kind.MULTICHOICE, Kind.BOOLEAN) or bool(field.options.get("unit"))


def _kept(field: Field, value: Any) -> Any:
    """A stored value as summaries keep it: as words, unless they depend on who reads them."""
    return value if _depends(field) else in_words(field, value)


def _worded(design: Design, name: str, kept: Any) -> str:
    field = design.by_name.get(name)
    return in_words(field, kept) if field is not None and _depends(field) else str(kept)


def _called(names: Mapping[str, str], title: str, label: str) -> str:
    """The name of the form, with which titles end before the number, in the language that is active."""
    ends = (f"{name} {label}" for name in names.values())
    end = next((one for one in ends if title.endswith(one)), "")
    return f"{title.removesuffix(end)}{said(names)} {label}" if end else title


def in_words(field: Field, value: Any) -> str:
    """A stored value as a short text in the language that is active."""
    if value is None:
        return ""
    if field.of.kind in (Kind.CHOICE, Kind.MULTICHOICE):
        labels = {one["value"]: said(one["label"]) for one in field.options.get("choices", ())}
        return ", ".join(labels.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    if field.of.kind is Kind.CASCADE:
        return _along(field.options.get("tree", ()), value)
    if field.type == "money":
        return f"{value} {field.options.get('currency', '')}".strip()
    if field.of.kind is Kind.DATERANGE:
        return f"{value['start']} – {value['end']}" if value["start"] != value["end"] else str(value["start"])
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or "")
    if isinstance(value, list):
        return ", ".join(
            str(one.get("label") or one.get("name") or "") if isinstance(one, Mapping) else str(one) for one in value
        )
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    unit = said(field.options.get("unit")) if isinstance(field.options.get("unit"), Mapping) else ""
    return f"{value} {unit}".strip()


def _along(level: Any, way: list[str]) -> str:
    found = []
    for one in way:
        node = next((item for item in level if item["value"] == one), {"label": {"en": one}})
        found.append(said(node["label"]))
        level = node.get("children") or ()
    return " / ".join(found)


register_source(subject_of)
