"""The words in which an app declares a resource. Everything here is data; the rest of the package acts on it.

customers = Resource(
    Customer, name="customers", icon="idcard", title="name",
    fields=(F("name", search="A"), F("level"), F("credit_limit", kind=Kind.MONEY, currency="currency")),
    list=("name", "level", "owner"), filters=("level", "owner"),
    form=(Section(_("Basics"), ("name", "level", "owner")),),
    verbs=(Verb("claim", _("Claim"), pool.claim, bulk=True),),
)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db import models

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources.kinds import OPERATORS, Kind, kind_of
from heyi.kit.errors import Text

Tones = Mapping[str, str]


@dataclass(frozen=True)
class F:
    """One field. What is not said follows from the model field of the same name.

    ``mode`` is what everybody has unless a field rule says less: READ for what the system computes. ``source`` is an
    ORM path or expression for fields that are not columns of the model itself (``customer__level``), READ unless
    ``through`` names the foreign key whose record the resource's own services write (a customer's party).
    ``search`` is the weight A to D in the search index. ``create_only`` fields can be set once. ``lines`` makes the
    field the rows of a child model. ``mask`` names how a masked value looks: ``phone``, ``email``, ``name``, ``all``.
    ``deadline`` says of a date that something has to happen by then, as long as the named fields hold one of these values
    (an empty mapping: always).
    ``options`` may bound a number (``above``, ``least``) and say what an empty reference stands for: ``when_empty(actor)``.
    ``stored`` is for fields that an administrator designs: they are kept under their name in the model's JSON column
    ``data``, and are checked like this column would be. ``source`` is then the path of the value as SQL compares it.
    """

    name: str
    kind: Kind | None = None
    label: Text | None = None
    help: Text = ""
    mode: Mode = Mode.WRITE
    required: bool | None = None
    source: str | models.expressions.Combinable | None = None
    through: str | None = None
    reference: str | None = None
    currency: str | None = None
    decimals: int | None = None
    deadline: Mapping[str, tuple[str, ...]] | None = None
    tones: Tones | None = None
    search: str = ""
    sortable: bool = True
    filterable: bool = True
    create_only: bool = False
    default: Any = None
    mask: str = "all"
    lines: "Lines | None" = None
    options: Mapping[str, Any] = field(default_factory=dict)
    stored: models.Field | None = None


@dataclass(frozen=True)
class Lines:
    """The rows of a document: a child model with its own fields, ordered by ``position``. ``only`` says which of the
    rows count, where the rest is kept for another purpose; the resource's own services then store them.
    """

    model: type[models.Model]
    parent: str
    fields: tuple[F, ...]
    only: Callable[[], models.Q] | None = None

    def rows(self, record_ids: Iterable[int]) -> models.QuerySet[Any]:
        """The rows of these records, each record's in their order."""
        rows = self.model._default_manager.filter(**{f"{self.parent}__in": list(record_ids)})
        ordered = any(column.name == "position" for column in self.model._meta.concrete_fields)
        return (rows.filter(self.only()) if self.only else rows).order_by(*(("position", "pk") if ordered else ("pk",)))


@dataclass(frozen=True)
class Section:
    """A group of fields in forms and details."""

    title: Text
    fields: tuple[str, ...]
    columns: int = 2


@dataclass(frozen=True)
class Tab:
    """Records of another resource that belong to this one. ``filter`` values may name ``$record`` fields."""

    name: str
    label: Text
    resource: str
    filter: Mapping[str, str]


@dataclass(frozen=True)
class Kanban:
    """Columns by a choice or reference field; a card dropped into another column calls ``verb`` with ``{group: value}``."""

    group: str
    title: str
    fields: tuple[str, ...] = ()
    sum: str | None = None
    verb: str | None = None


@dataclass(frozen=True)
class Verb:
    """An act on one record: ``service(record_id, *, actor, **payload)`` returns the record (or None when it is gone).

    ``permission`` defaults to ``app.resource.name``. ``payload`` are the fields asked for. ``when`` gives the reason
    why the act is not possible for a record now (None when it is), in words: the browser shows it, the service refuses
    on its own. ``step`` names the life-cycle step behind the act, from which ``when`` follows.
    """

    name: str
    label: Text
    service: Callable[..., Any]
    payload: tuple[F, ...] = ()
    permission: str | None = None
    tone: str = "neutral"
    confirm: Text | None = None
    bulk: bool = False
    step: str | None = None
    when: Callable[[Any, Actor], Text | None] | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Resource:
    """A table that people work with. ``create``, ``update`` and ``delete`` are services when the plain ones do not do;
    None switches the act off: ``create(data, *, actor)``, ``update(record_id, data, *, actor, version)``,
    ``delete(record_id, *, actor)``, where ``data`` maps field names to cleaned values.
    """

    model: type[models.Model]
    name: str
    fields: tuple[F | str, ...]
    title: str = "name"
    icon: str = "table"
    list: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("-id",)
    form: tuple[Section, ...] = ()
    summary: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    tabs: tuple[Tab, ...] = ()
    kanban: Kanban | None = None
    verbs: tuple[Verb, ...] = ()
    create: Callable[..., Any] | str | None = "plain"
    update: Callable[..., Any] | str | None = "plain"
    delete: Callable[..., Any] | str | None = "plain"
    hint: str | None = None
    export: bool = True
    page: str | None = None
    example: Callable[[Actor], Mapping[str, Any]] | None = None

    @property
    def key(self) -> str:
        """``crm.customer``: the model's label, and the stem of its permissions."""
        return str(self.model._meta.label_lower)

    @property
    def app(self) -> str:
        """The app that declares it: the first part of its address."""
        return str(self.model._meta.app_label)

    @property
    def path(self) -> str:
        """Where its endpoints stand."""
        return f"/api/v1/{self.app}/{self.name}"

    @cached_property
    def by_name(self) -> dict[str, F]:
        """Its fields, completed from the model."""
        found = {item.name: item for item in (complete(self.model, given) for given in self.fields)}
        for item in found.values():
            if not (item.deadline or {}).keys() <= found.keys():
                raise ImproperlyConfigured(f"The deadline {self.key}.{item.name} hangs on a field that does not exist.")
        return found

    def permission(self, verb: str) -> str:
        """``crm.customer.view``."""
        return f"{self.key}.{verb}"

    def verb(self, name: str) -> Verb:
        """The declared verb, or KeyError."""
        return self._verbs[name]

    @cached_property
    def _verbs(self) -> dict[str, Verb]:
        return {verb.name: verb for verb in self.verbs}

    def __post_init__(self) -> None:
        """Verbs ask for fields of the model, or for virtual ones: complete both once."""
        completed = tuple(
            _replace(verb, payload=tuple(complete(self.model, field) for field in verb.payload)) for verb in self.verbs
        )
        object.__setattr__(self, "verbs", completed)


def complete(model: type[models.Model], given: F | str) -> F:
    """Fill from the model what the declaration leaves open; refuse what cannot be."""
    item = F(given) if isinstance(given, str) else given
    if item.stored is not None:
        return _replace(item, required=bool(item.required), filterable=item.filterable and bool(item.source))
    if item.lines is not None:
        lines = Lines(
            item.lines.model,
            item.lines.parent,
            tuple(complete(item.lines.model, f) for f in item.lines.fields),
            item.lines.only,
        )
        return _replace(
            item, kind=Kind.LINES, label=item.label or item.name, lines=lines, sortable=False, filterable=False
        )
    if item.source is not None:
        return _computed(model, item)
    if item.options.get("virtual"):
        # Not a column: shown by ``options["compute"](record, actor)`` in details, or taken by a service on creation.
        if item.kind is None:
            raise ImproperlyConfigured(f"The virtual field {item.name} of {model._meta.label} needs a kind.")
        return _replace(
            item, label=item.label or item.name, sortable=False, filterable=False, required=bool(item.required)
        )
    try:
        column: Any = model._meta.get_field(item.name)
    except FieldDoesNotExist as error:
        raise ImproperlyConfigured(f"{model._meta.label} has no field {item.name}.") from error
    kind = item.kind or kind_of(column)
    required = item.required
    if required is None:
        required = not (column.blank or column.null or column.has_default())
    target = column.related_model._meta.label_lower if column.is_relation else None
    options = dict(item.options)
    if kind is Kind.CHOICE:
        options.setdefault("choices", tuple(column.flatchoices))
    decimals = item.decimals if item.decimals is not None else getattr(column, "decimal_places", None)
    return _replace(
        item,
        kind=kind,
        label=item.label or column.verbose_name,
        help=item.help or column.help_text,
        required=required,
        reference=item.reference or target,
        decimals=decimals,
        options=options,
        filterable=item.filterable and bool(OPERATORS[kind]),
    )


def _computed(model: type[models.Model], item: F) -> F:
    kind, label = item.kind, item.label
    if isinstance(item.source, str) and (kind is None or label is None):
        column: Any = model
        for part in item.source.split("__"):
            model_: Any = column if isinstance(column, type) else column.related_model
            column = model_._meta.get_field(part)
        kind, label = kind or kind_of(column), label or column.verbose_name
        if kind in (Kind.REFERENCE, Kind.PERSON, Kind.DEPARTMENT) and item.reference is None:
            item = _replace(item, reference=column.related_model._meta.label_lower)
    if item.through is not None:
        return _through(model, item, Kind(kind) if kind else None)
    if kind is None or label is None:
        raise ImproperlyConfigured(f"The computed field {item.name} of {model._meta.label} needs a kind and a label.")
    return _replace(item, kind=kind, label=label, required=False, mode=min_mode(item.mode, Mode.READ))


def _through(model: type[models.Model], item: F, kind: Kind | None) -> F:
    column = column_of(model, item)
    return _replace(
        item,
        kind=item.kind or kind or kind_of(column),
        label=item.label or column.verbose_name,
        required=bool(item.required),
        decimals=getattr(column, "decimal_places", None),
    )


def column_of(model: type[models.Model], item: F) -> Any:
    """The model field behind a declared one: its own column, or that of the record it is written through; else None."""
    if item.stored is not None:
        return item.stored
    if item.options.get("virtual") or item.lines is not None:
        return None
    if item.source is None:
        return model._meta.get_field(item.name)
    if item.through is None:
        return None
    related: Any = model._meta.get_field(item.through).related_model
    return related._meta.get_field(str(item.source).rpartition("__")[2])


def min_mode(one: Mode, other: Mode) -> Mode:
    """The narrower of two modes."""
    from heyi.core.access.actor import MODE_ORDER

    return min(one, other, key=MODE_ORDER.index)


def _replace(item: Any, **changes: Any) -> Any:
    from dataclasses import replace

    return replace(item, **changes)
