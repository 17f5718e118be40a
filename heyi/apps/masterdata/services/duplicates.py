"""The duplicate check (查重, crm rule 2): strong keys block, a similar name warns.

Whoever may not see a match learns that it exists and which department has it, nothing else.
"""

from typing import Any

from django.db.models import Q

from heyi.apps.masterdata.models import Party
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.kit import names
from heyi.kit.invalid import InvalidValue

MAX_MATCHES = 10


def name_key(name: str) -> str:
    """The name without legal form, region, brackets, width and script: equal for the same company written differently."""
    return names.company_key(name)[:200]


def phone_key(phone: str, *, region: str = "CN") -> str:
    """The number in E.164, or empty when it is not one."""
    try:
        return names.phone(phone, region=region).e164 if phone.strip() else ""
    except InvalidValue:
        return ""


def matches(values: dict[str, Any], actor: Actor, *, but: int | None = None) -> list[dict[str, Any]]:
    """Parties of the company that may be the same: ``{"strength": "strong" | "weak", "by", "label" | None, …}``."""
    strong = Q(pk__in=())
    if values.get("credit_code"):
        strong |= Q(credit_code=values["credit_code"])
    key = phone_key(values.get("phone") or "")
    if key:
        strong |= Q(phone_key=key)
    if values.get("email"):
        strong |= Q(email__iexact=values["email"])
    weak = Q(name_key=name_key(values.get("name") or "")) if values.get("name") else Q(pk__in=())
    rows = Party.objects.filter(company_id=actor.company_id).exclude(pk=but or 0)
    found = [(party, "strong") for party in rows.filter(strong)[:MAX_MATCHES]]
    seen = {party.pk for party, _strength in found}
    found += [(party, "weak") for party in rows.filter(weak)[:MAX_MATCHES] if party.pk not in seen]
    return [_told(party, strength, actor) for party, strength in found]


def _told(party: Party, strength: str, actor: Actor) -> dict[str, Any]:
    if scoping.is_visible(actor, party):
        return {"strength": strength, "id": party.pk, "label": party.name}
    return {"strength": strength, "id": None, "label": None}
