"""Which fields an actor may see and write: the declared mode, narrowed by field rules, wherever a value is shown.

A rule follows the value: what is hidden at a product stays hidden in every field and label of other resources that takes
it from the product.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.db import models

from heyi.core.access.actor import Actor, Mode
from heyi.core.resources import registry
from heyi.core.resources.declare import F, Resource, min_mode

KNOWN = (Mode.READ, Mode.WRITE)


def mode_of(actor: Actor, resource: Resource, field: F) -> Mode:
    """The actor's mode for one field; the system reads and writes everything that is declared."""
    if actor.is_system or not actor.field_rules:
        return field.mode
    found = field.mode
    rules = {(resource.key, field.name), *(_origins(resource.model, field.source) if field.source is not None else ())}
    for key, name in rules:
        found = min_mode(actor.field_rules.get(key, {}).get(name, found), found)
    return found


Narrowing = Callable[[Actor, str, int], Iterable[str]]
Closed = Mapping[str, frozenset[int]]
"""Fields, each with the ids of the records in which it is hidden from somebody."""
_narrowings: list[tuple[Narrowing, Callable[[Actor, str], Closed]]] = []


def register_narrowing(hidden: Narrowing, closed: Callable[[Actor, str], Closed]) -> None:
    """Say which fields of one record are hidden from an actor, beyond what roles say: asked as (actor, resource, record id);
    columns of lines are named ``lines.price``. ``closed`` says the same of all records, for lists: (actor, resource).
    """
    _narrowings.append((hidden, closed))


def narrowed(actor: Actor, key: str, record_id: int) -> Actor:
    """The actor as a reader of this one record."""
    if actor.is_system or actor.employee_id is None:
        return actor
    hidden = {name for ask, _closed in _narrowings for name in ask(actor, key, record_id)}
    if not hidden:
        return actor
    rules = {**actor.field_rules.get(key, {}), **dict.fromkeys(hidden, Mode.HIDDEN)}
    return replace(actor, field_rules={**actor.field_rules, key: rules}, stamp="")


def closed_to(actor: Actor, key: str) -> Closed:
    """The fields that are hidden from the actor in some records only: there, no list shows or compares them."""
    if actor.is_system or actor.employee_id is None:
        return {}
    found: dict[str, frozenset[int]] = {}
    for _ask, closed in _narrowings:
        for name, ids in closed(actor, key).items():
            found[name] = found.get(name, frozenset()) | ids
    return found


def closed_to_search(actor: Actor, resource: Resource) -> frozenset[int]:
    """The records of which the actor may not know everything that is searched for."""
    closed = closed_to(actor, resource.key)
    return frozenset().union(*(closed.get(f.name, frozenset()) for f in resource.by_name.values() if f.search))


def label_known(actor: Actor, key: str) -> bool:
    """Whether the actor may know what records of a resource are called: its title, and all that the title is made of."""
    if actor.is_system or not actor.field_rules:
        return True
    try:
        resource = registry.get(key)
    except KeyError:
        return True
    return path_known(actor, resource, resource.title)


def path_known(actor: Actor, resource: Resource, path: str) -> bool:
    """The same for any column that is shown beside a title."""
    return all(_known(actor, key, name) for key, name in _origins(resource.model, path))


def knows(actor: Actor, key: str, *names: str) -> bool:
    """Whether the actor may know the true values of all these fields of a resource."""
    resource = registry.get(key)
    return all(mode_of(actor, resource, resource.by_name[name]) in KNOWN for name in names)


def knows_all(actor: Actor, names: Iterable[str]) -> bool:
    """The same for fields named ``crm.customer.name``. What is no resource here limits nothing."""
    if actor.is_system or not actor.field_rules:
        return True
    parts = [name.rpartition(".") for name in names]
    return all(knows(actor, key, name) for key, _dot, name in parts if registry.knows(key))


def may_search(actor: Actor, resource: Resource) -> bool:
    """Searching must not tell what a field holds: everything that is indexed, and the title, has to be readable."""
    known = readable(actor, resource)
    return label_known(actor, resource.key) and all(f.name in known for f in resource.by_name.values() if f.search)


def nameless(record_id: Any) -> str:
    """What stands for a record whose name is not the reader's to know."""
    return f"#{record_id}"


def readable_values(actor: Actor, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Of plain values that are named like the fields of a resource (or their columns) those that the actor may know."""
    try:
        resource = registry.get(key)
    except KeyError:
        return dict(values)
    found: dict[str, Any] = {}
    for name, value in values.items():
        field = resource.by_name.get(name) or resource.by_name.get(name.removesuffix("_id"))
        if field is not None and not _shows(actor, resource, field, reference=not name.endswith("_id")):
            continue
        found[name] = value
        if field is not None and field.lines is not None and isinstance(value, list):
            wanted = line_fields(actor, resource, field)
            hidden = {item.name for item in field.lines.fields} - {item.name for item in wanted}
            found[name] = [{k: v for k, v in row.items() if k not in hidden} for row in value]
    return found


def line_fields(actor: Actor, resource: Resource, field: F) -> list[F]:
    """The fields of a document's rows that the actor may know; rules name them ``lines.price`` or by their own model."""
    assert field.lines is not None  # noqa: S101 - the caller has looked
    rules = actor.field_rules.get(resource.key, {})
    child = line_resource(field)
    return [
        item
        for item in field.lines.fields
        if rules.get(f"{field.name}.{item.name}", Mode.READ) in KNOWN and mode_of(actor, child, item) in KNOWN
    ]


def line_resource(field: F) -> Resource:
    """The rows of a lines field as a resource of their own, as far as reading is concerned."""
    assert field.lines is not None  # noqa: S101 - the caller has looked
    return Resource(field.lines.model, name=field.name, fields=field.lines.fields, title="id")


def _shows(actor: Actor, resource: Resource, field: F, *, reference: bool) -> bool:
    if mode_of(actor, resource, field) not in KNOWN:
        return False
    return not (reference and field.reference) or label_known(actor, str(field.reference))


def _known(actor: Actor, key: str, name: str) -> bool:
    declared = registry.get(key).by_name[name].mode
    return min_mode(actor.field_rules.get(key, {}).get(name, declared), declared) in KNOWN


@cache
def _origins(model: type[models.Model], source: Any) -> frozenset[tuple[str, str]]:
    """The declared fields (resource, name) in which the value of a path or expression can be read on its way."""
    if isinstance(source, str):
        return frozenset(_along(model, source.split("__")))
    return frozenset(origin for path in _columns(source) for origin in _along(model, path.split("__")))


def _along(model: Any, path: list[str]) -> Iterator[tuple[str, str]]:
    while path:
        column = "__".join(path)
        try:
            fields = registry.get(model._meta.label_lower).by_name
        except KeyError:
            fields = {}
        yield from ((model._meta.label_lower, f.name) for f in fields.values() if column in (f.name, f.source))
        model, path = getattr(model._meta.get_field(path[0]), "related_model", None), path[1:]
        if model is None:
            return


def _columns(expression: Any) -> Iterator[str]:
    """The columns that an expression names, conditions included."""
    if isinstance(expression, models.F):
        yield str(expression.name)  # type: ignore[attr-defined]
    elif isinstance(expression, models.Q):
        for child in expression.children:
            yield from _columns(child)
    elif isinstance(expression, tuple) and len(expression) == 2:
        yield str(expression[0])
        yield from _columns(expression[1])
    elif hasattr(expression, "get_source_expressions"):
        for part in expression.get_source_expressions():
            yield from _columns(part)


def modes(actor: Actor, resource: Resource) -> dict[str, Mode]:
    """Field name to mode, hidden ones included."""
    return {name: mode_of(actor, resource, field) for name, field in resource.by_name.items()}


def shown(actor: Actor, resource: Resource) -> dict[str, F]:
    """The fields of which the actor gets anything at all, in the declared order."""
    return {
        name: field for name, field in resource.by_name.items() if mode_of(actor, resource, field) is not Mode.HIDDEN
    }


def readable(actor: Actor, resource: Resource) -> dict[str, F]:
    """The fields whose true value the actor may know: only these can be filtered, sorted, grouped and searched."""
    return {name: field for name, field in resource.by_name.items() if mode_of(actor, resource, field) in KNOWN}
