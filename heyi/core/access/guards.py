"""Rows that are seen only with another record, whatever a grant on them says: a party that is a customer, with its customer.

A noun at the bottom (a party) does not know what apps above make of it. The app that does says so in its
``permissions.py`` (``GUARDS``), and ``scoping`` asks the record above instead of the grant below.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models import Q

from heyi.kit.errors import Text


@dataclass(frozen=True, slots=True)
class Guard:
    """``rows`` of ``model`` are within reach only of those who reach a row of ``by`` that is tied to them.

    The tie is ``model.here = by.there``: a party's ``pk`` and a customer's ``party_id``; a contact's ``party_id`` and
    a party's ``pk``. Whoever reaches the other record reaches this one too, guarded or not (a customer that is also a
    supplier). ``label`` names the other record in explanations.
    """

    model: str
    by: str
    label: Text
    here: str = "pk"
    there: str = "pk"
    rows: Q = field(default_factory=Q)

    @property
    def keeper(self) -> type[models.Model]:
        """The model whose reach decides."""
        return apps.get_model(self.by)


_guards: dict[str, list[Guard]] = {}


def register(guard: Guard) -> None:
    """Make a guard known. It stops the start when it names what does not exist, or closes a circle."""
    model, keeper = apps.get_model(guard.model), guard.keeper
    for owner, name in ((model, guard.here), (keeper, guard.there)):
        if name != "pk" and not any(column.attname == name for column in owner._meta.concrete_fields):
            raise ImproperlyConfigured(f"The guard of {guard.model} names {name}, which {owner._meta.label} has not.")
    if guard.model in _above(guard.by):
        raise ImproperlyConfigured(f"{guard.model} and {guard.by} guard each other.")
    known = _guards.setdefault(guard.model, [])
    if guard not in known:
        known.append(guard)


def of(model: type[models.Model]) -> list[Guard]:
    """The guards of a model, none for most."""
    return _guards.get(model._meta.label_lower, [])


def _above(key: str) -> set[str]:
    found = {key}
    for guard in _guards.get(key, ()):
        found |= _above(guard.by)
    return found
