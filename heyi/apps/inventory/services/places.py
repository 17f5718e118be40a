"""The locations that every company has, and the one to ship from."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heyi.apps.inventory.errors import NoWarehouse
from heyi.apps.inventory.models import Balance, Location
from heyi.core.access import shipped
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save

PLACES = (
    ("WH", _("Main warehouse"), Location.Kind.INTERNAL, True),
    ("CUSTOMERS", _("Customers"), Location.Kind.CUSTOMER, False),
    ("SUPPLIERS", _("Suppliers"), Location.Kind.SUPPLIER, False),
    ("LOSS", _("Gain / loss"), Location.Kind.LOSS, False),
)
shipped.register("inventory.location", lambda: [name for _code, name, _kind, _default in PLACES])


def seed(actor: Actor) -> None:
    """A new company starts with one warehouse and the places at the edges of its stock."""
    for code, name, kind, default in PLACES:
        if not Location.objects.filter(company_id=actor.company_id, code=code).exists():
            location = Location(company_id=actor.company_id, code=code, name=str(name), kind=kind, is_default=default)
            save(location, actor=actor)


@transaction.atomic
def change(location_id: int, data: dict[str, Any], *, actor: Actor) -> Location:
    """Edit a location. Whether its stock may become negative holds for the stock that is there already."""
    location = Location.objects.for_update(location_id)
    for name, value in data.items():
        setattr(location, name, value)
    save(location, actor=actor)
    Balance.objects.filter(location=location).exclude(may_be_negative=location.allow_negative).update(
        may_be_negative=location.allow_negative
    )
    return location


def edge(company_id: int, kind: str) -> Location:
    """The company's place of that kind: its customers, its suppliers, its gains and losses."""
    place = Location.objects.filter(company_id=company_id, kind=kind).order_by("pk").first()
    if place is None:
        raise NoWarehouse
    return place


def warehouse(company_id: int) -> Location:
    """Where the company ships from."""
    own = Location.objects.filter(company_id=company_id, kind=Location.Kind.INTERNAL)
    place = own.order_by("-is_default", "pk").first()
    if place is None:
        raise NoWarehouse
    return place
