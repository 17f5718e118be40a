"""Create, change and remove parties: codes are checked, keys for the duplicate check are kept."""

from typing import Any

from django.db import transaction

from heyi.apps.masterdata.models import Party
from heyi.apps.masterdata.services import duplicates
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save
from heyi.kit import identity
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidValue

KEYED = ("name", "credit_code", "phone", "email")


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Party:
    """A new party. Its credit code must have a right check digit (GB 32100-2015); strong keys must be new, unless
    ``duplicate_reason`` says why not (``duplicates.keep``).
    """
    reason = data.pop("duplicate_reason", "") or ""
    party = Party(**data)
    _check_codes(party)
    duplicates.admit(_values(party), actor=actor, reason=reason)
    save(party, actor=actor)
    keep_keys(party, actor=actor, reason=reason)
    return party


@transaction.atomic
def update(party_id: int, data: dict[str, Any], *, actor: Actor) -> Party:
    """Change a party; the same refusals as for a new one."""
    reason = data.pop("duplicate_reason", "") or ""
    party = Party.objects.for_update(party_id)
    for name, value in data.items():
        setattr(party, name, value)
    _check_codes(party)
    if data.keys() & set(KEYED):
        keep_keys(party, actor=actor, reason=reason)
    return save(party, actor=actor)


@transaction.atomic
def delete(party_id: int, *, actor: Actor) -> None:
    """Remove a party to which nothing points, with its keys."""
    party = Party.objects.for_update(party_id)
    duplicates.forget("masterdata.party", party.pk)
    party.delete()


def keep_keys(party: Party, *, actor: Actor, reason: str = "") -> None:
    """The party's keys as it stands."""
    holder = duplicates.Holder("masterdata.party", party.pk, f"party:{party.pk}", party.company_id)
    duplicates.keep(holder, _values(party), actor=actor, reason=reason)


def _values(party: Party) -> dict[str, str]:
    return {name: getattr(party, name) for name in KEYED}


def tell(ids: list[int], actor: Actor) -> dict[int, duplicates.Told]:
    """Parties that are only that: suppliers, and whoever no app above knows better."""
    seen = Party.objects.filter(scoping.visible(actor, Party), pk__in=ids)
    return {party.pk: duplicates.Told(party.name, "masterdata.party", party.pk) for party in seen}


def _check_codes(party: Party) -> None:
    if party.credit_code:
        try:
            party.credit_code = identity.credit_code(party.credit_code)
        except InvalidValue as error:
            raise Malformed.at("credit_code", error.code, str(error.message)) from error
