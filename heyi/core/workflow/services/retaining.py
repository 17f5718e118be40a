"""How long cases are kept (保留期限), and legal holds (法律保留), which outweigh every period."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow.errors import AlreadyRemoved, NotHeld
from heyi.core.workflow.functions import RETAIN
from heyi.core.workflow.models import Archiving, Case, Definition, Hold, Retention, Seal
from heyi.core.workflow.services import keeping
from heyi.core.workflow.services import sealing_cases as seals
from heyi.core.workflow.subjects import find_subject
from heyi.kit.errors import Malformed, NotFound


def require(actor: Actor) -> None:
    """The function that everything here asks."""
    scoping.require(actor, RETAIN)


def rules(*, actor: Actor) -> list[dict[str, Any]]:
    """The company's periods: ``{"process", "archive_after", "keep_months"}``, that of all other processes first."""
    require(actor)
    rows = Retention.objects.filter(company_id=actor.company_id).order_by("process")
    return [{"process": r.process, "archive_after": r.archive_after, "keep_months": r.keep_months} for r in rows]


@transaction.atomic
def set_rule(process: str, archive_after: int | None, keep_months: int, *, actor: Actor) -> list[dict[str, Any]]:
    """Say how long cases of a process stay (of all others, when it is empty); Malformed for a process that is not there."""
    require(actor)
    company_id = actor.company_id
    if process and not Definition.objects.filter(company_id=company_id, key=process).exists():
        raise Malformed.at("process", "unknown", _("There is no such process."))
    values = {"archive_after": archive_after, "keep_months": keep_months}
    Retention.objects.update_or_create(company_id=company_id, process=process, defaults=values)
    Archiving.objects.get_or_create(pk=company_id)
    return rules(actor=actor)


@transaction.atomic
def drop_rule(process: str, *, actor: Actor) -> list[dict[str, Any]]:
    """The process follows that of all others again. NotFound when it has no rule of its own."""
    require(actor)
    found = Retention.objects.filter(company_id=actor.company_id, process=process).first()
    if found is None:
        raise NotFound
    found.delete()
    return rules(actor=actor)


@dataclass(frozen=True, slots=True)
class What:
    """What is held: one of a case, a process, or a document (resource and record)."""

    case_id: int | None = None
    process: str = ""
    resource: str = ""
    record_id: int | None = None

    def check(self) -> None:
        """Malformed unless it names exactly one thing."""
        named = [self.case_id is not None, bool(self.process), bool(self.resource) and self.record_id is not None]
        if sum(named) != 1 or bool(self.resource) != (self.record_id is not None):
            raise Malformed.at("case", "one", _("Name one case, one process or one document."))


@transaction.atomic
def hold(what: What, reason: str, *, actor: Actor) -> dict[str, Any]:
    """From now on nothing that this names is removed. NotFound for what is not there, AlreadyRemoved for a case that has
    been removed.

    Whoever removes at this moment comes first as a whole, or finds the hold.
    """
    require(actor)
    what.check()
    if not reason.strip():
        raise Malformed.at("reason", "required", "1-5000")
    seals.alone(actor.company_id)
    _exists(what, actor)
    made = Hold.objects.create(
        company_id=actor.company_id, case_id=what.case_id, process=what.process, resource=what.resource,
        record_id=what.record_id, reason=reason.strip(),
    )  # fmt: skip
    return _shown(Hold.objects.select_related("created_by", "released_by").get(pk=made.pk))


def _exists(what: What, actor: Actor) -> None:
    company_id = actor.company_id
    if what.case_id is not None and keeping.find(what.case_id, company_id=company_id) is None:
        if Seal.objects.filter(case_id=what.case_id, company_id=company_id).exists():
            raise AlreadyRemoved
        raise NotFound
    if what.process and not Definition.objects.filter(company_id=company_id, key=what.process).exists():
        raise NotFound
    if what.resource and find_subject(what.resource) is None:
        document = {"company_id": company_id, "resource": what.resource, "record_id": what.record_id}
        if not Case.objects.filter(**document).exists() and not Seal.objects.filter(**document).exists():
            raise NotFound


@transaction.atomic
def release(hold_id: int, reason: str, *, actor: Actor) -> dict[str, Any]:
    """The hold ends, with a reason; the periods count again. NotFound, NotHeld."""
    require(actor)
    if not reason.strip():
        raise Malformed.at("reason", "required", "1-5000")
    seals.alone(actor.company_id)
    found = Hold.objects.filter(pk=hold_id, company_id=actor.company_id).select_for_update(of=("self",)).first()
    if found is None:
        raise NotFound
    if found.released_at is not None:
        raise NotHeld
    found.released_at, found.released_by_id = timezone.now(), actor.employee_id
    found.release_reason = reason.strip()
    found.save(update_fields=["released_at", "released_by_id", "release_reason"])
    return _shown(Hold.objects.select_related("created_by", "released_by").get(pk=hold_id))


def holds(*, actor: Actor, released: bool = False) -> list[dict[str, Any]]:
    """The holds of the company, newest first; those that were released only when asked for."""
    require(actor)
    rows = Hold.objects.filter(company_id=actor.company_id).select_related("created_by", "released_by").order_by("-pk")
    return [_shown(one) for one in (rows if released else rows.filter(released_at=None))[:500]]


def _shown(one: Hold) -> dict[str, Any]:
    return {
        "id": one.pk, "case": one.case_id, "process": one.process, "resource": one.resource, "record": one.record_id,
        "reason": one.reason, "since": one.created_at.isoformat(), "by": one.created_by.name if one.created_by else "",
        "released_at": one.released_at.isoformat() if one.released_at else None,
        "released_by": one.released_by.name if one.released_by else "", "release_reason": one.release_reason,
    }  # fmt: skip
