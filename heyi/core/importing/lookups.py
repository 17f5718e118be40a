"""Records by one of their fields, many at once."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from heyi.core.access.actor import Actor
from heyi.core.importing.specs import FieldSpec, path_of
from heyi.core.resources import options, registry
from heyi.core.resources.bodies import References
from heyi.core.resources.declare import F, Resource
from heyi.core.resources.kinds import Kind


class BadCell(Exception):
    """One cell that cannot be taken: ``code`` is stable, ``message`` in the reader's language."""

    def __init__(self, code: str, message: str, value: Any = None) -> None:
        self.code, self.message, self.value = code, message, value
        super().__init__(code)


class Lookups:
    """Ids of records by one of their fields, remembered for the run. Records made by the run itself are found too,
    because only what was found is remembered. ``references`` are told what they need not ask for again.
    """

    def __init__(self, actor: Actor, references: References) -> None:
        self.actor, self.references = actor, references
        self._known: dict[tuple[str, str, str], dict[str, int]] = {}

    def load(self, spec: FieldSpec, values: Iterable[str]) -> None:
        """Look up many values by one query, so that ``find`` has them at hand."""
        wanted = set(values) - self._of(spec).keys()
        if not wanted or spec.separator:
            return
        resource, field, path = _target(spec)
        rows = self._rows(resource).filter(**{f"{path}__in": [v for v in map(_value(field), wanted) if v is not None]})
        found: dict[str, list[int]] = {}
        for value, pk in rows.values_list(path, "pk"):
            found.setdefault(str(value), []).append(pk)
        for value, ids in found.items():
            if len(ids) == 1:
                self._keep(spec, value, ids[0])

    def find(self, spec: FieldSpec, value: str) -> int:
        """The id, or BadCell when there is none or more than one."""
        known = self._of(spec).get(value)
        return known if known is not None else self._keep(spec, value, self._ask(spec, value))

    def _of(self, spec: FieldSpec) -> dict[str, int]:
        return self._known.setdefault((spec.lookup or "", spec.by or "", spec.separator), {})

    def _keep(self, spec: FieldSpec, value: str, pk: int) -> int:
        self._of(spec)[value] = pk
        self.references.trust(registry.get(spec.lookup or "").model, (pk,))
        return pk

    def _ask(self, spec: FieldSpec, value: str) -> int:
        resource, field, path = _target(spec)
        rows = self._rows(resource)
        if spec.separator:
            ids = _down(rows, path, [part.strip() for part in value.split(spec.separator) if part.strip()])
        else:
            key = _value(field)(value)
            ids = list(rows.filter(**{path: key}).values_list("pk", flat=True)[:2]) if key is not None else []
        shown = {"label": resource.model._meta.verbose_name, "field": field.label, "value": value[:200]}
        if not ids:
            raise BadCell("not_found", _("There is no %(label)s with %(field)s “%(value)s”.") % shown, value)
        if len(ids) > 1:
            raise BadCell("ambiguous", _("There is more than one %(label)s with %(field)s “%(value)s”.") % shown, value)
        return ids[0]

    def _rows(self, resource: Resource) -> models.QuerySet[Any]:
        return options.referable(resource.model, self.actor).filter(company_id=self.actor.company_id)


def _target(spec: FieldSpec) -> tuple[Resource, F, str]:
    resource = registry.get(spec.lookup or "")
    field = resource.by_name[spec.by or ""]
    return resource, field, path_of(resource, field) or "pk"


def _value(field: F) -> Any:
    if field.kind is Kind.INTEGER:
        return lambda text: int(text) if text.isdecimal() and len(text) < 10 else None
    return str


def _down(rows: models.QuerySet[Any], path: str, parts: list[str]) -> list[int]:
    """The records at the end of a path of names. It may leave out the root that stands for the company itself."""
    if not parts:
        return []
    ids = _at(rows.filter(parent=None), path, parts[0]) or _at(
        rows.filter(parent__isnull=False, parent__parent=None), path, parts[0]
    )
    for part in parts[1:]:
        ids = _at(rows.filter(parent_id__in=ids), path, part)
    return ids


def _at(rows: models.QuerySet[Any], path: str, name: str) -> list[int]:
    return list(rows.filter(**{path: name}).values_list("pk", flat=True)[:2])
