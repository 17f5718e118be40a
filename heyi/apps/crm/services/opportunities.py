"""Opportunities: open, move through stages, win, lose, reopen."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heyi.apps.crm.errors import NoPipeline, OtherPipeline, ReasonNeeded, StageClosed
from heyi.apps.crm.models import Opportunity, Stage, StageStay
from heyi.core.access import scoping
from heyi.core.access.actor import Actor
from heyi.core.events.publishing import publish
from heyi.core.org.days import today
from heyi.core.resources.saving import save
from heyi.kit.errors import FieldError

_CLOSING: dict[str, str] = {Stage.Outcome.WON: "win", Stage.Outcome.LOST: "lose"}


@transaction.atomic
def create(data: dict[str, Any], *, actor: Actor) -> Opportunity:
    """A new opportunity in the first open stage of the default pipeline unless another stage is given."""
    data = {name: value for name, value in data.items() if value is not None}
    stage_id = data.get("stage_id") or _first_stage(actor.company_id).pk
    opportunity = Opportunity(**{**data, "stage_id": stage_id})
    if opportunity.stage.outcome != Stage.Outcome.OPEN:
        raise StageClosed
    _follow_stage(opportunity, pinned=opportunity.is_pinned or "probability" in data)
    opportunity.last_activity_at = timezone.now()
    save(opportunity, actor=actor)
    save(_stay(opportunity), actor=actor)
    return opportunity


@transaction.atomic
def update(opportunity_id: int, data: dict[str, Any], *, actor: Actor) -> Opportunity:
    """Change an open opportunity. Setting a probability pins it; ``is_pinned`` False lets it follow the stage again."""
    opportunity = Opportunity.objects.for_update(opportunity_id)
    if opportunity.stage.outcome != Stage.Outcome.OPEN:
        raise StageClosed
    stage_id = data.pop("stage_id", None)
    pinned = "probability" in data or data.get("is_pinned", opportunity.is_pinned)
    for name, value in data.items():
        setattr(opportunity, name, value)
    _follow_stage(opportunity, pinned=pinned)
    save(opportunity, actor=actor)
    return _to(opportunity, stage_id, actor) if stage_id and stage_id != opportunity.stage_id else opportunity


@transaction.atomic
def move(opportunity_id: int, *, actor: Actor, stage_id: int, lost_reason: str = "") -> Opportunity:
    """Into another stage of the same pipeline. A move into a closing stage wins or loses, with all that this asks for."""
    opportunity = _locked(opportunity_id, actor, "move")
    if opportunity.stage.outcome != Stage.Outcome.OPEN:
        raise StageClosed
    return _to(opportunity, stage_id, actor, lost_reason)


@transaction.atomic
def win(opportunity_id: int, *, actor: Actor) -> Opportunity:
    """The customer said yes."""
    return _close(opportunity_id, Stage.Outcome.WON, "win", actor, "")


@transaction.atomic
def lose(opportunity_id: int, *, actor: Actor, lost_reason: str) -> Opportunity:
    """The customer said no; the reason is compulsory."""
    return _close(opportunity_id, Stage.Outcome.LOST, "lose", actor, lost_reason)


@transaction.atomic
def reopen(opportunity_id: int, *, actor: Actor) -> Opportunity:
    """Back into the stage where it stood before it was closed."""
    opportunity = _locked(opportunity_id, actor, "reopen")
    before = opportunity.stays.filter(stage__outcome=Stage.Outcome.OPEN).order_by("-entered_at", "-pk").first()
    stage = before.stage if before is not None else _first_stage(opportunity.company_id)
    return _to(opportunity, stage.pk, actor)


def _locked(opportunity_id: int, actor: Actor, verb: str) -> Opportunity:
    opportunity: Opportunity = Opportunity.objects.visible_to(actor).for_update(opportunity_id)
    scoping.require(actor, f"crm.opportunity.{verb}", opportunity)
    return opportunity


def _close(opportunity_id: int, outcome: str, verb: str, actor: Actor, reason: str) -> Opportunity:
    opportunity = _locked(opportunity_id, actor, verb)
    if opportunity.stage.outcome != Stage.Outcome.OPEN:
        raise StageClosed
    stage = opportunity.stage.pipeline.stages.filter(outcome=outcome).order_by("position").first()
    if stage is None:
        raise NoPipeline
    return _to(opportunity, stage.pk, actor, reason)


def _to(opportunity: Opportunity, stage_id: int, actor: Actor, lost_reason: str = "") -> Opportunity:
    """End the stay in the present stage and begin the next in the same instant. The only way into any stage, so that
    winning and losing mean the same by whichever entrance: the verb's permission, a reason for losing, one event.
    """
    stage = Stage.objects.get(pk=stage_id)
    if stage.pipeline_id != opportunity.stage.pipeline_id:
        raise OtherPipeline
    if stage.outcome != Stage.Outcome.OPEN:
        scoping.require(actor, f"crm.opportunity.{_CLOSING[stage.outcome]}", opportunity)
    if stage.outcome == Stage.Outcome.LOST and not lost_reason.strip():
        raise ReasonNeeded(errors=(FieldError("lost_reason", "required", _("Please fill this in.")),))
    now = timezone.now()
    StageStay.objects.filter(opportunity=opportunity, left_at=None).update(left_at=now)
    opportunity.stage = stage
    opportunity.lost_reason = lost_reason
    opportunity.last_activity_at = now
    opportunity.closed_on = today(opportunity.company_id) if stage.outcome != Stage.Outcome.OPEN else None
    _follow_stage(opportunity, pinned=opportunity.is_pinned)
    save(opportunity, actor=actor)
    save(_stay(opportunity, now), actor=actor)
    publish("crm.opportunity.moved", opportunity, actor=actor, data={"stage": stage.pk})
    if stage.outcome != Stage.Outcome.OPEN:
        data = {"amount": str(opportunity.amount)}
        publish(f"crm.opportunity.{stage.outcome}", opportunity, actor=actor, data=data)
    return opportunity


def _follow_stage(opportunity: Opportunity, *, pinned: bool) -> None:
    opportunity.is_pinned = pinned and opportunity.stage.outcome == Stage.Outcome.OPEN
    if not opportunity.is_pinned:
        opportunity.probability = Decimal(opportunity.stage.probability)


def _stay(opportunity: Opportunity, now: Any = None) -> StageStay:
    return StageStay(
        company_id=opportunity.company_id,
        opportunity=opportunity,
        stage=opportunity.stage,
        entered_at=now or timezone.now(),
    )


def _first_stage(company_id: int) -> Stage:
    rows = Stage.objects.filter(company_id=company_id, outcome=Stage.Outcome.OPEN)
    stage = rows.order_by("-pipeline__is_default", "pipeline_id", "position").first()
    if stage is None:
        raise NoPipeline
    return stage
