"""Decision models of a company: kept by version, checked before they are put in force, and asked."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max

from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.workflow import dmn
from heyi.core.workflow.functions import MANAGE
from heyi.core.workflow.graph import digest_of
from heyi.core.workflow.models import RuleModel
from heyi.core.workflow.running.data import stored
from heyi.kit.errors import FieldError, Malformed, NotFound

MOST_MATCHES = 50


@transaction.atomic
def publish(key: str, xml: str, *, actor: Actor) -> tuple[RuleModel, list[dmn.Finding]]:
    """Check a DMN file and put it in force under a key. Malformed with every error; the warnings come back."""
    scoping.require(actor, MANAGE)
    model = dmn.read_model(xml)
    findings = dmn.check(model)
    errors = tuple(FieldError(one.place, one.code, str(one)) for one in findings if one.is_error)
    if errors:
        raise Malformed(errors=errors)
    rows = RuleModel.objects.filter(company_id=actor.company_id, key=key)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    rows.filter(in_force=True).update(in_force=False)
    row = RuleModel.objects.create(
        company_id=actor.company_id, key=key, name=model.name or key, number=last + 1, xml=xml, digest=digest_of(xml),
        created_by_id=actor.employee_id, updated_by_id=actor.employee_id,
    )  # fmt: skip
    return row, findings


def all_of(actor: Actor) -> list[RuleModel]:
    """The models in force of the actor's company."""
    scoping.require(actor, MANAGE)
    return list(RuleModel.objects.filter(company_id=actor.company_id, in_force=True).order_by("key"))


def model_of(key: str, company_id: int) -> dmn.Model | None:
    """The model in force, compiled once per process."""
    row = RuleModel.objects.filter(company_id=company_id, key=key, in_force=True).values_list("digest", "xml").first()
    return _compiled(*row) if row else None


@lru_cache(maxsize=128)
def _compiled(digest: str, xml: str) -> dmn.Model:
    return dmn.read_model(xml)


def ask(key: str, decision: str, values: Mapping[str, Any], *, actor: Actor) -> dict[str, Any]:
    """What a decision gives for values, and which rules of which tables matched: ``{"value", "matches"}``."""
    scoping.require(actor, MANAGE)
    model = model_of(key, actor.company_id)
    if model is None:
        raise NotFound
    outcome = model.decide(decision or model.decisions[-1], values)
    matches = [
        {"table": match.table, "rules": list(match.rules), "problem": match.problem}
        for match in outcome.matches[:MOST_MATCHES]
    ]
    return {"value": stored(outcome.python()), "matches": matches}
