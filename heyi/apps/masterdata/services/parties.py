"""Create and change parties: codes are checked, keys for the duplicate check are kept."""

from typing import Any

from django.db import transaction

from heyi.apps.masterdata.errors import PartyExists
from heyi.apps.masterdata.models import Party
from heyi.apps.masterdata.services import duplicates
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save
from heyi.kit import identity
from heyi.kit.errors import Malformed
from heyi.kit.invalid import InvalidValue


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Party:
    """A new party. Its credit code must have a right check digit (GB 32100-2015) and be new."""
    party = Party(**data)
    _complete(party)
    _refuse_known(party, actor)
    return save(party, actor=actor)


@transaction.atomic
def update(party_id: int, data: dict[str, Any], *, actor: Actor) -> Party:
    """Change a party."""
    party = Party.objects.for_update(party_id)
    for name, value in data.items():
        setattr(party, name, value)
    _complete(party)
    if {"credit_code"} & data.keys():
        _refuse_known(party, actor)
    return save(party, actor=actor)


def _complete(party: Party) -> None:
    if party.credit_code:
        try:
            party.credit_code = identity.credit_code(party.credit_code)
        except InvalidValue as error:
            raise Malformed.at("credit_code", error.code, str(error.message)) from error
    party.name_key = duplicates.name_key(party.name)
    party.phone_key = duplicates.phone_key(party.phone)


def _refuse_known(party: Party, actor: Actor) -> None:
    """The credit code is one company's and no other's. A shared phone is common between branches: it only warns."""
    if not party.credit_code:
        return
    known = duplicates.matches({"credit_code": party.credit_code}, actor, but=party.pk)
    if known:
        raise PartyExists(extra={"matches": known})
