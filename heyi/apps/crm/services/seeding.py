"""The sales process and the customer pool that every company starts with."""

from decimal import Decimal

from django.utils.translation import gettext as _

from heyi.apps.crm.models import Pipeline, Pool, Stage
from heyi.core.access.actor import Actor
from heyi.core.resources.saving import save


def seed(actor: Actor) -> None:
    """One pipeline with the usual stages and one pool, unless the company has some; and its nights."""
    from heyi.apps.crm.jobs import schedule

    schedule(actor.company_id)
    if not Pool.objects.filter(company_id=actor.company_id).exists():
        pool = Pool(company_id=actor.company_id, name=_("Public pool"), is_default=True, daily_limit=20)
        save(pool, actor=actor)
    if Pipeline.objects.filter(company_id=actor.company_id).exists():
        return
    pipeline = save(Pipeline(company_id=actor.company_id, name=_("Standard sales"), is_default=True), actor=actor)
    stages = (
        (_("Qualified"), "open", "0.1"),
        (_("Needs confirmed"), "open", "0.3"),
        (_("Quotation"), "open", "0.5"),
        (_("Negotiation"), "open", "0.8"),
        (_("Won"), "won", "1"),
        (_("Lost"), "lost", "0"),
    )
    for position, (name, outcome, probability) in enumerate(stages, start=1):
        stage = Stage(
            company_id=actor.company_id,
            pipeline=pipeline,
            position=position,
            name=name,
            outcome=outcome,
            probability=Decimal(probability),
        )
        save(stage, actor=actor)
