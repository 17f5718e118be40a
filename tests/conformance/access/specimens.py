"""Specimens: one record of each resource, made to order. Each app registers its own in ``tests/specimens.py``.

``@specimen("crm.customer", owner="owner_id", department="department_id", unowned=("view",))`` also states how rows are
tied to people, as the documentation of the app says it. The statement is read by ``rules.py`` only and is deliberately
written apart from the model's ``reach``: a wrong reach and a wrong statement would have to agree to go unnoticed.
"""

import importlib
import importlib.util
import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db import models

from heyi.core.access.actor import system
from heyi.core.resources import registry
from heyi.core.resources.registry import HeyiApp
from heyi.core.resources.saving import save


@dataclass(frozen=True)
class Tie:
    """How rows of a resource are tied to people (docs/adr/0004). ``picked`` says that everybody of the company may pick
    the records in forms, by name; all others can be picked by those who may view them. ``kept`` gives, for a record, whether
    it is seen with its keepers only, and the keepers.
    """

    owner: str = ""
    department: str = ""
    parents: tuple[str, ...] = ()
    unowned: tuple[str, ...] = ()
    shares: bool = True
    picked: bool = False
    kept: Callable[[Any], tuple[bool, list[Any]]] | None = None


@dataclass(frozen=True)
class Place:
    """Where a specimen is put: whose, and what it counts for. ``above`` is the place of its parents, if another."""

    company_id: int
    owner_id: int | None
    department_id: int | None
    above: "Place | None" = None


@dataclass(frozen=True)
class Specimen:
    """How to make one."""

    key: str
    tie: Tie
    make: Callable[["Maker"], models.Model]


class Maker:
    """What a specimen is made with: a place, unique words, other specimens in the same place."""

    serial = itertools.count(1)

    def __init__(self, place: Place) -> None:
        self.place = place

    def text(self, stem: str) -> str:
        """A text that no other record has."""
        return f"{stem}{next(self.serial)}"

    def record(self, model: type[models.Model], **values: Any) -> Any:
        """Store a row in the company of the place, as the system."""
        company_id = self.place.company_id
        return save(model(company_id=company_id, **values), actor=system(company_id, "specimens"))

    def owned(self, model: type[models.Model], **values: Any) -> Any:
        """The same for a record with an owner and a department: those of the place."""
        return self.record(model, owner_id=self.place.owner_id, department_id=self.place.department_id, **values)

    def parent(self, key: str) -> Any:
        """A specimen that this one belongs to, in the place above."""
        return made(key, self.place.above or replace(self.place, above=None))

    def other(self, key: str) -> Any:
        """Any specimen of the same company, tied to nobody."""
        return made(key, Place(self.place.company_id, None, None))


_specimens: dict[str, Specimen] = {}


def specimen(key: str, **tie: Any) -> Callable[[Callable[[Maker], Any]], Callable[[Maker], Any]]:
    """Register how a specimen of ``key`` is made."""

    def register(make: Callable[[Maker], Any]) -> Callable[[Maker], Any]:
        _specimens[key] = Specimen(key, Tie(**tie), make)
        return make

    return register


def made(key: str, place: Place) -> Any:
    """A fresh specimen in a place."""
    return of(key).make(Maker(place))


def of(key: str) -> Specimen:
    """The registered specimen; the message says what a new resource has to bring."""
    found = collected().get(key)
    assert found is not None, missing([key])
    return found


def missing(keys: list[str]) -> str:
    """What to do about resources without specimens."""
    return (
        f"No specimen of {', '.join(keys)}. Add @specimen(...) for it in tests/specimens.py of its app, so that the "
        "access harness can attack it (docs/guide/testing.md)."
    )


def collected() -> dict[str, Specimen]:
    """All specimens of the installed apps."""
    if not _specimens:
        for config in apps.get_app_configs():
            if isinstance(config, HeyiApp):
                _load(config.name)
    return _specimens


def _load(app: str) -> None:
    for name in (f"{app}.tests", app):
        if importlib.util.find_spec(name) and importlib.util.find_spec(f"{name}.specimens"):
            importlib.import_module(f"{name}.specimens")


def attacked() -> list[Any]:
    """The registered resources that have specimens; ``test_matrix`` refuses to pass when one has none."""
    return [resource for resource in registry.every() if resource.key in collected()]
