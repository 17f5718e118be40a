"""The duplicate check (查重, crm rule 2): strong keys block, a similar name warns.

It looks at parties, contacts, leads and the pool together, because all of them keep their keys in one table. Whoever may
not see a match learns that it exists, which department has it and whether it lies in the pool, nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heyi.apps.masterdata.errors import PartyExists
from heyi.apps.masterdata.models import IdentityKey
from heyi.core.access.actor import Actor
from heyi.kit import identity, likeness, names
from heyi.kit.errors import Denied, FieldError
from heyi.kit.invalid import InvalidValue

Kind = IdentityKey.Kind
Keys = dict[tuple[str, str], str]

OVERRIDE = "masterdata.party.override_duplicate"
MAX_MATCHES = 10
CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """The record whose keys are kept, and the family to which it belongs."""

    resource: str
    record_id: int
    family: str
    company_id: int


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody may know of a family. Without sight only ``department`` and ``in_pool`` are filled."""

    label: str | None = None
    resource: str | None = None
    id: int | None = None
    owner: str | None = None
    department: str | None = None
    in_pool: bool = False
    can_claim: bool = False


@dataclass
class _Match:
    strength: str
    by: list[str] = field(default_factory=list)


Teller = Callable[[list[int], Actor], dict[int, Told]]
_tellers: dict[str, Teller] = {}


def register_teller(family: str, teller: Teller) -> None:
    """Who tells of families of that name; an app above may know more of a party than master data does."""
    _tellers[family] = teller


def keys_of(values: dict[str, Any]) -> Keys:
    """``(kind, value) -> text`` of what a record holds (``name``, ``credit_code``, ``phone``, ``email``); what is no
    telephone number or address has no key.
    """
    found: Keys = {}
    for kind, normal in ((Kind.CREDIT_CODE, identity.credit_code), (Kind.PHONE, _phone), (Kind.EMAIL, names.email_key)):
        text = str(values.get(kind) or "").strip()
        try:
            if text:
                found[kind, normal(text)] = ""
        except InvalidValue:
            continue
    name = str(values.get("name") or "")
    if key := likeness.parse(name).key:
        found[Kind.NAME, key] = name[:300]
    return found


def _phone(text: str) -> str:
    return names.phone(text).key


def keep(holder: Holder, values: dict[str, Any], *, actor: Actor, reason: str = "") -> None:
    """Bring the keys of a record to what it holds now, in the transaction that writes the record.

    A strong key that another family holds is PartyExists. With a ``reason`` it is allowed to those who hold the
    permission ``OVERRIDE``; others are Denied. What the record held before is not asked again.
    """
    wanted = keys_of(values)
    rows = IdentityKey.objects.filter(resource=holder.resource, record_id=holder.record_id)
    present = {(row.kind, row.value): row for row in rows}
    gone = [row.pk for key, row in present.items() if key not in wanted or row.family != holder.family]
    IdentityKey.objects.filter(pk__in=gone).delete()
    fresh = {key: text for key, text in wanted.items() if key not in present or present[key].pk in gone}
    taken = _refuse_taken([key for key in fresh if key[0] != Kind.NAME], holder, actor, reason)
    IdentityKey.objects.bulk_create(
        IdentityKey(
            **asdict(holder),
            kind=kind,
            value=value,
            text=text,
            created_by_id=actor.employee_id,
            is_blocking=kind != Kind.NAME and (kind, value) not in taken,
            reason=reason[:300] if (kind, value) in taken else "",
        )
        for (kind, value), text in fresh.items()
    )


def admit(values: dict[str, Any], *, actor: Actor, reason: str = "") -> None:
    """The same refusals for a record that is not stored yet; until the end of the transaction its keys are reserved."""
    keys = [key for key in keys_of(values) if key[0] != Kind.NAME]
    _refuse_taken(keys, Holder("", 0, "", actor.company_id), actor, reason)


def forget(resource: str, record_id: int) -> None:
    """The record is gone, or no longer claims to be somebody of its own."""
    IdentityKey.objects.filter(resource=resource, record_id=record_id).delete()


def _refuse_taken(keys: list[tuple[str, str]], holder: Holder, actor: Actor, reason: str) -> set[tuple[str, str]]:
    """Those of the keys that other families hold, when the actor may and does say why."""
    if not keys:
        return set()
    with connection.cursor() as cursor:
        # Two people who enter the same key at once go one after the other, so that the second is told of the first.
        for kind, value in sorted(keys):
            lock = f"masterdata.identity:{holder.company_id}:{kind}:{value}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
    held = IdentityKey.objects.filter(_any(keys), company_id=holder.company_id).exclude(family=holder.family)
    taken = {(row.kind, row.value): row.family for row in held[:100]}
    if not taken:
        return set()
    # A phone may be shared by a group of companies; a credit code is one company's and no other's.
    if not reason.strip() or any(kind == Kind.CREDIT_CODE for kind, _value in taken):
        by_family: dict[str, _Match] = defaultdict(lambda: _Match("strong"))
        for (kind, _value), family in taken.items():
            by_family[family].by.append(kind)
        taken_words = _("This is known from another record.")
        errors = tuple(FieldError(str(kind), "exists", taken_words) for kind, _value in taken)
        raise PartyExists(
            errors=errors, extra={"matches": _tell(by_family, actor), "can_override": actor.can(OVERRIDE)}
        )
    if not actor.can(OVERRIDE):
        raise Denied(extra={"permission": OVERRIDE})
    return set(taken)


def matches(values: dict[str, Any], actor: Actor) -> list[dict[str, Any]]:
    """Who of the actor's company may be the same, strong ones first: ``strength``, ``by`` (which of the values), and what
    the actor may know of it (``Told``).
    """
    wanted = keys_of(values)
    strong = [key for key in wanted if key[0] != Kind.NAME]
    rows = IdentityKey.objects.filter(company_id=actor.company_id)
    found: dict[str, _Match] = {}
    if strong:
        for family, kind in rows.filter(_any(strong)).values_list("family", "kind")[:100]:
            match = found.setdefault(family, _Match("strong"))
            match.by = sorted({*match.by, kind})
    name = str(values.get("name") or "")
    for family in alike(name, actor.company_id):
        match = found.setdefault(family, _Match("weak"))
        match.by.append(str(Kind.NAME))
    chosen = dict(sorted(found.items(), key=lambda item: item[1].strength)[:MAX_MATCHES])
    return _tell(chosen, actor)


_ALIKE = """
SELECT family, text FROM ((
  SELECT family, text FROM masterdata_identitykey
   WHERE company_id = %(company)s AND kind = 'name' AND value = ANY(%(keys)s) LIMIT %(most)s
) UNION ALL (
  SELECT family, text FROM masterdata_identitykey
   WHERE company_id = %(company)s AND kind = 'name' AND value LIKE %(longer)s AND %(longer)s <> '' LIMIT %(most)s
) UNION ALL (
  SELECT family, text FROM masterdata_identitykey
   WHERE company_id = %(company)s AND kind = 'name' AND %(slips)s AND value %% %(key)s LIMIT %(most)s
)) found
"""


def alike(name: str, company_id: int) -> list[str]:
    """Families whose names may mean the same company. Indexes give the candidates, ``likeness.alike`` decides."""
    parsed = likeness.parse(name)
    if not parsed.key:
        return []
    params: dict[str, Any] = {
        "company": company_id,
        "keys": [parsed.key, *parsed.shorter, *parsed.slips],
        "longer": f"{parsed.key}_%" if len(parsed.key) >= 2 else "",
        "slips": parsed.may_slip,
        "key": parsed.key,
        "most": CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.similarity_threshold', %s, true)", [f"{parsed.similarity:.3f}"])
        cursor.execute(_ALIKE, params)
        candidates = cursor.fetchall()
    return list(dict.fromkeys(family for family, text in candidates if likeness.alike(name, text)))


def _any(keys: Iterable[tuple[str, str]]) -> Q:
    found = Q(pk__in=())
    for kind, value in keys:
        found |= Q(kind=kind, value=value)
    return found


def _tell(found: dict[str, _Match], actor: Actor) -> list[dict[str, Any]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for family in found:
        name, _colon, number = family.partition(":")
        ids[name].append(int(number))
    told = {f"{name}:{pk}": one for name, pks in ids.items() for pk, one in _tellers[name](pks, actor).items()}
    return [{**asdict(match), **asdict(told.get(family, Told()))} for family, match in found.items()]
