"""Create, change and remove contacts. Their telephone numbers and addresses count for the duplicate check."""

from typing import Any

from django.db import transaction

from heyi.apps.masterdata.models import Contact
from heyi.apps.masterdata.services import duplicates
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Contact:
    """A new contact. Colleagues of one party may share a telephone; those of two may not (``duplicates.keep``)."""
    reason = data.pop("duplicate_reason", "") or ""
    contact = save(Contact(**data), actor=actor)
    _keep_keys(contact, actor, reason)
    return contact


@transaction.atomic
def update(contact_id: int, data: dict[str, Any], *, actor: Actor) -> Contact:
    """Change a contact; the same refusals as for a new one."""
    reason = data.pop("duplicate_reason", "") or ""
    contact: Contact = Contact.objects.for_update(contact_id)
    for name, value in data.items():
        setattr(contact, name, value)
    save(contact, actor=actor)
    if data.keys() & {"phone", "email", "party_id"}:
        _keep_keys(contact, actor, reason)
    return contact


@transaction.atomic
def delete(contact_id: int, *, actor: Actor) -> None:
    """Remove a contact to which nothing points, with its keys."""
    contact: Contact = Contact.objects.for_update(contact_id)
    duplicates.forget("masterdata.contact", contact.pk)
    contact.delete()


def _keep_keys(contact: Contact, actor: Actor, reason: str) -> None:
    holder = duplicates.Holder("masterdata.contact", contact.pk, f"party:{contact.party_id}", contact.company_id)
    duplicates.keep(holder, {"phone": contact.phone, "email": contact.email}, actor=actor, reason=reason)
