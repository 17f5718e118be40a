"""From a design to a resource: the same declaration that apps write by hand."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from heyi.core.access.actor import Mode
from heyi.core.access.records import RecordQuerySet
from heyi.core.forms.design import Design, Field
from heyi.core.forms.models import Document, Form
from heyi.core.forms.texts import later
from heyi.core.resources.declare import F, Lines, Resource, Section, Verb
from heyi.core.resources.kinds import ATTACHED, REFERENCES, Kind

TONES = {"draft": "neutral", "running": "blue", "approved": "green", "rejected": "red", "void": "void"}
MODELS = {"person": "org.Employee", "department": "org.Department", "post": "org.Post"}

_apart = Apps()
"""A registry of their own for the models below: they are names of one table, and Django's lists need not know them."""
_models: dict[tuple[int, str], type[Document]] = {}


class OfForm(models.Manager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """The documents of one form."""

    def __init__(self, form_id: int) -> None:
        super().__init__()
        self.form_id = form_id

    def get_queryset(self) -> Any:
        """Nothing of other forms."""
        return super().get_queryset().filter(form_id=self.form_id)


def model_of(form_id: int, code: str, names: Mapping[str, str]) -> type[Document]:
    """The documents of a form as a model: the same table under the name of the form, which names its permissions too."""
    found = _models.get((form_id, code))
    if found is None:
        facts: dict[str, Any] = {"proxy": True, "app_label": "paper", "apps": _apart}
        body = {"__module__": __name__, "Meta": type("Meta", (), facts), "objects": OfForm(form_id)}
        found = _models[form_id, code] = type(f"{code}_{form_id}", (Document,), body)
    found._meta.verbose_name = found._meta.verbose_name_plural = later(names)
    return found


class Acts(NamedTuple):
    """The services of documents, for one version of one form."""

    create: Callable[..., Any]
    update: Callable[..., Any]
    submit: Callable[..., Any]
    withdraw: Callable[..., Any]
    copy: Callable[..., Any]


def resource_of(form: Form, design: Design, acts: Acts, others: Mapping[str, Form]) -> Resource:
    """The resource of a form in one version; ``others`` are forms of the company by code, to which fields may point. The
    documents of a retired form are there to be read, and those in approval go on.
    """
    model, in_use = model_of(form.pk, form.code, form.names), form.state != Form.State.RETIRED
    fields = tuple(_field(one, others) for one in design.fields)
    shown = {one.name for one in design.fields if not one.hidden}
    return Resource(
        model,
        name=form.name_of_resource,
        title="number",
        icon=form.icon,
        fields=(
            F("number", mode=Mode.READ, search="A"),
            F("owner", label=_("Initiator"), mode=Mode.READ),
            F("department", mode=Mode.READ),
            F("status", mode=Mode.READ, tones=TONES),
            F("submitted_at", mode=Mode.READ),
            *fields,
        ),
        list=("number", "owner", *design.list, "status", "submitted_at"),
        filters=("status", *design.filters),
        summary=("number", "status", "owner", "department", "submitted_at"),
        form=tuple(_sections(design, shown)),
        create=acts.create if in_use else None,
        update=acts.update,
        verbs=(
            *((
                Verb("submit", _("Submit"), acts.submit, tone="primary", payload=_ASKED, step="submit"),
                Verb("copy", _("Copy"), acts.copy, permission=f"{model._meta.label_lower}.create"),
            ) if in_use else ()),
            Verb("withdraw", _("Withdraw"), acts.withdraw, when=_not_running),
        ),
    )  # fmt: skip


_ASKED = (
    F("choices", kind=Kind.JSON, label=_("Chosen approvers"), options={"virtual": True}),
    F("identity", kind=Kind.INTEGER, label=_("Submitted as"), options={"virtual": True}),
)


def _not_running(record: Any, actor: Any) -> Any:
    return None if record.status == Document.Status.RUNNING else _("It is not in approval.")


def _sections(design: Design, shown: set[str]) -> list[Section]:
    """The layout as generic pages take it: sections one after the other, and at the end what no section names."""
    blocks: list[Any] = []
    for block in design.layout:
        blocks += [inner for tab in block.get("tabs", ()) for inner in tab.get("blocks", ())] or [block]
    found: list[Section] = []
    placed: set[str] = set()
    for block in blocks:
        names = [item["field"] for item in block.get("items", ()) if item.get("field") in shown - placed]
        placed.update(names)
        if names:
            found.append(Section(later(block.get("title") or {}), tuple(names), int(block.get("columns", 1))))
    rest = tuple(one.name for one in design.fields if one.name in shown - placed)
    return [*found, Section("", rest)] if rest else found


def _field(one: Field, others: Mapping[str, Form], *, in_lines: bool = False) -> F:
    kind, option = one.of.kind, dict(one.options)
    several = bool(option.get("many")) and kind in REFERENCES
    target = _target(one, others)
    mode = Mode.WRITE if one.is_given else Mode.READ
    if kind is Kind.LINES:
        lines = Lines(Document, "", tuple(_field(column, others, in_lines=True) for column in one.fields))
        return F(
            one.name, kind, later(one.label), later(one.help), mode, sortable=False, filterable=False, lines=lines,
            stored=models.JSONField(null=True), options=option,
        )  # fmt: skip
    if several:
        kind = Kind.RECORDS
    path = None if in_lines else _path(one, several=several)
    return F(
        one.name, kind, later(one.label), later(one.help), mode, source=path, decimals=option.get("decimals"),
        reference=target._meta.label_lower if target is not None else None,
        sortable=bool(path) and bool(one.of.compared) and not several, filterable=bool(path),
        search="" if kind in ATTACHED | {Kind.LOCATION, Kind.BOOLEAN} or in_lines else "B",
        default=one.default, mask=_mask(kind), tones=_tones(option), options=_options(one, target),
        stored=one.of.column(option),
    )  # fmt: skip


def _path(one: Field, *, several: bool) -> str:
    stem = f"data__{one.name}"
    if several or not one.of.compared:
        return stem
    match one.of.kind:
        case Kind.DATERANGE:
            stem += "__start"
        case Kind.REGION:
            stem += "__code"
        case Kind.PERSON | Kind.DEPARTMENT | Kind.REFERENCE:
            stem += "__id"
    return f"{stem}__{one.of.compared}"


def _target(one: Field, others: Mapping[str, Form]) -> type[models.Model] | None:
    """The model that a reference points to; None where there is none (any more)."""
    from heyi.core.resources import registry

    if one.type in MODELS:
        return apps.get_model(MODELS[one.type])
    if one.type == "reference":
        key = str(one.options.get("resource"))
        return registry.get(key).model if registry.knows(key) else None
    other = others.get(str(one.options.get("form"))) if one.type == "approval" else None
    return model_of(other.pk, other.code, other.names) if other is not None else None


def _options(one: Field, target: type[models.Model] | None) -> dict[str, Any]:
    """What cleaners ask of the options of a field."""
    option = dict(one.options)
    found: dict[str, Any] = {
        name: option[name] for name in ("halves", "depth", "most", "max", "extensions") if name in option
    }
    if one.type in ("number", "money", "percent", "duration"):
        found.pop("max", None)
        found |= {
            name: Decimal(str(option[given])) for name, given in (("least", "min"), ("most", "max")) if given in option
        }
    if "choices" in option:
        found["choices"] = tuple((choice["value"], later(choice["label"])) for choice in option["choices"])
    if "tree" in option:
        found["choices"] = tuple(_flat(option["tree"]))
        found["tree"] = _tree(option["tree"])
    if target is not None:
        found["model"] = target
    if one.type == "rating":
        found = {"most": int(option.get("most", 5))}
    return found


def _flat(tree: list[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The choices of all levels, for whoever shows a way through them."""
    for one in tree:
        yield one["value"], later(one["label"])
        yield from _flat(one.get("children") or [])


def _tree(level: Any) -> list[dict[str, Any]]:
    """A tree with its labels in the language of whoever reads them in the end."""
    return [
        {"value": node["value"], "label": later(node["label"]), "children": _tree(node.get("children") or ())}
        for node in level
    ]


def _tones(option: Mapping[str, Any]) -> dict[str, str] | None:
    tones = {choice["value"]: choice["tone"] for choice in option.get("choices", ()) if choice.get("tone")}
    return tones or None


def _mask(kind: Kind) -> str:
    return {Kind.PHONE: "phone", Kind.EMAIL: "email"}.get(kind, "all")
